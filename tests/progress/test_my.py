"""わたしの入力: 自分の課に待っているもの。"""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, ProgressRecord
from progress.waiting import describe_due
from tests.builders import make_content, make_indicator, make_item
from tests.counting import count_queries
from tests.people import PASSWORD, Cast, sign_in
from tests.progress.rounds import do, entry_url, open_year, record_for, send_entry

pytestmark = pytest.mark.one_database

MY_QUERIES = 12
TODAY = dt.datetime(2022, 4, 20, 10, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def my_page(person) -> str:
    response = sign_in(person).get("/my/")
    assert response.status_code == 200
    return response.content.decode()


def order_of(page: str) -> list[str]:
    """課の報告の表に並ぶ項目名。"""
    return re.findall(r'<th scope="row"><a[^>]*><span>\d+</span><span>([^<]+)</span>', page)


def add_items(plan: Plan, *numbers: int, department: str = "福祉支援課") -> None:
    for number in numbers:
        make_content(make_item(plan, number, departments=[department]))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (dt.date(2022, 4, 28), "残り8日"),
        (dt.date(2022, 4, 20), "本日まで"),
        (dt.date(2022, 4, 18), "2日超過"),
        (None, ""),
    ],
)
def test_the_days_left_are_said_in_words(due: dt.date | None, words: str) -> None:
    assert describe_due(due, TODAY.date()) == words


def test_it_lists_the_items_of_my_department_only(plan: Plan, item: ActionItem, cast: Cast) -> None:
    add_items(plan, 2)
    add_items(plan, 3, department="福祉活動推進課")
    open_year(plan, cast.secretariat)
    assert order_of(my_page(cast.staff)) == ["実施項目その1", "実施項目その2"]
    assert order_of(my_page(cast.other_staff)) == ["実施項目その3"]


def test_sent_back_items_come_first_with_their_reason(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    add_items(plan, 2, 3)
    open_year(plan, cast.secretariat)
    last = record_for(plan.items.get(number=3))
    do(last, "save", cast.staff)
    do(last, "submit", cast.staff)
    remarks = {"achievement": "主語がありません"}
    do(last, "send_back", cast.head, reason="数を確かめてください", remarks=remarks)
    page = my_page(cast.staff)
    assert order_of(page) == ["実施項目その3", "実施項目その1", "実施項目その2"]
    assert "数を確かめてください" in page
    assert "<strong>成果</strong>：主語がありません" in page
    assert page.index(entry_url(last)) < page.index("<h2")


def test_the_years_stand_apart_in_the_order_of_their_deadlines(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for year, due in ((2020, None), (2021, dt.date(2022, 5, 31)), (2022, dt.date(2022, 4, 18))):
        review = open_year(plan, cast.secretariat, year)
        AnnualReview.objects.filter(pk=review.pk).update(department_due_on=due)
    page = my_page(cast.staff)
    late = page.index("令和4（2022）年度の実績<span")
    soon = page.index("令和3（2021）年度の実績<span")
    open_ended = page.index("令和2（2020）年度の実績<span")
    assert late < soon < open_ended
    assert "提出期限 令和4年4月18日、2日超過" in page
    assert "提出期限 令和4年5月31日、残り41日" in page
    assert "提出期限 未定" in page


def test_the_ways_to_the_other_screens_of_entry_stand_above_the_years(
    record: ProgressRecord, cast: Cast
) -> None:
    page = my_page(cast.staff)
    ways = [page.index(f'href="{address}"') for address in ("/common/", "/half-year/")]
    assert max(ways) < page.index("令和3（2021）年度の実績<span")


def test_a_year_that_is_written_stands_last_and_folded(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for year in (2020, 2021):
        open_year(plan, cast.secretariat, year)
    done = record_for(item, 2020)
    do(done, "save", cast.staff)
    do(done, "submit", cast.staff)
    page = my_page(cast.staff)
    assert page.index("令和3（2021）年度の実績<span") < page.index("令和2（2020）年度の実績<span")
    assert "<summary>書くものはすべて終わりました（1件を見る）</summary>" in page


def test_what_is_still_missing_is_counted_and_named(record: ProgressRecord, cast: Cast) -> None:
    assert "5か所" in my_page(cast.staff)
    send_entry(sign_in(cast.staff), record, actuals__0__first="9", achievement="成果")
    page = my_page(cast.staff)
    assert "3か所" in page
    assert "進み 2、自己評価" in page


def test_a_repeated_content_is_not_asked_for_twice(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    original = make_content(make_item(plan, 2, departments=["福祉支援課"]))
    make_content(item, 3, repeats=original)
    open_year(plan, cast.secretariat)
    assert my_page(cast.staff).count("進み 2") == 1


def test_the_button_leads_to_the_next_unfinished_item(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    add_items(plan, 2)
    open_year(plan, cast.secretariat)
    first, second = (record_for(row) for row in plan.items.order_by("number"))
    assert f'class="button" href="{entry_url(first)}"' in my_page(cast.staff)
    do(first, "save", cast.staff)
    do(first, "submit", cast.staff)
    assert f'class="button" href="{entry_url(second)}"' in my_page(cast.staff)
    do(second, "save", cast.staff)
    do(second, "submit", cast.staff)
    assert "次の未入力へ" not in my_page(cast.staff)


def test_a_head_sees_what_waits_for_approval(record: ProgressRecord, cast: Cast) -> None:
    assert "いま確認を待つ報告はありません" in my_page(cast.head)
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    page = my_page(cast.head)
    assert "課長の確認を待つ報告（1件）" in page
    assert 'href="/approvals/"' in page
    assert "課長の確認を待つ報告" not in my_page(cast.staff)


def test_the_secretariat_sees_its_own_entry_and_its_checking_apart(
    plan: Plan, item: ActionItem, record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    do(record, "approve", cast.head)
    page = my_page(cast.secretariat)
    assert page.index(">課として入力</h2>") < page.index(">進行管理として確認</h2>")
    assert "確定を待つ報告（1件）" in page
    assert order_of(page) == []
    assert "進行管理として確認" not in my_page(cast.head)


def test_a_past_year_being_moved_in_is_entered_by_the_secretariat(
    record: ProgressRecord, cast: Cast
) -> None:
    AnnualReview.objects.update(is_migration=True)
    assert order_of(my_page(cast.secretariat)) == ["実施項目その1"]
    assert order_of(my_page(cast.staff)) == []


def test_a_sample_year_waits_for_nobody_real(record: ProgressRecord, cast: Cast) -> None:
    AnnualReview.objects.update(is_sample=True)
    assert order_of(my_page(cast.staff)) == []


@pytest.mark.parametrize("name", ["reader", "committee_member", "administrator", "outsider"])
def test_those_who_enter_nothing_go_to_the_dashboard(cast: Cast, name: str) -> None:
    response = sign_in(getattr(cast, name)).get("/my/")
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("staff", "/my/"),
        ("head", "/my/"),
        ("secretariat", "/my/"),
        ("committee_member", "/committee/"),
    ],
)
def test_after_signing_in_a_person_lands_where_the_work_is(
    client, cast: Cast, name: str, address: str
) -> None:
    typed = {"username": name, "password": PASSWORD}
    assert client.post("/login/", typed)["Location"] == address
    assert client.post("/login/?next=/plan/", {**typed, "next": "/plan/"})["Location"] == "/plan/"


@pytest.mark.parametrize("name", ["staff", "head", "secretariat"])
def test_more_items_and_years_cost_no_more_queries(
    plan: Plan, item: ActionItem, cast: Cast, name: str
) -> None:
    for number in range(2, 14):
        more = make_item(plan, number, departments=["福祉支援課", "総務課"])
        make_content(more)
        make_indicator(more)
    for year in (2020, 2021, 2022):
        open_year(plan, cast.secretariat, year)
    record = record_for(item)
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    client = sign_in(getattr(cast, name))
    client.get("/my/")
    with count_queries(MY_QUERIES):
        assert client.get("/my/").status_code == 200
