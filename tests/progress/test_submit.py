"""提出し、取り下げる。"""

from __future__ import annotations

import pytest
from django.utils import timezone

from progress.choices import RecordState
from progress.models import Actual, ProgressRecord
from progress.workflow import ChangedMeanwhileError, NotAllowedError, perform
from tests.people import Cast, sign_in
from tests.progress.rounds import actor_of, entry_url, read_boxes, send_boxes, send_entry


def submit(record: ProgressRecord, cast: Cast) -> None:
    send_entry(sign_in(cast.staff), record, "_submit", actuals__0__first="12")
    record.refresh_from_db()


def test_submitting_saves_and_signs_in_one_step(record: ProgressRecord, cast: Cast) -> None:
    submit(record, cast)
    assert (record.state, record.submitted_by, record.version) == (
        RecordState.SUBMITTED,
        cast.staff,
        2,
    )
    assert record.submitted_at is not None
    assert str(Actual.objects.get().value) == "12人"
    newest = record.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.staff, "提出")
    assert record.history.count() == 2


def test_blank_boxes_are_named_but_do_not_block(record: ProgressRecord, cast: Cast) -> None:
    boxes = read_boxes(sign_in(cast.staff).get(entry_url(record)).content.decode())
    client = sign_in(cast.staff)
    client.post(entry_url(record), {**boxes, "_submit": "1"})
    page = client.get(entry_url(record)).content.decode()
    assert "提出しました" in page
    assert "未入力の欄が3か所あります" in page


def test_a_submitted_record_is_read_only_until_withdrawn(
    record: ProgressRecord, cast: Cast
) -> None:
    boxes = read_boxes(sign_in(cast.staff).get(entry_url(record)).content.decode())
    submit(record, cast)
    response = send_boxes(sign_in(cast.staff), record, boxes, "_save", achievement="後の祭り")
    assert response.status_code == 403
    record.refresh_from_db()
    assert (record.state, record.achievement) == (RecordState.SUBMITTED, "")


def test_withdrawing_makes_it_a_draft_again_and_keeps_the_entry(
    record: ProgressRecord, cast: Cast
) -> None:
    submit(record, cast)
    client = sign_in(cast.staff)
    response = client.post(
        f"/records/{record.pk}/withdraw/", {"version": record.version}, follow=True
    )
    assert "提出を取り下げました" in response.content.decode()
    record.refresh_from_db()
    assert (record.state, record.submitted_by, record.submitted_at) == (
        RecordState.DRAFT,
        None,
        None,
    )
    assert str(Actual.objects.get().value) == "12人"
    assert record.history.first().history_change_reason == "提出の取下げ"


@pytest.mark.parametrize("name", ["other_staff", "reader", "committee_member", "administrator"])
def test_nobody_else_withdraws(record: ProgressRecord, cast: Cast, name: str) -> None:
    submit(record, cast)
    person = getattr(cast, name)
    with pytest.raises(NotAllowedError):
        perform(
            record.pk,
            "withdraw",
            actor=actor_of(person),
            user=person,
            version=record.version,
            at=timezone.now(),
        )
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
    assert record.history.count() == 2


def test_an_old_version_changes_nothing(record: ProgressRecord, cast: Cast) -> None:
    submit(record, cast)
    with pytest.raises(ChangedMeanwhileError):
        perform(
            record.pk,
            "withdraw",
            actor=actor_of(cast.staff),
            user=cast.staff,
            version=1,
            at=timezone.now(),
        )
    record.refresh_from_db()
    assert (record.state, record.history.count()) == (RecordState.SUBMITTED, 2)


def test_a_blank_record_is_not_submitted_unsaved(record: ProgressRecord, cast: Cast) -> None:
    with pytest.raises(NotAllowedError, match="「未入力」の報告に、いま「提出」はできません"):
        perform(
            record.pk,
            "submit",
            actor=actor_of(cast.staff),
            user=cast.staff,
            version=1,
            at=timezone.now(),
        )
