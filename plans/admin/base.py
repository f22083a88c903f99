"""計画の管理画面の土台。だれが見て直せるか、固定された数値をどう守るかを一か所で決める。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import Textarea

from plans.admin_site import RuledInline, RuledMixin, RuledModelAdmin, Rules, actor_of, deny
from plans.correction import HOW_TO_DELETE, LOCKED_FIELDS, is_locked, locked_changes, plan_of
from plans.forms import (
    CorrectionForm,
    PlanDataForm,
    PlanDataFormSet,
    PlanRowForm,
    VersionedForm,
    item_of,
)
from plans.permissions import can_edit_plan, can_read_plans
from plans.versioning import advance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor

TEXT_ROWS = 3


def may_read(actor: Actor, row: object) -> bool:
    """計画を読める人か。どの行が見えるかは visible_to が決める。"""
    return can_read_plans(actor)


def may_edit(actor: Actor, row: object) -> bool:
    """計画を直せる人か。"""
    return can_edit_plan(actor)


PLAN_RULES = Rules(view=may_read, add=may_edit, change=may_edit, delete=may_edit)
READ_ONLY_RULES = Rules(view=may_read, add=deny, change=deny, delete=deny)


def bind_correction(form: type[ModelForm], request: HttpRequest) -> type[ModelForm]:
    """この要求に添えられた誤記訂正の届けを結んだ様式。"""
    correction = CorrectionForm(request.POST or None).correction
    return type(form.__name__, (form,), {"correction": correction})


class PlainChoicesMixin(RuledMixin):
    """選択欄。見える行だけを並べ、横に追加や変更の小窓を開くボタンを出さない。"""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """小窓のボタンを外し、文の箱を低くした入力欄。"""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if field and isinstance(field.widget, Textarea):
            field.widget.attrs["rows"] = TEXT_ROWS
        return field

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """選べる行。"""
        rows = db_field.remote_field.model._default_manager.all()
        # 利用者だけは visible_to を持たない。利用者の欄は、人を扱える人の画面にしかない。
        return rows.visible_to(actor_of(request)) if hasattr(rows, "visible_to") else rows


class PlanDataInline(PlainChoicesMixin, RuledInline):
    """計画の行のインライン。"""

    rules = PLAN_RULES
    form = PlanRowForm
    formset = PlanDataFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """届けを結んだ様式集。"""
        return super().get_formset(
            request, obj, **{"form": bind_correction(self.form, request), **kwargs}
        )


class PlanDataAdmin(PlainChoicesMixin, RuledModelAdmin):
    """計画の行の管理画面。belongs_to は、足した後は変えない親の欄。"""

    rules = PLAN_RULES
    form = PlanDataForm
    show_facets = admin.ShowFacets.NEVER
    belongs_to: tuple[str, ...] = ()
    change_form_template = "plans/admin/change_form.html"
    delete_confirmation_template = "plans/admin/delete_confirmation.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """足した後は、親の欄を読むだけにする。"""
        return (*self.readonly_fields, *(self.belongs_to if obj else ()))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """届けを結んだ様式。"""
        form = bind_correction(self.form, request)
        return super().get_form(request, obj, change=change, **{"form": form, **kwargs})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """変わったときだけ保存する。変わらない行に変更履歴を作らない。"""
        if not change or set(form.changed_data) - {"form_version"}:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """行を保存し、実施項目の版を進める。"""
        super().save_related(request, form, formsets, change)
        item = item_of(form.instance)
        if change and item and isinstance(form, VersionedForm):
            advance(item.pk)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """消える行。報告などがあるか、数値が固定されていれば、消せない理由を返す。"""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        reasons = [*protected, *_locked_reasons(objs)]
        # 消せない理由があるときは、権限の不足より先にそれを知らせる。
        return deleted, dict(counts), set() if reasons else lacking, reasons

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """固定の知らせと誤記訂正の届けを画面に渡す。"""
        row = kwargs.get("obj")
        holds_figures = self.opts.model_name in LOCKED_FIELDS
        may_correct = holds_figures and self.has_change_permission(request, row)
        if row is not None and may_correct and is_locked(plan_of(row)):
            context["correction_form"] = CorrectionForm(request.POST or None)
        return super().render_change_form(request, context, *args, **kwargs)


def _locked_reasons(rows: QuerySet[Any] | Sequence[Any]) -> list[str]:
    fields = [row._meta.fields for row in rows]
    names = [[field.name for field in row_fields] for row_fields in fields]
    locked = any(locked_changes(row, changed) for row, changed in zip(rows, names, strict=True))
    return [HOW_TO_DELETE] if locked else []
