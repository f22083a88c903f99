"""前年度の改善策の結果。確定した改善策があるときだけ尋ね、提出には欠かせない。"""

from __future__ import annotations

import html

import pytest

from plans.models import ActionItem, Plan
from progress.choices import Outcome, RecordState
from progress.models import ProgressRecord, Rating
from tests.people import Cast, sign_in
from tests.progress.rounds import do, entry_url, finish, open_year, record_for, send_entry

pytestmark = pytest.mark.one_database

ASKED = {"last_outcome": Outcome.PARTLY, "last_outcome_note": "一つの地区で始めた"}


@pytest.fixture
def last(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """改善策を書いて提出した、前年度の報告。"""
    open_year(plan, cast.secretariat, 2020)
    record = record_for(item, 2020)
    send_entry(sign_in(cast.staff), record, improvement="相談日を増やす")
    return record


@pytest.fixture
def record(last: ProgressRecord, plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """前年度が確定した後の、今年度の報告。"""
    finish(last, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    return record_for(item)


def test_the_form_asks_what_became_of_last_years_improvement(
    record: ProgressRecord, cast: Cast
) -> None:
    page = sign_in(cast.staff).get(entry_url(record)).content.decode()
    assert "令和2（2020）年度の改善策" in page
    assert "相談日を増やす" in page
    assert "状況が変わった" in page


def test_a_draft_may_leave_the_outcome_open(record: ProgressRecord, cast: Cast) -> None:
    assert send_entry(sign_in(cast.staff), record).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.last_outcome) == (RecordState.DRAFT, "")


@pytest.mark.parametrize("missing", ["last_outcome", "last_outcome_note"])
def test_a_submission_without_the_outcome_is_refused_at_its_box(
    record: ProgressRecord, cast: Cast, missing: str
) -> None:
    typed = {**ASKED, missing: "", "achievement": "残る文"}
    response = send_entry(sign_in(cast.staff), record, "_submit", **typed)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [missing]
    assert "残る文" in response.content.decode()
    record.refresh_from_db()
    assert (record.state, record.version) == (RecordState.BLANK, 1)


def test_an_answered_outcome_is_stored_with_the_submission(
    record: ProgressRecord, cast: Cast
) -> None:
    send_entry(sign_in(cast.staff), record, "_submit", **ASKED)
    record.refresh_from_db()
    assert (record.state, record.last_outcome) == (RecordState.SUBMITTED, Outcome.PARTLY)
    assert record.last_outcome_note == "一つの地区で始めた"


@pytest.mark.parametrize("verbs", [[], ["submit"], ["submit", "approve"]])
def test_an_improvement_that_is_not_final_is_not_asked_about(
    last: ProgressRecord, plan: Plan, item: ActionItem, cast: Cast, verbs: list[str]
) -> None:
    people = {"submit": cast.staff, "approve": cast.head}
    for verb in verbs:
        do(last, verb, people[verb])
    open_year(plan, cast.secretariat, 2021)
    record = record_for(item)
    page = sign_in(cast.staff).get(entry_url(record)).content.decode()
    assert "この改善策はどうなりましたか" not in page
    send_entry(sign_in(cast.staff), record, "_submit", last_outcome=Outcome.DONE)
    record.refresh_from_db()
    assert (record.state, record.last_outcome) == (RecordState.SUBMITTED, "")


def test_another_rating_than_the_suggestion_needs_a_reason_at_submission(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record, client = record_for(item), sign_in(cast.staff)
    low = str(Rating.objects.get(code="not_achieved").pk)
    typed = {"actuals__0__first": "12", "self_rating": low}
    refused = send_entry(client, record, "_submit", **typed)
    errors = refused.context["adminform"].form.errors
    assert list(errors) == ["rating_reason"]
    assert "提案（達成）と違う評価" in html.unescape(refused.content.decode())
    assert send_entry(client, record, "_save", **typed).status_code == 302
    send_entry(client, record, "_submit", rating_reason="参加者の声をふまえた")
    record.refresh_from_db()
    assert (record.state, record.rating_reason) == (
        RecordState.SUBMITTED,
        "参加者の声をふまえた",
    )


def test_the_suggestion_is_reckoned_from_what_is_sent_not_from_what_was_saved(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record, client = record_for(item), sign_in(cast.staff)
    high = str(Rating.objects.get(code="achieved").pk)
    send_entry(client, record, actuals__0__first="3", self_rating=high)
    response = send_entry(client, record, "_submit", actuals__0__first="12")
    assert response.status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
