"""見直しの案を、いまの計画と比べる。データベースは使わない。

比べた結果（RowChange の並び）が、見え消し・新旧対照表・目標値変更一覧の元になり、
施行のときに行になる。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from plans.choices import EntryKind, IndicatorKind, Qualifier
from plans.figures import Figure, FigureError, FigureKind
from plans.models import ActionItem, ImplementationContent, Indicator
from plans.revision.fields import CHECKED, NO_PHASE, FieldNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plans.models import Target
    from plans.revision.plan_now import ContentNow, IndicatorNow, ItemNow, PlanNow

DROPPED = "廃止"
NEW_ROWS = 3
"""一つの項目に、一度の見直しで加えられる指標・実施内容の数。"""
WORDED_KINDS = frozenset({IndicatorKind.REACH, IndicatorKind.OTHER_PLAN})


class Subject(StrEnum):
    """変わるもの。"""

    INDICATOR = "indicator"
    CONTENT = "content"


class Operation(StrEnum):
    """変わり方。"""

    CHANGE = "change"
    ADD = "add"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Cell:
    """一年度（西暦）の目標値か実施時期の、前と後の表記。value は書く値（Figure か矢印の並び）。"""

    year: int
    before: str
    after: str
    value: Any = None

    @property
    def is_changed(self) -> bool:
        """前と後が違うか。"""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class RowChange:
    """一つの指標か実施内容の変わり方。before と after はその名で、cells は計画の全年度。"""

    subject: Subject
    operation: Operation
    item: ActionItem
    row: Indicator | ImplementationContent
    before: str
    after: str
    cells: list[Cell]

    @property
    def is_changed(self) -> bool:
        """どこかが変わるか。"""
        is_plain = self.operation is Operation.CHANGE and self.before == self.after
        return not is_plain or any(cell.is_changed for cell in self.cells)


@dataclass(slots=True)
class Comparison:
    """比べた結果。errors は欄の名から引く、直し方の文。"""

    changes: list[RowChange] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Desk:
    now: PlanNow
    entries: Mapping[str, str]
    from_year: int
    errors: dict[str, str]

    def typed(self, name: str, unchanged: str) -> str:
        return self.entries.get(name, unchanged).strip()

    def is_checked(self, name: str) -> bool:
        return self.entries.get(name) == CHECKED


def compare_plan(
    now: PlanNow, entries: Mapping[str, str], from_year: int, *, only: int | None = None
) -> Comparison:
    """案の入力を、いまの計画と比べる。

    from_year は適用開始年度（西暦）で、その前の年度は変わらない。
    only は見る項目の番号（省くと全部）。
    """
    comparison = Comparison()
    desk = _Desk(now, entries, from_year, comparison.errors)
    for item in now.items:
        if only in (None, item.item.number):
            found = [*_indicators(desk, item), *_contents(desk, item)]
            comparison.changes += [change for change in found if change.is_changed]
    return comparison


def target_text(target: Target | None) -> str:
    """目標値の表記。なければ空。"""
    if target is None:
        return ""
    return target.as_printed or str(target.value or target.get_absence_display())


def phase_text(phases: Any) -> str:
    """実施時期の表記。二つ以上は「→」で順につなぎ、なければ空。"""
    return "→".join(label for label, _ in phases)


def _indicators(desk: _Desk, now: ItemNow) -> Iterator[RowChange]:
    for row in now.indicators:
        yield _known_indicator(desk, now.item, row)
    for slot in range(1, NEW_ROWS + 1):
        names = {part: FieldNames.new_indicator(now.item.pk, slot, part) for part in _NEW_INDICATOR}
        if desk.typed(names["name"], ""):
            yield _new_indicator(desk, now, slot, names)


_NEW_INDICATOR = ("name", "unit", "kind")


def _known_indicator(desk: _Desk, item: ActionItem, now: IndicatorNow) -> RowChange:
    indicator = now.indicator
    drops = desk.is_checked(FieldNames.drop_indicator(indicator.pk))
    cells = []
    for year in desk.now.plan.years:
        before = target_text(now.targets.get(year))
        name = FieldNames.target(indicator.pk, year)
        typed = before if year < desk.from_year else desk.typed(name, before)
        if drops and year >= desk.from_year and before:
            typed = ""
        cells.append(_target_cell(desk, indicator, name, year, before, typed, now.targets))
    operation = Operation.DROP if drops else Operation.CHANGE
    named = indicator_name(indicator)
    return RowChange(
        Subject.INDICATOR, operation, item, indicator, named, "" if drops else named, cells
    )


def _target_cell(
    desk: _Desk,
    indicator: Indicator,
    name: str,
    year: int,
    before: str,
    typed: str,
    targets: Mapping[int, Target],
) -> Cell:
    if typed == before:
        return Cell(year, before, before)
    if not typed:
        return Cell(year, before, DROPPED)
    try:
        figure = _read_target(indicator, typed, targets)
    except FigureError as error:
        desk.errors[name] = str(error)
        return Cell(year, before, typed)
    return Cell(year, before, str(figure), figure)


def _read_target(indicator: Indicator, typed: str, targets: Mapping[int, Target]) -> Figure:
    figure = Figure.parse(typed)
    if figure.kind is FigureKind.NUMBER and not figure.unit and indicator.unit:
        return Figure.parse(f"{typed}{indicator.unit}")
    is_worded = any(
        row.value is not None and row.value.kind is FigureKind.TEXT for row in targets.values()
    )
    if figure.kind is FigureKind.TEXT and not is_worded and indicator.kind not in WORDED_KINDS:
        raise FigureError(f"目標値は「12{indicator.unit}」のように数で入れてください。")
    units = {indicator.unit, *(row.value.unit for row in targets.values() if row.value)}
    if figure.number is not None and figure.unit not in units:
        raise FigureError(f"単位は「{indicator.unit}」です（例：12{indicator.unit}）。")
    if figure.second_number is not None and indicator.entry_kind != EntryKind.WITH_SECOND:
        raise FigureError(f"この指標の目標値は一つの数です（例：12{indicator.unit}）。")
    return figure


def _new_indicator(desk: _Desk, now: ItemNow, slot: int, names: dict[str, str]) -> RowChange:
    kind = desk.typed(names["kind"], IndicatorKind.INCREASE)
    indicator = Indicator(
        item=now.item,
        number=now.last_indicator + slot,
        name=desk.typed(names["name"], ""),
        unit=desk.typed(names["unit"], ""),
        kind=kind if kind in IndicatorKind.values else IndicatorKind.INCREASE,
        entry_kind=EntryKind.TEXT if kind == IndicatorKind.REACH else EntryKind.NUMBER,
    )
    cells = []
    for year in desk.now.plan.years:
        name = FieldNames.new_indicator(now.item.pk, slot, str(year))
        typed = desk.typed(name, "") if year >= desk.from_year else ""
        cells.append(_target_cell(desk, indicator, name, year, "", typed, {}))
    if not any(cell.is_changed for cell in cells):
        desk.errors[names["name"]] = "加える指標には、目標値を一つ以上入れてください。"
    limit = Indicator._meta.get_field("unit").max_length
    _check_length(desk, names["unit"], indicator.unit, limit)
    _check_length(desk, names["name"], indicator.name, Indicator._meta.get_field("name").max_length)
    named = indicator_name(indicator)
    return RowChange(Subject.INDICATOR, Operation.ADD, now.item, indicator, "", named, cells)


def indicator_name(indicator: Indicator) -> str:
    """指標の呼び名。「指標1 利用者数（人）」。"""
    unit = f"（{indicator.unit}）" if indicator.unit else ""
    return f"指標{indicator.number} {indicator.name}{unit}"


def _contents(desk: _Desk, now: ItemNow) -> Iterator[RowChange]:
    for row in now.contents:
        yield _known_content(desk, now.item, row)
    for slot in range(1, NEW_ROWS + 1):
        name = FieldNames.new_content(now.item.pk, slot, "title")
        if desk.typed(name, ""):
            yield _new_content(desk, now, slot, name)


def _known_content(desk: _Desk, item: ActionItem, now: ContentNow) -> RowChange:
    content = now.content
    drops = desk.is_checked(FieldNames.drop_content(content.pk))
    name = FieldNames.title(content.pk)
    title = desk.typed(name, content.title) or content.title
    _check_length(desk, name, title, ImplementationContent._meta.get_field("title").max_length)
    cells = []
    for year in desk.now.plan.years:
        phases = now.phases(year)
        field_name = FieldNames.phase(content.pk, year)
        typed = desk.typed(field_name, "") if year >= desk.from_year else ""
        typed = NO_PHASE if drops and year >= desk.from_year else typed
        cells.append(_phase_cell(desk, field_name, year, phases, typed))
    operation = Operation.DROP if drops else Operation.CHANGE
    after = "" if drops else f"{content.key} {title}"
    return RowChange(
        Subject.CONTENT, operation, item, content, f"{content.key} {content.title}", after, cells
    )


def _phase_cell(desk: _Desk, name: str, year: int, phases: Any, typed: str) -> Cell:
    before = phase_text(phases)
    if not typed:
        return Cell(year, before, before, phases)
    if typed == NO_PHASE:
        return Cell(year, before, "", [])
    if typed not in desk.now.labels:
        desk.errors[name] = "実施時期は、並んだ表記から選んでください。"
        return Cell(year, before, before, phases)
    return Cell(year, before, typed, [(typed, desk.now.labels[typed])])


def _new_content(desk: _Desk, now: ItemNow, slot: int, title_name: str) -> RowChange:
    qualifier = desk.typed(
        FieldNames.new_content(now.item.pk, slot, "qualifier"), str(Qualifier.NEW)
    )
    content = ImplementationContent(
        item=now.item,
        number=now.last_content + slot,
        order=now.last_order + slot,
        title=desk.typed(title_name, ""),
        qualifier=qualifier if qualifier in Qualifier.values else Qualifier.NEW,
    )
    limit = ImplementationContent._meta.get_field("title").max_length
    _check_length(desk, title_name, content.title, limit)
    cells = []
    for year in desk.now.plan.years:
        name = FieldNames.new_content(now.item.pk, slot, str(year))
        typed = desk.typed(name, "") if year >= desk.from_year else ""
        cells.append(_phase_cell(desk, name, year, [], typed))
    after = f"{content.key} {content.title}"
    return RowChange(Subject.CONTENT, Operation.ADD, now.item, content, "", after, cells)


def _check_length(desk: _Desk, name: str, text: str, limit: int | None) -> None:
    if limit and len(text) > limit:
        desk.errors[name] = f"{limit}字までで入れてください（いま{len(text)}字です）。"
