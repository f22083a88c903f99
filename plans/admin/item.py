"""実施項目と実施内容。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from plans.admin.base import (
    READ_ONLY_RULES,
    PlanDataAdmin,
    PlanDataInline,
)
from plans.admin.lists import PLAN_BOOK, ListExportMixin
from plans.admin.plan_scope import PlanScope, PlanScopeOfItem, VisibleRelatedFilter
from plans.admin_site import actor_of, site
from plans.fiscal_year import wareki_label
from plans.forms import PlanRowForm, VersionedForm
from plans.models import (
    ActionItem,
    ImplementationContent,
    ItemDepartment,
    ItemKind,
    PhaseSpan,
    Statement,
)
from plans.permissions import can_confirm_schedule
from plans.resources import ActionItemResource, ContentResource

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

UNCONFIRMED = "推定・要確認"
CONFIRMED = "確認済"


class DepartmentRowForm(PlanRowForm):
    """担当課の行の様式。項目だけの引継先は、担当課が廃止された後にだけ選べる。"""

    def clean(self) -> dict[str, Any]:
        """引継先を選んだ行の担当課が、すでに廃止されているかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        department = cleaned.get("department")
        if cleaned.get("successor") and department and not department.is_ended(localdate()):
            message = f"{department}は廃止されていません。引継先は、廃止日の翌日から選べます。"
            self.add_error("successor", message)
        return cleaned


class DepartmentRows(PlanDataInline):
    """担当課の行。先頭が主担当。"""

    model = ItemDepartment
    form = DepartmentRowForm
    fields = ("order", "department", "successor")


class KindRows(PlanDataInline):
    """種別の行。"""

    model = ItemKind
    fields = ("order", "name")


class StatementRows(PlanDataInline):
    """記述の行。"""

    model = Statement
    fields = ("section", "order", "mark", "text")


class ScheduleFilter(admin.SimpleListFilter):
    """実施時期の確認状況の絞り込み。"""

    title = "実施時期"
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """確認状況。"""
        return [("unconfirmed", UNCONFIRMED), ("confirmed", CONFIRMED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """選んだ確認状況の項目。"""
        if self.value() not in ("unconfirmed", "confirmed"):
            return queryset
        return queryset.filter(schedule_confirmed_at__isnull=self.value() == "unconfirmed")


def schedule_address(item: ActionItem) -> str:
    """実施時期の確認の画面の URL。"""
    query = urlencode({"plan": item.plan_id})
    return f"{reverse('schedule_item', args=(item.number,))}?{query}"


@admin.register(ActionItem, site=site)
class ActionItemAdmin(ListExportMixin, PlanDataAdmin):
    """実施項目の画面。実施内容と指標へはここから進む。"""

    resource_classes = (ActionItemResource,)
    elsewhere = PLAN_BOOK
    form = VersionedForm
    belongs_to = ("plan",)
    inlines = (DepartmentRows, KindRows, StatementRows)
    change_list_template = "plans/admin/item_change_list.html"
    list_display = (
        "number",
        "title",
        "department_names",
        "policy_code",
        "content_total",
        "indicator_total",
        "schedule_state",
    )
    list_display_links = ("number", "title")
    list_filter = (
        PlanScope,
        ("policy", VisibleRelatedFilter),
        ("departments", VisibleRelatedFilter),
        ScheduleFilter,
    )
    ordering = ("plan", "number")
    search_fields = ("title", "contents__title", "indicators__name")
    search_help_text = "実施項目、実施内容、指標の名前から探します。"
    fieldsets = (
        (None, {"fields": ("plan", "number", "title", "policy", "measure", "remark", "sdgs")}),
        (None, {"fields": ("form_version",), "classes": ("form-version",)}),
    )
    change_form_template = "plans/admin/item_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """担当課の並びと、実施内容・指標の数を添える。"""
        rows = super().get_queryset(request).with_counts()
        listed: QuerySet[Any] = rows.select_related("plan", "policy").prefetch_related(
            "item_departments__department"
        )
        return listed

    @admin.display(description="担当課")
    def department_names(self, item: ActionItem) -> str:
        """担当課の並び。先頭が主担当。"""
        return "、".join(str(row.department) for row in item.item_departments.all())

    @admin.display(description="方針", ordering="policy__number")
    def policy_code(self, item: ActionItem) -> str:
        """基本方針の記号。"""
        return item.policy.code

    @admin.display(description="実施内容", ordering="content_count")
    def content_total(self, item: Any) -> int:
        """実施内容の数。"""
        count: int = item.content_count
        return count

    @admin.display(description="指標", ordering="indicator_count")
    def indicator_total(self, item: Any) -> int:
        """指標の数。"""
        count: int = item.indicator_count
        return count

    @admin.display(description="実施時期", ordering="schedule_confirmed_at")
    def schedule_state(self, item: ActionItem) -> str:
        """実施時期の確認状況。"""
        return CONFIRMED if item.is_schedule_confirmed else UNCONFIRMED

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """実施時期の確認への道を、確認できる人に出す。"""
        may_confirm = can_confirm_schedule(actor_of(request))
        context = {"may_confirm_schedule": may_confirm, **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """実施内容・指標・実施時期への道を画面に渡す。"""
        item = kwargs.get("obj")
        if item is not None:
            context["contents"] = item.contents.order_by("order")
            context["indicators"] = item.indicators.select_related("item").order_by("number")
            may_confirm = can_confirm_schedule(actor_of(request))
            context["schedule_address"] = schedule_address(item) if may_confirm else ""
            context["schedule_state"] = self.schedule_state(item)
        return super().render_change_form(request, context, *args, **kwargs)


class SpanRows(PlanDataInline):
    """実施時期の行。ここでは見るだけで、直すのは実施時期の確認の画面。"""

    rules = READ_ONLY_RULES
    model = PhaseSpan
    fields = ("order", "label", "stage_names", "years")
    readonly_fields = ("stage_names", "years")

    @admin.display(description="段階")
    def stage_names(self, span: PhaseSpan) -> str:
        """段階の並び。"""
        return "・".join(span.stage_labels)

    @admin.display(description="年度")
    def years(self, span: PhaseSpan) -> str:
        """年度。原本と照合するまでは推定と示す。"""
        years = f"{wareki_label(span.first_year)}～{wareki_label(span.last_year)}"
        confirmed = span.content.item.is_schedule_confirmed
        return years if confirmed else f"{years}（{UNCONFIRMED}）"


@admin.register(ImplementationContent, site=site)
class ImplementationContentAdmin(ListExportMixin, PlanDataAdmin):
    """実施内容の画面。"""

    resource_classes = (ContentResource,)
    elsewhere = PLAN_BOOK
    form = VersionedForm
    belongs_to = ("item",)
    inlines = (SpanRows,)
    change_form_template = "plans/admin/content_change_form.html"
    list_display = ("item", "key", "title", "qualifier", "goals", "order")
    list_display_links = ("key", "title")
    list_filter = (
        PlanScopeOfItem,
        "kind",
        "qualifier",
        ("basic_goals", VisibleRelatedFilter),
    )
    search_fields = ("title", "item__title")
    search_help_text = "実施内容、実施項目の名前から探します。"
    ordering = ("item__plan", "item__number", "order")
    fields = (
        "item",
        "kind",
        "number",
        "branch",
        "order",
        "common_theme",
        "title",
        "qualifier",
        "basic_goals",
        "repeats",
        "filled_by",
        "form_version",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """基本目標を添える。"""
        rows = super().get_queryset(request).select_related("item__plan")
        listed: QuerySet[Any] = rows.prefetch_related("basic_goals")
        return listed

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """基本目標はチェックで選ぶ。"""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="番号")
    def key(self, content: ImplementationContent) -> str:
        """画面での番号。"""
        return content.key

    @admin.display(description="基本目標")
    def goals(self, content: ImplementationContent) -> str:
        """基本目標の番号の並び。"""
        return "、".join(str(goal.number) for goal in content.basic_goals.all())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """実施時期の画面への道を渡す。"""
        content = kwargs.get("obj")
        if content is not None and can_confirm_schedule(actor_of(request)):
            context["schedule_address"] = schedule_address(content.item)
        return super().render_change_form(request, context, *args, **kwargs)
