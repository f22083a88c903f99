"""表の行。机から作り、記入の欄のいまの中身（文字）と、見せる計画の欄を持つ。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plans.choices import Absence, EntryKind
from plans.figures import Figure, FigureError, plain_number
from plans.workbooks import CellValue, clean_text
from progress.choices import EVENT_PACES, PLAIN_PACES
from progress.excel.columns import (
    ABSENCES,
    ACTUALS,
    CONTENTS,
    KEY,
    OUTCOMES,
    SUMMARY,
    VERSION,
    SheetShape,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plans.models import Indicator
    from progress.entry_desk import EntryDesk
    from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord


@dataclass(slots=True)
class Line:
    """表の一行。row は書きかえる行、cells は計画の欄、boxes は記入の欄の中身。

    boxes の選択肢は値（記号）で持ち、choices が列ごとの語（語から値）を持つ。
    closed は、この行では書かない記入の列。
    """

    shape: SheetShape
    key: str
    desk: EntryDesk
    row: Any
    cells: dict[str, CellValue]
    boxes: dict[str, str]
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    comment: str = ""

    @property
    def record(self) -> ProgressRecord:
        """行の属する報告。"""
        return self.desk.record

    @property
    def name(self) -> str:
        """人に見せる行の名。"""
        subject = self.cells.get("subject")
        where = f"{self.record.item}"
        return f"{where}　{self.cells['number']} {subject}" if subject else where

    def word(self, column: str, text: str) -> str:
        """記入の欄の中身を、人に見せる言葉にする。"""
        words = {value: word for word, value in self.choices.get(column, {}).items()}
        return words.get(text, text)

    def cell_value(self, column: str) -> CellValue:
        """書き出すます。数だけの実績は数、ほかは文字。"""
        if column == VERSION:
            return self.record.version
        if column == KEY:
            return self.key
        if column not in self.boxes:
            return self.cells.get(column)
        text = self.boxes[column]
        if column in self.choices:
            return self.word(column, text)
        is_number = column in ("first", "second") and is_plain_number(text)
        return Decimal(text) if is_number else text


def plan_mark(review: AnnualReview) -> str:
    """計画と年度の印。行の鍵の頭に付ける。計画の名から作るので、別の機械でも同じ。"""
    digest = hashlib.sha256(review.plan.name.encode()).hexdigest()[:8]
    return f"{digest}-{review.fiscal_year}"


def list_lines(desks: list[EntryDesk]) -> list[Line]:
    """机の行の全部。指標の実績、実施内容の進捗、まとめの順。"""
    return [line for make in (_actual_lines, _content_lines, _summary_lines)
            for desk in desks for line in make(desk)]  # fmt: skip


def _item_cells(desk: EntryDesk) -> dict[str, CellValue]:
    item = desk.record.item
    return {"item_number": item.number, "item": item.title}


def _key(desk: EntryDesk, shape: SheetShape, part: object = "") -> str:
    return f"{plan_mark(desk.record.review)}-{desk.record.item.number}-{shape.code}{part}"


def _actual_lines(desk: EntryDesk) -> Iterator[Line]:
    for row in desk.sheet.actuals:
        indicator = row.indicator
        cells: dict[str, CellValue] = {
            **_item_cells(desk),
            "number": indicator.number,
            "subject": indicator.name,
            "unit": indicator.unit,
            "target": desk.sheet.target_text(indicator),
            "baseline": desk.sheet.baseline_text(indicator),
            "last": desk.sheet.last_actual_text(indicator),
        }
        has_second = indicator.entry_kind == EntryKind.WITH_SECOND
        yield Line(
            ACTUALS,
            _key(desk, ACTUALS, indicator.number),
            desk,
            row,
            cells,
            actual_boxes(row),
            {"absence": ABSENCES},
            frozenset() if has_second else frozenset({"second"}),
            _definition_of(row),
        )


def _definition_of(row: Actual) -> str:
    indicator = row.indicator
    parts = {
        "第1値": indicator.first_label,
        "第2値": indicator.second_label,
        "定義": indicator.definition,
        "出典": indicator.source,
        "注": indicator.note,
    }
    return "\n".join(f"{label}：{text}" for label, text in parts.items() if text)


def _content_lines(desk: EntryDesk) -> Iterator[Line]:
    for row in desk.sheet.contents:
        last = desk.sheet.last_progress_of(row.content)
        cells: dict[str, CellValue] = {
            **_item_cells(desk),
            "number": row.content.key,
            "subject": row.content.title,
            "phase": desk.sheet.phase_text(row.content),
            "last_pace": last.get_pace_display() if last else "",
            "last_activities": last.activities if last else "",
        }
        paces = EVENT_PACES if row.is_event else PLAIN_PACES  # type: ignore[attr-defined]
        offered = {pace.label: pace.value for pace in paces}
        key = _key(desk, CONTENTS, row.content.key)
        yield Line(CONTENTS, key, desk, row, cells, content_boxes(row), {"pace": offered})


def _summary_lines(desk: EntryDesk) -> Iterator[Line]:
    record, last = desk.record, desk.sheet.last_record
    named = record.item.item_departments.all()
    cells: dict[str, CellValue] = {
        **_item_cells(desk),
        "departments": "、".join(str(row.seat) for row in named),
        "state": record.get_state_display(),
        "last_improvement": desk.sheet.last_improvement,
        "last_rating": str(last.self_rating) if last and last.self_rating else "",
    }
    ratings = {str(rating): str(rating.pk) for rating in desk.ratings}
    closed = set() if desk.asks_outcome else {"last_outcome", "last_outcome_note"}
    if not record.review.is_migration:
        closed.add("source")
    choices = {"last_outcome": OUTCOMES, "self_rating": ratings}
    key = _key(desk, SUMMARY)
    boxes = record_boxes(record)
    yield Line(SUMMARY, key, desk, record, cells, boxes, choices, frozenset(closed))


def actual_boxes(row: Actual) -> dict[str, str]:
    """実績の行の、記入の欄の中身。"""
    absence = "" if row.absence == Absence.NOT_ENTERED else row.absence
    first, second = _figure_boxes(row.value, row.indicator)
    return {"first": first, "second": second, "absence": absence, "note": clean_text(row.note)}


def _figure_boxes(value: Figure | None, indicator: Indicator) -> tuple[str, str]:
    if value is None:
        return "", ""
    # 範囲や文言など、数と単位だけでは元に戻せない値は、表記のまま一つのますに書く。
    for second in (None, value.second_number):
        if _is_made_of(value, second, indicator):
            return plain_number(value.number or 0), "" if second is None else plain_number(second)
    return clean_text(str(value)), ""


def _is_made_of(value: Figure, second: Decimal | None, indicator: Indicator) -> bool:
    takes = EntryKind.NUMBER if second is None else EntryKind.WITH_SECOND
    if value.number is None or indicator.entry_kind not in (takes, EntryKind.WITH_SECOND):
        return False
    unit, second_unit = indicator.unit, indicator.second_unit or indicator.unit
    try:
        made = Figure.of(value.number, second=second, unit=unit, second_unit=second_unit)
    except FigureError:
        return False
    return made == value


def content_boxes(row: ContentProgress) -> dict[str, str]:
    """実施内容の行の、記入の欄の中身。"""
    return {"pace": row.pace, "activities": clean_text(row.activities)}


def record_boxes(record: ProgressRecord) -> dict[str, str]:
    """まとめの行の、記入の欄の中身。"""
    texts = {
        name: clean_text(getattr(record, name))
        for name in SUMMARY.headings
        if name not in ("self_rating", "last_outcome") and hasattr(record, name)
        if isinstance(getattr(record, name), str) and name not in ("state", VERSION)
    }
    rating = "" if record.self_rating_id is None else str(record.self_rating_id)
    return {**texts, "last_outcome": record.last_outcome, "self_rating": rating}


BOXES_OF: Mapping[str, Any] = {
    ACTUALS.code: actual_boxes,
    CONTENTS.code: content_boxes,
    SUMMARY.code: record_boxes,
}


def is_plain_number(text: str) -> bool:
    """単位も区切りもない、数だけの文字か。"""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= 15
