"""保存や提出の途中でサーバーが殺されても、データベースは前のままか、終わった後のどちらかである。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from progress.choices import Pace, RecordState
from progress.entry import Entry, save_entry
from progress.models import Actual, ContentProgress, EntryDraft, ProgressRecord, SendBack
from progress.workflow import perform
from tests.people import Cast
from tests.progress.rounds import do
from tests.races.crowd import person_of
from tests.races.killing import die_at

TABLES = (ProgressRecord, Actual, ContentProgress, SendBack, EntryDraft)
MINIMUM_KILLS = 40
Deed = Callable[[], Any]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def everything() -> list[list[tuple[Any, ...]]]:
    """報告とその行の、いまの行と変更履歴のすべて。"""
    models = [*TABLES, *(model.history.model for model in TABLES if hasattr(model, "history"))]
    return [list(model._base_manager.order_by("pk").values_list()) for model in models]


def kill_everywhere(deed: Deed, is_done: Callable[[], bool]) -> int:
    """deed を、節目を一つずつずらして殺していく。殺した数を返す。

    確定より前に殺せば何も変わらず、後に殺せばすべてが変わっていることを、毎回確かめる。
    """
    before, kills = everything(), 0
    while die_at(kills, deed):
        kills += 1
        if everything() != before:
            assert is_done()
            return kills
        assert not is_done()
    pytest.fail("no kill came after the commit")


def save_of(record: ProgressRecord, cast: Cast, verb: str, text: str) -> Deed:
    """報告の文、実績、実施内容を一度に書く保存。"""
    person, version = person_of(cast.staff), record.version
    actuals = list(Actual.objects.filter(record=record).select_related("indicator"))
    contents = list(ContentProgress.objects.filter(record=record).select_related("content"))
    for actual in actuals:
        actual.value, actual.absence, actual.note = "12人", "", text
    for content in contents:
        content.pace, content.activities = Pace.ON_SCHEDULE, text
    entry = Entry(ProgressRecord(pk=record.pk, achievement=text), actuals, contents)
    return lambda: save_entry(
        entry,
        verb=verb,
        actor=person.actor,
        user=person.user,
        version=version,
        at=timezone.now(),
    )


def verb_of(record: ProgressRecord, user: Any, verb: str, **values: Any) -> Deed:
    """動詞。"""
    person, version = person_of(user), record.version
    return lambda: perform(
        record.pk,
        verb,
        actor=person.actor,
        user=person.user,
        version=version,
        at=timezone.now(),
        **values,
    )


def is_saved(record: ProgressRecord, text: str, state: str) -> bool:
    """保存がすべて済んだか。一部だけなら AssertionError。"""
    version = record.version
    saved = ProgressRecord.objects.get(pk=record.pk)
    signs = {
        (saved.version, saved.achievement, saved.state) == (version + 1, text, state),
        all(row.activities == text for row in saved.contents.all()),
        all((str(row.value), row.note) == ("12人", text) for row in saved.actuals.all()),
        saved.history.filter(version=version + 1).count() == 1,
        all(row.history.filter(activities=text).count() == 1 for row in saved.contents.all()),
        not saved.drafts.exists(),
    }
    assert len(signs) == 1, "only a part was saved"
    return signs.pop()


def leave_draft(record: ProgressRecord, cast: Cast) -> None:
    """書きかけを預ける。保存が済めば消える。"""
    EntryDraft.objects.create(
        record=record, user=cast.staff, base_version=record.version, saved_at=timezone.now()
    )


def test_a_save_or_a_submission_that_is_killed_leaves_all_or_nothing(
    record: ProgressRecord, cast: Cast
) -> None:
    kills = 0
    for verb, state in (("save", RecordState.DRAFT), ("submit", RecordState.SUBMITTED)):
        leave_draft(record, cast)
        text = f"{verb}の文"
        deed = save_of(record, cast, verb, text)
        kills += kill_everywhere(deed, lambda text=text, state=state: is_saved(record, text, state))
        record.refresh_from_db()
    assert kills >= MINIMUM_KILLS
    # 殺された過程は、押さえた行も書き込みの順番も残していない。
    assert do(record, "withdraw", cast.staff).state == RecordState.DRAFT


def test_a_verb_that_is_killed_leaves_all_or_nothing(record: ProgressRecord, cast: Cast) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    remarks = {"reason": "理由", "remarks": {"achievement": "指摘", "issues": "もう一つ"}}
    steps = (
        (cast.head, "send_back", RecordState.SENT_BACK, remarks),
        (cast.staff, "submit", RecordState.SUBMITTED, {}),
        (cast.head, "approve", RecordState.APPROVED, {}),
        (cast.secretariat, "finalize", RecordState.FINALIZED, {}),
        (cast.secretariat, "reopen", RecordState.APPROVED, {"reason": "理由"}),
    )
    kills = 0
    for user, verb, state, values in steps:
        record.refresh_from_db()
        deed = verb_of(record, user, verb, **values)
        kills += kill_everywhere(deed, lambda state=state: has_moved(record, state))
        assert SendBack.objects.filter(record=record).count() == 3
    assert not SendBack.objects.filter(answered_at__isnull=True).exists()
    assert kills >= MINIMUM_KILLS


def test_without_a_transaction_the_killing_leaves_a_part(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.staff)
    record.refresh_from_db()

    def save_piece_by_piece() -> None:
        changed = ProgressRecord.objects.get(pk=record.pk)
        changed.state, changed.version = RecordState.SENT_BACK, record.version + 1
        ProgressRecord.objects.bulk_update([changed], ["state", "version"])
        ProgressRecord.history.bulk_history_create([changed], update=True)

    with pytest.raises(AssertionError, match="only a part"):
        kill_everywhere(save_piece_by_piece, lambda: has_moved(record, RecordState.SENT_BACK))


def has_moved(record: ProgressRecord, state: str) -> bool:
    """状態・版・変更履歴が、そろって動いたか。一部だけなら AssertionError。"""
    moved = ProgressRecord.objects.get(pk=record.pk)
    open_remarks = moved.send_backs.filter(answered_at__isnull=True).exists()
    signs = {
        moved.state == state,
        moved.version == record.version + 1,
        moved.history.filter(version=record.version + 1).count() == 1,
    }
    assert len(signs) == 1, "only a part was done"
    assert open_remarks == (moved.state == RecordState.SENT_BACK)
    return signs.pop()
