"""いびつでも良いファイル。どれも、きれいなファイルと同じに読める。"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from zipfile import ZIP_STORED

from openpyxl import Workbook, load_workbook

from tests.progress.bad_files import SHEETS, Files
from tests.progress.entry_books import ACTUALS, CONTENTS, HEADING_ROW, SUMMARY, fill, saved
from tests.workbook_parts import before_end, both, pack, parts_of, rebuild, set_cell

LINKS = "xl/_rels/workbook.xml.rels"
# きれいなファイルに書いてあること。
TEXT = "相談会を開いた\n二回"
CLEAN = {
    (ACTUALS, "実績", 0): 12,
    (CONTENTS, "進み", 0): "未着手（予定どおり）",
    (CONTENTS, "取組内容", 0): TEXT,
    (SUMMARY, "成果", 0): "つながりが増えた",
}
NUMBERS = ("１２", "12人", "１２人", " 12 ", "　12　", "12.0", 12.0, "12\n", "年12人", "\t12")
WORDS = (
    "未着手(予定どおり)",
    " 未着手（予定どおり） ",
    "未着手 （予定どおり）",
    "未着手（ 予定どおり ）\n",
)
TEXTS = (
    f"{TEXT} ",
    f" {TEXT}",
    f"{TEXT}\n",
    f"\n\n{TEXT}\n\n",
    f"　{TEXT}　",
    TEXT.replace("\n", "\r\n"),
)
SENTENCES = ("つながりが増えた　", "\tつながりが増えた", "つながりが増えた\n")


def ugly_files(good: bytes) -> Files:
    """名から中身。good は何も書いていないファイル。"""
    clean = fill(good, CLEAN)
    return _ugly_values(good) | _ugly_tables(clean) | _ugly_boxes(good, clean)


def _ugly_values(good: bytes) -> Files:
    places: dict[Any, tuple[Any, ...]] = {
        (ACTUALS, "実績", 0): NUMBERS,
        (CONTENTS, "進み", 0): WORDS,
        (CONTENTS, "取組内容", 0): TEXTS,
        (SUMMARY, "成果", 0): SENTENCES,
    }
    return {
        f"{place[1]} as {value!r}": fill(good, {**CLEAN, place: value})
        for place, values in places.items()
        for value in values
    }


def _ugly_tables(clean: bytes) -> Files:
    edits: dict[str, Callable[[Any], None]] = {
        "rows above": lambda sheet: sheet.insert_rows(1, 5),
        "blank rows between": lambda sheet: sheet.insert_rows(HEADING_ROW + 2, 3),
        "a column before all": lambda sheet: sheet.insert_cols(1, 2),
        "a column between": lambda sheet: sheet.insert_cols(5),
        "an own column at the end": _add_column,
        "columns in reverse": _reverse_columns,
        "rows in reverse": _reverse_rows,
        "hidden rows": lambda sheet: (
            [setattr(sheet.row_dimensions[row], "hidden", True) for row in range(4, 8)] and None
        ),
        "no filter and no freezing": _strip_sheet,
        "headings with spaces": lambda sheet: _edit_headings(sheet, lambda text: f" {text}　"),
        "headings in two lines": lambda sheet: _edit_headings(
            sheet, lambda text: f"{text[:2]}\n{text[2:]}"
        ),
        "headings in narrow letters": lambda sheet: _edit_headings(
            sheet, lambda text: text.replace("（", "(").replace("）", ")")
        ),
        "rows of spaces below": lambda sheet: sheet.append([" ", "　", None, "\n"]),
        "a note below": lambda sheet: sheet.append([None, None, None, "※相談中"]),
        "a title that is merged": lambda sheet: sheet.merge_cells("C1:H1"),
        "wide and coloured": _colour,
        "untouched plan columns rewritten": _rewrite_plan,
    }
    files = {name: _edited(clean, edit) for name, edit in edits.items()}
    book: Any = load_workbook(io.BytesIO(clean))
    book.move_sheet(SUMMARY, -3)
    files["sheets in another order"] = saved(book)
    book.remove(book["はじめに"])
    book.create_sheet("メモ").append(["自由に", 1])
    files["no guide and an own sheet"] = saved(book)
    book[CONTENTS].title = f" {CONTENTS} "
    files["a name with spaces"] = saved(book)
    for name in (ACTUALS, SUMMARY):
        book[name].sheet_state = "hidden"
    files["hidden sheets"] = saved(book)
    files["written anew by hand"] = _anew(clean)
    return files


def _edited(clean: bytes, edit: Callable[[Any], None]) -> bytes:
    book: Any = load_workbook(io.BytesIO(clean))
    for name in (ACTUALS, CONTENTS, SUMMARY):
        edit(book[name])
    return saved(book)


def _add_column(sheet: Any) -> None:
    column = sheet.max_column + 1
    sheet.cell(HEADING_ROW, column).value = "自分用"
    sheet.cell(HEADING_ROW + 1, column).value = "=1+1"


def _values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW)]


def _rewrite(sheet: Any, rows: list[list[Any]]) -> None:
    for number, row in enumerate(rows, HEADING_ROW):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def _reverse_columns(sheet: Any) -> None:
    _rewrite(sheet, [row[::-1] for row in _values(sheet)])


def _reverse_rows(sheet: Any) -> None:
    headings, *rows = _values(sheet)
    _rewrite(sheet, [headings, *rows[::-1]])


def _strip_sheet(sheet: Any) -> None:
    sheet.auto_filter.ref, sheet.freeze_panes = None, None
    sheet.protection.sheet = False
    sheet.data_validations.dataValidation = []


def _edit_headings(sheet: Any, edit: Callable[[str], str]) -> None:
    for cell in sheet[HEADING_ROW]:
        cell.value = edit(cell.value)


def _colour(sheet: Any) -> None:
    for letter in "CDEFGHIJ":
        sheet.column_dimensions[letter].width = 60
    for row in sheet.iter_rows(min_row=HEADING_ROW):
        for cell in row:
            cell.number_format = "@"


def _rewrite_plan(sheet: Any) -> None:
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, 4).value = "書きかえた項目名"


def _anew(clean: bytes) -> bytes:
    """値だけを新しいブックに写したもの。"""
    old: Any = load_workbook(io.BytesIO(clean))
    book = Workbook()
    for name in (ACTUALS, CONTENTS, SUMMARY):
        sheet: Any = book.create_sheet(name)
        for row in _values(old[name]):
            sheet.append([str(value) if isinstance(value, int) else value for value in row])
    return saved(book)


def _ugly_boxes(good: bytes, clean: bytes) -> Files:
    parts, actuals = parts_of(clean), "xl/worksheets/sheet2.xml"
    own = rebuild(good, {SHEETS["sheet2"]: set_cell("K4", "<v>12</v>")})
    texts = {
        SHEETS["sheet3"]: both(
            set_cell("J4", _inline("未着手（予定どおり）"), ' t="inlineStr"'),
            set_cell("K4", _inline(TEXT), ' t="inlineStr"'),
        ),
        SHEETS["sheet4"]: set_cell("I4", _inline("つながりが増えた"), ' t="inlineStr"'),
    }
    typed = rebuild(own, texts)
    runs = (
        "<is><r><t>つながりが</t></r><r><t>増えた</t></r><rPh sb='0' eb='1'><t>ヨミ</t></rPh></is>"
    )
    return {
        "written by our own writer": typed,
        "kept without packing": pack(parts, ZIP_STORED),
        "parts in another order": pack(dict(reversed(parts.items()))),
        "folders in the box": pack({"xl/": b"", "xl/worksheets/": b"", **parts}),
        "unknown parts": pack({**parts, "xl/media/a.bin": b"x", "customXml/i.xml": b"<a/>"}),
        "no properties": _without(parts, "docProps/core.xml", "xl/theme/theme1.xml"),
        "a lying range": rebuild(typed, {actuals: _lie}),
        "no range at all": rebuild(typed, {actuals: _without_range}),
        "cells without their places": rebuild(typed, {actuals: _without_places}),
        "marks before every name": rebuild(typed, {actuals: _prefixed}),
        "words in wide bytes": rebuild(typed, {actuals: _widened}),
        "formula with its value": rebuild(typed, {actuals: set_cell("K4", "<f>6*2</f><v>12</v>")}),
        "formula with its text": rebuild(
            typed,
            {SHEETS["sheet4"]: set_cell("I4", "<f>A1</f><v>つながりが増えた</v>", ' t="str"')},
        ),
        "text in runs with readings": rebuild(
            typed, {SHEETS["sheet4"]: set_cell("I4", runs, ' t="inlineStr"')}
        ),
        "line ends of another system": rebuild(
            typed,
            {SHEETS["sheet3"]: set_cell(
                "K4", _inline("相談会を開いた_x000D_\n二回"), ' t="inlineStr"')},
        ),
        "a number with many digits": rebuild(
            typed, {actuals: set_cell("K4", "<v>12.000000000000002</v>")}
        ),
        "a number with an exponent": rebuild(typed, {actuals: set_cell("K4", "<v>1.2E1</v>")}),
        "thousands of blank cells": rebuild(
            typed, {actuals: before_end("sheetData", _blank_rows(3000))}
        ),
        "days from 1904": rebuild(typed, {"xl/workbook.xml": _from_1904}),
        "places from the root": rebuild(clean, {LINKS: _from_the_root}),
    }  # fmt: skip


def _from_1904(data: bytes) -> bytes:
    return re.sub(b"<workbookPr[^>]*/>", b'<workbookPr date1904="1"/>', data)


def _from_the_root(data: bytes) -> bytes:
    return data.replace(b'Target="worksheets', b'Target="/xl/worksheets')


def _inline(text: str) -> str:
    return f'<is><t xml:space="preserve">{text}</t></is>'


def _without(parts: dict[str, bytes], *names: str) -> bytes:
    return pack({name: data for name, data in parts.items() if name not in names})


def _without_range(data: bytes) -> bytes:
    return re.sub(b"<dimension[^>]*>", b"", data)


def _lie(data: bytes) -> bytes:
    return re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)


def _without_places(data: bytes) -> bytes:
    # 位置を書かないますは、左から順に並ぶ。どの行も A 列から続いているので、場所は変わらない。
    head, mark, rest = data.partition(b'<row r="3"')
    return head + mark + re.sub(rb'<c r="[A-Z]+\d+"', b"<c", rest)


def _prefixed(data: bytes) -> bytes:
    named = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", data)
    return named.replace(b"xmlns=", b"xmlns:x=", 1)


def _widened(data: bytes) -> bytes:
    text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def _blank_rows(count: int) -> str:
    return "".join(f'<row r="{row}"><c r="C{row}" s="1"/></row>' for row in range(100, 100 + count))
