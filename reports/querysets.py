"""「閲覧と出力」の部屋の「どの行か」。行は必ず `visible_to` を通して取り出す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from plans.querysets import PlanBoundQuerySet
from reports.choices import PackState

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
