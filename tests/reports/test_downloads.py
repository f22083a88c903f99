"""画面から受け取る PDF と Excel。"""

from __future__ import annotations

import io

import openpyxl
import pytest

from plans.models import ActionItem, Plan
from reports import views
from reports.pdf import PdfError
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year
from tests.shapes import make_other_shape

pytestmark = pytest.mark.one_database

WORKBOOK_QUERIES = 15
SHEETS_QUERIES = 20


def fetch(person, url: str):
    response = sign_in(person).get(url)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("url", ["/items/1/sheet.pdf", "/sheets.pdf", "/sheets.pdf?large=1"])
def test_sheets_are_pdf_files_with_a_name(
    plan: Plan, item: ActionItem, cast: Cast, url: str
) -> None:
    response = fetch(cast.staff, url)
    assert response.content.startswith(b"%PDF-")
    assert "attachment; filename=" in response["Content-Disposition"]
    assert "filename*=UTF-8''" in response["Content-Disposition"]


def test_the_workbook_opens_and_names_the_year(plan: Plan, item: ActionItem, cast: Cast) -> None:
    response = fetch(cast.staff, "/workbook.xlsx?year=2021")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames[0] == "進行管理表"
    assert "workbook-2021.xlsx" in response["Content-Disposition"]


def test_a_sheet_that_cannot_be_made_says_which_and_why(
    plan: Plan, item: ActionItem, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise PdfError("実施項目1を印刷用に並べられません。")

    monkeypatch.setattr(views, "render_sheet", fail)
    response = sign_in(cast.staff).get("/items/1/sheet.pdf")
    assert response.status_code == 500
    assert "実施項目1を印刷用に並べられません。" in response.content.decode()


def test_downloads_stay_within_the_figures(plan: Plan, cast: Cast) -> None:
    other = make_other_shape()
    open_year(other, cast.secretariat, 2022)
    client = sign_in(cast.secretariat)
    client.get(f"/?plan={other.pk}")
    with count_queries(WORKBOOK_QUERIES):
        client.get(f"/workbook.xlsx?plan={other.pk}")
    with count_queries(SHEETS_QUERIES):
        client.get(f"/sheets.pdf?plan={other.pk}")


def test_the_committee_receives_what_is_finalized_only(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    response = fetch(cast.committee_member, "/workbook.xlsx")
    text = repr(list(openpyxl.load_workbook(io.BytesIO(response.content))["報告"].values))
    assert "確定前" in text
