"""「閲覧と出力」の部屋の「どの行か」。行は必ず `visible_to` を通して取り出す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, JSONField, OuterRef, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from plans.querysets import PlanBoundQuerySet
from reports.choices import PackState, PublicationState

if TYPE_CHECKING:
    from plans.actors import Actor


class CommitteePackQuerySet(PlanBoundQuerySet):
    """委員会資料の集合。"""

    plan_path = "review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """この人に見える資料。作成中のものは総務課だけ、配布したものは事務局と委員に見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_secretariat else rows.distributed()

    def distributed(self) -> Self:
        """配布した資料。"""
        return self.filter(state=PackState.DISTRIBUTED)


class PackFileQuerySet(PlanBoundQuerySet):
    """委員会資料のファイルの集合。"""

    plan_path = "pack__review__plan"

    def visible_to(self, actor: Actor) -> Self:
        """資料が見える人に、そのファイルも見える。"""
        rows = super().visible_to(actor)
        return rows if actor.is_secretariat else rows.filter(pack__state=PackState.DISTRIBUTED)


class PublishedReportQuerySet(models.QuerySet[Any]):
    """公表版の集合。公表中の版は、ログインしない人にも見える。"""

    def visible_to(self, actor: Actor) -> Self:
        """この人に見える版。総務課には全部、ほかの人には公表中の版。"""
        return self if actor.is_secretariat else self.public()

    def public(self) -> Self:
        """公表中の版。訂正された前の版を含む。"""
        return self.filter(state=PublicationState.RELEASED)

    def released(self) -> Self:
        """計画と年度ごとに、公表中の最も新しい版。"""
        newer = self.model.objects.filter(
            plan_key=OuterRef("plan_key"),
            fiscal_year=OuterRef("fiscal_year"),
            version__gt=OuterRef("version"),
            state=PublicationState.RELEASED,
        )
        return self.public().filter(~Exists(newer))

    def of_year(self, plan_key: int, fiscal_year: int) -> Self:
        """計画の番号と年度（西暦）の版。"""
        return self.filter(plan_key=plan_key, fiscal_year=fiscal_year)

    def without_facts(self) -> Self:
        """年度の事実の写しを読まない。一覧のために。"""
        return self.defer("facts_text", "differences")

    def with_plan_words(self) -> models.QuerySet[Any, dict[str, Any]]:
        """計画の番号と、写しの中の計画の策定者と期間だけ。写しの全体は読まない。"""
        plan = KeyTransform("plan", Cast("facts_text", JSONField()))
        words = {
            name: Coalesce(KeyTextTransform(name, plan), Value(""), output_field=models.TextField())
            for name in ("organization", "period_label")
        }
        return self.values("plan_key", **words)


class PublishedFileQuerySet(models.QuerySet[Any]):
    """公表版のファイルの集合。"""

    def visible_to(self, actor: Actor) -> Self:
        """公表版が見える人に、そのファイルも見える。"""
        return self if actor.is_secretariat else self.public()

    def public(self) -> Self:
        """公表中の版のファイル。"""
        return self.filter(report__state=PublicationState.RELEASED)


class MediaNoticeQuerySet(PlanBoundQuerySet):
    """掲載記録の集合。"""

    plan_path = "review__plan"
