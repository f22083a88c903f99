"""報告の状態を変える、ただ一つの場所。表 TRANSITIONS と、それを行う perform。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.choices import RecordState
from progress.models import ProgressRecord
from progress.permissions import (
    RecordCase,
    can_save,
    can_submit,
    can_withdraw,
    case_of,
    is_on_behalf,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from plans.actors import Actor
    from plans.models import User


class WorkflowError(Exception):
    """状態を変えられない。本文は画面に出す日本語の文。"""


class NotAllowedError(WorkflowError):
    """その人には、いまの状態で許されていない。"""


class ChangedMeanwhileError(WorkflowError):
    """読んだ後に、ほかの人が変えていた。"""


@dataclass(frozen=True, slots=True)
class Transition:
    """状態の動き。from_states のどれかから to_state へ、may が許す人が動かす。"""

    label: str
    from_states: frozenset[str]
    to_state: str
    may: Callable[[Actor, RecordCase], bool]


TRANSITIONS = {
    "save": Transition(
        "下書きを保存",
        frozenset({RecordState.BLANK, RecordState.DRAFT}),
        RecordState.DRAFT,
        can_save,
    ),
    "submit": Transition("提出", frozenset({RecordState.DRAFT}), RecordState.SUBMITTED, can_submit),
    "withdraw": Transition(
        "提出の取下げ", frozenset({RecordState.SUBMITTED}), RecordState.DRAFT, can_withdraw
    ),
}

CHANGED_MESSAGE = (
    "この報告は、開いた後にほかの人が変更しました。最新の内容を確かめて、もう一度行ってください。"
)


def allowed_verbs(actor: Actor, case: RecordCase) -> list[str]:
    """いま許されている動詞。画面のボタンはこれだけを出す。"""
    return [
        verb
        for verb, transition in TRANSITIONS.items()
        if case.state in transition.from_states and transition.may(actor, case)
    ]


def lock_record(record_id: int, version: int) -> ProgressRecord:
    """報告の行を押さえて返す。版が違えば ChangedMeanwhileError。トランザクションの中で呼ぶ。"""
    record: ProgressRecord = (
        ProgressRecord.objects.select_for_update(of=("self",))
        .select_related("review", "item")
        .prefetch_related("item__item_departments")
        .get(pk=record_id)
    )
    if record.version != version:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    return record


def require(verb: str, actor: Actor, record: ProgressRecord) -> Transition:
    """動詞が許されていることを確かめて、その動きを返す。許されなければ NotAllowedError。"""
    case = case_of(record)
    if verb not in allowed_verbs(actor, case):
        label = TRANSITIONS[verb].label
        raise NotAllowedError(
            f"「{RecordState(record.state).label}」の報告に「{label}」はできません。"
        )
    return TRANSITIONS[verb]


def stamp(record: ProgressRecord, verb: str, *, actor: Actor, user: User, at: dt.datetime) -> None:
    """状態・版・署名を動詞に合わせて書き換える（保存は呼び出し側）。"""
    record.state = require(verb, actor, record).to_state
    record.version += 1
    record.is_on_behalf = is_on_behalf(actor, case_of(record))
    is_submission = record.state == RecordState.SUBMITTED
    record.submitted_at = at if is_submission else None
    record.submitted_by = user if is_submission else None
    sign_change(record, user, TRANSITIONS[verb].label)


@transaction.atomic
def perform(
    record_id: int, verb: str, *, actor: Actor, user: User, version: int, at: dt.datetime
) -> ProgressRecord:
    """報告の状態を変える。変えた報告を返す。

    version は画面を開いたときの版、at は時刻（タイムゾーンつき）。
    許されなければ NotAllowedError、先に変わっていれば ChangedMeanwhileError。
    """
    record = lock_record(record_id, version)
    stamp(record, verb, actor=actor, user=user, at=at)
    record.save()
    return record
