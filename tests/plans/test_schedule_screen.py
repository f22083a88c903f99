"""実施時期の確認の画面。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from plans.models import ActionItem, PhaseSpan
from tests.bench.forms import read_form
from tests.builders import make_content, make_item, make_plan, make_source_note
from tests.counting import count_queries
from tests.people import Cast, sign_in

pytestmark = pytest.mark.one_database

Posted = dict[str, list[str]]


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


def address(item: ActionItem) -> str:
    return f"/schedule/{item.number}/?plan={item.plan_id}"


def opened(client: Client, item: ActionItem) -> Posted:
    return read_form(client.get(address(item)).content.decode(), "schedule_form")


def posted_rows(response: Any) -> Posted:
    return read_form(response.content.decode(), "schedule_form")


def press(client: Client, item: ActionItem, posted: Posted, action: str) -> Any:
    return client.post(address(item), {**posted, "action": action})


def stored(item: ActionItem) -> list[tuple[str, str, int, int, int]]:
    rows = PhaseSpan.objects.filter(content__item=item).order_by("content__order", "order")
    return [
        (row.content.key, row.label, row.first_year, row.last_year, row.order)
        for row in rows.select_related("content")
    ]


def labels(posted: Posted) -> list[str]:
    total = int(posted["span-TOTAL_FORMS"][0])
    return [posted[f"span-{index}-label"][0] for index in range(total)]


START = [
    ("1", "検討", 2019, 2020, 1),
    ("1", "実施", 2021, 2023, 2),
    ("2", "実施", 2019, 2023, 1),
]


@pytest.mark.parametrize("name", ["staff", "head", "reader", "committee_member", "administrator"])
def test_only_the_secretariat_sees_the_screen(item: ActionItem, cast: Cast, name: str) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get("/schedule/").status_code == 403
    assert client.get(address(item)).status_code == 403
    assert client.post(address(item), {"action": "confirm"}).status_code == 403
    item.refresh_from_db()
    assert not item.is_schedule_confirmed


@pytest.mark.parametrize("query", ["plan=999", "plan=x", "plan=-1", "plan=99999999999999999999"])
def test_a_plan_that_is_not_there_is_not_found(item: ActionItem, clerk: Client, query: str) -> None:
    assert clerk.get(f"/schedule/1/?{query}").status_code == 404
    assert clerk.get(f"/schedule/?{query}").status_code == 404


def test_an_item_that_is_not_there_is_not_found(item: ActionItem, clerk: Client) -> None:
    assert clerk.get("/schedule/77/").status_code == 404


def test_the_list_tells_what_is_left(item: ActionItem, clerk: Client) -> None:
    done = make_item(item.plan, 2, schedule_confirmed_at=timezone.now())
    page = clerk.get("/schedule/").content.decode()
    assert "残り 1項目（全2項目）" in page
    assert "推定・要確認" in page
    assert "確認済" in page
    assert f"/schedule/{done.number}/?plan={done.plan_id}" in page


def test_unconfirmed_arrows_are_dashed_with_their_legend(item: ActionItem, clerk: Client) -> None:
    page = clerk.get(address(item)).content.decode()
    assert page.count("is-unconfirmed") == 3
    assert "年度の位置は推定" in page
    assert "推定・要確認" in page


def test_confirmed_arrows_are_solid(item: ActionItem, clerk: Client, cast: Cast) -> None:
    press(clerk, item, opened(clerk, item), "confirm")
    page = clerk.get(address(item)).content.decode()
    assert "is-unconfirmed" not in page
    assert "年度の位置は推定" not in page
    assert str(cast.secretariat) in page


def test_one_press_confirms_and_leads_to_the_next_item(
    item: ActionItem, clerk: Client, cast: Cast
) -> None:
    following = make_item(item.plan, 2)
    make_content(following)
    response = press(clerk, item, opened(clerk, item), "confirm")
    assert response.url == address(following)
    item.refresh_from_db()
    assert item.schedule_confirmed_at is not None
    assert item.schedule_confirmed_by == cast.secretariat
    assert stored(item) == START
    assert item.history.first().history_user == cast.secretariat
    assert "残りは1項目です" in clerk.get(response.url).content.decode()


def test_after_the_last_item_the_list_says_that_all_is_done(
    item: ActionItem, clerk: Client
) -> None:
    response = press(clerk, item, opened(clerk, item), "confirm")
    assert response.url == f"/schedule/?plan={item.plan_id}"
    assert "すべての項目を確認しました" in clerk.get(response.url).content.decode()


def test_an_edit_is_only_shown_until_it_is_saved(item: ActionItem, clerk: Client) -> None:
    response = press(clerk, item, opened(clerk, item), "split-2")
    assert labels(posted_rows(response)) == ["検討", "実施", "実施", "実施"]
    assert "まだ保存していません" in response.content.decode()
    assert stored(item) == START


def test_several_edits_are_saved_together_with_the_person_in_the_history(
    item: ActionItem, clerk: Client, cast: Cast
) -> None:
    posted = posted_rows(press(clerk, item, opened(clerk, item), "split-2"))
    posted = posted_rows(press(clerk, item, posted, "up-1"))
    posted["span-0-label"] = ["ＰＲの実施"]
    assert press(clerk, item, posted, "save").status_code == 302
    assert stored(item) == [
        ("1", "ＰＲの実施", 2019, 2021, 1),
        ("1", "検討", 2022, 2023, 2),
        ("2", "実施", 2019, 2020, 1),
        ("2", "実施", 2021, 2023, 2),
    ]
    rows = PhaseSpan.history.filter(history_user=cast.secretariat)
    assert sorted(row.history_type for row in rows) == ["+", "~", "~", "~"]


def test_a_label_moves_to_another_row(item: ActionItem, clerk: Client) -> None:
    second = item.contents.get(number=2)
    posted = opened(clerk, item)
    posted["span-1-content"] = [str(second.pk)]
    posted["span-2-first_year"] = ["2019"]
    posted["span-2-last_year"] = ["2020"]
    moved = posted_rows(press(clerk, item, posted, "draw"))
    moved = posted_rows(press(clerk, item, moved, "down-1"))
    assert press(clerk, item, moved, "save").status_code == 302
    assert [(key, label) for key, label, *_ in stored(item)] == [
        ("1", "検討"),
        ("2", "実施"),
        ("2", "実施"),
    ]


def test_add_join_and_delete_work_without_scripts(item: ActionItem, clerk: Client) -> None:
    first = item.contents.get(number=1)
    posted = posted_rows(press(clerk, item, opened(clerk, item), "join-0"))
    assert labels(posted) == ["検討・実施", "実施"]
    posted = posted_rows(press(clerk, item, posted, "delete-1"))
    posted["span-0-last_year"] = ["2020"]
    posted = posted_rows(press(clerk, item, posted, f"add-{first.pk}"))
    assert posted["span-1-first_year"] == ["2021"]
    posted |= {"span-1-label": ["評価"], "span-1-stage_1": ["evaluate"]}
    assert press(clerk, item, posted, "save").status_code == 302
    assert stored(item) == [("1", "検討・実施", 2019, 2020, 1), ("1", "評価", 2021, 2023, 2)]
    assert PhaseSpan.objects.get(label="検討・実施").stages == ["consider", "carry_out"]


def test_an_alternative_is_taken_with_one_press(item: ActionItem, clerk: Client) -> None:
    note = make_source_note(
        item.plan,
        item=item,
        subject="どちらの矢印か",
        alternatives=[{"label": "1＝試行→実施", "rows": {"1": ["試行", "実施"]}}],
    )
    page = clerk.get(address(item)).content.decode()
    assert "どちらの矢印か" in page
    assert "1＝試行→実施" in page
    posted = posted_rows(press(clerk, item, opened(clerk, item), f"take-{note.pk}-0"))
    assert labels(posted) == ["試行", "実施", "実施"]
    press(clerk, item, posted, "save")
    assert stored(item)[:2] == [("1", "試行", 2019, 2020, 1), ("1", "実施", 2021, 2023, 2)]


@pytest.mark.parametrize("action", ["take-999-0", "take-x-y", "take-1"])
def test_an_alternative_that_is_not_there_is_not_found(
    item: ActionItem, clerk: Client, action: str
) -> None:
    assert press(clerk, item, opened(clerk, item), action).status_code == 404


@pytest.mark.parametrize("action", ["", "up-99", "up-x", "add-999", "drop-tables", "split-"])
def test_an_unknown_button_changes_nothing(item: ActionItem, clerk: Client, action: str) -> None:
    response = press(clerk, item, opened(clerk, item), action)
    assert response.status_code == 200
    assert labels(posted_rows(response)) == ["検討", "実施", "実施"]


@pytest.mark.parametrize(
    ("box", "value", "message"),
    [
        ("span-1-first_year", "2020", "前の矢印「検討」"),
        ("span-0-last_year", "2018", "計画期間の年度を選んでください"),
        ("span-1-last_year", "2030", "計画期間の年度を選んでください"),
        ("span-1-last_year", "2019", "開始年度以後の年度"),
        ("span-0-label", "", "表記を入れてください"),
        ("span-0-stage_1", "", "段階を選んでください"),
        ("span-0-stage_2", "consider", "同じ段階を二度選んでいます"),
        ("span-0-content", "99999", "選択してください"),
    ],
)
def test_a_wrong_box_is_refused_where_it_is_and_nothing_is_lost(
    item: ActionItem, clerk: Client, box: str, value: str, message: str
) -> None:
    posted = {**opened(clerk, item), "span-2-label": ["打ちかけ"], box: [value]}
    response = press(clerk, item, posted, "confirm")
    page = response.content.decode()
    assert response.status_code == 200
    assert message in page
    assert 'aria-invalid="true"' in page
    assert "打ちかけ" in page
    assert stored(item) == START
    item.refresh_from_db()
    assert not item.is_schedule_confirmed


def test_gaps_between_arrows_are_allowed(item: ActionItem, clerk: Client) -> None:
    posted = {**opened(clerk, item), "span-1-first_year": ["2023"]}
    assert press(clerk, item, posted, "save").status_code == 302
    assert stored(item)[1] == ("1", "実施", 2023, 2023, 2)


@pytest.mark.parametrize("total", ["", "x", "-1", "301", "９"])
def test_a_count_that_cannot_be_read_changes_nothing(
    item: ActionItem, clerk: Client, total: str
) -> None:
    posted = {**opened(clerk, item), "span-TOTAL_FORMS": [total]}
    assert press(clerk, item, posted, "save").status_code == 302
    assert stored(item) == START


def test_an_edit_after_confirmation_takes_it_back(item: ActionItem, clerk: Client) -> None:
    press(clerk, item, opened(clerk, item), "confirm")
    posted = {**opened(clerk, item), "span-0-last_year": ["2019"]}
    assert press(clerk, item, posted, "save").status_code == 302
    item.refresh_from_db()
    assert not item.is_schedule_confirmed


def test_saving_without_a_change_keeps_confirmation_version_and_history(
    item: ActionItem, clerk: Client
) -> None:
    press(clerk, item, opened(clerk, item), "confirm")
    item.refresh_from_db()
    before = (item.version, item.schedule_confirmed_at, PhaseSpan.history.count())
    response = press(clerk, item, opened(clerk, item), "save")
    assert "変わったところはありません" in clerk.get(response.url).content.decode()
    item.refresh_from_db()
    assert (item.version, item.schedule_confirmed_at, PhaseSpan.history.count()) == before


def test_the_second_saver_is_told_and_keeps_the_own_input(
    item: ActionItem, cast: Cast, clerk: Client
) -> None:
    colleague = sign_in(cast.secretariat_head)
    mine = {**opened(clerk, item), "span-0-label": ["わたしの表記"]}
    theirs = {**opened(colleague, item), "span-0-label": ["同僚の表記"]}
    assert press(colleague, item, theirs, "save").status_code == 302
    response = press(clerk, item, mine, "save")
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人がこの項目を保存しました" in page
    assert "わたしの表記" in page
    assert "同僚の表記" in page
    assert stored(item)[0][1] == "同僚の表記"
    assert press(clerk, item, posted_rows(response), "save").status_code == 302
    assert stored(item)[0][1] == "わたしの表記"


def test_an_arrow_a_colleague_deleted_can_be_kept(
    item: ActionItem, cast: Cast, clerk: Client
) -> None:
    mine = {**opened(clerk, item), "span-2-label": ["残したい"]}
    colleague = sign_in(cast.secretariat_head)
    theirs = posted_rows(press(colleague, item, opened(colleague, item), "delete-2"))
    press(colleague, item, theirs, "save")
    again = posted_rows(press(clerk, item, mine, "save"))
    assert press(clerk, item, again, "save").status_code == 302
    assert stored(item)[2][1] == "残したい"


def test_an_arrow_of_another_item_cannot_be_taken_over(item: ActionItem, clerk: Client) -> None:
    other = make_item(item.plan, 2)
    foreign = make_content(other).spans.get(order=1)
    posted = {**opened(clerk, item), "span-0-span_id": [str(foreign.pk)]}
    press(clerk, item, posted, "save")
    foreign.refresh_from_db()
    assert foreign.content.item == other


def test_a_plan_of_six_years_offers_six_years(cast: Cast, clerk: Client) -> None:
    plan = make_plan(name="別の計画", first_year=2024, last_year=2029, baseline_year=2023)
    other = make_item(plan)
    make_content(other, spans=[("検討", 2024, 2026), ("実施", 2027, 2029)])
    page = clerk.get("/schedule/1/").content.decode()
    assert "years-6" in page
    assert "令和11（2029）年度" in page
    assert "平成31（2019）年度" not in page


def test_the_screen_keeps_to_its_queries(item: ActionItem, clerk: Client) -> None:
    for number in range(3, 8):
        make_content(item, number)
    posted = opened(clerk, item)
    with count_queries(20):
        clerk.get(address(item))
    posted |= {f"span-{index}-label": [f"改{index}"] for index in range(0, 12, 2)}
    with count_queries(20):
        assert press(clerk, item, posted, "confirm").status_code == 302
    posted = posted_rows(press(clerk, item, opened(clerk, item), "split-0"))
    posted = posted_rows(press(clerk, item, posted, "delete-5"))
    with count_queries(20):
        assert press(clerk, item, posted, "save").status_code == 302


def test_deleted_arrows_leave_their_last_state_and_who_deleted_them(
    item: ActionItem, clerk: Client, cast: Cast
) -> None:
    posted = posted_rows(press(clerk, item, opened(clerk, item), "delete-2"))
    press(clerk, item, posted, "save")
    gone = PhaseSpan.history.get(history_type="-")
    assert (gone.label, gone.first_year, gone.last_year) == ("実施", 2019, 2023)
    assert gone.history_user == cast.secretariat
    assert len(stored(item)) == 2
