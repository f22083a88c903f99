"""書きかけ。人ごとに預かり、開いたときに戻せる。報告そのものは何も変わらない。"""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.choices import RecordState
from progress.drafts import LateDraftError, keep_draft
from progress.models import EntryDraft, ProgressRecord
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import (
    actor_of,
    do,
    entry_url,
    finish,
    open_year,
    read_boxes,
    record_for,
    send_boxes,
    send_entry,
)

FORM_QUERIES = 15


def draft_url(record: ProgressRecord, deed: str = "") -> str:
    return f"/records/{record.pk}/draft/{deed}"


def keep(record: ProgressRecord, cast: Cast, name: str = "staff", **typed: str) -> dict[str, str]:
    """入力画面を開き、打っただけの欄を預ける。打った欄の全部を返す。"""
    client = sign_in(getattr(cast, name))
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    boxes |= {box.replace("__", "-"): text for box, text in typed.items()}
    response = client.post(draft_url(record), boxes)
    assert response.status_code == 200
    return boxes


def test_a_draft_is_told_in_words_and_changes_nothing_of_the_record(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    before = ProgressRecord.objects.values().get()
    response = client.post(draft_url(record), {**boxes, "actuals-0-first": "十二くらい"})
    assert response.json()["message"].startswith("書きかけを預かりました（")
    assert ProgressRecord.objects.values().get() == before
    assert ProgressRecord.history.count() == 1
    draft = EntryDraft.objects.get()
    assert (draft.user, draft.base_version) == (cast.staff, 1)
    assert draft.boxes["actuals-0-first"] == "十二くらい"
    assert "csrfmiddlewaretoken" not in draft.boxes


def test_keeping_again_replaces_the_draft_of_that_person_only(
    record: ProgressRecord, cast: Cast
) -> None:
    keep(record, cast, achievement="一つ目")
    keep(record, cast, achievement="二つ目")
    keep(record, cast, "head", achievement="課長の文")
    kept = EntryDraft.objects.order_by("pk").values_list("user__username", "boxes__achievement")
    assert list(kept) == [("staff", "二つ目"), ("head", "課長の文")]


def test_the_form_offers_the_draft_and_puts_it_back_when_asked(
    record: ProgressRecord, cast: Cast
) -> None:
    keep(
        record, cast, achievement="途中の文", actuals__0__first="3人く", contents__1__pace="delayed"
    )
    client = sign_in(cast.staff)
    page = client.get(entry_url(record)).content.decode()
    assert "保存していない書きかけがあります" in page
    assert read_boxes(page)["achievement"] == ""
    restored = client.get(entry_url(record), {"draft": "1"}).content.decode()
    boxes = read_boxes(restored)
    assert "書きかけを戻しました" in restored
    assert [boxes[name] for name in ("achievement", "actuals-0-first", "contents-1-pace")] == [
        "途中の文",
        "3人く",
        "delayed",
    ]
    assert "書きかけ" not in sign_in(cast.head).get(entry_url(record)).content.decode()


def test_saving_deletes_the_draft_of_the_saver_and_no_other(
    record: ProgressRecord, cast: Cast
) -> None:
    boxes = keep(record, cast, achievement="保存する文")
    keep(record, cast, "head", achievement="課長の文")
    send_boxes(sign_in(cast.staff), record, boxes, "_save")
    assert EntryDraft.objects.get().user == cast.head
    record.refresh_from_db()
    assert record.achievement == "保存する文"


def test_a_draft_that_arrives_after_the_own_save_is_not_kept(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    send_boxes(client, record, boxes, "_save", achievement="保存した文")
    response = client.post(draft_url(record), {**boxes, "achievement": "遅れて届いた古い文"})
    assert response.status_code == 409
    assert "あなた自身が保存しています" in response.json()["message"]
    assert not EntryDraft.objects.exists()
    assert "書きかけ" not in client.get(entry_url(record)).content.decode()


def test_a_draft_over_a_colleagues_save_is_kept_with_a_word(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    send_entry(sign_in(cast.head), record, achievement="課長の文")
    response = client.post(draft_url(record), {**boxes, "achievement": "打ちかけの文"})
    assert "開いた後に、ほかの人が保存しています。" in response.json()["message"]
    assert EntryDraft.objects.get().boxes["achievement"] == "打ちかけの文"


def test_a_draft_read_before_a_save_but_kept_after_it_is_refused(
    record: ProgressRecord, cast: Cast
) -> None:
    boxes = read_boxes(sign_in(cast.staff).get(entry_url(record)).content.decode())
    stale = ProgressRecord.objects.get()
    send_boxes(sign_in(cast.staff), record, boxes, "_save", achievement="保存した文")
    with pytest.raises(LateDraftError):
        keep_draft(stale, boxes, actor=actor_of(cast.staff), user=cast.staff, at=timezone.now())
    assert not EntryDraft.objects.exists()


def test_a_refused_save_keeps_the_draft(record: ProgressRecord, cast: Cast) -> None:
    boxes = keep(record, cast, actuals__0__first="十二")
    assert send_boxes(sign_in(cast.staff), record, boxes, "_save").status_code == 200
    assert EntryDraft.objects.exists()


def test_an_old_draft_says_so_and_cannot_overwrite_the_newer_save(
    record: ProgressRecord, cast: Cast
) -> None:
    keep(record, cast, achievement="古い書きかけ")
    send_entry(sign_in(cast.head), record, achievement="課長が保存した文")
    client = sign_in(cast.staff)
    assert (
        "その後に、この報告の保存かExcelの取込がありました"
        in client.get(entry_url(record)).content.decode()
    )
    page = client.get(entry_url(record), {"draft": "1"}).content.decode()
    response = send_boxes(client, record, read_boxes(page), "_save")
    assert response.status_code == 409
    record.refresh_from_db()
    assert record.achievement == "課長が保存した文"


def test_discarding_removes_the_own_draft_only(record: ProgressRecord, cast: Cast) -> None:
    keep(record, cast, achievement="捨てる文")
    keep(record, cast, "head", achievement="残る文")
    response = sign_in(cast.staff).post(draft_url(record, "discard/"), follow=True)
    assert "書きかけを捨てました" in response.content.decode()
    assert EntryDraft.objects.get().user == cast.head


@pytest.mark.parametrize("deed", ["", "discard/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("other_staff", 403), ("reader", 403), ("committee_member", 404), ("administrator", 404)],
)
def test_nobody_keeps_or_discards_where_they_may_not_write(
    record: ProgressRecord, cast: Cast, name: str, status: int, deed: str
) -> None:
    client = sign_in(getattr(cast, name))
    response = client.post(draft_url(record, deed), {"achievement": "割り込み"})
    assert response.status_code == status
    assert not EntryDraft.objects.exists()


def test_a_draft_is_refused_once_the_record_is_submitted(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    response = sign_in(cast.staff).post(draft_url(record), {"achievement": "遅れた文"})
    assert response.status_code == 403
    assert "「提出済」" in response.json()["message"]
    assert not EntryDraft.objects.exists()


def test_reading_never_keeps_and_the_address_takes_posts_only(
    record: ProgressRecord, cast: Cast
) -> None:
    assert sign_in(cast.staff).get(draft_url(record)).status_code == 405


def test_hidden_letters_and_endless_texts_do_no_harm(record: ProgressRecord, cast: Cast) -> None:
    client = sign_in(cast.staff)
    client.post(draft_url(record), {"form_version": "²", "achievement": "前\0後"})
    draft = EntryDraft.objects.get()
    assert (draft.boxes["achievement"], draft.base_version) == ("前後", 0)
    response = client.post(draft_url(record), {"achievement": "長" * 100_001})
    assert response.status_code == 400
    assert "長すぎる" in response.json()["message"]


def test_last_years_texts_fill_the_empty_boxes_and_save_nothing(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    last = record_for(item, 2020)
    texts = {"achievement": "昨年の成果", "issues": "昨年の課題"}
    send_entry(sign_in(cast.staff), last, contents__1__activities="昨年の取組", **texts)
    finish(last, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    record, client = record_for(item), sign_in(cast.staff)
    response = send_entry(client, record, "_copy", issues="今年の課題")
    page = client.get(response.url).content.decode()
    boxes = read_boxes(page)
    assert [boxes[name] for name in ("achievement", "issues", "contents-1-activities")] == [
        "昨年の成果",
        "今年の課題",
        "昨年の取組",
    ]
    record.refresh_from_db()
    assert (record.state, record.version, record.achievement) == (RecordState.BLANK, 1, "")
    send_boxes(client, record, boxes, "_save")
    record.refresh_from_db()
    assert record.achievement == "昨年の成果"


def test_the_form_of_a_returned_record_with_a_draft_stays_within_the_queries(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    open_year(plan, cast.secretariat, 2021)
    record, client = record_for(item), sign_in(cast.staff)
    send_entry(client, record, "_submit", contents__0__pace="delayed")
    do(record, "send_back", cast.head, reason="理由を書いてください")
    keep(record, cast, achievement="直している途中")
    with count_queries(FORM_QUERIES):
        client.get(entry_url(record), {"draft": "1"})
