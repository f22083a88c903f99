"""委員会の意見の権限。一つの動詞に一つの関数。データベースは読まない。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress.choices import OpinionState, RecordState, ResponseState, ReviewState
from progress.permissions import RUNNING_STATES, RecordCase, is_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plans.actors import Actor
    from progress.models import AnnualReview, Opinion, OpinionDraft, OpinionResponse


@dataclass(frozen=True, slots=True)
class ResponseCase:
    """回答の権限を判定する事実。department は答える課、answered_by は回答した人。"""

    department: int
    state: str
    answered_by: int | None = None


@dataclass(frozen=True, slots=True)
class OpinionCase:
    """意見の権限を判定する事実。responses は、回答を頼んだ課ごとの回答。"""

    state: str
    review_state: str
    is_sample: bool = False
    responses: tuple[ResponseCase, ...] = ()

    @property
    def departments(self) -> frozenset[int]:
        """回答を頼んだ課。"""
        return frozenset(row.department for row in self.responses)


def response_case(response: OpinionResponse) -> ResponseCase:
    """回答から判定の事実を取り出す。"""
    return ResponseCase(response.department_id, response.state, response.answered_by_id)


def opinion_case(opinion: Opinion, responses: Iterable[OpinionResponse]) -> OpinionCase:
    """意見から判定の事実を取り出す。年度（review）は先に読んであること。"""
    return OpinionCase(
        state=opinion.state,
        review_state=opinion.review.state,
        is_sample=opinion.review.is_sample,
        responses=tuple(response_case(row) for row in responses),
    )


def can_read_register(actor: Actor) -> bool:
    """意見の一覧を読めるか。事務局側の人と、任期中の委員。"""
    return actor.is_office or actor.is_committee


def can_open_committee_page(actor: Actor) -> bool:
    """委員の画面を開けるか。任期中の委員だけ。"""
    return actor.is_committee


def can_write_opinion(actor: Actor, review: AnnualReview) -> bool:
    """委員として意見を書けるか。会議の前も後も、年度が受付中か審議中の間。"""
    is_ours = review.plan_id in actor.committee_plans
    is_running = review.state in RUNNING_STATES
    return is_ours and is_running and review.is_sample == actor.is_sample


def can_change_draft(actor: Actor, draft: OpinionDraft) -> bool:
    """書きかけの意見を直し、送り、捨てられるか。本人だけで、送る前まで。"""
    is_own = draft.user_id == actor.user_id and draft.sent_at is None
    return is_own and can_write_opinion(actor, draft.review)


def can_manage_register(actor: Actor) -> bool:
    """意見を登録できるか。総務課だけ。"""
    return actor.is_secretariat


def can_take_in(actor: Actor, review: AnnualReview) -> bool:
    """この年度の意見を登録できるか。総務課だけで、受付の始まった年度。公表の後も登録できる。"""
    is_begun = review.state != ReviewState.PREPARING
    return actor.is_secretariat and is_begun and review.is_sample == actor.is_sample


def _is_ours_to_manage(actor: Actor, case: OpinionCase) -> bool:
    return actor.is_secretariat and case.is_sample == actor.is_sample


def can_manage_opinion(actor: Actor, case: OpinionCase) -> bool:
    """登録した意見を直し、課に回答を頼めるか。総務課だけで、完結の前まで。"""
    return _is_ours_to_manage(actor, case) and case.state == OpinionState.OPEN


def can_answer(actor: Actor, case: OpinionCase, response: ResponseCase) -> bool:
    """回答できるか。頼まれた課の人だけで、総務課の確認の前まで。"""
    is_open = case.state == OpinionState.OPEN and case.is_sample == actor.is_sample
    is_waiting = response.state in (ResponseState.ASKED, ResponseState.ANSWERED)
    return is_open and is_waiting and response.department in actor.member_of


def can_confirm_answer(actor: Actor, case: OpinionCase, response: ResponseCase) -> bool:
    """回答を確認できるか。総務課の人で、自分の回答でないとき。"""
    is_waiting = response.state == ResponseState.ANSWERED
    return can_manage_opinion(actor, case) and is_waiting and response.answered_by != actor.user_id


def can_send_back_answer(actor: Actor, case: OpinionCase, response: ResponseCase) -> bool:
    """回答を差し戻せるか。総務課だけ。確認した後も、答え直しを頼める。"""
    return can_manage_opinion(actor, case) and response.state != ResponseState.ASKED


def can_follow_up(actor: Actor, case: OpinionCase) -> bool:
    """対応状況を書けるか。回答を頼まれた課の人と、総務課。完結の前まで。"""
    if case.state != OpinionState.OPEN or case.is_sample != actor.is_sample:
        return False
    is_ours = bool(case.departments & actor.member_of)
    return bool(case.departments) and (is_ours or actor.is_secretariat)


def can_close_opinion(actor: Actor, case: OpinionCase) -> bool:
    """完結にできるか。総務課だけで、頼んだ課の回答をすべて確認した後。

    その場で答えた質問は、どの課にも頼まずに、理由を添えて完結にする。
    """
    states = {row.state for row in case.responses}
    return can_manage_opinion(actor, case) and states <= {ResponseState.CONFIRMED}


def can_reopen_opinion(actor: Actor, case: OpinionCase) -> bool:
    """完結した意見を、対応中に戻せるか。総務課だけ。"""
    return _is_ours_to_manage(actor, case) and case.state == OpinionState.CLOSED


def can_cancel_opinion(actor: Actor, case: OpinionCase) -> bool:
    """誤った登録を取り消せるか。総務課だけで、年度を公表する前まで（訂正の間を含む）。"""
    is_kept = case.state in (OpinionState.OPEN, OpinionState.CLOSED)
    is_published = case.review_state == ReviewState.PUBLISHED
    return _is_ours_to_manage(actor, case) and is_kept and not is_published


def _is_in_deliberation(actor: Actor, case: RecordCase) -> bool:
    is_deliberating = case.review_state == ReviewState.DELIBERATING
    is_settled = case.state == RecordState.FINALIZED and is_deliberating
    return is_settled and case.is_sample == actor.is_sample


def can_rate_after_committee(actor: Actor, case: RecordCase) -> bool:
    """委員会後の評価を記せるか。総務課だけで、委員会審議中の、確定した報告に。"""
    return actor.is_secretariat and _is_in_deliberation(actor, case)


def can_amend_improvement(actor: Actor, case: RecordCase) -> bool:
    """委員会後の改善策を書けるか。担当課の人だけで、委員会審議中の、確定した報告に。"""
    return is_named(actor, case) and _is_in_deliberation(actor, case)


def can_read_deliberation(actor: Actor) -> bool:
    """委員会後の評価の画面を読めるか。事務局側の人。"""
    return actor.is_office


def can_sum_up(actor: Actor, review: AnnualReview) -> bool:
    """総括を書けるか。総務課だけで、受付の始まった、公表していない年度に。"""
    is_running = review.state in RUNNING_STATES
    return actor.is_secretariat and is_running and review.is_sample == actor.is_sample
