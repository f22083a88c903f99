"""年度の段階を動かす、ただ一つの場所。表 REVIEW_TRANSITIONS と、それを行う関数。

受付の開始は opening.py にある。公表（mark_published）は、公表の手続きだけが呼ぶ。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord
from progress.permissions import can_move_review
from progress.workflow import MAX_REASON, NotAllowedError, ReasonNeededError, WorkflowError

if TYPE_CHECKING:
    import datetime as dt

    from plans.actors import Actor
    from plans.models import User


class OutstandingError(WorkflowError):
    """確定していない報告が、見たときより多く残っている。"""


@dataclass(frozen=True, slots=True)
class ReviewTransition:
    """年度の動き。source から target へ。checks_outstanding なら、残りを見た上でだけ動く。

    by_publication なら、公表の手続きだけが動かし、年度の画面にボタンを出さない。
    """

    label: str
    source: ReviewState
    target: ReviewState
    done: str
    needs_reason: bool = False
    checks_outstanding: bool = False
    by_publication: bool = False


REVIEW_TRANSITIONS = {
    "deliberate": ReviewTransition(
        "審議を始める",
        ReviewState.ACCEPTING,
        ReviewState.DELIBERATING,
        "委員会審議中にしました。",
        checks_outstanding=True,
    ),
    "resume": ReviewTransition(
        "受付中に戻す",
        ReviewState.DELIBERATING,
        ReviewState.ACCEPTING,
        "受付中に戻しました。",
        needs_reason=True,
    ),
    "amend": ReviewTransition(
        "公表の訂正を始める",
        ReviewState.PUBLISHED,
        ReviewState.DELIBERATING,
        "委員会審議中に戻しました。公表中の版はそのままです。",
        needs_reason=True,
    ),
    "publish": ReviewTransition(
        "公表",
        ReviewState.DELIBERATING,
        ReviewState.PUBLISHED,
        "公表済にしました。",
        by_publication=True,
    ),
}
BUTTON_MOVES = tuple(
    verb for verb, transition in REVIEW_TRANSITIONS.items() if not transition.by_publication
)


def allowed_review_verbs(actor: Actor, review: AnnualReview) -> list[str]:
    """いま許されている、年度の画面での動き。公表は含まない。"""
    if not can_move_review(actor, review):
        return []
    return [verb for verb in BUTTON_MOVES if REVIEW_TRANSITIONS[verb].source == review.state]


@transaction.atomic
def move_review(
    review_id: int,
    verb: str,
    *,
    actor: Actor,
    user: User,
    reason: str = "",
    seen_outstanding: int = 0,
) -> AnnualReview:
    """年度を次の段階に動かし、動かした年度を返す。

    seen_outstanding は、確かめた「確定前の報告」の件数。それより多く残っていれば OutstandingError。
    許されなければ NotAllowedError、理由が要るのになければ ReasonNeededError。何も変わらない。
    """
    transition = REVIEW_TRANSITIONS[verb]
    review: AnnualReview = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if verb not in allowed_review_verbs(actor, review):
        raise NotAllowedError(
            f"「{review.get_state_display()}」の年度に、いま「{transition.label}」はできません。"
        )
    why = _require_reason(transition, reason)
    if transition.checks_outstanding:
        why += _note_outstanding(review, seen_outstanding)
    review.state = transition.target
    sign_change(review, user, f"{transition.label}{why}")
    review.save()
    return review


def mark_published(
    review: AnnualReview, *, actor: Actor, user: User, at: dt.datetime, note: str
) -> None:
    """押さえた年度を公表済にする。note は変更履歴に残す文、at は時刻（タイムゾーンつき）。

    公表の手続きだけが、取引の中で呼ぶ。公表済の年度は、そのまま履歴だけを残す。
    許されなければ NotAllowedError。
    """
    transition = REVIEW_TRANSITIONS["publish"]
    is_ready = review.state in (transition.source, transition.target)
    if not is_ready or not can_move_review(actor, review):
        raise NotAllowedError(
            f"「{review.get_state_display()}」の年度に、いま「{transition.label}」はできません。"
        )
    review.state = transition.target
    _save_signed(review, user, at, f"{transition.label}（{note}）")


def unmark_published(
    review: AnnualReview, *, actor: Actor, user: User, at: dt.datetime, note: str
) -> None:
    """押さえた公表済の年度を、委員会審議中に戻す。公表取下げの手続きだけが、取引の中で呼ぶ。

    公表済でなければ、段階はそのまま履歴だけを残す。許されなければ NotAllowedError。
    """
    if not can_move_review(actor, review):
        raise NotAllowedError("この年度の段階を動かせません。")
    if review.state == ReviewState.PUBLISHED:
        review.state = REVIEW_TRANSITIONS["amend"].target
    _save_signed(review, user, at, note)


def _save_signed(review: AnnualReview, user: User, at: dt.datetime, reason: str) -> None:
    sign_change(review, user, reason)
    review._history_date = at  # type: ignore[attr-defined]
    review.save()


def _require_reason(transition: ReviewTransition, reason: str) -> str:
    text = reason.strip()
    if transition.needs_reason and not text:
        raise ReasonNeededError(f"「{transition.label}」の理由を入れてください。")
    if len(text) > MAX_REASON:
        raise ReasonNeededError(f"理由は{MAX_REASON:,}字以内にしてください。")
    return f"：{text}" if text else ""


def _note_outstanding(review: AnnualReview, seen: int) -> str:
    rows = ProgressRecord.objects.filter(review=review).exclude(state=RecordState.FINALIZED)
    numbers = [str(number) for number in rows.values_list("item__number", flat=True)]
    if len(numbers) > seen:
        raise OutstandingError(
            f"確定していない報告が{len(numbers)}件あります。一覧を確かめ、印を付けてから始めてください。"
        )
    return f"（確定前 {len(numbers)}件：項目{'、'.join(numbers)}）" if numbers else ""
