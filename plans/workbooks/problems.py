"""ファイルを読めないわけ。どのシートの、どのますが、どうあればよいかを言う。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """一つの困りごと。wanted は直し方。sheet・cell・found は、分かるときだけ。"""

    wanted: str
    sheet: str = ""
    cell: str = ""
    found: str = ""

    def __str__(self) -> str:
        place = f"シート「{self.sheet}」" if self.sheet else ""
        if self.cell:
            place = f"{place}の{self.cell}" if place else self.cell
        if self.found:
            place = f"{place}「{shorten(self.found)}」"
        return f"{place}：{self.wanted}" if place else self.wanted


class WorkbookError(Exception):
    """ファイルを読めない。problems に、分かったことの全部がある。"""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems = [Problem(problems)] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CellError(ValueError):
    """ますの中身が求めるものと違う。本文は直し方。"""


def shorten(text: str) -> str:
    """見せるために短くした一行の文字。見えない文字は「〓」にする。"""
    line = "".join(letter if letter.isprintable() else "〓" for letter in text[: SHOWN_LETTERS + 1])
    return line if len(line) <= SHOWN_LETTERS else f"{line[:SHOWN_LETTERS]}…"
