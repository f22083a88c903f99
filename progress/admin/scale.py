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
    change=lambda actor, scale: can_manage_reviews(actor),
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

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """見るだけの表には、様式の外でだけ使う記号を出さない。"""
        return () if self.has_change_permission(request, obj) else ("code",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """評語は尺度からたどる。"""
        return Rating.objects.order_by("order")


@admin.register(RatingScale, site=site)
class RatingScaleAdmin(RuledModelAdmin):
    """評価の尺度の画面。年度で使い始めた尺度は、使う期間と標準かどうかだけを変えられる。"""

    rules = SCALE_RULES
    inlines = (RatingRows,)
    fields = ("name", "is_default", "starts_on", "ends_on")
    list_display = (
        "name",
        "steps",
        yes_or_no("is_default", "新しい年度で使う"),
        "starts_on",
        "ends_on",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """評語を添える。"""
        return super().get_queryset(request).prefetch_related("ratings")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """使い始めた尺度の名は変えない。"""
        return ("name",) if _is_used(obj) else ()

    @admin.display(description="評語")
    def steps(self, scale: RatingScale) -> str:
        """評語の並び。"""
        return "、".join(row.label for row in scale.ratings.all())
