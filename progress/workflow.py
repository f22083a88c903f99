"""報告の状態を変える、ただ一つの場所。表 TRANSITIONS と、それを行う perform。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord, SendBack
from progress.permissions import (
    RecordCase,
    can_approve,
    can_correct,
    can_finalize,
    can_reopen,
    can_save,
    can_send_back,
    can_submit,
    can_withdraw,
    case_of,
    is_lead_head,
    is_on_behalf,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from plans.actors import Actor
    from plans.models import User


class WorkflowError(Exception):
    """状態を変えられない。本文は画面に出す日本語の文。"""


class NotAllowedError(WorkflowError):
    """その人には、いまの状態で許されていない。"""


class ChangedMeanwhileError(WorkflowError):
    """読んだ後に、ほかの人が変えていた。"""


class ReasonNeededError(WorkflowError):
    """理由が要るのに書かれていない。"""


@dataclass(frozen=True, slots=True)
class Transition:
    """状態の動き。表 targets の「元の状態」から「先の状態」へ、may が許す人が動かす。"""

    label: str
    targets: Mapping[str, str]
    may: Callable[[Actor, RecordCase], bool]
    needs_reason: bool = False

    def target_of(self, case: RecordCase) -> str:
        """先の状態。移行入力の確定解除は、課長確認のない提出済に戻る。"""
        target = self.targets[case.state]
        is_unapproved = target == RecordState.APPROVED and case.state == RecordState.FINALIZED
        return RecordState.SUBMITTED if is_unapproved and case.is_migration else target


TRANSITIONS = {
    "save": Transition(
        "下書きを保存",
        {
            RecordState.BLANK: RecordState.DRAFT,
            RecordState.DRAFT: RecordState.DRAFT,
            RecordState.SENT_BACK: RecordState.SENT_BACK,
        },
        can_save,
    ),
    "submit": Transition(
        "提出",
        {
            RecordState.DRAFT: RecordState.SUBMITTED,
            RecordState.SENT_BACK: RecordState.SUBMITTED,
        },
        can_submit,
    ),
    "withdraw": Transition(
        "提出の取下げ", {RecordState.SUBMITTED: RecordState.DRAFT}, can_withdraw
    ),
    "approve": Transition("課長確認", {RecordState.SUBMITTED: RecordState.APPROVED}, can_approve),
    "correct": Transition(
        "訂正",
        {
            RecordState.SUBMITTED: RecordState.SUBMITTED,
            RecordState.APPROVED: RecordState.APPROVED,
        },
        can_correct,
        needs_reason=True,
    ),
    "send_back": Transition(
        "差戻し",
        {
            RecordState.SUBMITTED: RecordState.SENT_BACK,
            RecordState.APPROVED: RecordState.SENT_BACK,
        },
        can_send_back,
        needs_reason=True,
    ),
    "finalize": Transition(
        "確定",
        {
            RecordState.APPROVED: RecordState.FINALIZED,
            # 移行入力だけは、課長の確認を経ずに、第二の人が確定する。
            RecordState.SUBMITTED: RecordState.FINALIZED,
        },
        can_finalize,
    ),
    "reopen": Transition(
        "確定解除",
        {RecordState.FINALIZED: RecordState.APPROVED},
        can_reopen,
        needs_reason=True,
    ),
}

CHANGED_MESSAGE = (
    "この報告は、開いた後にほかの人が変更しました。最新の内容を確かめて、もう一度行ってください。"
)
SOURCE_MESSAGE = "移行入力では、出典を入れてから提出してください。"
MAX_REASON = 2000


def allowed_verbs(actor: Actor, case: RecordCase) -> list[str]:
    """いま許されている動詞。画面のボタンはこれだけを出す。"""
    return [
        verb
        for verb, transition in TRANSITIONS.items()
        if case.state in transition.targets and transition.may(actor, case)
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


def require(verb: str, actor: Actor, record: ProgressRecord, reason: str = "") -> Transition:
    """動詞が許されていることを確かめて、その動きを返す。

    許されなければ NotAllowedError、理由か移行の出典が要るのになければ ReasonNeededError。
    """
    transition = TRANSITIONS[verb]
    if verb not in allowed_verbs(actor, case_of(record)):
        state = RecordState(record.state).label
        raise NotAllowedError(f"「{state}」の報告に、いま「{transition.label}」はできません。")
    if verb == "submit" and record.review.is_migration and not record.source.strip():
        raise ReasonNeededError(SOURCE_MESSAGE)
    if transition.needs_reason and not reason.strip():
        raise ReasonNeededError(f"「{transition.label}」の理由を入れてください。")
    if len(reason) > MAX_REASON:
        raise ReasonNeededError(f"理由は{MAX_REASON:,}字以内にしてください。")
    return transition


def apply_verb(
    record: ProgressRecord,
    verb: str,
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """状態・版・署名を動詞に合わせて書き換える（保存は呼び出し側）。"""
    transition = require(verb, actor, record, reason)
    act = Act(actor, user, at, case_of(record))
    record.state = transition.target_of(act.case)
    record.version += 1
    SIGNATURES.get(verb, _leave)(record, act)
    why = f"{transition.label}：{reason.strip()}" if reason.strip() else transition.label
    sign_change(record, user, why)


@dataclass(frozen=True, slots=True)
class Act:
    """行為。だれが（actor、user）、いつ（at）、どの事実の下で（case）行うか。"""

    actor: Actor
    user: User
    at: dt.datetime
    case: RecordCase


def _leave(record: ProgressRecord, act: Act) -> None:
    """署名を変えない。"""


def _mark_on_behalf(record: ProgressRecord, act: Act) -> None:
    record.is_on_behalf = is_on_behalf(act.actor, act.case)


def _sign_submission(record: ProgressRecord, act: Act) -> None:
    record.submitted_at, record.submitted_by = act.at, act.user
    record.is_on_behalf = is_on_behalf(act.actor, act.case)
    record.is_head_submission = is_lead_head(act.actor, act.case)


def _sign_approval(record: ProgressRecord, act: Act) -> None:
    record.approved_at, record.approved_by = act.at, act.user
    record.is_approved_on_behalf = not is_lead_head(act.actor, act.case)


def _sign_finalization(record: ProgressRecord, act: Act) -> None:
    record.finalized_at, record.finalized_by = act.at, act.user


def _clear_finalization(record: ProgressRecord, act: Act) -> None:
    record.finalized_at = record.finalized_by = None


def _clear_signatures(record: ProgressRecord, act: Act) -> None:
    record.submitted_at = record.submitted_by = None
    record.approved_at = record.approved_by = None
    record.is_head_submission = record.is_approved_on_behalf = False


SIGNATURES = {
    "save": _mark_on_behalf,
    "submit": _sign_submission,
    "withdraw": _clear_signatures,
    "approve": _sign_approval,
    "send_back": _clear_signatures,
    "finalize": _sign_finalization,
    "reopen": _clear_finalization,
}


@transaction.atomic
def perform(
    record_id: int,
    verb: str,
    *,
    actor: Actor,
    user: User,
    version: int,
    at: dt.datetime,
    reason: str = "",
    remarks: Mapping[str, str] | None = None,
) -> ProgressRecord:
    """報告の状態を変える。変えた報告を返す。

    version は画面を開いたときの版、at は時刻（タイムゾーンつき）。
    reason は差戻し・訂正・確定解除の理由、remarks は差戻しの欄ごとの指摘（欄の名 → 文）。
    許されなければ NotAllowedError、理由がなければ ReasonNeededError、
    先に変わっていれば ChangedMeanwhileError。どのときも何も変わらない。
    """
    record = lock_record(record_id, version)
    apply_verb(record, verb, actor=actor, user=user, at=at, reason=reason)
    record.save()
    if verb == "send_back":
        _note_send_back(record, reason, remarks or {}, user, at)
    if verb == "submit":
        answer_send_backs(record, at)
    if verb == "reopen":
        _begin_amendment(record, user)
    return record


def _begin_amendment(record: ProgressRecord, user: User) -> None:
    """公表済の年度の確定を解いたら、年度を委員会審議中に戻す。次の公表は新しい版になる。"""
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=record.review_id)
    if review.state != ReviewState.PUBLISHED:
        return
    review.state = ReviewState.DELIBERATING
    sign_change(review, user, f"公表の訂正を始める（項目{record.item.number}の確定解除）")
    review.save()


def _note_send_back(
    record: ProgressRecord, reason: str, remarks: Mapping[str, str], user: User, at: dt.datetime
) -> None:
    texts = {"": reason.strip(), **{name: text.strip() for name, text in remarks.items()}}
    SendBack.objects.bulk_create(
        SendBack(record=record, field=name, text=text, by=user, at=at)
        for name, text in texts.items()
        if text
    )


def answer_send_backs(record: ProgressRecord, at: dt.datetime) -> None:
    """再提出で、開いている差戻しの指摘を閉じる。"""
    SendBack.objects.filter(record=record, answered_at__isnull=True).update(answered_at=at)
