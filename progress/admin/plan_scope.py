"""進行管理の一覧の範囲。選ばなければ、受付中か審議中の年度のある計画。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.admin.plan_scope import PlanScope
from plans.admin_site import actor_of
from progress.plan_order import plans_running_first

if TYPE_CHECKING:
    from django.http import HttpRequest

    from plans.models import Plan


class RunningPlanScope(PlanScope):
    """計画の絞り込み。"""

    def plans(self, request: HttpRequest) -> list[Plan]:
        """選べる計画。先頭は、受付中か審議中の年度のあるもの。"""
        return list(plans_running_first(actor_of(request)))


class RunningPlanScopeOfReview(RunningPlanScope):
    """年度の進行管理をたどる計画の絞り込み。"""

    path = "review__plan"
