"""計画と、その骨組み（改定、基本目標、基本方針、施策、事業共通）。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count

from plans.admin.base import PlanDataAdmin, PlanDataInline, may_edit, may_read
from plans.admin.lists import ListImportMixin
from plans.admin.plan_scope import PlanScope
from plans.admin_site import Rules, site
from plans.correction import is_locked
from plans.fiscal_year import wareki_label
from plans.models import (
    BasicGoal,
    CommonTheme,
    Measure,
    Plan,
    PlanRevision,
    Policy,
    RelatedPlan,
)
from plans.permissions import can_edit_plan
from plans.resources import (
    BasicGoalResource,
    CommonThemeResource,
    PolicyResource,
    RelatedPlanResource,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from plans.actors import Actor

PLAN_FILTER = (PlanScope,)


def may_add_revision(actor: Actor, plan: Plan | None) -> bool:
    """改定の行を手で足せるか。年度を開いた後の改定は「計画を見直す」だけで作る。"""
    return can_edit_plan(actor) and not is_locked(plan)


class RevisionRows(PlanDataInline):
    """改定の行。"""

    model = PlanRevision
    rules = Rules(view=may_read, add=may_add_revision, change=may_edit, delete=may_edit)
    fields = ("number", "name", "from_year", "decided_on", "reason")


@admin.register(Plan, site=site)
class PlanAdmin(PlanDataAdmin):
    """計画の画面。"""

    inlines = (RevisionRows,)
    list_display = ("name", "period", "item_count", "is_released", "is_locked")
    search_fields = ("name", "short_name")
    search_help_text = "計画名から探します。"
    readonly_fields = ("figures_locked_at",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "organization", "released_at")}),
        ("期間", {"fields": ("first_year", "last_year", "baseline_year", "figures_locked_at")}),
        (
            "使命と目標",
            {
                "fields": (
                    "purpose",
                    "mission_heading",
                    "mission",
                    "mission_source",
                    "goals_preface",
                )
            },
        ),
        (
            "位置づけと進め方",
            {
                "fields": (
                    "positioning",
                    "period_text",
                    "promotion",
                    "sdgs_text",
                    "committee_name",
                )
            },
        ),
        ("前の計画", {"fields": ("predecessor_name", "predecessor_adopted", "predecessor")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """実施項目の数を添える。"""
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(items_count=Count("items"))
        return counted

    @admin.display(description="期間", ordering="first_year")
    def period(self, plan: Plan) -> str:
        """計画期間。"""
        return f"{wareki_label(plan.first_year)}～{wareki_label(plan.last_year)}"

    @admin.display(description="実施項目")
    def item_count(self, plan: Any) -> str:
        """実施項目の数。"""
        return f"{plan.items_count}項目"

    @admin.display(description="公開")
    def is_released(self, plan: Plan) -> str:
        """公開済みか。"""
        return "公開済み" if plan.released_at else "準備中"

    @admin.display(description="数値の固定")
    def is_locked(self, plan: Plan) -> str:
        """最初の年度が開かれ、数値が固定されているか。"""
        return "固定済み" if plan.figures_locked_at else "固定前"


@admin.register(BasicGoal, site=site)
class BasicGoalAdmin(ListImportMixin, PlanDataAdmin):
    """基本目標の画面。"""

    resource_classes = (BasicGoalResource,)
    belongs_to = ("plan",)
    list_display = ("number", "title", "catchphrase", "plan")
    list_display_links = ("number", "title")
    list_filter = PLAN_FILTER
    list_select_related = ("plan",)
    search_fields = ("title", "catchphrase")
    search_help_text = "基本目標、キャッチフレーズから探します。"


class MeasureRows(PlanDataInline):
    """施策の行。"""

    model = Measure
    fields = ("number", "title")


@admin.register(Policy, site=site)
class PolicyAdmin(ListImportMixin, PlanDataAdmin):
    """基本方針の画面。"""

    resource_classes = (PolicyResource,)
    belongs_to = ("plan",)
    inlines = (MeasureRows,)
    list_display = ("code", "title", "measure_count", "item_count", "plan")
    list_display_links = ("code", "title")
    list_filter = PLAN_FILTER
    list_select_related = ("plan",)
    search_fields = ("title",)
    search_help_text = "基本方針から探します。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """施策と実施項目の数を添える。"""
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(
            measures_count=Count("measures", distinct=True),
            items_count=Count("items", distinct=True),
        )
        return counted

    @admin.display(description="施策")
    def measure_count(self, policy: Any) -> int:
        """施策の数。"""
        count: int = policy.measures_count
        return count

    @admin.display(description="実施項目")
    def item_count(self, policy: Any) -> int:
        """実施項目の数。"""
        count: int = policy.items_count
        return count


@admin.register(CommonTheme, site=site)
class CommonThemeAdmin(ListImportMixin, PlanDataAdmin):
    """事業共通の画面。"""

    resource_classes = (CommonThemeResource,)
    belongs_to = ("plan",)
    list_display = ("number", "title", "item_count", "plan")
    list_display_links = ("number", "title")
    list_filter = PLAN_FILTER
    list_select_related = ("plan",)
    search_fields = ("title",)
    search_help_text = "事業共通から探します。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """取り組む実施項目の数を添える。"""
        rows = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(items_count=Count("contents__item", distinct=True))
        return counted

    @admin.display(description="取り組む実施項目")
    def item_count(self, theme: Any) -> str:
        """取り組む実施項目の数。"""
        return f"{theme.items_count}項目"


@admin.register(RelatedPlan, site=site)
class RelatedPlanAdmin(ListImportMixin, PlanDataAdmin):
    """関連計画の画面。"""

    resource_classes = (RelatedPlanResource,)
    belongs_to = ("plan",)
    list_display = ("name", "item_numbers", "plan")
    list_filter = PLAN_FILTER
    list_select_related = ("plan",)
    search_fields = ("name",)
    search_help_text = "関連計画から探します。"
    fields = ("plan", "number", "name", "concerns_whole_plan", "items", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """実施項目を添える。"""
        listed: QuerySet[Any] = super().get_queryset(request).prefetch_related("items")
        return listed

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """実施項目はチェックで選ぶ。"""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="実施項目")
    def item_numbers(self, related: RelatedPlan) -> str:
        """関わる実施項目の番号の並び。計画の全体に関わるときは「計画の全体」。"""
        numbers = "、".join(str(item.number) for item in related.items.all())
        return "計画の全体" if related.concerns_whole_plan else numbers
