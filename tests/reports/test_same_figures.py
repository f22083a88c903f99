"""目標・基準値・実績は、画面・紙・CSV・Excel のどこでも同じ。計画の値は計画書の読み取りと同じ。"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from openpyxl import load_workbook

from reports.excel import build_workbook
from reports.item_page import item_context
from reports.open_data import open_data_files
from reports.pdf import render_sheet
from reports.pdf.full_sheet import lay_out_full_sheet
from tests.book import reading
from tests.reports.export_facts import Facts, database, internal_facts, official_plan
from tests.reports.pdf_reading import squeeze, text_of

__all__ = ["database", "internal_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ITEMS = reading()["items"]
YEARS = ("2019", "2020", "2021", "2022", "2023")
KEYS = ("項目番号", "指標番号", "年度")
# 値のないときに画面に出る印か語。
MARKS = {
    "未入力": "未入力",
    "該当なし": "－",
    "未確定": "…",
    "中止・評価対象外": "中止・評価対象外",
}
UNSEEN = re.compile(r'<span class="visually-hidden">.*?</span>|<[^>]+>', re.DOTALL)
Tables = dict[str, list[dict[str, str]]]
by_number = pytest.mark.parametrize("read", ITEMS, ids=lambda read: str(read["number"]))


def printed(text: str) -> str:
    """書の表記。空白のゆれは除く。"""
    return squeeze(text).replace("\u3000", "")


def values_read(read: dict[str, Any]) -> list[list[str]]:
    """読み取りの、指標ごとの基準値と五年の目標値。"""
    return [
        [printed(row["baseline_2018_raw"]), *(printed(row["values_raw"][year]) for year in YEARS)]
        for row in read["targets"]
    ]


@pytest.fixture(scope="module")
def tables(internal_facts: Facts) -> Tables:
    return {
        name: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        for name, content in open_data_files(internal_facts).items()
    }


@pytest.fixture(scope="module")
def sheet_rows(internal_facts: Facts) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(build_workbook(internal_facts)))
    headings, *rows = book["データ"].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def page_rows(facts: Facts, number: int, label: str) -> list[list[str]]:
    """画面の「目標（数値）と実績」の表で、label の行のますごとの見える文字。指標の順。"""
    context = {"facts": facts, "year": facts["year"], "years": facts["plan"]["years"]}
    page = render_to_string("reports/parts/figures.html", context | item_context(facts, number))
    return [
        [squeeze(UNSEEN.sub("", cell)) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
        if f'class="row-label">{label}<' in row
    ]


@by_number
def test_targets_and_baselines_on_the_page_are_as_read(
    internal_facts: Facts, read: dict[str, Any]
) -> None:
    shown = page_rows(internal_facts, read["number"], "目標")
    for (baseline, *targets), wanted in zip(shown, values_read(read), strict=True):
        assert baseline.startswith(wanted[0])
        assert targets == wanted[1:]


@by_number
def test_targets_and_baselines_in_the_csv_are_as_read(tables: Tables, read: dict[str, Any]) -> None:
    rows = [row for row in tables["targets.csv"] if row["項目番号"] == str(read["number"])]
    stored = [
        [printed(row["表記"]) for row in rows if row["指標番号"] == str(target["number"])]
        for target in read["targets"]
    ]
    assert stored == values_read(read)


@pytest.mark.pdf
@by_number
def test_targets_and_baselines_on_paper_are_as_read(
    internal_facts: Facts, read: dict[str, Any]
) -> None:
    item = internal_facts["items"][read["number"] - 1]
    laid = lay_out_full_sheet(internal_facts, item, large=False)["targets"]
    words = [
        [
            printed(text)
            for text in (one["baseline"]["text"], *(row["target"] for row in one["years"]))
        ]
        for one in laid
    ]
    assert words == values_read(read)
    content = render_sheet(internal_facts, read["number"], made_on=date(2022, 6, 1)).content
    text = text_of(content)
    assert [word for row in words for word in row if word not in text] == []


def test_each_year_of_each_indicator_is_the_same_on_page_csv_and_workbook(
    internal_facts: Facts, tables: Tables, sheet_rows: list[dict[str, Any]]
) -> None:
    results = {
        (row["項目番号"], row["指標番号"], row["年度"]): row for row in tables["results.csv"]
    }
    book = {tuple(str(row[name]) for name in KEYS): row for row in sheet_rows}
    assert len(book) == 31 * 5
    for item in internal_facts["items"]:
        actuals = page_rows(internal_facts, item["number"], "実績")
        rates = page_rows(internal_facts, item["number"], "達成率")
        for indicator, shown, judged in zip(item["indicators"], actuals, rates, strict=True):
            for row, actual, rate in zip(indicator["years"], shown, judged, strict=True):
                key = (str(item["number"]), str(indicator["number"]), str(row["year"]))
                cells = book[key]
                if key not in results:
                    assert not cells["実績の表記"]
                    assert actual in ("年度未開始", "確定前")
                    continue
                result = results[key]
                assert (cells["実績の表記"] or "") == result["表記"]
                assert cells["実績の状態"] == result["状態"]
                assert actual.startswith(squeeze(result["表記"] or MARKS[result["状態"]]))
                percent = float(result["達成率"]) if result["達成率"] else None
                assert cells["達成率（％）"] == percent
                wanted = "" if percent is None else f"{percent:,.1f}％"
                assert rate.startswith(wanted or ("－", "達成", "未達成", "概ね達成"))
                assert (cells["評価"] or "－") in (rate or "－")
