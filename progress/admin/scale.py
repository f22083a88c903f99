"""評価の尺度と評語。"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from plans.admin_site import RuledInline, RuledModelAdmin, Rules, site, yes_or_no
from progress.forms import RatingFormSet
from progress.models import Rating, RatingScale
from progress.permissions import can_manage_reviews, can_view_reviews

SCALE_RULES = Rules(
    view=lambda actor, scale: can_view_reviews(actor),
    add=lambda actor, scale: can_manage_reviews(actor) and scale is None,
    change=lambda actor, scale: can_manage_reviews(actor) and not _is_used(scale),
)


def _is_used(scale: RatingScale | None) -> bool:
    # 使い始めた尺度は変えない。過去の年度の評価が後から変わらないようにするため。
    return scale is not None and scale.pk is not None and scale.reviews.exists()


class RatingRows(RuledInline):
    """評語の行。"""

    model = Rating
    formset = RatingFormSet
    rules = Rules(
        view=lambda actor, scale: can_view_reviews(actor),
        add=lambda actor, scale: can_manage_reviews(actor) and not _is_used(scale),
        change=lambda actor, scale: can_manage_reviews(actor) and not _is_used(scale),
        delete=lambda actor, scale: can_manage_reviews(actor) and not _is_used(scale),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """評語は尺度からたどる。"""
        return Rating.objects.order_by("order")


@admin.register(RatingScale, site=site)
class RatingScaleAdmin(RuledModelAdmin):
    """評価の尺度の画面。年度で使い始めた尺度は見るだけになる。"""

    rules = SCALE_RULES
    inlines = (RatingRows,)
    list_display = ("name", yes_or_no("is_default", "新しい年度で使う"))
