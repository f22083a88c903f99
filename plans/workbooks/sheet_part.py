"""ワークシートと共有文字列の部品。要素を受け取り、行とますを組み立てる。"""

from __future__ import annotations

import re
from collections.abc import Mapping

from plans.workbooks.problems import Problem, WorkbookError
from plans.workbooks.read_cells import CellReader, ReadCell, decode_text

MAX_ROWS = 5_000
MAX_COLUMNS = 60
# 見出しや説明の分だけ、行の番号には余裕を見る。
MAX_ROW_NUMBER = MAX_ROWS + 100
MAX_LETTERS = 8_000_000
MAX_MERGES = 1_000
MAX_PROBLEMS = 50
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def column_letters(number: int) -> str:
    """列の番号（1 から）から、A や AB の名。"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A や AB の名から、列の番号（1 から）。"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class TextPart:
    """共有文字列。読み仮名（rPh）は含めない。"""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.letters = 0
        self._pieces: list[str] = []
        self._is_in_text = False
        self._is_in_reading = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        """要素の始め。"""
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._is_in_reading = True
        elif tag == "t":
            self._is_in_text = not self._is_in_reading

    def text(self, letters: str) -> None:
        """文字。"""
        if self._is_in_text:
            self.letters += len(letters)
            self._pieces.append(letters)
            if self.letters > MAX_LETTERS:
                raise WorkbookError(
                    "ブックの文字が多すぎます。要らないシートや列を削除してください。"
                )

    def end(self, tag: str) -> None:
        """要素の終わり。"""
        if tag == "t":
            self._is_in_text = False
        elif tag == "rPh":
            self._is_in_reading = False
        elif tag == "si":
            self.texts.append(decode_text("".join(self._pieces)))


class SheetPart:
    """一枚のワークシート。値のあるますだけを残す。"""

    def __init__(self, name: str, cells: CellReader) -> None:
        self.name = name
        self.rows: dict[int, dict[int, ReadCell]] = {}
        self.merged: list[str] = []
        self.problems: list[Problem] = []
        self._cells = cells
        self._row = 0
        self._column = 0
        self._cell: Mapping[str, str] = {}
        self._pieces: dict[str, list[str]] = {}
        self._inside = ""
        self._is_in_reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """要素の始め。"""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag in ("v", "f", "t"):
            self._inside = "" if self._is_in_reading else tag
            self._pieces.setdefault(tag, [])
        elif tag == "rPh":
            self._is_in_reading = True
        elif tag == "mergeCell":
            self._note_merge(attributes.get("ref", ""))

    def text(self, letters: str) -> None:
        """文字。"""
        if self._inside:
            self._pieces[self._inside].append(letters)

    def end(self, tag: str) -> None:
        """要素の終わり。"""
        if tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self._is_in_reading = False
        elif tag == self._inside:
            self._inside = ""

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        is_plain = number.isascii() and number.isdigit() and len(number) < 8
        self._row = int(number) if is_plain else self._row + 1
        self._column = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._cell, self._pieces, self._inside = attributes, {}, ""
        match = _PLACE.fullmatch(attributes.get("r", ""))
        if match:
            self._column, self._row = column_number(match[1]), int(match[2])
        else:
            self._column += 1

    def _end_cell(self) -> None:
        texts = {name: "".join(pieces) for name, pieces in self._pieces.items()}
        self._inside = ""
        if not texts:
            return
        place = f"{column_letters(self._column)}{self._row}"
        cell = self._cells.read(place, self._cell, texts)
        if cell is None:
            return
        if self._row > MAX_ROW_NUMBER or self._column > MAX_COLUMNS:
            self._refuse_far_cell(place)
            return
        row = self.rows.setdefault(self._row, {})
        if self._column in row:
            self._add_problem(Problem("同じますが二度書かれています。", self.name, place))
        row[self._column] = cell

    def _refuse_far_cell(self, place: str) -> None:
        limits = f"{MAX_ROWS:,}行・{MAX_COLUMNS}列"
        wanted = f"表から遠く離れたますに値があります（{limits}まで）。このますを消してください。"
        self._add_problem(Problem(wanted, self.name, place))

    def _note_merge(self, place: str) -> None:
        self.merged.append(place)
        if len(self.merged) > MAX_MERGES:
            wanted = "結合したますが多すぎます。結合を解除してください。"
            raise WorkbookError([*self.problems, Problem(wanted, self.name)])

    def _add_problem(self, problem: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            raise WorkbookError(self.problems)
