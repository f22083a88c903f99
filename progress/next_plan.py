"""次期計画を始める: いまの計画から、選んだ項目を番号を付けて引き継ぎ、準備中の計画を作る。

丸ごとの写しではない。目標値・実施時期・現状と課題は新しい計画で決めるものなので、引き継がない。
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.choices import ContentKind, Qualifier
from plans.fiscal_year import last_day, wareki_label
from plans.models import (
    ActionItem,
    Baseline,
    BasicGoal,
    CommonTheme,
    ImplementationContent,
    Indicator,
    ItemDepartment,
    ItemKind,
    ItemSuccession,
    Plan,
    PlanRevision,
    Policy,
)
from plans.models.plan import FIRST_REVISION_NAME
from progress.models import Committee
from progress.plan_rows import label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plans.figures import Figure
    from progress.plan_file import Key, Row

CODES = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
CARRIED_INDICATOR_FIELDS = (
    "name", "unit", "kind", "entry_kind", "first_label", "second_label", "second_unit",
    "second_label_is_confirmed", "tolerance", "other_plan", "definition", "source", "note",
    "kind_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextItem:
    """次期計画の項目: 番号、名、基本方針の番号、引き継ぐ項目の番号（統合は幾つも、新規は空）。"""

    number: int
    title: str
    policy: int
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NextPlan:
    """次期計画の注文。goals と policies は名の並び、last_actuals は基準値の案にする実績。

    last_actuals は、いまの計画の（項目番号, 指標番号）から、（西暦の年度, 値）を引く。
    """

    name: str
    short_name: str
    first_year: int
    last_year: int
    baseline_year: int
    goals: tuple[str, ...]
    policies: tuple[str, ...]
    items: tuple[NextItem, ...]
    last_actuals: Mapping[tuple[int, int], tuple[int, Figure]] = field(default_factory=dict)


def next_plan_rows(current: Sequence[Row], order: NextPlan) -> list[Row]:
    """次期計画の行を、いまの計画の行（current）と注文から作る。データベースは使わない。

    分けた項目では、実施内容と指標は番号の若い項目が受け継ぎ、ほかの項目は引継ぎの線だけを持つ。
    """
    writer = _Writer(_Book(current), order)
    return list(writer.write())


@dataclass(slots=True)
class _Book:
    """いまの計画の行。種類の名と、項目の番号から引く。"""

    rows: Sequence[Row]

    @property
    def plan(self) -> Row:
        return self.all(Plan)[0]

    def all(self, model: Any) -> list[Row]:
        return [row["fields"] for row in self.rows if row["model"] == label_of(model)]

    def of_item(self, model: Any, number: int) -> list[Row]:
        return [row for row in self.all(model) if row["item"][1] == number]


@dataclass(slots=True)
class _Writer:
    book: _Book
    order: NextPlan
    claimed: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.order.name,)

    def write(self) -> Iterator[Row]:
        yield from self._frame()
        items = sorted(self.order.items, key=lambda item: item.number)
        for item in items:
            yield _row(
                ActionItem,
                plan=self.key,
                number=item.number,
                title=item.title,
                policy=(*self.key, item.policy),
            )
        parts = [self._parts(item) for item in items]
        # 作る側は種類ごとにまとめて保存するので、種類の順に並べ直す。
        for model in (ItemDepartment, ItemKind, ImplementationContent, Indicator, Baseline):
            for part in parts:
                yield from (row for row in part if row["model"] == label_of(model))
        yield from self._links(items)
        for committee in self.book.all(Committee):
            yield _row(Committee, plan=self.key, name=committee["name"])

    def _frame(self) -> Iterator[Row]:
        old, order = self.book.plan, self.order
        yield _row(
            Plan,
            name=order.name,
            short_name=order.short_name,
            organization=old["organization"],
            first_year=order.first_year,
            last_year=order.last_year,
            baseline_year=order.baseline_year,
            committee_name=old["committee_name"],
            predecessor_name=old["name"],
            predecessor=(old["name"],),
        )
        yield _row(
            PlanRevision,
            plan=self.key,
            number=0,
            name=FIRST_REVISION_NAME,
            from_year=order.first_year,
        )
        for number, title in enumerate(order.goals, start=1):
            yield _row(BasicGoal, plan=self.key, number=number, title=title)
        for number, title in enumerate(order.policies, start=1):
            yield _row(Policy, plan=self.key, number=number, code=CODES[number - 1], title=title)
        for theme in self.book.all(CommonTheme):
            yield _row(CommonTheme, **{**theme, "plan": self.key})

    def _parts(self, item: NextItem) -> list[Row]:
        taken = [number for number in item.sources if number not in self.claimed]
        self.claimed |= set(taken)
        return [
            *self._named(ItemDepartment, "department", item),
            *self._named(ItemKind, "name", item),
            *self._contents(item, taken),
            *self._indicators(item, taken),
        ]

    def _named(self, model: Any, name: str, item: NextItem) -> Iterator[Row]:
        found = (row[name] for number in item.sources for row in self.book.of_item(model, number))
        for place, value in enumerate(dict.fromkeys(found), start=1):
            yield _row(model, item=(*self.key, item.number), order=place, **{name: value})

    def _contents(self, item: NextItem, taken: list[int]) -> Iterator[Row]:
        """実施内容。再掲は、掲げる項目でだけ引き継ぐ。共通は一つの事業共通に一行だけ。"""
        numbers: Counter[str] = Counter()
        themes: set[Any] = set()
        rows = (row for number in taken for row in self.book.of_item(ImplementationContent, number))
        for place, row in enumerate((row for row in rows if row["repeats"] is None), start=1):
            theme = row["common_theme"]
            if theme and theme in themes:
                continue
            themes.add(theme)
            numbers[row["kind"]] += 1
            is_common = row["kind"] == ContentKind.COMMON
            yield _row(
                ImplementationContent,
                item=(*self.key, item.number),
                kind=row["kind"],
                number=row["number"] if is_common else numbers[row["kind"]],
                branch=0,
                order=place,
                title=row["title"],
                qualifier=Qualifier.CONTINUED,
                basic_goals=[],
                common_theme=(*self.key, theme[1]) if theme else None,
            )

    def _indicators(self, item: NextItem, taken: list[int]) -> Iterator[Row]:
        rows = (row for number in taken for row in self.book.of_item(Indicator, number))
        for place, row in enumerate(rows, start=1):
            carried = {name: row[name] for name in CARRIED_INDICATOR_FIELDS}
            yield _row(Indicator, item=(*self.key, item.number), number=place, **carried)
            last = self.order.last_actuals.get((row["item"][1], row["number"]))
            if last:
                yield self._baseline((*self.key, item.number, place), *last)

    def _baseline(self, indicator: Key, year: int, value: Figure) -> Row:
        is_estimate = year != self.order.baseline_year
        return _row(
            Baseline,
            indicator=indicator,
            fiscal_year=year,
            value=value,
            as_printed=str(value),
            is_estimate=is_estimate,
            as_of=last_day(year) if is_estimate else None,
            note=f"{self.book.plan['short_name']}の{wareki_label(year)}の実績から",
        )

    def _links(self, items: Sequence[NextItem]) -> Iterator[Row]:
        old = (self.book.plan["name"],)
        for item in items:
            for number in dict.fromkeys(item.sources):
                yield _row(
                    ItemSuccession, successor=(*self.key, item.number), predecessor=(*old, number)
                )


def _row(model: Any, **fields: Any) -> Row:
    return {"model": label_of(model), "fields": fields}
