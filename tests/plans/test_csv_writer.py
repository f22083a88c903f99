"""CSV の書き出し: BOM、CRLF、引用符、式にならない文字。"""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from plans.workbooks import CellValue, guard_text, write_csv
from tests.plans.hard_strings import FORMULA_PAYLOADS, HARD_STRINGS

FORMULA_STARTS = tuple("=+-@＝＋－＠\t\n")


def read_values(*values: CellValue) -> list[str]:
    content = write_csv(["列"] * len(values), [values])
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1]


def test_the_file_begins_with_a_byte_order_mark_and_ends_lines_as_windows_does() -> None:
    content = write_csv(["番号", "名"], [(1, "甲,乙"), (2, '"丙"')])
    assert content == b"\xef\xbb\xbf" + '番号,名\r\n1,"甲,乙"\r\n2,"""丙"""\r\n'.encode()


@pytest.mark.parametrize("text", FORMULA_PAYLOADS)
def test_no_text_can_start_a_formula(text: str) -> None:
    (value,) = read_values(text)
    assert value.removeprefix("'") == text.removeprefix("'")
    assert not value.lstrip(" 　").startswith(FORMULA_STARTS) or len(value) == 1


@pytest.mark.parametrize("text", ["-5", "+3", "-12.5", "－", "-", "…", "△5", "#N/A", "年1回"])
def test_plain_numbers_and_lone_signs_are_left_alone(text: str) -> None:
    assert guard_text(text) == text


@pytest.mark.parametrize("text", HARD_STRINGS)
def test_letters_easily_lost_survive(text: str) -> None:
    expected = f"'{text}" if text.startswith("－") else text
    assert read_values(text) == [expected]


def test_control_characters_are_replaced_visibly() -> None:
    assert read_values("前\x00\x1b後") == ["前〓〓後"]


def test_numbers_dates_and_nothing_have_one_plain_form() -> None:
    values = read_values(-5, Decimal("1E+3"), Decimal("12.50"), date(2021, 4, 1), None, "")
    assert values == ["-5", "1000", "12.50", "2021-04-01", "", ""]
