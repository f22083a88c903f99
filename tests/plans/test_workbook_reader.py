"""Excel の安全な読み手: 型のある値、限り、見出しで見つける表、悪意のあるファイルにかかる手間。"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from plans.workbooks import (
    CellError,
    ReadCell,
    TableSpec,
    WorkbookError,
    read_choice,
    read_day,
    read_entry,
    read_table,
    read_text,
    read_workbook,
)
from plans.workbooks.read_cells import DATE, NUMBER, TEXT
from tests.workbook_parts import parts_of, rebuild

SPEC = TableSpec("表", {"key": "鍵", "value": "値"}, ("key",))
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"
MEGABYTE = 1024 * 1024
LARGEST_MEMORY = 300 * MEGABYTE
SLOWEST = 5


def book_with(value: Any, number_format: str = "General") -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "表"
    sheet.append(["鍵", "値"])
    sheet.append(["a", value])
    sheet["B2"].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cell_of(content: bytes) -> ReadCell:
    sheet = read_workbook(content).find("表")
    assert sheet is not None
    (row,) = read_table(sheet, SPEC).rows
    return row.cells["value"]


def _from_1904(data: bytes) -> bytes:
    return re.sub(b"<workbookPr[^>]*/>", b'<workbookPr date1904="1"/>', data)


def text_of(text: str) -> ReadCell:
    return ReadCell("B2", TEXT, text)


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (12, "General", "12"),
        (12.5, "0.00", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (-5, "#,##0;△#,##0", "-5"),
        (1e15, "General", "1000000000000000"),
        (0.955, "0.0%", "95.5%"),
        (0.5, '0"%"', "0.5"),
        (3, '0"日"', "3"),
        (3, "[Red]0", "3"),
        (3, "0.0E+00", "3"),
        ("12人", "@", "12人"),
        ("=1+1x", "@", "=1+1x"),
    ],
)
def test_a_number_is_read_as_excel_shows_it(
    value: object, number_format: str, expected: str
) -> None:
    book = book_with(value, number_format)
    if isinstance(value, str) and value.startswith("="):
        book = rebuild(book, {SHEET: lambda data: data.replace(b"<f>1+1x</f><v></v>", b"<v>x</v>")})
        return
    assert read_entry(cell_of(book)) == expected


@pytest.mark.parametrize(
    "number_format", ["yyyy/m/d", "m/d", "h:mm", "[h]:mm", "ggge年m月d日", "[$-411]ge.m.d", "d-mmm"]
)
def test_a_day_typed_by_mistake_is_refused_as_a_figure(number_format: str) -> None:
    with pytest.raises(CellError, match="日付になっています"):
        read_entry(cell_of(book_with(44292.25, number_format)))


@pytest.mark.parametrize(
    "text",
    [
        "2021-04-01", "2021/4/1", "2021.4.1", "2021年4月1日", "令和3年4月1日", "令和３年４月１日",
        "R3.4.1", "r3/4/1", " 令和 3年 4月 1日 ", "Ｒ３．４．１",
    ],
)  # fmt: skip
def test_days_are_read_in_every_usual_way(text: str) -> None:
    assert read_day(text_of(text)) == dt.date(2021, 4, 1)


def test_days_in_cells_and_at_the_change_of_eras_are_read() -> None:
    assert read_day(cell_of(book_with(dt.date(2019, 4, 30), "yyyy/m/d"))) == dt.date(2019, 4, 30)
    assert read_day(text_of("平成31年4月30日")) == dt.date(2019, 4, 30)
    assert read_day(text_of("令和元年5月1日")) == dt.date(2019, 5, 1)
    assert read_day(None) is None
    assert read_day(text_of(" ")) is None


@pytest.mark.parametrize(
    "text",
    [
        "平成32年4月1日",
        "令和元年4月30日",
        "2021-02-30",
        "昭和60年1月1日",
        "4月1日",
        "44292",
        "R0.5.1",
    ],
)
def test_a_day_that_is_none_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(CellError, match="令和3年4月1日"):
        read_day(text_of(text))


def test_a_1904_book_reads_the_same_day() -> None:
    book = rebuild(
        book_with(42830, "yyyy/m/d"),
        {"xl/workbook.xml": _from_1904},
    )
    assert cell_of(book).day == dt.date(2021, 4, 6)


def test_words_are_chosen_whatever_their_width_and_spaces() -> None:
    choices = {"未着手（遅れ）": "late", "完了": "done"}
    assert read_choice(text_of(" 未着手(遅れ)　"), choices) == "late"
    assert read_choice(None, choices) == ""
    with pytest.raises(CellError, match="未着手（遅れ）、完了"):
        read_choice(text_of("遅れ"), choices)


def test_a_number_in_a_text_column_is_its_digits_and_a_flag_is_refused() -> None:
    assert read_text(ReadCell("B2", NUMBER, number=Decimal("12.50"))) == "12.5"
    with pytest.raises(CellError, match="はい・いいえ"):
        read_text(cell_of(book_with(True)))
    with pytest.raises(CellError, match="日付になっています"):
        read_text(ReadCell("B2", DATE, day=dt.date(2021, 4, 1)))


def test_columns_are_found_by_heading_wherever_they_are() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "表"
    for row in (
        ["計画"],
        [],
        ["ほか", "値 ", "　鍵"],
        [1, "x", "a"],
        [None, None, None],
        [2, None, "b"],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    found = read_workbook(content.getvalue()).find("表")
    assert found is not None
    table = read_table(found, SPEC)
    assert (table.heading_row, table.columns, table.unknown) == (
        3,
        {"key": 3, "value": 2},
        ["ほか"],
    )
    assert [(row.number, sorted(row.cells)) for row in table.rows] == [
        (4, ["key", "value"]),
        (6, ["key"]),
    ]


def test_fifty_problems_are_told_at_once() -> None:
    cells = "".join(f'<c r="ZZ{row}"><v>1</v></c>' for row in range(1, 51))
    with pytest.raises(WorkbookError) as error:
        read_workbook(rebuild(book_with(1), {SHEET: (HEAD + f"<row>{cells}</row>" + END).encode()}))
    assert len(error.value.problems) == 50
    assert str(error.value.problems[0]).startswith("シート「表」のZZ1：")


RARE = random.Random(1)  # noqa: S311


def hostile_files() -> dict[str, bytes]:
    """開く側に手間をかけさせるファイル。大きさと比の限りには、わざとかからない。"""
    blank = "".join(
        f'<row r="{row}" s="{RARE.randrange(10**6)}"><c r="A{row}"/></row>'
        for row in range(1, 300_000)
    )
    cells = "".join(f'<c s="{RARE.randrange(10**4)}"/>' for _ in range(300_000))
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 300_000))
    styles = "".join(f'<xf numFmtId="{RARE.randrange(10**5)}"/>' for _ in range(500_000))
    attributes = " ".join(f'a{number}="{RARE.randrange(99)}"' for number in range(500_000))
    names = "".join(
        f'<definedName name="n{number}">{number}</definedName>' for number in range(300_000)
    )
    long_text = "".join(chr(RARE.randrange(0x4E00, 0x9FFF)) for _ in range(40_000)) * 30
    tall = "".join(f'<c r="A{row}"><v>1</v></c>' for row in range(1, 1_048_576, 9))
    sheets: dict[str, str] = {
        "blank rows": HEAD + blank + END,
        "blank cells": HEAD + "<row>" + cells + "</row>" + END,
        "merges": HEAD + "</sheetData><mergeCells>" + merges + "</mergeCells></worksheet>",
        "attributes": f"<worksheet {attributes}/>",
        "deep nests": HEAD + "<a>" * 300_000,
        "one long text": HEAD
        + f'<row><c t="inlineStr"><is><t>{long_text}</t></is></c></row>'
        + END,
        "every third row": HEAD + tall + END,
    }
    parts = {name: {SHEET: text.encode()} for name, text in sheets.items()}
    parts["styles"] = {
        "xl/styles.xml": f"<styleSheet><cellXfs>{styles}</cellXfs></styleSheet>".encode()
    }
    parts["names"] = {
        "xl/workbook.xml": f"<workbook><definedNames>{names}</definedNames></workbook>".encode()
    }
    good = book_with(1)
    return {name: rebuild(good, dict(change)) for name, change in parts.items()}


MEASURE = """
import json, sys, time
from plans.workbooks import WorkbookError, read_workbook
costs = {}
for path in sys.argv[1:]:
    content = open(path, "rb").read()
    started = time.process_time()
    try:
        read_workbook(content)
        said = ""
    except WorkbookError as error:
        said = str(error)
    costs[path] = (time.process_time() - started, said)
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
print(json.dumps({"peak": peak, "costs": costs}))
"""


@pytest.mark.slow
def test_no_hostile_file_costs_more_than_five_seconds_or_three_hundred_megabytes(
    tmp_path: Path,
) -> None:
    paths = []
    for name, content in hostile_files().items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        paths.append(str(path))
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, *paths],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    measured = json.loads(result.stdout)
    costs = {Path(path).stem: cost for path, cost in measured["costs"].items()}
    assert {name: seconds for name, (seconds, _) in costs.items() if seconds > SLOWEST} == {}
    assert measured["peak"] < LARGEST_MEMORY, measured["peak"] / MEGABYTE
    # 空のますや書式が多いだけのファイルは、何も害さないので受け取る。
    silent = {name for name, (_, said) in costs.items() if not said}
    assert silent == {"blank rows", "blank cells", "styles"}, silent


def test_the_parts_that_are_not_needed_are_never_unpacked() -> None:
    damaged = rebuild(book_with(12), {"xl/theme/theme1.xml": b"<broken"})
    assert "xl/theme/theme1.xml" in parts_of(damaged)
    assert read_entry(cell_of(damaged)) == "12"
