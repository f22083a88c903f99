"""ボタンで行う動詞: 提出の取下げ、確認、差戻し、確定、確定解除。"""

from __future__ import annotations

from typing import Any

import pytest

from progress.choices import RecordState
from progress.deeds import BUTTON_VERBS, actual_path, content_path
from progress.models import AnnualReview, ProgressRecord, SendBack
from tests.people import Cast, sign_in
from tests.progress.rounds import do, finish


def press(person: Any, record: ProgressRecord, verb: str, **typed: str) -> Any:
    """ボタンを押す。版は、言わなければ今の版。"""
    record.refresh_from_db()
    typed.setdefault("version", str(record.version))
    return sign_in(person).post(f"/records/{record.pk}/{verb}/", typed)


def everything() -> list[object]:
    """報告と指摘の中身の全部。断られた後に比べる。"""
    return [
        list(model.objects.order_by("pk").values())
        for model in (ProgressRecord, ProgressRecord.history.model, SendBack)
    ]


@pytest.fixture
def submitted(record: ProgressRecord, cast: Cast) -> ProgressRecord:
    do(record, "save", cast.staff)
    return do(record, "submit", cast.staff)


def test_each_verb_moves_the_record_and_returns_to_where_one_was(
    submitted: ProgressRecord, cast: Cast
) -> None:
    steps = (
        (cast.staff, "withdraw", RecordState.DRAFT, "提出を取り下げました"),
        (cast.head, "approve", RecordState.APPROVED, "確認しました"),
        (cast.secretariat, "finalize", RecordState.FINALIZED, "確定しました"),
        (cast.secretariat, "reopen", RecordState.APPROVED, "確定を解除しました"),
        (cast.secretariat, "send_back", RecordState.SENT_BACK, "差し戻しました"),
    )
    for person, verb, state, words in steps:
        if verb == "approve":
            do(submitted, "submit", cast.staff)
        response = press(person, submitted, verb, reason="理由", next="/plan/")
        assert (response.status_code, response["Location"]) == (302, "/plan/")
        submitted.refresh_from_db()
        assert submitted.state == state
        assert words in response.wsgi_request._messages._queued_messages[0].message


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_it_never_leads_to_another_site(
    submitted: ProgressRecord, cast: Cast, address: str
) -> None:
    assert press(cast.head, submitted, "approve", next=address)["Location"] == "/my/"


@pytest.mark.parametrize("verb", BUTTON_VERBS)
def test_a_verb_is_done_by_post_only(submitted: ProgressRecord, cast: Cast, verb: str) -> None:
    before = everything()
    assert sign_in(cast.head).get(f"/records/{submitted.pk}/{verb}/").status_code == 405
    assert everything() == before


@pytest.mark.parametrize("verb", ["save", "submit", "correct", "publish", "delete"])
def test_there_is_no_button_for_other_verbs(
    submitted: ProgressRecord, cast: Cast, verb: str
) -> None:
    before = everything()
    assert press(cast.head, submitted, verb, reason="理由").status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("staff", 403),
        ("other_staff", 403),
        ("reader", 403),
        ("secretariat", 403),
        ("committee_member", 404),
        ("administrator", 404),
        ("outsider", 404),
    ],
)
def test_nobody_but_the_head_approves(
    submitted: ProgressRecord, cast: Cast, name: str, status: int
) -> None:
    before = everything()
    assert press(getattr(cast, name), submitted, "approve").status_code == status
    assert everything() == before


def test_a_stranger_is_asked_to_sign_in(client, submitted: ProgressRecord) -> None:
    before = everything()
    response = client.post(f"/records/{submitted.pk}/approve/", {"version": "3"})
    assert response.status_code != 200
    assert everything() == before


def test_the_committee_may_read_a_finalized_record_but_not_move_it(
    record: ProgressRecord, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    before = everything()
    assert press(cast.committee_member, record, "reopen", reason="理由").status_code == 403
    assert everything() == before


def test_a_record_that_is_not_there_is_not_found(submitted: ProgressRecord, cast: Cast) -> None:
    for number in (999_999, 10**30):
        address = f"/records/{number}/approve/"
        assert sign_in(cast.head).post(address, {"version": "1"}).status_code == 404


@pytest.mark.parametrize("version", ["1", "0", "", "x", "²", "99999999999999"])
def test_a_press_on_an_old_page_is_refused_and_the_reason_is_kept(
    submitted: ProgressRecord, cast: Cast, version: str
) -> None:
    before = everything()
    typed = {"version": version, "reason": "数を確かめてください", "remark-issues": "短すぎます"}
    response = press(cast.head, submitted, "send_back", **typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert "開いた後にほかの人が変更しました" in page
    assert "数を確かめてください</textarea>" in page
    assert "短すぎます</textarea>" in page
    assert f'name="version" value="{submitted.version}"' in page
    assert everything() == before


def test_a_reason_is_needed_to_send_back(submitted: ProgressRecord, cast: Cast) -> None:
    before = everything()
    typed = {"reason": "　", "remark-issues": "短すぎます"}
    response = press(cast.head, submitted, "send_back", **typed)
    assert response.status_code == 400
    assert "「差戻し」の理由を入れてください" in response.content.decode()
    assert "短すぎます</textarea>" in response.content.decode()
    assert everything() == before


def test_letters_that_cannot_be_seen_are_refused(submitted: ProgressRecord, cast: Cast) -> None:
    before = everything()
    response = press(cast.head, submitted, "send_back", reason="見え\0ない")
    assert response.status_code == 400
    assert "見えない</textarea>" in response.content.decode()
    assert everything() == before


def test_a_reason_too_long_is_refused_whole(submitted: ProgressRecord, cast: Cast) -> None:
    before = everything()
    response = press(cast.head, submitted, "send_back", reason="あ" * 2001)
    assert response.status_code == 400
    assert "あ" * 2001 in response.content.decode()
    assert everything() == before


def test_remarks_are_kept_on_the_fields_of_the_record_only(
    submitted: ProgressRecord, cast: Cast
) -> None:
    actual, content = submitted.actuals.get(), submitted.contents.order_by("pk").first()
    places = [actual_path(actual.indicator_id), content_path(content.content_id), "achievement"]
    typed = {f"remark-{place}": f"{place}について" for place in places}
    typed |= {"remark-actual-999999": "よその欄", "remark-state": "状態", "remark-": "空"}
    press(cast.head, submitted, "send_back", reason="直してください", **typed)
    notes = SendBack.objects.filter(record=submitted).values_list("field", "text")
    assert dict(notes) == {"": "直してください"} | {place: f"{place}について" for place in places}


def test_other_things_that_are_sent_change_nothing(submitted: ProgressRecord, cast: Cast) -> None:
    typed = {"state": "finalized", "submitted_by": "1", "approved_by": "1", "achievement": "x"}
    press(cast.head, submitted, "approve", **typed)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.approved_by) == (RecordState.APPROVED, cast.head)
    assert (submitted.submitted_by, submitted.achievement) == (cast.staff, "")


def test_after_publication_only_the_secretariat_reopens(record: ProgressRecord, cast: Cast) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    AnnualReview.objects.update(state="published")
    assert press(cast.head, record, "reopen", reason="誤記").status_code == 403
    assert press(cast.secretariat, record, "reopen", reason="誤記").status_code == 302
