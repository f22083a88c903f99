"""意見の動詞ごとの書き込み。許されるかは opinion_workflow が確かめ終えている。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from plans.signing import sign_change
from progress.choices import OpinionState, ResponseState
from progress.models import CommitteeRating, FollowUp, Opinion, OpinionDraft, OpinionResponse
from progress.workflow import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from plans.models import User

CHANGED_FIELDS = ("item", "kind", "text", "people", "meeting", "received_on")
ANSWER_FIELDS = ("stance", "text", "due_on")
TAKEN_MESSAGE = "この委員の意見は、すでに登録されています。"
GROUND_MESSAGE = (
    "委員会後の評価の根拠にしている意見です。先に「委員会後の評価」の画面で根拠から外してください。"
)
ASK_REASON = "回答を頼む"


@dataclass(frozen=True, slots=True)
class Act:
    """行為。だれが（user）、いつ（at）、どの中身（values）と理由（reason）で行うか。"""

    user: User
    at: dt.datetime
    values: Mapping[str, Any]
    reason: str


def change_state(
    opinion: Opinion, response: OpinionResponse | None, targets: Mapping[str, str], act: Act
) -> None:
    """意見か回答の状態を、動きの表のとおりに変える（保存は呼び出し側）。"""
    if response is not None:
        response.state = targets[response.state]
        return
    target = targets[opinion.state]
    if target == opinion.state:
        return
    is_closed = target == OpinionState.CLOSED
    opinion.state = target
    opinion.closed_at, opinion.closed_by = (act.at, act.user) if is_closed else (None, None)


def _stay(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    """状態のほかは何も書かない。"""


def _change(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    for name in CHANGED_FIELDS:
        setattr(opinion, name, act.values[name])


def _assign(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    """頼む課をそろえる。まだ答えていない課だけを外せる。"""
    wanted = {row.pk: row for row in act.values["departments"]}
    for row in opinion.responses.all():
        wanted.pop(row.department_id, None)
        is_dropped = row.department not in act.values["departments"]
        if row.state != ResponseState.ASKED:
            continue
        if is_dropped and row.answered_at is None:
            sign_change(row, act.user, "回答を頼む課から外す")
            row.delete()
        elif row.answer_due_on != act.values["answer_due_on"]:
            row.answer_due_on = act.values["answer_due_on"]
            _save(row, act, "回答期限を変える")
    for department in wanted.values():
        ask(opinion, department.pk, act, act.values["answer_due_on"])


def ask(opinion: Opinion, department_id: int, act: Act, due_on: dt.date | None) -> None:
    """課に回答を頼む。"""
    row = OpinionResponse(
        opinion=opinion, department_id=department_id, answer_due_on=due_on, asked_at=act.at
    )
    _save(row, act, ASK_REASON)


def _join(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    """委員の意見を、同じ趣旨の登録にまとめ、件数を一つ増やす。"""
    take_draft(act.values["draft"], opinion)
    opinion.people += 1


def take_draft(draft_id: int, opinion: Opinion) -> None:
    """委員の意見を登録済にする。すでに登録されていれば ChangedMeanwhileError。"""
    rows = OpinionDraft.objects.sent().not_taken()
    same_year = rows.filter(pk=draft_id, review=opinion.review_id)
    if not same_year.update(opinion=opinion, version=F("version") + 1):
        raise ChangedMeanwhileError(TAKEN_MESSAGE)


def _answer(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    row = _given(response)
    for name in ANSWER_FIELDS:
        setattr(row, name, act.values[name])
    row.answered_at, row.answered_by = act.at, act.user
    row.remark = ""
    _save(row, act, "回答")


def _send_back(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    row = _given(response)
    row.remark = act.reason
    row.confirmed_at = row.confirmed_by = None
    _save(row, act, f"差戻し：{act.reason}")


def _confirm(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    row = _given(response)
    row.confirmed_at, row.confirmed_by = act.at, act.user
    _save(row, act, "確認")


def _follow_up(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    row = FollowUp(opinion=opinion, by=act.user, **act.values)
    _save(row, act, "対応状況")


def _cancel(opinion: Opinion, response: OpinionResponse | None, act: Act) -> None:
    """登録を取り消す。委員から届いた意見は、登録を待つ列に戻す。"""
    if CommitteeRating.objects.filter(opinions=opinion).exists():
        raise NotAllowedError(GROUND_MESSAGE)
    opinion.cancelled_at, opinion.cancelled_by = act.at, act.user
    opinion.cancel_reason = act.reason
    opinion.drafts.update(opinion=None, version=F("version") + 1)


def _given(response: OpinionResponse | None) -> OpinionResponse:
    if response is None:
        raise TypeError("回答の動詞には、回答が要る。")
    return response


def _save(row: OpinionResponse | FollowUp, act: Act, reason: str) -> None:
    sign_change(row, act.user, reason)
    row.save()


APPLY: dict[str, Callable[[Opinion, OpinionResponse | None, Act], None]] = {
    "change": _change,
    "assign": _assign,
    "join": _join,
    "answer": _answer,
    "send_back": _send_back,
    "confirm": _confirm,
    "follow_up": _follow_up,
    "close": _stay,
    "reopen": _stay,
    "cancel": _cancel,
}
