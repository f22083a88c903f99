"""委員会後の評価と、委員会後の改善策。確定した報告には触れず、横に並べて残す。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from plans.signing import sign_change
from progress.models import AmendedImprovement, CommitteeRating, Opinion, ProgressRecord
from progress.opinion_permissions import can_amend_improvement, can_rate_after_committee
from progress.permissions import case_of
from progress.workflow import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plans.actors import Actor
    from plans.models import User
    from progress.models import Rating
    from progress.permissions import RecordCase

CHANGED_MESSAGE = "開いた後に、ほかの人が保存しました。打った内容は下の欄に残っています。"
NOT_RATABLE = "委員会後の評価は、委員会審議中の、確定した報告にだけ残せます。"
NOT_AMENDABLE = "委員会後の改善策は、委員会審議中の、確定した報告に、担当課だけが残せます。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """委員会後の評価の中身。opinions は根拠の意見。"""

    rating: Rating
    reason: str
    opinions: Sequence[Opinion] = ()

    @property
    def note(self) -> str:
        """変更履歴に残す文。根拠の意見の番号も残す。"""
        numbers = "、".join(str(row.number) for row in self.opinions)
        return f"委員会後の評価（根拠の意見：{numbers}）" if numbers else "委員会後の評価"


@transaction.atomic
def rate_after_committee(
    record_id: int, verdict: Verdict, *, actor: Actor, user: User, version: int
) -> CommitteeRating:
    """委員会後の評価を残す。version は画面を開いたときの評価の版（まだなければ 0）。

    許されなければ NotAllowedError、先に変わっていれば ChangedMeanwhileError。何も変わらない。
    """
    record = _lock(record_id, actor, can_rate_after_committee, NOT_RATABLE)
    row = CommitteeRating.objects.filter(record=record).first() or CommitteeRating(record=record)
    _advance(row, version)
    row.rating, row.reason = verdict.rating, verdict.reason
    row.rated_on, row.rated_by = actor.on, user
    sign_change(row, user, verdict.note)
    row.save()
    row.opinions.set(verdict.opinions)
    return row


@transaction.atomic
def amend_improvement(
    record_id: int, text: str, *, actor: Actor, user: User, version: int
) -> AmendedImprovement:
    """委員会後の改善策を残す。version は画面を開いたときの版（まだなければ 0）。

    許されなければ NotAllowedError、先に変わっていれば ChangedMeanwhileError。何も変わらない。
    """
    record = _lock(record_id, actor, can_amend_improvement, NOT_AMENDABLE)
    known = AmendedImprovement.objects.filter(record=record).first()
    row = known or AmendedImprovement(record=record)
    _advance(row, version)
    row.text, row.amended_on, row.amended_by = text, actor.on, user
    sign_change(row, user, "委員会後の改善策")
    row.save()
    return row


def _lock(
    record_id: int, actor: Actor, may: Callable[[Actor, RecordCase], bool], message: str
) -> ProgressRecord:
    record: ProgressRecord = (
        ProgressRecord.objects.select_for_update(of=("self",))
        .select_related("review", "item")
        .prefetch_related("item__item_departments__department")
        .get(pk=record_id)
    )
    if not may(actor, case_of(record)):
        raise NotAllowedError(message)
    return record


def _advance(row: Any, version: int) -> None:
    """版を確かめて一つ進める。まだない行の版は 0 とする。"""
    if (row.version if row.pk else 0) != version:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    row.version = version + 1
