"""預かった人の訂正と、欄ごとの差戻しの指摘。"""

from __future__ import annotations

import pytest

from progress.choices import RecordState
from progress.models import Actual, ProgressRecord
from tests.people import Cast, sign_in
from tests.progress.rounds import do, entry_url, send_entry


@pytest.fixture
def submitted(record: ProgressRecord, cast: Cast) -> ProgressRecord:
    """課長の確認を待つ報告。"""
    send_entry(sign_in(cast.staff), record, "_submit", actuals__0__first="12")
    record.refresh_from_db()
    return record


def test_the_head_corrects_a_submitted_record_with_a_reason(
    submitted: ProgressRecord, cast: Cast
) -> None:
    response = send_entry(
        sign_in(cast.head),
        submitted,
        "_correct",
        actuals__0__first="13",
        correction_reason="名簿と照らした",
    )
    assert response.status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.submitted_by) == (RecordState.SUBMITTED, cast.staff)
    assert str(Actual.objects.get().value) == "13人"
    newest = submitted.history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        cast.head,
        "訂正：名簿と照らした",
    )


@pytest.mark.parametrize("button", ["_correct", "_save", "_submit"])
def test_a_correction_without_a_reason_is_refused_at_its_box(
    submitted: ProgressRecord, cast: Cast, button: str
) -> None:
    response = send_entry(sign_in(cast.head), submitted, button, actuals__0__first="13")
    assert list(response.context["adminform"].form.errors) == ["correction_reason"]
    before = submitted.version
    submitted.refresh_from_db()
    assert (submitted.version, str(Actual.objects.get().value)) == (before, "12人")


def test_the_secretariat_corrects_what_it_holds_and_nobody_else_does(
    submitted: ProgressRecord, cast: Cast
) -> None:
    do(submitted, "approve", cast.head)
    typed = {"achievement": "言い回しを直した", "correction_reason": "表記をそろえた"}
    for name in ("staff", "head", "other_staff", "reader"):
        client = sign_in(getattr(cast, name))
        assert "訂正を保存" not in client.get(entry_url(submitted)).content.decode()
        version = submitted.version + 1
        response = client.post(entry_url(submitted), {"form_version": version, **typed})
        assert response.status_code == 403
    submitted.refresh_from_db()
    assert submitted.achievement == ""
    send_entry(sign_in(cast.secretariat), submitted, "_correct", **typed)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.achievement) == (
        RecordState.APPROVED,
        "言い回しを直した",
    )


def test_remarks_stand_at_their_boxes_until_the_record_is_sent_again(
    submitted: ProgressRecord, cast: Cast
) -> None:
    actual = Actual.objects.get()
    remarks = {
        f"actual-{actual.indicator_id}": "延べ人数ではありませんか",
        "achievement": "主語がありません",
        "no_such_box": "宛先のない指摘",
    }
    do(submitted, "send_back", cast.head, reason="数を確かめてください", remarks=remarks)
    client = sign_in(cast.staff)
    page = client.get(entry_url(submitted)).content.decode()
    top, rest = page.split('id="actuals-heading"')
    assert "数を確かめてください" in top
    assert "宛先のない指摘" in top
    assert "head 担当" in top
    row, summary = rest.split('id="summary-heading"')
    assert "延べ人数ではありませんか" in row
    assert "主語がありません" in summary
    send_entry(client, submitted)
    assert "主語がありません" in client.get(entry_url(submitted)).content.decode()
    send_entry(client, submitted, "_submit")
    do(submitted, "withdraw", cast.staff)
    assert "主語がありません" not in client.get(entry_url(submitted)).content.decode()


def test_a_cooperating_department_saves_but_is_not_offered_to_submit(
    record: ProgressRecord, cast: Cast
) -> None:
    record.item.item_departments.create(
        department=cast.other_staff.memberships.get().department, order=2
    )
    client = sign_in(cast.other_staff)
    page = client.get(entry_url(record)).content.decode()
    assert "下書きを保存" in page
    assert "保存して提出" not in page
    response = send_entry(client, record, "_submit", achievement="消えない文")
    assert response.status_code == 403
    assert "消えない文" in response.content.decode()
    record.refresh_from_db()
    assert (record.state, record.version, record.achievement) == (RecordState.BLANK, 1, "")
