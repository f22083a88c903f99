"""紙の意見の表。書く表（Excel）を作り、届いた表と貼り付けた表を、登録する行の初めの値に読む。

読むだけで、何も書かない。読めないますは、場所と直し方を一度に全部挙げる。
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.datavalidation import DataValidation

from plans.workbooks import (
    CellError,
    CellLook,
    Footer,
    Problem,
    ReadCell,
    TableColumn,
    TableRow,
    TableSpec,
    WorkbookError,
    WorkbookWriter,
    read_choice,
    read_day,
    read_table,
    read_text,
    read_workbook,
    write_table,
)
from plans.workbooks.read_cells import TEXT
from progress.choices import OpinionKind
from progress.forms import LONG_TEXT
from progress.opinion_forms import MAX_PEOPLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from plans.models import ActionItem
    from progress.models import AnnualReview

    # 登録する行の様式の、初めの値。
    Opening = dict[str, Any]

SHEET, ITEM_SHEET, GUIDE_SHEET = "意見", "実施項目", "書き方"
HEADINGS = {
    "item": "実施項目の番号",
    "kind": "種類",
    "text": "要旨",
    "people": "件数",
    "received_on": "受付日",
}
NEEDED = ("item", "kind", "text")
WIDTHS = (16, 10, 80, 8, 14)
WHOLE_WORDS = frozenset({"", "0", "全体", "計画全体", "計画の全体"})
KINDS = {label: value for value, label in OpinionKind.choices}
OPEN_ROWS = 200
GUIDE_LINES = (
    "1　シート「意見」に、一行に一件ずつ書きます。見出しの行は変えないでください。",
    "2　「実施項目の番号」は、シート「実施項目」の番号です。計画の全体への意見は 0 か空欄です。",
    f"3　「種類」は、{'、'.join(KINDS)}のどれかです。",
    "4　「要旨」は、個人の名が分からないように書きます。欠かせません。",
    f"5　「件数」は、同じ意見の委員の数です（1から{MAX_PEOPLE}まで。空欄は1）。",
    "6　「受付日」は、2026/7/1 か 令和8年7月1日 のように書きます。空欄でもかまいません。",
    "7　読み込むと、画面に並びます。確かめて「登録する」を押すまで、登録されません。",
)
TITLE = CellLook(points=14, is_bold=True, borders=("", "", "", ""), wraps=False)
LINE = CellLook(points=12, vertical="top", borders=("", "", "", ""))
OPEN = CellLook(points=10.5, vertical="top", borders=("", "", "", "hair"))


def write_opinion_book(review: AnnualReview, items: Iterable[ActionItem], *, on: dt.date) -> bytes:
    """紙の意見を書く表を作り、xlsx のバイト列を返す。on は作成日。"""
    title = f"{review}　意見の登録表"
    book = WorkbookWriter(title=title, creator=review.plan.organization, stamp=on)
    footer = Footer(left=title, right="見本" if review.is_sample else "")
    guide = book.add_sheet(GUIDE_SHEET)
    guide.set_widths([100])
    guide.write(1, 1, title, TITLE)
    for row, text in enumerate(GUIDE_LINES, 3):
        guide.write(row, 1, text, LINE)
    pen = book.add_sheet(SHEET)
    columns = [TableColumn(*pair) for pair in zip(HEADINGS.values(), WIDTHS, strict=True)]
    write_table(pen, columns, (), footer)
    for row in range(2, OPEN_ROWS + 2):
        pen.write(row, 3, None, OPEN)
    rule: Any = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True)
    rule.add(f"B2:B{OPEN_ROWS + 1}")
    untyped: Any = pen.sheet
    untyped.add_data_validation(rule)
    numbered = ((row.number, row.title) for row in items)
    item_columns = [TableColumn("番号", 8), TableColumn("実施項目", 80)]
    write_table(book.add_sheet(ITEM_SHEET), item_columns, numbered, footer)
    return book.to_bytes()


def read_opinion_book(content: bytes, items: Iterable[ActionItem], most: int) -> list[Opening]:
    """届いた表を、登録する行の初めの値にする。most は並べられる行の数。

    読めなければ WorkbookError（見つけた誤りの全部）。
    """
    sheet = read_workbook(content).find(SHEET)
    if sheet is None:
        raise WorkbookError(f"シート「{SHEET}」がありません。書く表を受け取り直してください。")
    return _read_rows(read_table(sheet, TableSpec(sheet.name, HEADINGS, NEEDED)).rows, items, most)


def read_pasted(text: str, items: Iterable[ActionItem], most: int) -> list[Opening]:
    """貼り付けた表を、登録する行の初めの値にする。左から HEADINGS の順。

    読めなければ WorkbookError（見つけた誤りの全部）。
    """
    lines = csv.reader(io.StringIO(text), delimiter="\t")
    filled = [cells for cells in lines if any(cell.strip() for cell in cells)]
    rows = [_row_of(number, cells) for number, cells in enumerate(filled, start=1)]
    return _read_rows(rows, items, most)


def _row_of(number: int, cells: Sequence[str]) -> TableRow:
    found = {
        name: ReadCell(f"{number}行目の{heading}", TEXT, cell.strip())
        for (name, heading), cell in zip(HEADINGS.items(), cells, strict=False)
        if cell.strip()
    }
    return TableRow("", number, found)


def _read_rows(rows: Sequence[TableRow], items: Iterable[ActionItem], most: int) -> list[Opening]:
    if len(rows) > most:
        raise WorkbookError(f"一度に並べられるのは{most}件までです（{len(rows)}件ありました）。")
    if not rows:
        raise WorkbookError("意見が一件も書かれていません。")
    numbers = {row.number: row.pk for row in items}
    found, problems = [], []
    for row in rows:
        values, faults = _read_row(row, numbers)
        found.append(values)
        problems += faults
    if problems:
        raise WorkbookError(problems)
    return found


def _read_row(row: TableRow, numbers: Mapping[int, int]) -> tuple[Opening, list[Problem]]:
    values: Opening = {"asks_lead": True}
    problems = []
    for name, read in READERS.items():
        try:
            values[name] = read(row.cells.get(name), numbers)
        except CellError as error:
            # 空のますは場所を持たないので、何行目の何の欄かを文で言う。
            lead = "" if name in row.cells else f"{HEADINGS[name]}："
            problems.append(row.problem(name, f"{lead}{error}"))
    return values, problems


def _read_item(cell: ReadCell | None, numbers: Mapping[int, int]) -> int | None:
    text = _plain(read_text(cell)).removeprefix("実施項目")
    if text in WHOLE_WORDS:
        return None
    number = _read_number(text)
    if number not in numbers:
        raise CellError("この番号の実施項目はありません。計画の全体なら 0 か空欄にしてください。")
    return numbers[number]


def _read_kind(cell: ReadCell | None, numbers: Mapping[int, int]) -> str:
    kind = read_choice(cell, KINDS)
    if not kind:
        raise CellError(f"次のどれかを入れてください：{'、'.join(KINDS)}。")
    return kind


def _read_words(cell: ReadCell | None, numbers: Mapping[int, int]) -> str:
    text = read_text(cell).strip()
    if not text:
        raise CellError("入れてください。")
    if len(text) > LONG_TEXT:
        raise CellError(f"{LONG_TEXT:,}字以内にしてください。")
    return text


def _read_people(cell: ReadCell | None, numbers: Mapping[int, int]) -> int:
    text = _plain(read_text(cell))
    number = _read_number(text) if text else 1
    if not 1 <= number <= MAX_PEOPLE:
        raise CellError(f"1から{MAX_PEOPLE}までの数にしてください。")
    return number


def _read_day(cell: ReadCell | None, numbers: Mapping[int, int]) -> dt.date | None:
    return read_day(cell)


READERS: Mapping[str, Callable[[ReadCell | None, Mapping[int, int]], Any]] = {
    "item": _read_item,
    "kind": _read_kind,
    "text": _read_words,
    "people": _read_people,
    "received_on": _read_day,
}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _read_number(text: str) -> int:
    """数。数でなければ -1。"""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
