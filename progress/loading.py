"""進行中の年度の報告を、待ちの判定と画面に要るものと一緒に読む。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from plans.choices import Absence
from plans.models import ItemDepartment
from progress.choices import ReviewState
from progress.models import Actual, ContentProgress, DepartmentPart, ProgressRecord, SendBack

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from plans.actors import Actor

RUNNING = (ReviewState.ACCEPTING, ReviewState.DELIBERATING)


def records_with_parts(actor: Actor) -> QuerySet[ProgressRecord]:
    """この人に見える報告。担当課、開いている指摘、協力課の分、空いている欄の数を添える。

    見本の人には見本の年度だけ、本番の人には本番の年度だけを出す。読むと問い合わせは四つ。
    """
    departments = ItemDepartment.objects.with_seats()
    remarks = SendBack.objects.filter(answered_at__isnull=True).select_related("by")
    parts = DepartmentPart.objects.select_related("department", "done_by")
    rows: QuerySet[ProgressRecord] = ProgressRecord.objects.all().visible_to(actor)
    return (
        rows.filter(review__is_sample=actor.is_sample)
        .select_related("review__plan", "item", "self_rating", "submitted_by", "approved_by")
        .prefetch_related(
            Prefetch("item__item_departments", departments),
            Prefetch("send_backs", remarks.order_by("at", "pk")),
            Prefetch("parts", parts),
        )
        .annotate(
            blank_actuals=_count(Actual.objects.filter(absence=Absence.NOT_ENTERED)),
            # 再掲の実施内容は、再掲元の項目で記入する。
            blank_contents=_count(
                ContentProgress.objects.filter(pace="", content__repeats__isnull=True)
            ),
        )
        .order_by("review__fiscal_year", "item__number")
    )


def load_running(actor: Actor) -> list[ProgressRecord]:
    """この人に見える、進行中の年度の報告の全部。"""
    return list(records_with_parts(actor).filter(review__state__in=RUNNING))


def _count(rows: QuerySet[Actual] | QuerySet[ContentProgress]) -> Coalesce:
    counted = rows.filter(record=OuterRef("pk")).order_by().values("record")
    number = counted.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
