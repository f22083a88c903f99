"""原典注記。総務課が、原本と照合しながら一つずつ閉じる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from plans.admin.base import PlanDataAdmin
from plans.admin.lists import ListExportMixin
from plans.admin.plan_scope import PlanScope
from plans.admin_site import Rules, site
from plans.forms import PlanDataForm
from plans.models import SourceNote
from plans.permissions import can_edit_plan, can_read_source_notes
from plans.resources import SourceNoteResource

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RESOLVE = "_resolve"
REOPEN = "_reopen"


def is_alternative(entry: object) -> bool:
    """別案一つの形をしているか。"""
    if not isinstance(entry, dict) or not isinstance(entry.get("label"), str):
        return False
    rows = entry.get("rows")
    return isinstance(rows, dict) and all(
        isinstance(labels, list) and all(isinstance(label, str) and label for label in labels)
        for labels in rows.values()
    )


class SourceNoteForm(PlanDataForm):
    """原典注記の様式。閉じるときは、確認の結果を一文で求める。"""

    is_resolving = False

    def clean_alternatives(self) -> list[Any]:
        """別案の形を確かめる。実施時期の画面がそのまま読むため。"""
        alternatives: list[Any] = self.cleaned_data["alternatives"] or []
        if not isinstance(alternatives, list) or not all(map(is_alternative, alternatives)):
            raise ValidationError(
                '別案は [{"label": "名称", "rows": {"番号": ["表記", …]}}] の形で入れてください。'
            )
        return alternatives

    def clean(self) -> dict[str, Any]:
        """閉じるのに要る一文があるかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        if self.is_resolving and not (cleaned.get("resolution") or "").strip():
            message = "確認済みにするときは、確認の結果を一文で入れてください。"
            self.add_error("resolution", message)
        return cleaned


class StateFilter(admin.SimpleListFilter):
    """確認の状態の絞り込み。"""

    title = "確認"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """確認の状態。"""
        return [("open", "未確認"), ("resolved", "確認済み")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """選んだ状態の注記。"""
        if self.value() not in ("open", "resolved"):
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() == "open")


@admin.register(SourceNote, site=site)
class SourceNoteAdmin(ListExportMixin, PlanDataAdmin):
    """原典注記の画面。"""

    resource_classes = (SourceNoteResource,)
    rules = Rules(
        view=lambda actor, note: can_read_source_notes(actor),
        add=lambda actor, note: can_edit_plan(actor),
        change=lambda actor, note: can_edit_plan(actor),
        delete=lambda actor, note: can_edit_plan(actor),
    )
    form = SourceNoteForm
    belongs_to = ("plan",)
    change_form_template = "plans/admin/source_note_change_form.html"
    list_display = ("number", "item", "kind", "subject", "is_resolved")
    list_display_links = ("number", "subject")
    list_filter = (PlanScope, StateFilter, "kind")
    list_select_related = ("item",)
    search_fields = ("subject", "reading", "reason", "item__title")
    search_help_text = "事柄、読み方、理由、実施項目の名前から探します。"
    readonly_fields = ("resolved_at", "resolved_by")
    fieldsets = (
        (None, {"fields": ("plan", "number", "item", "kind", "subject")}),
        ("原典の表記", {"fields": ("sheet_text", "list_text")}),
        ("読み方", {"fields": ("reading", "reason", "alternatives")}),
        ("確認", {"fields": ("resolution", "resolved_at", "resolved_by")}),
    )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """どのボタンが押されたかを様式に伝える。"""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_resolving = RESOLVE in request.POST
        return form

    @admin.display(description="確認", ordering="resolved_at")
    def is_resolved(self, note: SourceNote) -> str:
        """閉じた注記か。"""
        return "確認済み" if note.resolved_at else "未確認"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """押されたボタンに従って、閉じるか、開き直す。"""
        is_stamped = RESOLVE in request.POST or REOPEN in request.POST
        if RESOLVE in request.POST:
            obj.resolved_at, obj.resolved_by = timezone.now(), request.user
        elif REOPEN in request.POST:
            obj.resolved_at, obj.resolved_by = None, None
        if is_stamped or not change or form.changed_data:
            obj.save()

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """閉じたか、開き直したかを知らせる。"""
        if RESOLVE in request.POST:
            messages.info(request, f"「{obj}」を確認済みにしました。")
        elif REOPEN in request.POST:
            messages.info(request, f"「{obj}」を未確認に戻しました。")
        return super().response_change(request, obj)
