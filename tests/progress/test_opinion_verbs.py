"""登録した意見の動詞。回答、確認、差戻し、対応状況、完結まで、二人の目を通す。"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.choices import (
    FollowUpState,
    OpinionSource,
    OpinionStage,
    OpinionState,
    ResponseState,
    Stance,
)
from progress.models import AnnualReview, FollowUp, Opinion, OpinionResponse
from progress.opinion_rows import read_opinions
from progress.taking_in import Batch, Entry, take_in
from progress.workflow import ChangedMeanwhileError, NotAllowedError, ReasonNeededError
from tests.people import Cast
from tests.progress.opinions import answer, close, confirm, do_opinion, follow_up, take_one
from tests.progress.rounds import actor_of, open_year

DAY = dt.date(2022, 7, 1)


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return open_year(plan, cast.secretariat)


@pytest.fixture
def opinion(review: AnnualReview, item: ActionItem, cast: Cast) -> Opinion:
    """福祉支援課に回答を頼んだ意見。"""
    return take_one(review, item, cast.secretariat, answer_due_on=DAY)


def stage(opinion: Opinion, cast: Cast) -> OpinionStage:
    rows = Opinion.objects.filter(pk=opinion.pk)
    return read_opinions(actor_of(cast.secretariat), rows)[0].stage


def response_of(opinion: Opinion) -> OpinionResponse:
    return opinion.responses.get()


def reasons(opinion: Opinion) -> list[str]:
    rows = Opinion.history.filter(id=opinion.pk).order_by("history_id")
    return list(rows.values_list("history_change_reason", flat=True))


def test_a_registered_opinion_is_numbered_signed_and_asks_the_lead_department(
    review: AnnualReview, opinion: Opinion, item: ActionItem, cast: Cast
) -> None:
    second = take_one(review, None, cast.secretariat)
    assert (opinion.number, second.number) == (1, 2)
    assert (opinion.source, opinion.taken_by) == (OpinionSource.PAPER, cast.secretariat)
    asked = response_of(opinion)
    assert (asked.department.name, asked.state) == ("福祉支援課", ResponseState.ASKED)
    assert asked.answer_due_on == DAY
    assert not second.responses.exists()
    assert stage(second, cast) == OpinionStage.UNASSIGNED
    assert reasons(opinion) == ["意見の登録"]


def test_an_opinion_goes_from_answer_to_its_end_each_step_signed(
    opinion: Opinion, cast: Cast
) -> None:
    assert stage(opinion, cast) == OpinionStage.ASKED
    answer(opinion, cast.staff, stance=Stance.PARTLY, text="一部で行う。", due_on=DAY)
    assert stage(opinion, cast) == OpinionStage.ANSWERED
    confirm(opinion, cast.secretariat)
    assert stage(opinion, cast) == OpinionStage.UNDERWAY
    follow_up(opinion, cast.head, DAY, FollowUpState.DONE)
    closed = close(opinion, cast.secretariat)
    response = response_of(opinion)
    assert (response.stance, response.text, response.due_on) == ("partly", "一部で行う。", DAY)
    assert (response.answered_by, response.confirmed_by) == (cast.staff, cast.secretariat)
    assert (closed.state, closed.closed_by, closed.version) == (
        OpinionState.CLOSED,
        cast.secretariat,
        5,
    )
    assert stage(opinion, cast) == OpinionStage.CLOSED
    assert reasons(opinion) == [
        "意見の登録",
        "回答する",
        "回答を確認する",
        "対応状況を書く",
        "完結にする",
    ]
    assert FollowUp.objects.get().by == cast.head


def test_nobody_confirms_an_own_answer(review: AnnualReview, plan: Plan, cast: Cast) -> None:
    opinion = take_one(review, None, cast.secretariat)
    department = cast.secretariat.memberships.get().department
    values = {"departments": [department], "answer_due_on": None}
    do_opinion(opinion, "assign", cast.secretariat, values=values)
    answer(opinion, cast.secretariat)
    with pytest.raises(NotAllowedError):
        confirm(opinion, cast.secretariat)
    confirm(opinion, cast.secretariat_head)
    assert response_of(opinion).confirmed_by == cast.secretariat_head


@pytest.mark.parametrize("name", ["other_staff", "secretariat", "reader", "committee_member"])
def test_only_the_asked_department_answers(opinion: Opinion, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        answer(opinion, getattr(cast, name))
    assert response_of(opinion).state == ResponseState.ASKED
    assert reasons(opinion) == ["意見の登録"]


def test_an_answer_sent_back_says_why_and_is_answered_again(opinion: Opinion, cast: Cast) -> None:
    answer(opinion, cast.staff)
    confirm(opinion, cast.secretariat)
    target = response_of(opinion).pk
    with pytest.raises(ReasonNeededError):
        do_opinion(opinion, "send_back", cast.secretariat, response_id=target, reason="　")
    do_opinion(opinion, "send_back", cast.secretariat, response_id=target, reason="時期を書く")
    response = response_of(opinion)
    assert (response.state, response.remark) == (ResponseState.ASKED, "時期を書く")
    assert response.confirmed_by is None
    answer(opinion, cast.head, text="来年度に行う。")
    assert response_of(opinion).remark == ""


def test_a_promise_not_kept_closes_only_with_a_reason(opinion: Opinion, cast: Cast) -> None:
    answer(opinion, cast.staff)
    with pytest.raises(NotAllowedError):
        close(opinion, cast.secretariat, reason="まだ確認していない")
    confirm(opinion, cast.secretariat)
    with pytest.raises(ReasonNeededError, match="完了"):
        close(opinion, cast.secretariat)
    assert close(opinion, cast.secretariat, reason="計画に移した").state == OpinionState.CLOSED


def test_a_refusal_needs_no_follow_up_to_be_closed(opinion: Opinion, cast: Cast) -> None:
    answer(opinion, cast.staff, stance=Stance.DIFFICULT)
    confirm(opinion, cast.secretariat)
    assert close(opinion, cast.secretariat).state == OpinionState.CLOSED


def test_a_closed_opinion_is_reopened_with_a_reason_and_moves_again(
    opinion: Opinion, cast: Cast
) -> None:
    answer(opinion, cast.staff, stance=Stance.REFERENCE)
    confirm(opinion, cast.secretariat)
    close(opinion, cast.secretariat)
    with pytest.raises(NotAllowedError):
        follow_up(opinion, cast.staff, DAY)
    with pytest.raises(ReasonNeededError):
        do_opinion(opinion, "reopen", cast.secretariat)
    do_opinion(opinion, "reopen", cast.secretariat, reason="再び意見があった")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.closed_at, opinion.closed_by) == (OpinionState.OPEN, None, None)
    assert reasons(opinion)[-1] == "対応中に戻す：再び意見があった"
    follow_up(opinion, cast.staff, DAY)


def test_departments_are_added_and_dropped_until_they_answer(opinion: Opinion, cast: Cast) -> None:
    support = response_of(opinion).department
    promotion = cast.other_staff.memberships.get().department
    both: dict[str, Any] = {"departments": [support, promotion], "answer_due_on": DAY}
    do_opinion(opinion, "assign", cast.secretariat, values=both)
    assert opinion.responses.count() == 2
    answer(opinion, cast.staff)
    none: dict[str, Any] = {"departments": [], "answer_due_on": DAY}
    do_opinion(opinion, "assign", cast.secretariat, values=none)
    assert response_of(opinion).department == support


def test_the_second_of_two_is_told_and_nothing_changes(opinion: Opinion, cast: Cast) -> None:
    answer(opinion, cast.staff)
    with pytest.raises(ChangedMeanwhileError):
        do_opinion(
            opinion,
            "answer",
            cast.head,
            version=1,
            response_id=response_of(opinion).pk,
            values={"stance": Stance.LATER, "text": "後から", "due_on": None},
        )
    assert response_of(opinion).text == "反映します。"
    assert Opinion.objects.get().version == 2


def test_real_people_do_not_touch_the_opinions_of_a_sample_year(
    opinion: Opinion, review: AnnualReview, cast: Cast
) -> None:
    AnnualReview.objects.update(is_sample=True)
    with pytest.raises(NotAllowedError):
        answer(opinion, cast.staff)
    with pytest.raises(NotAllowedError):
        take_one(review, None, cast.secretariat)


def test_many_are_registered_at_once_or_not_at_all(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    entries = [Entry(text=f"意見その{number}", kind="opinion") for number in range(1, 31)]
    lost = Entry(text="もうない委員の意見", kind="opinion", draft=987654)
    acting: dict[str, Any] = {
        "actor": actor_of(cast.secretariat),
        "user": cast.secretariat,
        "at": review.history.first().history_date,
    }
    with pytest.raises(ChangedMeanwhileError):
        take_in(review.pk, Batch([*entries, lost]), **acting)
    assert not Opinion.objects.exists()
    taken = take_in(review.pk, Batch(entries), **acting)
    assert [row.number for row in taken] == list(range(1, 31))


def test_what_was_answered_on_the_spot_is_closed_with_a_reason(
    review: AnnualReview, cast: Cast
) -> None:
    opinion = take_one(review, None, cast.secretariat)
    with pytest.raises(ReasonNeededError):
        close(opinion, cast.secretariat)
    closed = close(opinion, cast.secretariat, reason="会議で答えた")
    assert closed.state == OpinionState.CLOSED
    assert reasons(opinion)[-1] == "完結にする：会議で答えた"
