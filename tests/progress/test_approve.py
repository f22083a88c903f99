"""課長確認・訂正・確定・確定解除。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.choices import Role
from plans.models import Membership
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord
from progress.workflow import NotAllowedError, ReasonNeededError
from tests.people import Cast, make_person
from tests.progress.rounds import do, finish


@pytest.fixture
def submitted(record: ProgressRecord, cast: Cast) -> ProgressRecord:
    do(record, "save", cast.staff)
    return do(record, "submit", cast.staff)


@pytest.fixture
def approved(submitted: ProgressRecord, cast: Cast) -> ProgressRecord:
    return do(submitted, "approve", cast.head)


def newest(record: ProgressRecord) -> tuple[object, str]:
    entry = record.history.first()
    return entry.history_user, entry.history_change_reason


def test_the_head_approves_and_signs(submitted: ProgressRecord, cast: Cast) -> None:
    do(submitted, "approve", cast.head)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.approved_by) == (RecordState.APPROVED, cast.head)
    assert not submitted.is_approved_on_behalf
    assert newest(submitted) == (cast.head, "課長確認")


def test_nobody_confirms_their_own_submission(record: ProgressRecord, cast: Cast) -> None:
    do(record, "save", cast.head)
    do(record, "submit", cast.head)
    with pytest.raises(NotAllowedError):
        do(record, "approve", cast.head)
    record.refresh_from_db()
    assert (record.state, record.history.count()) == (RecordState.SUBMITTED, 3)


def test_the_secretariat_confirms_a_heads_own_submission_on_behalf(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.head)
    do(record, "submit", cast.head)
    do(record, "approve", cast.secretariat)
    record.refresh_from_db()
    assert record.is_approved_on_behalf
    with pytest.raises(NotAllowedError):
        do(record, "finalize", cast.secretariat)
    do(record, "finalize", cast.secretariat_head)


def test_a_deputy_in_office_approves(submitted: ProgressRecord, cast: Cast) -> None:
    department = submitted.item.departments.get()
    deputy = make_person("deputy", department, Role.DEPUTY_HEAD)
    do(submitted, "approve", deputy)
    submitted.refresh_from_db()
    assert submitted.approved_by == deputy


@pytest.mark.parametrize(("first", "last"), [(1, 9), (-9, -1)], ids=["not yet", "no more"])
def test_a_deputy_approves_only_within_the_days_of_the_post(
    submitted: ProgressRecord, cast: Cast, first: int, last: int
) -> None:
    today = timezone.localdate()
    deputy = make_person("deputy")
    Membership.objects.create(
        user=deputy,
        department=submitted.item.departments.get(),
        role=Role.DEPUTY_HEAD,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
    )
    with pytest.raises(NotAllowedError):
        do(submitted, "approve", deputy)
    submitted.refresh_from_db()
    assert submitted.state == RecordState.SUBMITTED


def test_the_secretariat_finalizes_what_another_submitted(
    approved: ProgressRecord, cast: Cast
) -> None:
    do(approved, "finalize", cast.secretariat)
    approved.refresh_from_db()
    assert (approved.state, approved.finalized_by) == (RecordState.FINALIZED, cast.secretariat)
    assert approved.submitted_by == cast.staff
    assert newest(approved) == (cast.secretariat, "確定")


def test_a_record_submitted_on_behalf_is_finalized_by_another_person(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.secretariat)
    do(record, "submit", cast.secretariat)
    do(record, "approve", cast.head)
    with pytest.raises(NotAllowedError):
        do(record, "finalize", cast.secretariat)
    do(record, "finalize", cast.secretariat_head)
    record.refresh_from_db()
    assert record.is_on_behalf


def test_a_finalized_record_is_changed_by_no_verb_but_reopen(
    record: ProgressRecord, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    before = ProgressRecord.objects.values().get(pk=record.pk)
    for verb in ("save", "submit", "withdraw", "approve", "correct", "send_back", "finalize"):
        for person in (cast.staff, cast.head, cast.secretariat, cast.secretariat_head):
            with pytest.raises(NotAllowedError):
                do(record, verb, person, reason="理由")
    assert ProgressRecord.objects.values().get(pk=record.pk) == before


def test_reopening_needs_a_reason_and_goes_back_to_approved(
    record: ProgressRecord, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    with pytest.raises(ReasonNeededError, match="「確定解除」の理由"):
        do(record, "reopen", cast.secretariat, reason="　")
    do(record, "reopen", cast.secretariat, reason="件数の誤り")
    record.refresh_from_db()
    assert (record.state, record.finalized_by, record.approved_by) == (
        RecordState.APPROVED,
        None,
        cast.head,
    )
    assert newest(record) == (cast.secretariat, "確定解除：件数の誤り")


def test_reopening_after_publication_brings_the_year_back_to_the_committee(
    record: ProgressRecord, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    do(record, "reopen", cast.secretariat, reason="正誤表を出すため")
    review = AnnualReview.objects.get()
    assert review.state == ReviewState.DELIBERATING
    entry = review.history.first()
    assert entry.history_user == cast.secretariat
    assert entry.history_change_reason == "公表の訂正を始める（項目1の確定解除）"
    do(record, "finalize", cast.secretariat_head)
    record.refresh_from_db()
    assert record.state == RecordState.FINALIZED


def test_in_a_migrated_year_a_second_person_finalizes_without_a_head(
    record: ProgressRecord, cast: Cast
) -> None:
    AnnualReview.objects.update(is_migration=True)
    ProgressRecord.objects.update(source="事業報告書")
    do(record, "save", cast.secretariat)
    do(record, "submit", cast.secretariat)
    with pytest.raises(NotAllowedError):
        do(record, "approve", cast.head)
    do(record, "finalize", cast.secretariat_head)
    do(record, "reopen", cast.secretariat, reason="誤記")
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
