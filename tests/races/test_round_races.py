"""提出・取下げ・確認・差戻し・確定・書きかけが500回ぶつかっても、報告は表にある道だけを通る。"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.utils import timezone

from progress.choices import RecordState
from progress.drafts import LateDraftError, keep_draft
from progress.models import EntryDraft, ProgressRecord, SendBack
from progress.workflow import TRANSITIONS, NotAllowedError
from tests.people import Cast
from tests.races.crowd import Person, crowd_of, do_verb, person_of, save_text

RACES = 500
START_STATES = (
    RecordState.DRAFT,
    RecordState.SENT_BACK,
    RecordState.SUBMITTED,
    RecordState.APPROVED,
    RecordState.FINALIZED,
)
# だれが、何をしようとするか。どの競争でも、五人が一つずつ行う。
ATTEMPTS = (
    ("staff", ("submit", "withdraw", "save")),
    ("staff", ("save", "withdraw", "keep")),
    ("head", ("approve", "send_back", "withdraw")),
    ("secretariat", ("finalize", "send_back", "reopen")),
    ("secretariat_head", ("finalize", "reopen", "save")),
)
NO_SIGNATURES: dict[str, Any] = dict.fromkeys(
    [f"{act}_{part}" for act in ("submitted", "approved", "finalized") for part in ("at", "by")]
)


def signed(state: str, cast: Cast) -> dict[str, Any]:
    """その状態にいる報告の署名。"""
    now, values = timezone.now(), dict(NO_SIGNATURES)
    if state in (RecordState.SUBMITTED, RecordState.APPROVED, RecordState.FINALIZED):
        values |= {"submitted_at": now, "submitted_by": cast.staff}
    if state in (RecordState.APPROVED, RecordState.FINALIZED):
        values |= {"approved_at": now, "approved_by": cast.head}
    if state == RecordState.FINALIZED:
        values |= {"finalized_at": now, "finalized_by": cast.secretariat}
    return values


def attempt(person: Person, record_id: int, verb: str, version: int | None) -> bool:
    """行ってみる。版を渡さなければ、その時の版を読んでから行う。許されなければ偽。"""
    seen = version or ProgressRecord.objects.values_list("version", flat=True).get(pk=record_id)
    try:
        if verb == "keep":
            return keep(person, record_id, seen)
        if verb == "save":
            return save_text(person, record_id, seen, f"{person.user}の文")
        return do_verb(person, record_id, verb, seen, reason="わけ")
    except (NotAllowedError, LateDraftError):
        return False


def keep(person: Person, record_id: int, version: int) -> bool:
    """書きかけを預ける。報告は何も変わらないので、いつも偽。"""
    record = ProgressRecord.objects.select_related("review", "item").get(pk=record_id)
    boxes = {"achievement": "書きかけの文", "form_version": str(version)}
    keep_draft(record, boxes, actor=person.actor, user=person.user, at=timezone.now())
    return False


def steps_after(record: ProgressRecord, version: int) -> list[tuple[str, str, int]]:
    """version より後の歩み。（動詞の名、着いた状態、版）の並び。"""
    rows = record.history.filter(version__gt=version).order_by("history_id")
    return [(row.history_change_reason.split("：")[0], row.state, row.version) for row in rows]


def assert_on_the_table(state: str, steps: list[tuple[str, str, int]], version: int) -> str:
    """どの一歩も表にあり、版が一つずつ進むことを確かめ、着いた状態を返す。"""
    by_label = {transition.label: transition for transition in TRANSITIONS.values()}
    for number, (label, reached, reached_version) in enumerate(steps, start=1):
        assert by_label[label].targets.get(state) == reached, (state, label, reached)
        assert reached_version == version + number
        state = reached
    return state


def assert_no_draft_from_before_a_save(record: ProgressRecord) -> None:
    """残っている書きかけは、どれも、その人の最後の保存より後に開いた画面のもの。"""
    for draft in EntryDraft.objects.filter(record=record):
        saves = record.history.filter(
            history_user=draft.user, history_change_reason=TRANSITIONS["save"].label
        )
        assert not saves.filter(version__gt=draft.base_version).exists()


def assert_signed(record: ProgressRecord) -> None:
    """署名が、いまの状態と合っている。"""
    has_submission = record.submitted_by is not None
    has_approval = record.approved_by is not None
    has_finalization = record.finalized_by is not None
    expected = {
        RecordState.SUBMITTED: (True, False, False),
        RecordState.APPROVED: (True, True, False),
        RecordState.FINALIZED: (True, True, True),
    }.get(RecordState(record.state), (False, False, False))
    assert (has_submission, has_approval, has_finalization) == expected


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_five_hundred_collisions_end_only_in_legal_states(
    record: ProgressRecord, cast: Cast
) -> None:
    dice = Random(20190401)  # noqa: S311 いつも同じ目を出す
    people = [person_of(getattr(cast, name)) for name, _ in ATTEMPTS]
    changed = 0
    with crowd_of(len(ATTEMPTS)) as crowd:
        for _ in range(RACES):
            state, version = dice.choice(START_STATES), record.version
            ProgressRecord.objects.filter(pk=record.pk).update(state=state, **signed(state, cast))
            verbs = [dice.choice(choices) for _, choices in ATTEMPTS]
            # 半分は皆が同じ画面から、半分はそれぞれが最新の版を読んでから行う。
            seen = version if dice.random() < 0.5 else None
            won = crowd.together(
                lambda number, verbs=verbs, seen=seen: attempt(
                    people[number], record.pk, verbs[number], seen
                )
            )
            record.refresh_from_db()
            steps = steps_after(record, version)
            assert record.state == assert_on_the_table(state, steps, version)
            assert sum(won) == len(steps) == record.version - version
            assert seen is None or len(steps) <= 1
            assert_signed(record)
            assert_no_draft_from_before_a_save(record)
            changed += len(steps)
    assert changed > RACES / 2
    assert "書きかけの文" not in record.history.values_list("achievement", flat=True)
    open_remarks = SendBack.objects.filter(record=record)
    assert (
        open_remarks.count()
        == record.history.filter(history_change_reason__startswith="差戻し：").count()
    )
