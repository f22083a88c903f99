"""届いた記入用のExcelを、行の並びにする。データベースは読まない。"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from plans.workbooks import (
    CellError,
    Problem,
    Table,
    TableRow,
    TableSpec,
    WorkbookError,
    clean_text,
    plain_name,
    read_entry,
    read_table,
    read_text,
    read_workbook,
)
from plans.workbooks.problems import shorten
from plans.workbooks.sheet_part import column_letters
from progress.excel.columns import GUIDE, KEY, SHAPES, VERSION, Column, SheetShape

if TYPE_CHECKING:
    from plans.workbooks import ReadBook, ReadSheet

HOW_TO_GET = "「Excelで書く」から受け取ったファイルに書いて送ってください。"
NO_KEY = "行の鍵がありません。行は足せません。元からある行に書いてください。"
DOUBLED = "同じ行が二つあります。どちらか一つを消してください。"
MAX_VERSION_DIGITS = 9


@dataclass(slots=True)
class FileRow:
    """届いた一行。

    sheet はシートの符号、number は行番号、typed は記入の列の名から打たれた文字（選択肢は語）、
    checks は行のずれを見る列、places は記入の列のます、problems はこの行の困りごと。
    unreadable は、受け取れない中身の列と、そのわけ（いまの中身と同じなら、咎めない）。
    """

    sheet: str
    number: int
    key: str
    version: int
    typed: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class EntryFile:
    """届いたファイルの中身。notices は人に知らせること（読み飛ばした列など）。"""

    rows: list[FileRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """預けるための形。"""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> EntryFile:
        """預けた形から戻す。"""
        return cls([FileRow(**row) for row in kept["rows"]], list(kept["notices"]))


def read_entry_file(content: bytes) -> EntryFile:
    """届いたバイト列を読む。ファイルとして受け取れなければ WorkbookError（分かったことの全部）。"""
    book = read_workbook(content)
    found = {shape.code: book.find(shape.name) for shape in SHAPES}
    problems = _find_strays(book)
    if not problems and not any(found.values()):
        names = "」「".join(shape.name for shape in SHAPES)
        problems.append(Problem(f"シート「{names}」がありません。{HOW_TO_GET}"))
    file = EntryFile()
    for shape in SHAPES:
        sheet = found[shape.code]
        if sheet is None:
            file.notices.append(f"シート「{shape.name}」がないので、その分は変えません。")
            continue
        try:
            _read_sheet(sheet, shape, file)
        except WorkbookError as error:
            problems += error.problems
    if problems:
        raise WorkbookError(problems)
    _refuse_doubled(file)
    return file


def _find_strays(book: ReadBook) -> list[Problem]:
    """名の変わったシート。知らない名なのに鍵の列がある。"""
    known = {plain_name(GUIDE), *(plain_name(shape.name) for shape in SHAPES)}
    heading = plain_name(SHAPES[0].heading(KEY))
    strays = [
        sheet
        for name, sheet in book.sheets.items()
        if plain_name(name) not in known
        and any(
            plain_name(cell.shown) == heading
            for row in sorted(sheet.rows)[:10]
            for cell in sheet.rows[row].values()
        )
    ]
    names = "」「".join(shape.name for shape in SHAPES)
    wanted = f"シートの名が変わっています。「{names}」のどれかに戻してください。"
    return [Problem(wanted, sheet.name) for sheet in strays]


def _read_sheet(sheet: ReadSheet, shape: SheetShape, file: EntryFile) -> None:
    table = read_table(sheet, TableSpec(shape.name, shape.headings, (KEY, VERSION)))
    _notice_columns(table, shape, file)
    if not table.rows:
        file.notices.append(f"シート「{shape.name}」に行がありません。")
    for row in table.rows:
        read = _read_row(table, shape, row)
        if read.key or any(read.typed.values()):
            file.rows.append(read)


def _notice_columns(table: Table, shape: SheetShape, file: EntryFile) -> None:
    # 第2値や移行の出典のように、書かない年度や課では初めから列がない欄もある。
    missing = [
        column.heading
        for column in shape.inputs
        if column.name not in table.columns
        and column.name not in ("second", "source", "last_outcome", "last_outcome_note")
    ]
    for heading in missing:
        file.notices.append(
            f"シート「{shape.name}」に「{heading}」の列がないので、その欄は変えません。"
        )
    for heading in table.unknown:
        file.notices.append(
            f"シート「{shape.name}」の「{shorten(heading)}」の列は、取り込みません。"
        )


def _read_row(table: Table, shape: SheetShape, row: TableRow) -> FileRow:
    read = FileRow(shape.code, row.number, _plain(row, KEY), _read_version(row))
    for column in shape.columns:
        if column.is_check and column.name in table.columns:
            read.checks[column.name] = _plain(row, column.name)
        if not column.is_input or column.name not in table.columns:
            continue
        letters = column_letters(table.columns[column.name])
        read.places[column.name] = f"{letters}{row.number}"
        _read_box(read, row, column)
    if not read.key and any(read.typed.values()):
        read.problems.append(str(Problem(NO_KEY, row.sheet, f"{row.number}行目")))
    return read


def _read_box(read: FileRow, row: TableRow, column: Column) -> None:
    cell = row.cells.get(column.name)
    take = read_entry if column.is_figure else read_text
    try:
        read.typed[column.name] = take(cell)
    except CellError as error:
        read.typed[column.name] = clean_text(cell.shown) if cell else ""
        read.unreadable[column.name] = str(row.problem(column.name, str(error)))


def _plain(row: TableRow, column: str) -> str:
    cell = row.cells.get(column)
    return plain_name(clean_text(cell.shown))[:200] if cell else ""


def _read_version(row: TableRow) -> int:
    """版。読めなければ、どの版とも合わない 0。"""
    text = _plain(row, VERSION)
    is_whole = text.isascii() and text.isdigit() and len(text) <= MAX_VERSION_DIGITS
    return int(text) if is_whole else 0


def _refuse_doubled(file: EntryFile) -> None:
    counted = Counter(row.key for row in file.rows if row.key)
    for row in file.rows:
        if counted[row.key] > 1:
            name = next(shape.name for shape in SHAPES if shape.code == row.sheet)
            row.problems.append(str(Problem(DOUBLED, name, f"{row.number}行目")))
