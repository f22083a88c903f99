"""指標と、その基準値・目標値。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from plans.admin.base import PlanDataAdmin, PlanDataInline
from plans.admin.lists import PLAN_BOOK, ListExportMixin
from plans.admin.plan_scope import PlanScopeOfItem, VisibleRelatedFilter
from plans.admin_site import site
from plans.choices import IndicatorKind
from plans.forms import TargetRowForm, VersionedForm
from plans.models import Baseline, Indicator, Target
from plans.resources import IndicatorResource

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class BaselineRows(PlanDataInline):
    """基準値の行。"""

    model = Baseline
    fields = ("fiscal_year", "value", "absence", "as_printed", "is_estimate", "as_of", "note")


class TargetRows(PlanDataInline):
    """目標値の行。改定は新しい行で足す。"""

    model = Target
    form = TargetRowForm
    fields = ("fiscal_year", "revision", "value", "absence", "as_printed")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """別の計画による指標と、目標が文言の指標には、後で定まった値の欄を添える。"""
        settled = ("settled_value", "settled_source", "settled_on")
        return (*self.fields, *(settled if obj and _is_settled_elsewhere(obj) else ()))


def _is_settled_elsewhere(indicator: Indicator) -> bool:
    return bool(indicator.other_plan) or indicator.kind == IndicatorKind.REACH


@admin.register(Indicator, site=site)
class IndicatorAdmin(ListExportMixin, PlanDataAdmin):
    """指標の画面。"""

    resource_classes = (IndicatorResource,)
    elsewhere = PLAN_BOOK
    form = VersionedForm
    belongs_to = ("item",)
    inlines = (BaselineRows, TargetRows)
    list_display = ("item", "number", "name", "unit", "kind", "baseline_value")
    list_display_links = ("number", "name")
    list_filter = (
        PlanScopeOfItem,
        ("item__departments", VisibleRelatedFilter),
        "kind",
        "entry_kind",
    )
    search_fields = ("name", "item__title")
    search_help_text = "指標、実施項目の名前から探します。"
    ordering = ("item__plan", "item__number", "number")
    fieldsets = (
        (None, {"fields": ("item", "number", "name", "unit", "filled_by")}),
        ("判定", {"fields": ("kind", "kind_reason", "tolerance", "other_plan")}),
        (
            "入力の形",
            {
                "fields": (
                    "entry_kind",
                    "first_label",
                    "second_label",
                    "second_unit",
                    "second_label_is_confirmed",
                )
            },
        ),
        ("説明", {"fields": ("definition", "source", "note")}),
        (None, {"fields": ("form_version",), "classes": ("form-version",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """様式が計画をたどれるように計画まで、一覧のために基準値も、一度に読む。"""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("item__plan", "baseline")

    @admin.display(description="基準値")
    def baseline_value(self, indicator: Indicator) -> str:
        """基準値。計画書の表記のまま。"""
        return str(getattr(indicator, "baseline", "")) or "－"
