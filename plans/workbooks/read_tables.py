"""読んだシートから表を取り出す。見出しで列を、行は上から順に渡す。位置には頼らない。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plans.workbooks.problems import Problem, WorkbookError
from plans.workbooks.read_cells import ReadCell
from plans.workbooks.reader import ReadSheet, plain_name
from plans.workbooks.sheet_part import MAX_ROWS, column_letters, column_number

# 見出しの行は、説明の行の下にあってもよい。
HEADING_SEARCH_ROWS = 50
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """探す表。headings は列の名から見出し、needed は欠かせない列の名。"""

    sheet: str
    headings: Mapping[str, str]
    needed: tuple[str, ...]


@dataclass(slots=True)
class TableRow:
    """表の一行。number は行番号、cells は列の名から引くます（空のますはない）。"""

    sheet: str
    number: int
    cells: dict[str, ReadCell]

    def problem(self, column: str, wanted: str) -> Problem:
        """この行の、この列のますについての困りごと。"""
        cell = self.cells.get(column)
        place, found = (cell.place, cell.shown) if cell else (f"{self.number}行目", "")
        return Problem(wanted, self.sheet, place, found)


@dataclass(slots=True)
class Table:
    """取り出した表。columns は見つかった列の名から列番号、unknown は知らない見出し。"""

    spec: TableSpec
    heading_row: int
    columns: dict[str, int]
    unknown: list[str] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """見つからなかった列の見出し。"""
        return [heading for name, heading in self.spec.headings.items() if name not in self.columns]


def read_table(sheet: ReadSheet, spec: TableSpec) -> Table:
    """シートから表を取り出す。空の行は飛ばす。

    欠かせない見出しがない・二つある、行が多すぎる、表のますが結合されているときは WorkbookError。
    """
    heading_row = _find_headings(sheet, spec)
    table = _read_headings(sheet, spec, heading_row)
    names = {column: name for name, column in table.columns.items()}
    for number in sorted(row for row in sheet.rows if row > heading_row):
        cells = {
            names[column]: cell for column, cell in sheet.rows[number].items() if column in names
        }
        if any(cell.shown.strip() for cell in cells.values()):
            table.rows.append(TableRow(sheet.name, number, cells))
    if len(table.rows) > MAX_ROWS:
        raise WorkbookError([Problem(f"{MAX_ROWS:,}行までにしてください。", sheet.name)])
    _check_merges(sheet, table)
    return table


def _find_headings(sheet: ReadSheet, spec: TableSpec) -> int:
    """欠かせない見出しが最も多く並ぶ行。"""
    needed = {plain_name(spec.headings[name]) for name in spec.needed}
    best, most = 0, 0
    for number in sorted(row for row in sheet.rows if row <= HEADING_SEARCH_ROWS):
        found = {plain_name(cell.shown) for cell in sheet.rows[number].values()}
        if len(found & needed) > most:
            best, most = number, len(found & needed)
    if most == len(needed):
        return best
    present = {plain_name(cell.shown) for cell in sheet.rows.get(best, {}).values()}
    lost = [
        spec.headings[name]
        for name in spec.needed
        if plain_name(spec.headings[name]) not in present
    ]
    cell = f"{best}行目" if best else ""
    raise WorkbookError(
        [Problem(f"見出し「{heading}」の列がありません。", sheet.name, cell) for heading in lost]
    )


def _read_headings(sheet: ReadSheet, spec: TableSpec, number: int) -> Table:
    known = {plain_name(heading): name for name, heading in spec.headings.items()}
    table = Table(spec, number, {})
    problems = []
    for column, cell in sorted(sheet.rows[number].items()):
        name = known.get(plain_name(cell.shown))
        if name is None:
            table.unknown.append(cell.shown.strip())
        elif name in table.columns:
            wanted = "同じ見出しの列が二つあります。片方を消してください。"
            problems.append(Problem(wanted, sheet.name, cell.place, cell.shown))
        else:
            table.columns[name] = column
    if problems:
        raise WorkbookError(problems)
    return table


def _check_merges(sheet: ReadSheet, table: Table) -> None:
    """見出しから下の、表の列にかかる結合を断る。どの行の値か、決められないため。"""
    columns = set(table.columns.values())
    problems = [
        Problem("結合を解除してください。", sheet.name, place)
        for place, (first, last, left, right) in _ranges(sheet.merged)
        if last >= table.heading_row and not columns.isdisjoint(range(left, right + 1))
        if first <= max((row.number for row in table.rows), default=table.heading_row)
    ]
    if problems:
        raise WorkbookError(problems)


def _ranges(places: list[str]) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    for place in places:
        match = _RANGE.fullmatch(place)
        if match:
            left, right = column_number(match[1]), column_number(match[3])
            yield place, (int(match[2]), int(match[4]), left, right)


def cell_place(table: Table, row: TableRow, column: str) -> str:
    """空のますの場所。「E5」。"""
    return f"{column_letters(table.columns[column])}{row.number}"
