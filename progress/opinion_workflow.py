"""登録した意見を動かす、ただ一つの場所。表 OPINION_TRANSITIONS と、それを行う perform_opinion。

版は意見が持つ。回答と対応状況を含めて、一つの意見は一人ずつしか変えられない。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from plans.signing import sign_change
from progress.choices import FollowUpState, OpinionState, ResponseState, Stance
from progress.models import Opinion, OpinionResponse
from progress.opinion_deeds import APPLY, Act, change_state
from progress.opinion_permissions import (
    OpinionCase,
    ResponseCase,
    can_answer,
    can_cancel_opinion,
    can_close_opinion,
    can_confirm_answer,
    can_follow_up,
    can_manage_opinion,
    can_reopen_opinion,
    can_send_back_answer,
    opinion_case,
    response_case,
)
from progress.workflow import (
    MAX_REASON,
    ChangedMeanwhileError,
    NotAllowedError,
    ReasonNeededError,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from plans.actors import Actor
    from plans.models import User

CHANGED_MESSAGE = (
    "この意見は、開いた後にほかの人が変更しました。最新の内容を確かめて、もう一度行ってください。"
)
UNDONE_MESSAGE = (
    "課の回答がない意見や、対応状況が「完了」でない意見を完結にするときは、理由を入れてください。"
)
PROMISES = frozenset({Stance.REFLECT, Stance.PARTLY, Stance.LATER})


@dataclass(frozen=True, slots=True)
class OpinionTransition:
    """意見の動き。targets は「元の状態」から「先の状態」への表（回答の動詞なら回答の状態）。"""

    label: str
    done: str
    targets: Mapping[str, str]
    may: Callable[[Actor, OpinionCase], bool] | None = None
    may_response: Callable[[Actor, OpinionCase, ResponseCase], bool] | None = None
    needs_reason: bool = False

    def allows(self, actor: Actor, case: OpinionCase, response: ResponseCase | None) -> bool:
        """この人に、いま許されるか。"""
        if self.may_response:
            return (
                response is not None
                and response.state in self.targets
                and self.may_response(actor, case, response)
            )
        return case.state in self.targets and bool(self.may and self.may(actor, case))


STAYS_OPEN: dict[str, str] = {OpinionState.OPEN: OpinionState.OPEN}
OPINION_TRANSITIONS = {
    "change": OpinionTransition("記載を直す", "直しました。", STAYS_OPEN, can_manage_opinion),
    "assign": OpinionTransition(
        "回答を頼む", "回答を頼む課を決めました。", STAYS_OPEN, can_manage_opinion
    ),
    "join": OpinionTransition("意見をまとめる", "まとめました。", STAYS_OPEN, can_manage_opinion),
    "answer": OpinionTransition(
        "回答する",
        "回答しました。総務課が確認します。",
        {
            ResponseState.ASKED: ResponseState.ANSWERED,
            ResponseState.ANSWERED: ResponseState.ANSWERED,
        },
        may_response=can_answer,
    ),
    "send_back": OpinionTransition(
        "回答を差し戻す",
        "差し戻しました。",
        {
            ResponseState.ANSWERED: ResponseState.ASKED,
            ResponseState.CONFIRMED: ResponseState.ASKED,
        },
        may_response=can_send_back_answer,
        needs_reason=True,
    ),
    "confirm": OpinionTransition(
        "回答を確認する",
        "回答を確認しました。",
        {ResponseState.ANSWERED: ResponseState.CONFIRMED},
        may_response=can_confirm_answer,
    ),
    "follow_up": OpinionTransition(
        "対応状況を書く", "対応状況を残しました。", STAYS_OPEN, can_follow_up
    ),
    "close": OpinionTransition(
        "完結にする",
        "完結にしました。",
        {OpinionState.OPEN: OpinionState.CLOSED},
        can_close_opinion,
    ),
    "reopen": OpinionTransition(
        "対応中に戻す",
        "対応中に戻しました。",
        {OpinionState.CLOSED: OpinionState.OPEN},
        can_reopen_opinion,
        needs_reason=True,
    ),
    "cancel": OpinionTransition(
        "登録を取り消す",
        "登録を取り消しました。番号は欠番になります。",
        {
            OpinionState.OPEN: OpinionState.CANCELLED,
            OpinionState.CLOSED: OpinionState.CANCELLED,
        },
        can_cancel_opinion,
        needs_reason=True,
    ),
}


@dataclass(frozen=True, slots=True)
class OpinionDeed:
    """行うこと。response_id は回答の動詞の相手、values は確かめ終えた中身。"""

    verb: str
    version: int
    reason: str = ""
    response_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def transition(self) -> OpinionTransition:
        """行う動き。"""
        return OPINION_TRANSITIONS[self.verb]


def not_allowed_message(verb: str) -> str:
    """いま許されていない動詞への、画面に出す文。"""
    return f"この意見に、いま「{OPINION_TRANSITIONS[verb].label}」はできません。"


def allowed_opinion_verbs(
    actor: Actor, case: OpinionCase, response: ResponseCase | None = None
) -> list[str]:
    """いま許されている動詞。response を渡せば回答の動詞、渡さなければ意見の動詞。"""
    return [
        verb
        for verb, transition in OPINION_TRANSITIONS.items()
        if bool(transition.may_response) == (response is not None)
        and transition.allows(actor, case, response)
    ]


@transaction.atomic
def perform_opinion(
    opinion_id: int, deed: OpinionDeed, *, actor: Actor, user: User, at: dt.datetime
) -> Opinion:
    """意見を動かし、動かした意見を返す。at は時刻（タイムゾーンつき）。

    許されなければ NotAllowedError、理由が要るのになければ ReasonNeededError、
    先に変わっていれば ChangedMeanwhileError。どのときも何も変わらない。
    """
    opinion = _lock(opinion_id, deed.version)
    responses = list(opinion.responses.all())
    asked = deed.response_id if deed.transition.may_response else None
    response = next((row for row in responses if row.pk == asked), None)
    _require(deed, actor, opinion, responses, response)
    act = Act(user=user, at=at, values=deed.values, reason=deed.reason.strip())
    change_state(opinion, response, deed.transition.targets, act)
    APPLY[deed.verb](opinion, response, act)
    opinion.version += 1
    note = deed.transition.label
    sign_change(opinion, user, f"{note}：{act.reason}" if act.reason else note)
    opinion.save()
    return opinion


def _lock(opinion_id: int, version: int) -> Opinion:
    rows = Opinion.objects.select_for_update(of=("self",)).select_related("review__plan", "item")
    opinion: Opinion = rows.get(pk=opinion_id)
    if opinion.version != version:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    return opinion


def _require(
    deed: OpinionDeed,
    actor: Actor,
    opinion: Opinion,
    responses: Iterable[OpinionResponse],
    response: OpinionResponse | None,
) -> None:
    case = opinion_case(opinion, responses)
    subject = response_case(response) if response else None
    label = deed.transition.label
    if not deed.transition.allows(actor, case, subject):
        raise NotAllowedError(not_allowed_message(deed.verb))
    if deed.transition.needs_reason and not deed.reason.strip():
        raise ReasonNeededError(f"「{label}」の理由を入れてください。")
    if len(deed.reason) > MAX_REASON:
        raise ReasonNeededError(f"理由は{MAX_REASON:,}字以内にしてください。")
    if deed.verb == "close" and not deed.reason.strip() and _is_undone(opinion, responses):
        raise ReasonNeededError(UNDONE_MESSAGE)


def _is_undone(opinion: Opinion, responses: Iterable[OpinionResponse]) -> bool:
    """回答がないか、対応すると答えたのに、まだ完了の知らせがないか。"""
    stances = {row.stance for row in responses}
    if not stances & PROMISES:
        return not stances
    last = opinion.follow_ups.order_by("on", "pk").last()
    return last is None or last.state != FollowUpState.DONE
