"""委員会資料のブック。印刷する形の表と、機械可読の表。"""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl import Workbook

from reports.excel.pack_workbook import build_pack_workbook
from reports.focus import decide_focus
from tests.reports.export_facts import Facts, database, internal_facts, official_plan
from tests.reports.pack_facts import opinion
from tests.reports.packs import contents

__all__ = ["database", "internal_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PRINTED = (
    "資料1 前回の意見はどうなったか",
    "資料2 総括表",
    "資料3 集計表（評価）",
    "資料3 集計表（基本目標）",
    "資料4 重点項目",
    "資料6 意見と対応一覧",
)


@pytest.fixture(scope="module")
def facts(internal_facts: Facts) -> Facts:
    """公式の計画の事実に、二つの意見を足したもの。"""
    opinions = [opinion(1, 5, 2020, text="=声を集める"), opinion(2, None, 2020, responses=[])]
    return internal_facts | {"opinions": opinions}


@pytest.fixture(scope="module")
def content(facts: Facts) -> bytes:
    return build_pack_workbook(facts, contents(focus=tuple(decide_focus(facts, {}, {}))))


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_sheets_follow_the_numbers_of_the_papers(book: Workbook) -> None:
    assert tuple(book.sheetnames[: len(PRINTED)]) == PRINTED
    assert book.sheetnames[-2:] == ["重点項目の選定", "意見"]


@pytest.mark.parametrize("name", PRINTED)
def test_a_printed_sheet_fits_the_width_and_repeats_its_heading(book: Workbook, name: str) -> None:
    sheet = book[name]
    assert sheet.print_area
    assert sheet.print_title_rows
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "第1版" in sheet.oddFooter.left.text
    assert "&P／&N" in sheet.oddFooter.center.text


def test_the_opinions_are_one_row_each_with_their_answers(book: Workbook) -> None:
    rows = list(book["意見"].iter_rows(values_only=True))
    assert rows[0][:4] == ("年度", "番号", "項目番号", "種類")
    assert rows[1][:4] == (2020, 1, 5, "意見")
    assert rows[1][6:9] == ("福祉支援課", "反映する", "アンケートを行います。")
    assert rows[1][4] == "=声を集める"
    assert len(rows) == 3


def test_the_counts_keep_their_numbers_as_numbers(book: Workbook) -> None:
    totals = [row[1].value for row in book["資料3 集計表（評価）"].iter_rows(min_row=4)]
    assert totals[0] == 25


def test_the_same_data_give_the_same_bytes(facts: Facts, content: bytes) -> None:
    focus = tuple(decide_focus(facts, {}, {}))
    assert build_pack_workbook(facts, contents(focus=focus)) == content
