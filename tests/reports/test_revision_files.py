"""改定の PDF と Excel: 見え消し、新旧対照表、目標値変更一覧が、白黒でも読める。"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from plans.models import Plan, PlanRevision
from reports.excel.revision import build_revision_workbook
from reports.facts.revisions import revision_facts
from reports.pdf.revision import render_revision
from tests.reports.pdf_reading import squeeze, text_of


def cell(year: int, before: str, after: str) -> dict[str, Any]:
    return {
        "year": year,
        "label": f"令和{year - 2018}（{year}）年度",
        "before": before,
        "after": after,
    }


def row(subject: str, operation: str, names: tuple[str, str], *cells: dict[str, Any]) -> Any:
    before, after = names
    first = {"subject": subject, "operation": operation, "before": before, "after": after}
    return {**first, "cells": list(cells)}


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    changed = row("indicator", "change", ("指標1", "指標1"), cell(2026, "10人", "15人"))
    added = row("indicator", "add", ("", "指標2"), cell(2026, "", "80％"))
    dropped = row("content", "drop", ("1 講座", ""), cell(2026, "実施", ""))
    plan = Plan(name="第五次の計画", short_name="第五次", first_year=2024, last_year=2029)
    revision = PlanRevision(
        plan=plan,
        number=1,
        name="中間見直し",
        from_year=2026,
        decided_on=dt.date(2026, 3, 20),
        reason="実績の伸び",
        lines=[{"number": 5, "title": "講座の充実", "rows": [changed, added, dropped]}],
    )
    return revision_facts(revision)


def test_old_is_struck_and_new_is_underlined_and_both_say_so(facts: dict[str, Any]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(build_revision_workbook(facts)))["見え消し"]
    assert [sheet.cell(line, 4).value for line in (2, 3)] == ["旧", "新"]
    assert (sheet["F2"].value, sheet["F2"].font.strike) == ("10人", True)
    assert (sheet["F3"].value, sheet["F3"].font.underline) == ("15人", "single")


@pytest.mark.parametrize("name", ["新旧対照表", "目標値変更一覧"])
def test_a_list_fits_the_width_of_one_page(facts: dict[str, Any], name: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(build_revision_workbook(facts)))[name]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    last = sheet.cell(2, sheet.max_column)
    assert (last.value, last.font.bold, last.font.underline) == ("15人", True, "single")


@pytest.mark.pdf
def test_the_paper_holds_all_three(facts: dict[str, Any]) -> None:
    text = squeeze(text_of(render_revision(facts).content))
    for words in (
        "見え消し", "新旧対照表", "目標値変更一覧", "【変更】", "【追加】", "【廃止】",
        "10人", "15人", "（新設）", "（削る）", "実績の伸び", "令和8年3月20日",
    ):  # fmt: skip
        assert words in text, words
