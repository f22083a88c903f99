"""Excel の書き出し: 文字は文字、数は数、同じ内容は同じバイト列。"""

import io
import os
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from plans.workbooks import (
    MAX_TEXT_LENGTH,
    CellLook,
    CellValue,
    Footer,
    TableColumn,
    WorkbookWriter,
    clean_text,
    write_table,
)
from tests.plans.hard_strings import FORMULA_PAYLOADS, HARD_STRINGS

FOOTER = Footer(left="計画", right="")
LOOK = CellLook()


def write_values(*values: CellValue) -> bytes:
    writer = WorkbookWriter(title="試験", creator="試験", stamp=date(2021, 4, 1))
    columns = [TableColumn(f"列{number}") for number in range(1, len(values) + 1)]
    write_table(writer.add_sheet("表"), columns, [values], FOOTER)
    return writer.to_bytes()


def read_sheet(content: bytes) -> Worksheet:
    sheet: Any = load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def sheet_xml(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", FORMULA_PAYLOADS)
def test_text_that_looks_like_a_formula_stays_text_unaltered(text: str) -> None:
    content = write_values(text)
    cell = read_sheet(content)["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert not re.search(r"<f[ >]", sheet_xml(content))


@pytest.mark.parametrize("text", HARD_STRINGS)
def test_letters_easily_lost_survive(text: str) -> None:
    assert read_sheet(write_values(text))["A2"].value == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (-5, -5),
        (Decimal("12.5"), 12.5),
        (Decimal("1E+3"), 1000),
        (Decimal("123456789012345"), 123456789012345),
        (date(2021, 4, 1), datetime(2021, 4, 1)),
        (date(1989, 4, 1), datetime(1989, 4, 1)),
    ],
)
def test_numbers_and_dates_stay_what_they_are(value: CellValue, expected: object) -> None:
    assert read_sheet(write_values(value))["A2"].value == expected


def test_nothing_is_an_empty_cell() -> None:
    sheet = read_sheet(write_values(None, "", 0))
    assert [cell.value for cell in sheet[2]] == [None, None, 0]


@pytest.mark.parametrize("code", [0, 1, 8, 0x0B, 0x0C, 0x1B, 0x1F, 0xD800, 0xFFFE, 0xFFFF])
def test_letters_that_no_workbook_can_hold_are_replaced_visibly(code: int) -> None:
    content = write_values(f"前{chr(code)}後")
    assert read_sheet(content)["A2"].value == "前〓後"


def test_line_ends_of_every_system_become_one() -> None:
    assert clean_text("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_text_that_excel_would_decode_is_encoded_once_more() -> None:
    assert "_x005F_x0041_" in sheet_xml(write_values("_x0041_"))
    assert read_sheet(write_values("_x004_"))["A2"].value == "_x004_"


def test_text_longer_than_a_cell_holds_is_cut_with_a_mark() -> None:
    text = read_sheet(write_values("あ" * 40_000))["A2"].value
    assert isinstance(text, str)
    assert len(text) == MAX_TEXT_LENGTH
    assert text.endswith("…（長いため以下省略）")


def test_the_same_data_give_the_same_bytes_at_another_time() -> None:
    with time_machine.travel("2021-06-01"):
        first = write_values("文字", 1)
    with time_machine.travel("2031-12-31"):
        second = write_values("文字", 1)
    assert first == second


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from tests.plans.test_workbook_writer import merged_sheet;"
        "sys.stdout.buffer.write(merged_sheet())"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs == [merged_sheet()] * 2


def merged_sheet() -> bytes:
    writer = WorkbookWriter(title="試験", creator="試験", stamp=date(2021, 4, 1))
    pen = writer.add_sheet("表")
    for row in range(1, 40):
        pen.merge((row, row), (1, 3), f"{row}行", LOOK)
        pen.merge((row, row), (4, 5), row, LOOK)
    return writer.to_bytes()


def test_merged_cells_keep_their_value_and_all_their_borders() -> None:
    sheet = read_sheet(merged_sheet())
    assert len(sheet.merged_cells.ranges) == 78
    assert sheet["A5"].value == "5行"
    assert sheet["D5"].value == 5
    assert sheet["C5"].border.right.style == "thin"


def test_the_stamp_is_the_given_day_and_not_the_clock() -> None:
    properties = load_workbook(io.BytesIO(write_values(1))).properties
    assert properties.created == properties.modified == datetime(2021, 4, 1)
    assert (properties.title, properties.creator, properties.language) == ("試験", "試験", "ja")


def test_a_table_has_fixed_headings_a_filter_and_no_merged_cell() -> None:
    sheet = read_sheet(write_values(1, "二"))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.dimensions == "A1:B2"
    assert not sheet.merged_cells.ranges


def test_every_sheet_prints_on_a4_landscape_with_page_numbers() -> None:
    sheet: Any = read_sheet(write_values(1, "二"))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_area == "'表'!$A$1:$B$2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter.center.text == "&P／&N"


def test_an_ampersand_in_the_footer_is_a_letter() -> None:
    writer = WorkbookWriter(title="試験", creator="試験", stamp=date(2021, 4, 1))
    footer = Footer(left="A&B", right="&D\n見本")
    write_table(writer.add_sheet("表"), [TableColumn("列")], [], footer)
    assert "&L&10 A&&B&C&10 &P／&N&R&10 &&D 見本" in unescape(sheet_xml(writer.to_bytes()))
