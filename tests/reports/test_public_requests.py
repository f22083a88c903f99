"""公開の画面への求め方: 写しの確かめ、送信、できることの問い合わせ、ない画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from reports.choices import PublicationState
from tests.progress.rounds import open_year
from tests.reports.publications import RELEASED_AT, add_file, publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan
    from reports.models import PublishedReport
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MISSING = (
    "2021/nosuch/",
    "2021/items/99/",
    "2021/v9/",
    "2021/v1/data/nosuch.csv",
    "2099/",
    "2099/items/1/",
)
LONG_AFTER = "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture
def report(plan: Plan, item: ActionItem, cast: Cast) -> PublishedReport:
    """令和3（2021）年度の公表版。"""
    open_year(plan, cast.secretariat)
    report = publish_facts(plan, (cast.secretariat, cast.secretariat_head), 2021)
    add_file(report, "sheets.pdf", b"%PDF-frozen")
    return report


def ask(path: str, **headers: str) -> Any:
    return Client().get(f"/public/{path}", headers=headers)


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_missing_whatever_the_reader_keeps(
    report: PublishedReport, path: str
) -> None:
    root = f"{report.plan_key}/"
    mark = ask(root)["ETag"]
    for headers in (
        {},
        {"if_none_match": "*"},
        {"if_none_match": mark},
        {"if_modified_since": LONG_AFTER},
    ):
        assert ask(f"{root}{path}", **headers).status_code == 404, headers


def test_a_plan_that_is_not_there_is_missing_whatever_the_reader_keeps(
    report: PublishedReport,
) -> None:
    assert ask("999/", if_none_match="*").status_code == 404


@pytest.mark.parametrize("path", ["2021/", "2021/items/1/", "2021/v1/data/sheets.pdf"])
def test_what_is_there_is_not_sent_again_to_who_keeps_it(
    report: PublishedReport, path: str
) -> None:
    place = f"{report.plan_key}/{path}"
    first = ask(place)
    for headers in (
        {"if_none_match": "*"},
        {"if_none_match": first["ETag"]},
        {"if_modified_since": first["Last-Modified"]},
    ):
        kept = ask(place, **headers)
        assert (kept.status_code, kept.content) == (304, b""), headers
        assert kept["ETag"] == first["ETag"]
        assert kept["Cache-Control"] == first["Cache-Control"]


def test_what_was_withdrawn_says_so_whatever_the_reader_keeps(report: PublishedReport) -> None:
    report.state, report.ended_at = PublicationState.RETRACTED, RELEASED_AT
    report.ended_by, report.ending_reason = report.prepared_by, "誤掲載"
    report.save()
    assert ask(f"{report.plan_key}/2021/", if_none_match="*").status_code == 410


@pytest.mark.parametrize("path", ["", "about/", "{}/2021/items/1/", "{}/2021/v1/data/items.csv"])
@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_a_page_to_read_refuses_what_is_sent_in_japanese(
    report: PublishedReport, path: str, verb: str
) -> None:
    visitor = Client(enforce_csrf_checks=True)
    response = getattr(visitor, verb)(f"/public/{path.format(report.plan_key)}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    page = response.content.decode()
    assert "この画面には送信できません" in page
    assert 'content="noindex"' in page


def test_what_may_be_asked_is_told(report: PublishedReport) -> None:
    response = Client().options(f"/public/{report.plan_key}/2021/")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_the_head_of_a_page_is_told_without_the_page(report: PublishedReport) -> None:
    response = Client().head(f"/public/{report.plan_key}/2021/")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == ask(f"{report.plan_key}/2021/")["ETag"]


def test_a_missing_page_leads_back_to_the_public_entrance_and_not_to_the_login(
    report: PublishedReport,
) -> None:
    page = ask("nosuch/").content.decode()
    assert "お探しの画面が見つかりません" in page
    assert 'href="/public/">トップへ戻る' in page
    assert 'href="/"' not in page
