"""計画の改定の Excel: 見え消し、新旧対照表、目標値変更一覧。"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from plans.fiscal_year import first_day
from plans.workbooks import (
    CellLook,
    Footer,
    SheetPen,
    TableColumn,
    WorkbookWriter,
    set_up_printing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Facts = dict[str, Any]

HEAD = CellLook(points=10.5, is_bold=True, fill="E6ECF5", horizontal="center")
PLAIN = CellLook(points=10.5, vertical="top")
STRUCK = replace(PLAIN, is_struck=True)
ADDED = replace(PLAIN, is_bold=True, is_underlined=True)
NOTHING = "－"
TITLE_WIDTH, NAME_WIDTH = 30, 44
LINE_POINTS = 16.0
COMPARISON_COLUMNS = (
    TableColumn("項目番号", 9),
    TableColumn("実施項目", 30),
    TableColumn("対象", 40),
    TableColumn("旧（現行）", 40),
    TableColumn("新（改定後）", 40),
)
TARGET_COLUMNS = (
    TableColumn("項目番号", 9),
    TableColumn("実施項目", 30),
    TableColumn("指標", 40),
    TableColumn("年度", 8),
    TableColumn("旧の目標値", 20),
    TableColumn("新の目標値", 20),
)


def build_revision_workbook(facts: Facts) -> bytes:
    """改定の事実（revision_facts）から xlsx のバイト列を作る。同じ事実からは同じバイト列。"""
    title = f"{facts['plan']['short_name']}　{facts['name']}"
    book = WorkbookWriter(
        title=f"{title}　新旧対照表",
        creator=facts["plan"]["short_name"],
        stamp=first_day(facts["from_year"]),
    )
    footer = Footer(left=title, right=f"{facts['from_label']}から適用")
    _write_marked(book.add_sheet("見え消し"), facts, footer)
    comparison = (
        [row[name] for name in ("item", "title", "what", "before", "after")]
        for row in facts["comparison"]
    )
    _write_list(book.add_sheet("新旧対照表"), COMPARISON_COLUMNS, comparison, footer)
    targets = (
        [row[name] for name in ("item", "title", "indicator", "year", "before", "after")]
        for row in facts["targets"]
    )
    _write_list(book.add_sheet("目標値変更一覧"), TARGET_COLUMNS, targets, footer)
    return book.to_bytes()


def _write_list(
    pen: SheetPen, columns: Sequence[TableColumn], rows: Iterable[Sequence[Any]], footer: Footer
) -> None:
    """刷って読む一覧。一枚の幅に収め、終わりの列（新）を太字と下線にする。"""
    pen.set_widths([column.width for column in columns])
    for place, column in enumerate(columns, 1):
        pen.write(1, place, column.heading, HEAD)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            pen.write(number, place, value, ADDED if place == len(columns) else PLAIN)
        pairs = zip(row, columns, strict=True)
        lines = [_lines(str(value), int(column.width)) for value, column in pairs]
        pen.set_height(number, LINE_POINTS * max(lines))
    pen.sheet.freeze_panes = "A2"
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=(1, 1), fits_width=True)


def _write_marked(pen: SheetPen, facts: Facts, footer: Footer) -> None:
    """旧の行は取消線、新の行は下線。区別は「旧」「新」の語でも示す。"""
    cells = [cell for item in facts["items"] for row in item["rows"] for cell in row["cells"]]
    labels = list(dict.fromkeys(cell["label"] for cell in cells))
    headings = ["項目番号", "実施項目", "変わり方", "新旧", "指標・実施内容", *labels]
    pen.set_widths([9, TITLE_WIDTH, 9, 6, NAME_WIDTH, *(20 for _ in labels)])
    for column, heading in enumerate(headings, 1):
        pen.write(1, column, heading, HEAD)
    number = 2
    for item in facts["items"]:
        for row in item["rows"]:
            for word, side, look in (("旧", "before", STRUCK), ("新", "after", ADDED)):
                first = [item["number"], item["title"], row["operation_label"], word]
                for column, value in enumerate(first, 1):
                    pen.write(number, column, value, PLAIN)
                named = look if row["is_renamed"] and row[side] else PLAIN
                pen.write(number, 5, row[side] or NOTHING, named)
                texts = [(item["title"], TITLE_WIDTH), (row[side], NAME_WIDTH)]
                pen.set_height(number, LINE_POINTS * max(_lines(*pair) for pair in texts))
                for column, cell in enumerate(row["cells"], 6):
                    shown = look if cell["is_changed"] and cell[side] else PLAIN
                    pen.write(number, column, cell[side] or NOTHING, shown)
                number += 1
    pen.sheet.freeze_panes = "A2"
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=(1, 1), fits_width=True)


def _lines(text: str, width: int) -> int:
    """幅（半角の字数）の欄に、全角の文を入れたときの行の数。"""
    return max(1, -(-2 * len(text) // width))
