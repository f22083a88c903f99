"""どの計画の、どの年度を見るか。画面の問い合わせ（?plan= と ?year=）から決める。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from plans.fiscal_year import wareki_label
from plans.permissions import can_read_plans
from progress.choices import ReviewState
from progress.models import AnnualReview
from progress.plan_order import plans_running_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plans.actors import Actor
    from plans.models import Plan

RUNNING = (ReviewState.ACCEPTING, ReviewState.DELIBERATING)


class NoPlanError(Http404):
    """見られる計画が一つもない。画面では、計画を入れる道を示す。"""

    template = "reports/no_plan.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """選ばれた計画と年度。plans は選べる計画、reviews はその計画の年度（尺度つき）。"""

    plan: Plan
    fiscal_year: int
    plans: tuple[Plan, ...]
    reviews: tuple[AnnualReview, ...]


def choose(actor: Actor, query: Mapping[str, str]) -> Choice:
    """計画と年度を選ぶ。

    plan を省くと、受付中の年度のある計画、なければ最も新しい計画。
    year を省くと、受付中の年度、なければ最後に開いた年度、なければ計画の初年度。
    読めない人は PermissionDenied、見えない計画や期間外の年度は Http404、見られる計画がなければ
    NoPlanError。
    """
    if not can_read_plans(actor):
        raise PermissionDenied
    asked = query.get("plan", "")
    plans = tuple(plans_running_first(actor, _number(asked)))
    if not plans:
        raise NoPlanError
    plan = plans[0]
    if asked and str(plan.pk) != asked:
        raise Http404("その計画は見られません。")
    reviews = AnnualReview.objects.all().visible_to(actor).for_plan(plan).select_related("scale")
    own = tuple(reviews.order_by("-fiscal_year"))
    year = _choose_year(plan, own, query.get("year", ""))
    return Choice(plan, year, tuple(sorted(plans, key=_newest_first)), own)


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def _newest_first(plan: Plan) -> tuple[int, int]:
    return -plan.first_year, plan.pk


def _choose_year(plan: Plan, reviews: tuple[AnnualReview, ...], asked: str) -> int:
    if asked:
        year = _number(asked)
        if year is None or year not in plan.years:
            raise Http404("計画期間の年度ではありません。")
        return year
    running = [review for review in reviews if review.state in RUNNING]
    opened = [review for review in reviews if review.state != ReviewState.PREPARING]
    chosen = next(iter(running or opened), None)
    return chosen.fiscal_year if chosen else plan.first_year


def year_tabs(choice: Choice) -> list[dict[str, object]]:
    """計画期間の年度と、その段階。年度を選ぶ見出しのために。"""
    states = {review.fiscal_year: review.get_state_display() for review in choice.reviews}
    return [
        {
            "year": year,
            "label": wareki_label(year),
            "state_label": states.get(year, "年度未開始"),
            "is_chosen": year == choice.fiscal_year,
        }
        for year in choice.plan.years
    ]
