"""ダッシュボードの続きの頁。"""

from __future__ import annotations

import pytest

from plans.models import ActionItem, Plan
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry

PAGES = ["attention", "ratings", "years", "schedule", "common", "improvements"]
OVERVIEW_QUERIES = 15


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_within_the_figures(
    plan: Plan, item: ActionItem, cast: Cast, name: str
) -> None:
    open_year(plan, cast.secretariat)
    client = sign_in(cast.staff)
    client.get(f"/overview/{name}/")
    with count_queries(OVERVIEW_QUERIES):
        assert client.get(f"/overview/{name}/").status_code == 200
    assert sign_in(cast.outsider).get(f"/overview/{name}/").status_code == 403


def test_an_unknown_page_is_not_found(plan: Plan, cast: Cast) -> None:
    assert sign_in(cast.staff).get("/overview/nothing/").status_code == 404


def test_last_years_improvement_is_shown_once_it_is_finalized(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    record = record_for(item, 2020)
    send_entry(sign_in(cast.staff), record, improvement="回数を増やす")
    finish(record, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    page = sign_in(cast.staff).get("/overview/improvements/").content.decode()
    assert "回数を増やす" in page
    assert "未回答" in page


def test_the_dashboard_leads_to_every_page_with_its_conditions(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    page = sign_in(cast.staff).get("/?state=blank").content.decode()
    for name in PAGES:
        assert f"/overview/{name}/?plan={plan.pk}&amp;year=2021&amp;state=blank" in page
