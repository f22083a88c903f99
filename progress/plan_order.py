"""計画を見る順。尋ねた計画、受付中か審議中の年度のある計画、期間の新しい計画の順。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Value, When

from plans.models import Plan
from plans.querysets import LISTED_PLANS
from progress.models import AnnualReview

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from plans.actors import Actor


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
