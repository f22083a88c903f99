"""進行管理の部屋の「どの行か」。行は必ず `visible_to` を通して取り出す。"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from plans.querysets import PlanBoundQuerySet
from progress.choices import OpinionState, RecordState, ReviewState

if TYPE_CHECKING:
    from plans.actors import Actor

CLOSED_STATES = (RecordState.FINALIZED,)


class RatingScaleQuerySet(models.QuerySet[Any]):
    """評価の尺度の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """尺度は事務局側の人と委員に見える。"""
        return self if actor.is_office or actor.is_committee else self.none()

    def in_force(self, on: dt.date) -> Self:
        """その日に用意する年度で選べる尺度。"""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        return self.filter(begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)))


class AnnualReviewQuerySet(PlanBoundQuerySet):
    """年度の進行管理の集合。"""

    def running(self) -> Self:
        """受付中か委員会審議中の年度。"""
        return self.filter(state__in=(ReviewState.ACCEPTING, ReviewState.DELIBERATING))

    def unpublished(self) -> Self:
        """まだ公表していない年度。"""
        return self.exclude(state=ReviewState.PUBLISHED)


class ProgressRecordQuerySet(PlanBoundQuerySet):
    """進捗報告の集合。"""

    plan_path = "review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """この人に見える報告。委員には確定した報告だけが見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_office else rows.closed()

    def closed(self) -> Self:
        """外に出してよい報告（確定）。"""
        return self.filter(state__in=CLOSED_STATES)

    def for_year(self, fiscal_year: int) -> Self:
        """この年度の報告。"""
        return self.filter(review__fiscal_year=fiscal_year)


class RecordPartQuerySet(PlanBoundQuerySet):
    """進捗報告にぶら下がる行の集合。"""

    plan_path = "record__review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """報告が見える人に、その行も見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_office else rows.filter(record__state__in=CLOSED_STATES)


class EvidenceQuerySet(PlanBoundQuerySet):
    """根拠資料の集合。"""

    plan_path = "actual__record__review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """報告が見える人に、その根拠資料も見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_office else rows.filter(actual__record__state__in=CLOSED_STATES)


class ReviewPartQuerySet(PlanBoundQuerySet):
    """年度の進行管理にぶら下がる行の集合。事務局側の人に見える。"""

    plan_path = "review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """事務局側の人に見える行。"""
        return super().visible_to(actor) if actor.is_office else self.none()


class CommitteeQuerySet(PlanBoundQuerySet):
    """委員会の集合。"""


class CommitteeMemberQuerySet(models.QuerySet[Any]):
    """委員の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """委員の登録は総務課だけに見える。"""
        return self if actor.is_secretariat else self.none()

    def in_office(self, on: dt.date) -> Self:
        """その日に任期中の委員。"""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class MeetingQuerySet(PlanBoundQuerySet):
    """委員会の会議の集合。事務局側の人と、その計画の委員に見える。"""

    plan_path = "review__plan"


class OpinionQuerySet(PlanBoundQuerySet):
    """登録した意見の集合。事務局側の人と、その計画の委員に見える。"""

    plan_path = "review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """登録を取り消した意見は、事務局側の人にだけ見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_office else rows.standing()

    def still_open(self) -> Self:
        """まだ完結していない意見。"""
        return self.filter(state=OpinionState.OPEN)

    def standing(self) -> Self:
        """登録を取り消していない意見。資料、公表、数えるときは、これだけを使う。"""
        return self.exclude(state=OpinionState.CANCELLED)


class OpinionPartQuerySet(PlanBoundQuerySet):
    """意見にぶら下がる行（回答、対応状況）の集合。"""

    plan_path = "opinion__review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """事務局側の人に見える行。委員には、事実を通して確認済の回答だけを見せる。"""
        return super().visible_to(actor) if actor.is_office else self.none()


class OpinionDraftQuerySet(PlanBoundQuerySet):
    """委員が書いた意見の集合。"""

    plan_path = "review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """自分が書いた意見と、総務課には送られた意見。ほかの委員の意見は見えない。"""
        if actor.is_secretariat:
            return self.sent()
        rows = super().visible_to(actor) if actor.is_committee else self.none()
        return rows.filter(user=actor.user_id)

    def sent(self) -> Self:
        """送られた意見。"""
        return self.filter(sent_at__isnull=False)

    def not_taken(self) -> Self:
        """まだ登録していない意見。"""
        return self.filter(opinion__isnull=True)


class ReminderQuerySet(models.QuerySet[Any]):
    """催促の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """催促の控えは総務課だけに見える。"""
        return self if actor.is_secretariat else self.none()

    def sent(self) -> Self:
        """送り終えた催促。"""
        return self.filter(sent_at__isnull=False)
