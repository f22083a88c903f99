"""どの計画の、どの年度を見るか。画面の問い合わせ（?plan= と ?year=）から決める。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from plans.models import Plan
from plans.permissions import can_read_plans
from progress.choices import ReviewState
from progress.models import AnnualReview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plans.actors import Actor

RUNNING = (ReviewState.ACCEPTING, ReviewState.DELIBERATING)


@dataclass(frozen=True, slots=True)
class Choice:
    """選ばれた計画と年度。plans は選べる計画の全部、reviews は選んだ計画の年度（尺度つき）。"""

    plan: Plan
    fiscal_year: int
    plans: tuple[Plan, ...]
    reviews: tuple[AnnualReview, ...]


def choose(actor: Actor, query: Mapping[str, str]) -> Choice:
    """計画と年度を選ぶ。

    plan を省くと、受付中の年度のある計画、なければ最も新しい計画。
    year を省くと、受付中の年度、なければ最後に開いた年度、なければ計画の初年度。
    読めない人は PermissionDenied、見えない計画や期間外の年度は Http404。
    """
    if not can_read_plans(actor):
        raise PermissionDenied
    plans = tuple(Plan.objects.all().visible_to(actor).order_by("-first_year", "pk"))
    visible = AnnualReview.objects.all().visible_to(actor).select_related("scale")
    reviews = list(visible.order_by("-fiscal_year"))
    if not plans:
        raise Http404("見られる計画がまだありません。")
    plan = _choose_plan(plans, reviews, query.get("plan", ""))
    own = tuple(review for review in reviews if review.plan_id == plan.pk)
    return Choice(plan, _choose_year(plan, own, query.get("year", "")), plans, own)


def _choose_plan(plans: tuple[Plan, ...], reviews: list[AnnualReview], asked: str) -> Plan:
    if asked:
        for plan in plans:
            if str(plan.pk) == asked:
                return plan
        raise Http404("その計画は見られません。")
    running = {review.plan_id for review in reviews if review.state in RUNNING}
    return next((plan for plan in plans if plan.pk in running), plans[0])


def _choose_year(plan: Plan, reviews: tuple[AnnualReview, ...], asked: str) -> int:
    if asked:
        if not asked.isascii() or not asked.isdigit() or int(asked) not in plan.years:
            raise Http404("計画期間の年度ではありません。")
        return int(asked)
    running = [review for review in reviews if review.state in RUNNING]
    opened = [review for review in reviews if review.state != ReviewState.PREPARING]
    chosen = next(iter(running or opened), None)
    return chosen.fiscal_year if chosen else plan.first_year
