"""年度の段階: 受付中と委員会審議中の間を動かす。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Membership, Plan
from progress.choices import ReviewState
from progress.models import AnnualReview, ProgressRecord
from progress.review_workflow import (
    BUTTON_MOVES,
    REVIEW_TRANSITIONS,
    OutstandingError,
    allowed_review_verbs,
    move_review,
)
from progress.workflow import NotAllowedError, ReasonNeededError
from tests.builders import make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import actor_of, do, finish, open_year

PAGE_QUERIES = 12


def move(review: AnnualReview, verb: str, person: Any, **values: Any) -> AnnualReview:
    return move_review(review.pk, verb, actor=actor_of(person), user=person, **values)


def page_of(review: AnnualReview, person: Any) -> str:
    response = sign_in(person).get(f"/admin/progress/annualreview/{review.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def press(review: AnnualReview, verb: str, person: Any, **typed: str) -> Any:
    return sign_in(person).post(f"/admin/progress/annualreview/{review.pk}/{verb}/", typed)


def test_deliberation_starts_once_all_is_finalized(
    review: AnnualReview, record: ProgressRecord, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    move(review, "deliberate", cast.secretariat)
    review.refresh_from_db()
    entry = review.history.first()
    assert review.state == ReviewState.DELIBERATING
    assert (entry.history_user, entry.history_change_reason) == (cast.secretariat, "審議を始める")


def test_it_may_start_with_items_outstanding_once_they_were_seen(
    review: AnnualReview, cast: Cast
) -> None:
    with pytest.raises(OutstandingError, match="確定していない報告が1件あります"):
        move(review, "deliberate", cast.secretariat)
    review.refresh_from_db()
    assert (review.state, review.history.count()) == (ReviewState.ACCEPTING, 2)
    move(review, "deliberate", cast.secretariat, seen_outstanding=1)
    review.refresh_from_db()
    reason = review.history.first().history_change_reason
    assert reason == "審議を始める（確定前 1件：項目1）"


def test_what_is_outstanding_may_still_be_finished(
    review: AnnualReview, record: ProgressRecord, cast: Cast
) -> None:
    move(review, "deliberate", cast.secretariat, seen_outstanding=1)
    finish(record, cast.staff, cast.head, cast.secretariat)


def test_more_outstanding_than_was_seen_is_refused(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    make_item(plan, 2, departments=["福祉支援課"])
    press(review, "open", cast.secretariat)
    with pytest.raises(OutstandingError, match="2件"):
        move(review, "deliberate", cast.secretariat, seen_outstanding=1)


def test_going_back_needs_a_reason(review: AnnualReview, cast: Cast) -> None:
    move(review, "deliberate", cast.secretariat, seen_outstanding=1)
    for reason in ("", "　", "あ" * 2001):
        with pytest.raises(ReasonNeededError):
            move(review, "resume", cast.secretariat, reason=reason)
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING
    move(review, "resume", cast.secretariat, reason="項目3の数の誤り")
    review.refresh_from_db()
    assert review.state == ReviewState.ACCEPTING
    assert review.history.first().history_change_reason == "受付中に戻す：項目3の数の誤り"


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("verb", BUTTON_MOVES)
def test_a_move_starts_from_its_own_stage_only(
    review: AnnualReview, cast: Cast, state: ReviewState, verb: str
) -> None:
    AnnualReview.objects.update(state=state)
    review.refresh_from_db()
    may = REVIEW_TRANSITIONS[verb].source == state
    assert (verb in allowed_review_verbs(actor_of(cast.secretariat), review)) == may
    if may:
        return
    with pytest.raises(NotAllowedError):
        move(review, verb, cast.secretariat, reason="理由", seen_outstanding=9)
    review.refresh_from_db()
    assert review.state == state


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("staff", 403),
        ("head", 403),
        ("reader", 403),
        ("committee_member", 403),
        ("administrator", 404),
        ("outsider", 403),
    ],
)
def test_nobody_but_the_secretariat_moves_the_year(
    review: AnnualReview, cast: Cast, name: str, status: int
) -> None:
    person = getattr(cast, name)
    assert press(review, "deliberate", person, seen_outstanding="1").status_code == status
    with pytest.raises(NotAllowedError):
        move(review, "deliberate", person, seen_outstanding=1)
    review.refresh_from_db()
    assert (review.state, review.history.count()) == (ReviewState.ACCEPTING, 2)


def test_a_sample_year_is_moved_by_sample_people_only(review: AnnualReview, cast: Cast) -> None:
    AnnualReview.objects.update(is_sample=True)
    with pytest.raises(NotAllowedError):
        move(review, "deliberate", cast.secretariat, seen_outstanding=1)


def test_the_page_lists_what_is_outstanding_and_moves_the_year(
    review: AnnualReview, record: ProgressRecord, cast: Cast
) -> None:
    page = page_of(review, cast.secretariat)
    assert "確定していない報告が1件あります" in page
    assert 'name="seen_outstanding" value="1"' in page
    address = f"/admin/progress/annualreview/{review.pk}/deliberate/"
    client = sign_in(cast.secretariat)
    assert "印を付けてから" in client.post(address, follow=True).content.decode()
    typed = {"seen_outstanding": "1"}
    assert "委員会審議中にしました" in client.post(address, typed, follow=True).content.decode()
    assert "受付中に戻す理由" in page_of(review, cast.secretariat)
    press(review, "resume", cast.secretariat, reason="見\0えない")
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING
    press(review, "resume", cast.secretariat, reason="数の誤り")
    review.refresh_from_db()
    assert review.state == ReviewState.ACCEPTING


def test_correcting_a_published_year_brings_it_back_to_the_committee(
    review: AnnualReview, cast: Cast
) -> None:
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    page = page_of(review, cast.secretariat)
    assert "訂正の理由" in page
    assert f"/publication/?plan={review.plan_id}&amp;year={review.fiscal_year}" in page
    press(review, "amend", cast.secretariat, reason="　")
    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED
    press(review, "amend", cast.secretariat, reason="件数の誤り")
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING
    assert review.history.first().history_change_reason == "公表の訂正を始める：件数の誤り"


def test_no_button_of_the_year_publishes_it(review: AnnualReview, cast: Cast) -> None:
    move(review, "deliberate", cast.secretariat, seen_outstanding=1)
    assert "publish" not in allowed_review_verbs(actor_of(cast.secretariat), review)
    press(review, "publish", cast.secretariat)
    with pytest.raises(NotAllowedError):
        move(review, "publish", cast.secretariat)
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING


def test_reading_moves_nothing(review: AnnualReview, cast: Cast) -> None:
    for verb in BUTTON_MOVES:
        address = f"/admin/progress/annualreview/{review.pk}/{verb}/"
        assert sign_in(cast.secretariat).get(address).status_code == 405
    review.refresh_from_db()
    assert review.state == ReviewState.ACCEPTING


def test_staff_see_the_counts_but_no_buttons_and_no_addresses(
    review: AnnualReview, cast: Cast
) -> None:
    page = page_of(review, cast.staff)
    assert "課ごとの残り" in page
    assert "審議を始める" not in page
    assert "照会文" not in page


def test_the_counts_stand_by_department(
    plan: Plan, review: AnnualReview, record: ProgressRecord, cast: Cast
) -> None:
    make_item(plan, 2, departments=["福祉支援課", "福祉活動推進課"])
    press(review, "open", cast.secretariat)
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    page = page_of(review, cast.secretariat).replace("\n", "")
    row = page[page.index('<th scope="row">福祉支援課</th>') :].split("</tr>")[0]
    assert [part.split("<")[0] for part in row.split('<td class="number">')[1:]] == list("10100")


def test_an_item_without_anybody_in_charge_is_warned_of(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    assert "担当者のいない項目" not in page_of(review, cast.secretariat)
    Membership.objects.filter(user=cast.head).update(ends_on="2020-03-31")
    assert "福祉支援課に、いま在任中の課長（課長代理）がいません" in page_of(
        review, cast.secretariat
    )
    Membership.objects.filter(user=cast.staff).update(ends_on="2020-03-31")
    page = page_of(review, cast.secretariat)
    assert "担当者のいない項目があります" in page
    assert f"<li>{item}</li>" in page


def test_more_items_cost_no_more_queries(plan: Plan, item: ActionItem, cast: Cast) -> None:
    for number in range(2, 14):
        make_item(plan, number, departments=["福祉支援課", "総務課"])
    review = open_year(plan, cast.secretariat)
    client = sign_in(cast.secretariat)
    address = f"/admin/progress/annualreview/{review.pk}/change/"
    client.get(address)
    with count_queries(PAGE_QUERIES):
        client.get(address)
