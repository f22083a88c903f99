"""差し戻し、直して出し直す。"""

from __future__ import annotations

import pytest

from progress.choices import RecordState
from progress.models import ProgressRecord, SendBack
from progress.workflow import NotAllowedError, ReasonNeededError
from tests.people import Cast
from tests.progress.rounds import do


@pytest.fixture
def submitted(record: ProgressRecord, cast: Cast) -> ProgressRecord:
    do(record, "save", cast.staff)
    return do(record, "submit", cast.staff)


def test_sending_back_keeps_the_reason_and_the_remarks_on_fields(
    submitted: ProgressRecord, cast: Cast
) -> None:
    do(
        submitted,
        "send_back",
        cast.head,
        reason="数を確かめてください",
        remarks={"achievement": "主語がありません", "issues": "  "},
    )
    submitted.refresh_from_db()
    assert (submitted.state, submitted.submitted_by) == (RecordState.SENT_BACK, None)
    notes = SendBack.objects.values_list("field", "text", "by", "answered_at")
    assert list(notes) == [
        ("", "数を確かめてください", cast.head.pk, None),
        ("achievement", "主語がありません", cast.head.pk, None),
    ]
    assert submitted.history.first().history_change_reason == "差戻し：数を確かめてください"


@pytest.mark.parametrize("reason", ["", " ", "　\n"])
def test_sending_back_without_a_reason_is_refused(
    submitted: ProgressRecord, cast: Cast, reason: str
) -> None:
    with pytest.raises(ReasonNeededError, match="「差戻し」の理由を入れてください"):
        do(submitted, "send_back", cast.head, reason=reason)
    submitted.refresh_from_db()
    assert submitted.state == RecordState.SUBMITTED
    assert not SendBack.objects.exists()


def test_a_long_reason_is_kept_whole(submitted: ProgressRecord, cast: Cast) -> None:
    reason = "長い理由。" * 300
    do(submitted, "send_back", cast.head, reason=reason)
    assert SendBack.objects.get().text == reason


def test_saving_keeps_it_sent_back_and_submitting_answers_the_remarks(
    submitted: ProgressRecord, cast: Cast
) -> None:
    do(submitted, "send_back", cast.head, reason="直してください")
    do(submitted, "save", cast.staff)
    submitted.refresh_from_db()
    assert submitted.state == RecordState.SENT_BACK
    do(submitted, "submit", cast.staff)
    assert SendBack.objects.get().answered_at is not None


def test_the_secretariat_sends_back_what_it_holds(submitted: ProgressRecord, cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        do(submitted, "send_back", cast.secretariat, reason="まだ課長のところ")
    do(submitted, "approve", cast.head)
    do(submitted, "send_back", cast.secretariat, reason="直してください")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.approved_by) == (RecordState.SENT_BACK, None)


@pytest.mark.parametrize("name", ["staff", "other_staff", "reader", "secretariat_head"])
def test_nobody_but_the_holder_sends_back(submitted: ProgressRecord, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowedError):
        do(submitted, "send_back", getattr(cast, name), reason="理由")
    assert not SendBack.objects.exists()
