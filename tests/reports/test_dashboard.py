"""ダッシュボード。"""

from __future__ import annotations

import re

import pytest

from plans.models import ActionItem, Plan
from progress.models import HalfYearCheck
from tests.builders import make_item, make_plan
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year, record_for, send_entry
from tests.shapes import make_other_shape

DASHBOARD_QUERIES = 15


def page_for(person, query: str = "") -> str:
    response = sign_in(person).get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_it_opens_on_the_year_that_is_accepting(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat, 2020)
    assert "令和2（2020）年度" in page_for(cast.staff).split("</h1>")[0]


def test_target_actual_and_rate_stand_side_by_side(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="9")
    page = page_for(cast.staff)
    assert "12人" in page
    assert "9人" in page
    assert "75.0％" in page
    assert "未達成" in page


def test_an_unopened_year_shows_the_targets_without_actuals(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    page = page_for(cast.staff, "?year=2023")
    assert "14人" in page
    assert "年度未開始" in page


NOWHERE = ["?year=2018", "?year=2024", "?year=x", "?year=²", "?plan=999"]
HUGE = ["?year=" + "9" * 5000, "?plan=" + "9" * 5000]


@pytest.mark.parametrize("query", [*NOWHERE, *HUGE], ids=lambda query: query[:12])
def test_a_year_or_plan_that_is_not_there_is_not_found(plan: Plan, cast: Cast, query: str) -> None:
    assert sign_in(cast.staff).get(f"/{query}").status_code == 404


def test_the_committee_sees_finalized_figures_only(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    send_entry(sign_in(cast.staff), record, actuals__0__first="9")
    assert "75.0％" not in page_for(cast.committee_member)
    for verb, person in (
        ("submit", cast.staff),
        ("approve", cast.head),
        ("finalize", cast.secretariat),
    ):
        assert "75.0％" not in page_for(cast.committee_member)
        do(record, verb, person)
    assert "75.0％" in page_for(cast.committee_member)


def test_people_without_a_part_in_the_plan_are_refused(plan: Plan, cast: Cast) -> None:
    assert sign_in(cast.outsider).get("/").status_code == 403


def test_the_administrator_is_sent_to_the_administration(plan: Plan, cast: Cast) -> None:
    response = sign_in(cast.administrator).get("/")
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert sign_in(cast.administrator).get("/plan/").status_code == 403


def test_a_plan_in_preparation_is_seen_by_the_secretariat_only(plan: Plan, cast: Cast) -> None:
    hidden = make_plan(name="準備中の計画", short_name="準備中", released_at=None)
    assert sign_in(cast.staff).get(f"/?plan={hidden.pk}").status_code == 404
    assert sign_in(cast.secretariat).get(f"/?plan={hidden.pk}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_items_and_years(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for year in (2019, 2020, 2021):
        open_year(plan, cast.secretariat, year)
    for number in range(2, 12):
        make_item(plan, number, departments=["総務課"])
    client = sign_in(cast.staff)
    client.get("/")
    with count_queries(DASHBOARD_QUERIES):
        client.get("/")


def test_a_plan_of_another_shape_reads_right(plan: Plan, cast: Cast) -> None:
    other = make_other_shape()
    open_year(other, cast.secretariat, 2022)
    page = page_for(cast.secretariat, f"?plan={other.pk}")
    assert "令和9（2027）年度" in page
    assert "40" in page
    assert "数値の目標はありません" in page
    client = sign_in(cast.secretariat)
    client.get(f"/?plan={other.pk}")
    with count_queries(DASHBOARD_QUERIES):
        client.get(f"/?plan={other.pk}")


def test_late_records_are_counted_and_named_by_department(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    page = page_for(cast.staff)
    assert "提出期限を過ぎた項目" not in page
    review.department_due_on = review.history.first().history_date.date().replace(year=2020)
    review.save()
    page = page_for(cast.staff)
    assert re.search(r">遅れ1</a></td>", page)
    named = page.split("提出期限を過ぎた項目")[1].split("</ul>")[0]
    assert f'<strong>福祉支援課</strong><a href="/items/1/?plan={plan.pk}&amp;year=2021">' in named
    assert f"1　{item.title}</a>" in named


def test_the_committee_is_told_nothing_of_what_is_late(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    review.department_due_on = review.history.first().history_date.date().replace(year=2020)
    review.save()
    assert "期限超過" in page_for(cast.staff)
    page = page_for(cast.committee_member)
    assert "期限超過" not in page
    assert "提出期限を過ぎた項目" not in page


def test_the_sum_of_departments_is_told_where_items_are_shared(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    assert "課の計の合計は" not in page_for(cast.staff)
    make_item(plan, 2, departments=["総務課", "福祉支援課"])
    told = "課の計の合計は3で、項目の数（2）と一致しません"
    assert told in page_for(cast.staff)
    assert "課の計の合計は3で、全体の2と一致しません" in (
        sign_in(cast.staff).get("/overview/ratings/").content.decode()
    )


def test_the_half_year_stands_in_a_column_of_its_own_where_it_is_switched_on(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    assert "上半期" not in page_for(cast.staff)
    review.has_half_year = True
    review.save()
    first, second = item.contents.all()
    HalfYearCheck.objects.create(review=review, content=first, pace="delayed")
    page = page_for(cast.staff)
    assert "1 / 2" in page
    assert "遅れ 1" in page
    assert f'href="/half-year/list/?plan={plan.pk}&amp;year=2021"' in page
    HalfYearCheck.objects.create(review=review, content=second, pace="on_schedule")
    client = sign_in(cast.staff)
    client.get("/")
    with count_queries(DASHBOARD_QUERIES):
        assert "2 / 2" in client.get("/").content.decode()
