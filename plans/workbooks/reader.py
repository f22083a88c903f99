"""Excel（xlsx）の安全な読み手。書かれた範囲を信じず、実際にあるますだけを、限りの中で読む。

openpyxl では読まない。偽の <dimension> を信じ、書式や共有文字列を丸ごと木にし、遠くのます一つで
何分もかかるため（大きさの限りは package.py、要素の限りは markup.py）。
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plans.workbooks.markup import Budget, read_part
from plans.workbooks.package import SAVE_AS, UNREADABLE, Package, open_package
from plans.workbooks.problems import Problem, WorkbookError
from plans.workbooks.read_cells import CellReader, ReadCell
from plans.workbooks.sheet_part import MAX_LETTERS, SheetPart, TextPart

# 計画のExcelは20枚ある。人が控えのシートを足しても読めるように、その倍まで。
MAX_SHEETS = 40
MAX_STYLES = 65_000
TOO_MANY_LETTERS = "ブックの文字が多すぎます。要らないシートや列を削除してください。"

# 書式の番号のうち、日付と時刻のもの（ECMA-376 18.8.30 と、東アジアの版の 27～36、50～58）。
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
PERCENT_FORMATS = frozenset({9, 10})
# 引用符の中、色や条件の括弧、指数の E は、日付の印ではない。経過時間の [h] は印に数える。
_NOT_DATE = re.compile(r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]|[Ee][+-]|General|G/標準')
_DATE_LETTERS = re.compile(r"[ymdhsge]", re.IGNORECASE)


@dataclass(slots=True)
class ReadSheet:
    """読んだワークシート。rows は行番号から、列番号とますを引く（どちらも 1 から）。"""

    name: str
    rows: dict[int, dict[int, ReadCell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(slots=True)
class ReadBook:
    """読んだブック。sheets はシート名から引く。"""

    sheets: dict[str, ReadSheet] = field(default_factory=dict)

    def find(self, name: str) -> ReadSheet | None:
        """この名のシート。前後の空白や全角・半角の違いは見ない。"""
        wanted = plain_name(name)
        return next((row for row in self.sheets.values() if plain_name(row.name) == wanted), None)


def plain_name(name: str) -> str:
    """名や見出しを比べる形: NFKC にそろえ、空白を除く。"""
    return "".join(unicodedata.normalize("NFKC", name).split())


def read_workbook(content: bytes) -> ReadBook:
    """届いたバイト列を読んで返す。5MB・40 シート・5,000 行・60 列の限りの中で読む。

    受け取れない種類や大きさ、壊れたファイルなら WorkbookError（分かったことの全部を持つ）。
    """
    try:
        return _Reading(open_package(content)).read()
    except WorkbookError:
        raise
    # 壊し方は数え切れないので、ここだけは、どの例外も「読めない」にする。
    except Exception as error:
        raise WorkbookError(UNREADABLE) from error


@dataclass(slots=True)
class _SheetEntry:
    """目次にあるシート。"""

    name: str
    part: str
    is_hidden: bool


class _Reading:
    """一つのブックを読む間の覚え書き。"""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.budget = Budget()
        self.base_1904 = False

    def read(self) -> ReadBook:
        workbook = self._workbook_part()
        entries = self._read_contents(workbook)
        styles = self._read_styles(workbook)
        texts = self._read_texts(workbook)
        cells = CellReader(texts, styles, base_1904=self.base_1904)
        book, problems = ReadBook(), []
        for entry in entries:
            part = SheetPart(entry.name, cells)
            read_part(
                self.package,
                entry.part,
                self.budget,
                start=part.start,
                end=part.end,
                text=part.text,
            )
            problems += part.problems
            book.sheets[entry.name] = ReadSheet(entry.name, part.rows, part.merged, entry.is_hidden)
        if problems:
            raise WorkbookError(problems)
        return book

    def _workbook_part(self) -> str:
        targets = self._relations("")
        found = [path for kind, path in targets.values() if kind == "officeDocument"]
        part = found[0] if found else "xl/workbook.xml"
        if not self.package.has(part):
            raise WorkbookError(f"Excelのブックではありません。{SAVE_AS}")
        return part

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """部品のつながり。番号から、種類と先の部品の名を引く。"""
        folder, name = posixpath.split(part)
        relations: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations[attributes.get("Id", "")] = (kind, path)

        read_part(self.package, f"{folder}/_rels/{name}.rels".lstrip("/"), self.budget, start=start)
        return relations

    def _read_contents(self, workbook: str) -> list[_SheetEntry]:
        """シートの目次。図だけのシートは含めない。"""
        relations = self._relations(workbook)
        entries: list[_SheetEntry] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "workbookPr":
                self.base_1904 = attributes.get("date1904", "0").lower() in ("1", "true")
            if tag != "sheet":
                return
            link = next((text for key, text in attributes.items() if key.endswith(":id")), "")
            kind, part = relations.get(link, ("worksheet", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                entries.append(_SheetEntry(attributes.get("name", ""), part, hidden))

        read_part(self.package, workbook, self.budget, start=start)
        _check_contents(entries, self.package)
        return entries

    def _read_styles(self, workbook: str) -> list[str]:
        """ますの書式の番号から、数の見せ方（空・date・percent）を引く並び。"""
        part = StylePart()
        path = self._part_of_kind(workbook, "styles")
        read_part(self.package, path, self.budget, start=part.start, end=part.end)
        return part.looks

    def _read_texts(self, workbook: str) -> list[str]:
        part = TextPart()
        path = self._part_of_kind(workbook, "sharedStrings")
        read_part(self.package, path, self.budget, start=part.start, end=part.end, text=part.text)
        if part.letters > MAX_LETTERS:
            raise WorkbookError(TOO_MANY_LETTERS)
        return part.texts

    def _part_of_kind(self, workbook: str, kind: str) -> str:
        relations = self._relations(workbook).values()
        return next((path for found, path in relations if found == kind), "")


def _check_contents(entries: list[_SheetEntry], package: Package) -> None:
    if not entries:
        raise WorkbookError("ワークシートが一枚もありません。")
    if len(entries) > MAX_SHEETS:
        raise WorkbookError(
            f"シートが{MAX_SHEETS}枚を超えています。要らないシートを消してください。"
        )
    names = [plain_name(entry.name) for entry in entries]
    doubled = {entry.name for entry in entries if names.count(plain_name(entry.name)) > 1}
    if doubled:
        raise WorkbookError([Problem("同じ名のシートが二つあります。", name) for name in doubled])
    lost = [entry.name for entry in entries if not package.has(entry.part)]
    if lost:
        raise WorkbookError(
            [Problem(f"シートの中身がありません。{SAVE_AS}", name) for name in lost]
        )


class StylePart:
    """書式の部品から、ますの数の見せ方だけを読む。"""

    def __init__(self) -> None:
        self.looks: list[str] = []
        self._custom: dict[int, str] = {}
        self._is_in_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """要素の始め。"""
        if tag == "numFmt" and len(self._custom) < MAX_STYLES:
            self._custom[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._is_in_cells = True
        elif tag == "xf" and self._is_in_cells and len(self.looks) < MAX_STYLES:
            self.looks.append(self._look_of(_whole(attributes.get("numFmtId"))))

    def end(self, tag: str) -> None:
        """要素の終わり。"""
        if tag == "cellXfs":
            self._is_in_cells = False

    def _look_of(self, number: int) -> str:
        if number in DATE_FORMATS:
            return "date"
        if number in PERCENT_FORMATS:
            return "percent"
        code = _NOT_DATE.sub("", self._custom.get(number, "")[:300])
        if "%" in code or "％" in code:
            return "percent"
        return "date" if _DATE_LETTERS.search(code) else ""


def _whole(text: Any) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
