"""見直しの入力欄。実施項目の指標と実施内容を、適用開始年度から後の欄にして並べる。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.choices import IndicatorKind, Qualifier
from plans.fiscal_year import short_label
from plans.revision.comparing import NEW_ROWS, Subject, indicator_name, phase_text, target_text
from plans.revision.fields import CHECKED, NO_PHASE, FieldNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plans.revision.plan_now import ContentNow, IndicatorNow, ItemNow, PlanNow

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """入力欄。initial はいまの計画の値、value は案の値、before はいまの表記、choices は選択肢。"""

    name: str
    label: str
    initial: str = ""
    value: str = ""
    before: str = ""
    error: str = ""
    choices: Choices = ()
    size: int = 8

    @property
    def is_checked(self) -> bool:
        """印が付いているか（印の欄のとき）。"""
        return self.value == CHECKED


@dataclass(frozen=True, slots=True)
class BoxRow:
    """一つの指標か実施内容の欄。name は文の欄（変えられないとき None）、drop は廃止の印の欄。"""

    subject: Subject
    heading: str
    is_new: bool
    years: list[Box]
    name: Box | None = None
    others: list[Box] = field(default_factory=list)
    drop: Box | None = None

    @property
    def boxes(self) -> list[Box]:
        """すべての欄。"""
        single = [box for box in (self.name, self.drop) if box]
        return [*single, *self.others, *self.years]


@dataclass(frozen=True, slots=True)
class _Sheet:
    now: PlanNow
    from_year: int
    entries: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def years(self) -> list[int]:
        return [year for year in self.now.plan.years if year >= self.from_year]

    def box(
        self, name: str, label: str, initial: str = "", *, choices: Choices = (), size: int = 8
    ) -> Box:
        return Box(
            name=name,
            label=label,
            initial=initial,
            value=self.entries.get(name, initial),
            before=initial,
            error=self.errors.get(name, ""),
            choices=choices,
            size=size,
        )


def box_rows(
    now: PlanNow,
    item: ItemNow,
    from_year: int,
    entries: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> list[BoxRow]:
    """実施項目の欄を、指標、加える指標、実施内容、加える実施内容の順に並べる。

    加える欄は、使った数より一つだけ多く出す（NEW_ROWS まで）。
    """
    sheet = _Sheet(now, from_year, entries, errors or {})
    return [
        *(_indicator_row(sheet, row) for row in item.indicators),
        *_new_rows(sheet, item, Subject.INDICATOR),
        *(_content_row(sheet, row) for row in item.contents),
        *_new_rows(sheet, item, Subject.CONTENT),
    ]


def _indicator_row(sheet: _Sheet, now: IndicatorNow) -> BoxRow:
    indicator = now.indicator
    heading = indicator_name(indicator)
    years = [
        sheet.box(
            FieldNames.target(indicator.pk, year),
            f"{heading}の{short_label(year)}の目標値",
            target_text(now.targets.get(year)),
        )
        for year in sheet.years
    ]
    drop = sheet.box(FieldNames.drop_indicator(indicator.pk), f"{heading}を廃止する")
    return BoxRow(Subject.INDICATOR, heading, is_new=False, years=years, drop=drop)


def _content_row(sheet: _Sheet, now: ContentNow) -> BoxRow:
    content = now.content
    name = sheet.box(FieldNames.title(content.pk), f"実施内容{content.key}", content.title, size=60)
    years = [
        _phase_box(
            sheet, FieldNames.phase(content.pk, year), f"実施内容{content.key}", year,
            phase_text(now.phases(year)),
        )
        for year in sheet.years
    ]  # fmt: skip
    drop = sheet.box(FieldNames.drop_content(content.pk), f"実施内容{content.key}を廃止する")
    heading = f"{content.key} {content.title}"
    return BoxRow(Subject.CONTENT, heading, is_new=False, years=years, name=name, drop=drop)


def _phase_box(sheet: _Sheet, name: str, heading: str, year: int, before: str) -> Box:
    kept = f"変えない（{before}）" if before else "なし"
    gone: Choices = ((NO_PHASE, "行わない"),) if before else ()
    choices = (("", kept), *((label, label) for label in sheet.now.labels), *gone)
    return sheet.box(name, f"{heading}の{short_label(year)}の実施時期", choices=choices)


def _new_rows(sheet: _Sheet, item: ItemNow, subject: Subject) -> Iterator[BoxRow]:
    make, part = _NEW_ROWS[subject]
    names = FieldNames.new_indicator if subject is Subject.INDICATOR else FieldNames.new_content
    for slot in range(1, NEW_ROWS + 1):
        yield make(sheet, item, slot)
        if not sheet.entries.get(names(item.item.pk, slot, part)):
            return


def _new_indicator_row(sheet: _Sheet, item: ItemNow, slot: int) -> BoxRow:
    def box(part: str, label: str, initial: str = "", **values: object) -> Box:
        name = FieldNames.new_indicator(item.item.pk, slot, part)
        return sheet.box(name, f"加える指標{slot}の{label}", initial, **values)  # type: ignore[arg-type]

    kinds = tuple((str(kind), str(kind.label)) for kind in IndicatorKind if kind in _NEW_KINDS)
    return BoxRow(
        Subject.INDICATOR,
        f"加える指標{slot}",
        is_new=True,
        name=box("name", "名", size=40),
        others=[box("unit", "単位"), box("kind", "型", str(IndicatorKind.INCREASE), choices=kinds)],
        years=[box(str(year), f"{short_label(year)}の目標値") for year in sheet.years],
    )


_NEW_KINDS = frozenset(
    {
        IndicatorKind.INCREASE,
        IndicatorKind.DECREASE,
        IndicatorKind.KEEP,
        IndicatorKind.CUMULATIVE,
        IndicatorKind.REACH,
    }
)


def _new_content_row(sheet: _Sheet, item: ItemNow, slot: int) -> BoxRow:
    def name_of(part: str) -> str:
        return FieldNames.new_content(item.item.pk, slot, part)

    heading = f"加える実施内容{slot}"
    qualifiers = tuple((str(row), str(row.label)) for row in Qualifier)
    qualifier = sheet.box(
        name_of("qualifier"), f"{heading}の継続区分", str(Qualifier.NEW), choices=qualifiers
    )
    return BoxRow(
        Subject.CONTENT,
        heading,
        is_new=True,
        name=sheet.box(name_of("title"), heading, size=60),
        others=[qualifier],
        years=[_phase_box(sheet, name_of(str(year)), heading, year, "") for year in sheet.years],
    )


_NEW_ROWS = {
    Subject.INDICATOR: (_new_indicator_row, "name"),
    Subject.CONTENT: (_new_content_row, "title"),
}
