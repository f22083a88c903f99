"""計画の部屋の「どの行か」。行は必ず `visible_to` を通して取り出す。"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from plans.actors import Actor


class NaturalKeyQuerySet(models.QuerySet[Any]):
    """自然キーで取り出せる集合。キーの道筋はモデルの natural_key_fields。"""

    def get_by_natural_key(self, *parts: object) -> Any:
        """自然キーの行を返す。無ければ DoesNotExist。"""
        return self.get(**dict(zip(self.model.natural_key_fields, parts, strict=True)))


class PlanBoundQuerySet(NaturalKeyQuerySet):
    """計画に属する行の集合。plan_path は計画への道筋（自身が計画なら空）。"""

    plan_path = "plan"

    def visible_to(self, actor: Actor) -> Self:
        """この人に見える行。準備中の計画は総務課だけ、委員は関わる計画だけに見える。"""
        if actor.is_secretariat:
            return self
        prefix = f"{self.plan_path}__" if self.plan_path else ""
        released = self.filter(**{f"{prefix}released_at__isnull": False})
        if actor.is_office:
            return released
        return released.filter(**{f"{prefix}pk__in": actor.committee_plans})

    def for_plan(self, plan: models.Model) -> Self:
        """この計画の行。"""
        return self.in_plan(plan.pk)

    def in_plan(self, number: int) -> Self:
        """この番号の計画の行。"""
        return self.filter(**{self.plan_path or "pk": number})


LISTED_PLANS = 20
"""選ぶ欄に並べる計画の数。"""


class PlanQuerySet(PlanBoundQuerySet):
    """計画の集合。"""

    plan_path = ""

    def newest_first(self, most: int = LISTED_PLANS) -> Self:
        """選ぶ欄に並べる計画。期間の新しい順で、most 個まで。"""
        order = ("-first_year", "pk")
        # 番号だけで並べてから読む。計画の長い文を並べ替えに持ち回らない。
        chosen = self.order_by(*order).values("pk")[:most]
        listed: Self = self.model._default_manager.filter(pk__in=chosen).order_by(*order)
        return listed

    def released(self) -> Self:
        """公開済みの計画。"""
        return self.filter(released_at__isnull=False)


class RevisionQuerySet(PlanBoundQuerySet):
    """計画の改定の集合。"""


class RevisionDraftQuerySet(PlanBoundQuerySet):
    """計画の見直しの案の集合。総務課だけに見える。"""

    def visible_to(self, actor: Actor) -> Self:
        """総務課に見える案。ほかの人には一つも見えない。"""
        return self if actor.is_secretariat else self.none()


class BasicGoalQuerySet(PlanBoundQuerySet):
    """基本目標の集合。"""


class PolicyQuerySet(PlanBoundQuerySet):
    """基本方針の集合。"""


class MeasureQuerySet(PlanBoundQuerySet):
    """施策の集合。"""

    plan_path = "policy__plan"


class CommonThemeQuerySet(PlanBoundQuerySet):
    """事業共通の集合。"""


class ActionItemQuerySet(PlanBoundQuerySet):
    """実施項目の集合。"""

    def awaiting_schedule_confirmation(self) -> Self:
        """実施時期が原本と未照合の項目。"""
        return self.filter(schedule_confirmed_at__isnull=True)

    def with_counts(self) -> Self:
        """実施内容と指標の数を添える。"""
        return self.annotate(
            content_count=Count("contents", distinct=True),
            indicator_count=Count("indicators", distinct=True),
        )


class RelatedPlanQuerySet(PlanBoundQuerySet):
    """関連計画の集合。"""


class ItemPartQuerySet(PlanBoundQuerySet):
    """実施項目にぶら下がる行の集合。"""

    plan_path = "item__plan"


class ItemDepartmentQuerySet(ItemPartQuerySet):
    """項目の担当課の集合。"""

    def with_seats(self) -> Self:
        """課と、項目だけの引継先を添えて、主担当から順に並べる。"""
        return self.select_related("department", "successor").order_by("order")


class ItemKindQuerySet(ItemPartQuerySet):
    """種別の集合。"""


class StatementQuerySet(ItemPartQuerySet):
    """記述の集合。"""


class RevisedQuerySet(ItemPartQuerySet):
    """改定で加わり、廃止されることのある行の集合。"""

    def in_force_in(self, fiscal_year: int) -> Self:
        """その年度（西暦）に効いている行。加えた改定より前と、廃止した改定の後を除く。"""
        added = Q(added_in__isnull=True) | Q(added_in__from_year__lte=fiscal_year)
        kept = Q(dropped_in__isnull=True) | Q(dropped_in__from_year__gt=fiscal_year)
        return self.filter(added & kept)


class ContentQuerySet(RevisedQuerySet):
    """実施内容の集合。"""


class PhaseSpanQuerySet(PlanBoundQuerySet):
    """実施時期の集合。"""

    plan_path = "content__item__plan"


class SourceNoteQuerySet(PlanBoundQuerySet):
    """原典注記の集合。総務課だけに見える。"""

    def visible_to(self, actor: Actor) -> Self:
        """総務課に見える行。ほかの人には一つも見えない。"""
        return self if actor.is_secretariat else self.none()


class ItemSuccessionQuerySet(PlanBoundQuerySet):
    """実施項目の引継ぎの集合。"""

    plan_path = "successor__plan"


class IndicatorQuerySet(RevisedQuerySet):
    """指標の集合。"""


class BaselineQuerySet(PlanBoundQuerySet):
    """基準値の集合。"""

    plan_path = "indicator__item__plan"


class TargetQuerySet(PlanBoundQuerySet):
    """目標値の集合。"""

    plan_path = "indicator__item__plan"

    def in_force_order(self) -> Self:
        """古い改定から順に並べる。後の行が同じ年度の目標を置き換える。"""
        return self.order_by("indicator_id", "fiscal_year", "revision__number")


class DepartmentQuerySet(NaturalKeyQuerySet):
    """担当課の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """課の名は事務局側の人と管理者に見える。"""
        return self if actor.is_office or actor.is_administrator else self.none()

    def in_force(self, on: dt.date) -> Self:
        """その日に置かれている課。"""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        return self.filter(begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)))


class MembershipQuerySet(models.QuerySet[Any]):
    """所属の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """所属は、人を扱える人にだけ見える。"""
        return self if actor.is_administrator or actor.is_secretariat else self.none()

    def in_force(self, on: dt.date) -> Self:
        """その日に在任中の所属。"""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class ImportPlanQuerySet(models.QuerySet[Any]):
    """取込の予定の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """取込の予定は、読み込んだ本人にだけ見える。"""
        may_import = actor.is_office or actor.is_administrator
        return self.filter(user=actor.user_id) if may_import else self.none()


class ImportRunQuerySet(models.QuerySet[Any]):
    """取込の結果の集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """取込の結果は、総務課には全部、ほかの人には自分の分が見える。"""
        if actor.is_secretariat:
            return self
        return self.filter(user=actor.user_id) if actor.is_office else self.none()
