"""箱の中の XML を、少しずつ読む。実体の宣言・深い入れ子・多すぎる要素は、読む前に断る。

部品の全体を木にしないので、大きな部品でも使う記憶は増えない。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from plans.workbooks.package import SAVE_AS, UNREADABLE, Package
from plans.workbooks.problems import WorkbookError

MAX_ELEMENTS = 1_500_000
MAX_DEPTH = 64
# 一つの札やますの文字がこれより長い部品は、表ではない。
MAX_TOKEN = 1024 * 1024

DECLARED = f"文書型の宣言（DTD）のあるファイルは受け取れません。{SAVE_AS}"
TOO_MANY = "ますが多すぎます。何も書いていない行と列、要らないシートを削除してください。"
TOO_LONG = "一つのますの文字が長すぎます。"

StartHandler = Callable[[str, Mapping[str, str]], None]
EndHandler = Callable[[str], None]
TextHandler = Callable[[str], None]


class Budget:
    """一つのファイルで読んでよい要素の数。部品をまたいで数える。"""

    def __init__(self, elements: int = MAX_ELEMENTS) -> None:
        self.elements = elements
        self.depth = 0

    def open(self) -> None:
        """要素を一つ読み始める。"""
        self.elements -= 1
        self.depth += 1
        if self.elements < 0 or self.depth > MAX_DEPTH:
            raise WorkbookError(TOO_MANY)


def read_part(
    package: Package,
    name: str,
    budget: Budget,
    *,
    start: StartHandler,
    end: EndHandler | None = None,
    text: TextHandler | None = None,
) -> None:
    """部品を頭から読み、要素の始め・終わり・文字を知らせる。名は接頭辞を除いて渡す。

    部品がなければ何もしない。XML として読めなければ WorkbookError。
    """
    budget.depth = 0
    parser = _make_parser(budget, start, end, text)
    unbroken = 0
    try:
        for chunk in package.chunks(name):
            last = chunk.rfind(b">")
            unbroken = unbroken + len(chunk) if last < 0 else len(chunk) - last
            if unbroken > MAX_TOKEN:
                raise WorkbookError(TOO_LONG)
            parser.Parse(chunk, False)
        if package.has(name):
            parser.Parse(b"", True)
    except (ExpatError, LookupError, ValueError) as error:
        raise WorkbookError(UNREADABLE) from error


def _make_parser(
    budget: Budget, start: StartHandler, end: EndHandler | None, text: TextHandler | None
) -> Any:
    parser = ParserCreate()
    parser.buffer_text = True

    def open_element(name: str, attributes: Mapping[str, str]) -> None:
        budget.open()
        start(name.rpartition(":")[2], attributes)

    def close_element(name: str) -> None:
        budget.depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declaration
    return parser


def _refuse_declaration(*_: object) -> None:
    raise WorkbookError(DECLARED)
