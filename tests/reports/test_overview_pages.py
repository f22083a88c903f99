"""ダッシュボードの続きの頁。"""

from __future__ import annotations

import re

import pytest

from plans.models import ActionItem, BasicGoal, CommonTheme, Plan
from tests.builders import make_content
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.opinions import take_one
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


def main_of(person, address: str) -> str:
    return sign_in(person).get(address).content.decode().split("<main")[1]


def test_goals_have_shares_and_changes_against_last_year(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    goal = BasicGoal.objects.create(plan=plan, number=1, title="つながる")
    for content in item.contents.all():
        content.basic_goals.add(goal)
    for year, pace in ((2020, "delayed"), (2021, "on_schedule")):
        open_year(plan, cast.secretariat, year)
        send_entry(sign_in(cast.staff), record_for(item, year), contents__0__pace=pace)
    client = sign_in(cast.staff)
    client.get("/overview/ratings/?year=2021")
    with count_queries(OVERVIEW_QUERIES):
        page = client.get("/overview/ratings/?year=2021").content.decode()
    row = page.split("基本目標1　つながる</th>")[1].split("</tr>")[0]
    words = re.sub(r"<[^>]*>", "", row)
    assert "予定どおり 1件50.0％　前年度との差 ＋1" in words
    assert "遅れ 0件0.0％　前年度との差" in words
    assert "マイナス1" in words
    assert "&amp;goal=1&amp;pace=on_schedule" in row


HIDDEN = [("committee_member", 2021, "確定前"), ("staff", 2022, "年度未開始")]


@pytest.mark.parametrize(("who", "year", "label"), HIDDEN)
def test_contents_that_are_hidden_or_not_opened_say_so(
    plan: Plan, item: ActionItem, cast: Cast, who: str, year: int, label: str
) -> None:
    theme = CommonTheme.objects.create(plan=plan, number=1, title="共に担うこと")
    make_content(item, 1, kind="common", common_theme=theme)
    open_year(plan, cast.secretariat, 2021)
    for name in ("schedule", "common", "ratings"):
        page = main_of(getattr(cast, who), f"/overview/{name}/?year={year}")
        listed = page.split("</details>")[1]
        assert label in listed, name
        assert "未入力" not in listed, name


def test_an_answer_the_committee_may_not_see_is_not_told_as_missing(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    record = record_for(item, 2020)
    send_entry(sign_in(cast.staff), record, improvement="回数を増やす")
    finish(record, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    page = main_of(cast.committee_member, "/overview/improvements/?year=2021")
    assert 'class="outcome outcome-unfinalized">確定前' in page
    assert "未回答<strong>0件" in page


def test_nothing_left_by_the_conditions_is_told_as_that(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    for name in PAGES:
        page = main_of(cast.staff, f"/overview/{name}/?department=ない課")
        assert re.search(r"条件に合う.*はありません|注意の要る項目はありません", page), name
        assert "まだありません。" not in page
    assert "前の年度の改善策は、まだありません。" in main_of(cast.staff, "/overview/improvements/")


def test_only_the_contents_that_meet_the_conditions_are_counted_and_listed(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_content(item, 9, title="新しい取組", qualifier="new")
    open_year(plan, cast.secretariat)
    page = main_of(cast.staff, "/overview/schedule/?qualifier=new")
    assert "実施内容1件の" in page
    assert "条件に合う実施内容だけのものです" in page
    listed = page.split("</details>")[1]
    assert "新しい取組" in listed
    assert all(one.title not in listed for one in item.contents.exclude(number=9))


def test_opinions_on_the_whole_plan_are_named_with_the_way_to_them(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    take_one(review, None, cast.secretariat)
    page = main_of(cast.secretariat, "/overview/attention/")
    assert "の1件に、確認の済んだ回答がまだありません。" in page
    assert '<a class="screen-only" href="/opinions/?item=0">' in page
