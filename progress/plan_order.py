"""計画を見る順。尋ねた計画、受付中か審議中の年度のある計画、期間の新しい計画の順。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from plans.models import Plan
from plans.querysets import LISTED_PLANS
from progress.choices import ReviewState
from progress.models import AnnualReview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from plans.actors import Actor


LISTED_YEARS = 30
"""一度に選べる年度の数。六つの計画の、五か年ずつ。"""


def asked_plan(query: Mapping[str, str]) -> int | None:
    """問い合わせ（?plan=）が尋ねる計画の番号。なければ、また番号でなければ None。"""
    asked = query.get("plan", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def listed_reviews(actor: Actor, asked: int | None = None) -> QuerySet[AnnualReview]:
    """この人に見える年度のうち、一覧に並べるもの。新しい年度が先。問い合わせは一回。

    新しいものから LISTED_YEARS 個と、まだ公表していない年度、尋ねた計画 asked の年度。計画がいくつ
    あっても、読む年度の数は変わらない。
    """
    visible = AnnualReview.objects.all().visible_to(actor)
    order = ("-fiscal_year", "-plan__first_year", "pk")
    newest = visible.order_by(*order).values("pk")[:LISTED_YEARS]
    is_listed = Q(pk__in=newest) | ~Q(state=ReviewState.PUBLISHED) | Q(plan=asked)
    listed: QuerySet[AnnualReview] = visible.filter(is_listed)
    return listed.select_related("plan").order_by(*order)


def plans_running_first(actor: Actor, asked: int | None = None) -> QuerySet[Plan]:
    """この人に見える計画を、見る順に LISTED_PLANS 個まで返す。問い合わせは一回。

    asked は尋ねた計画の番号。見えるなら、それが先頭になる。
    """
    running = AnnualReview.objects.running().visible_to(actor)
    rank = Case(
        When(pk=asked, then=Value(0)),
        When(pk__in=running.values("plan"), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    order = (rank, "-first_year", "pk")
    # 番号だけで並べてから読む。計画の長い文を並べ替えに持ち回らない。
    visible = Plan.objects.all().visible_to(actor)
    chosen = visible.order_by(*order).values("pk")[:LISTED_PLANS]
    plans: QuerySet[Plan] = Plan.objects.filter(pk__in=chosen).order_by(*order)
    return plans
