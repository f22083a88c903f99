"""進捗報告の入力。管理画面の変更画面を、入力の様式として整える。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from plans.admin_site import RuledInline, RuledModelAdmin, Rules, actor_of, site
from plans.models import ItemDepartment
from progress.choices import RecordState
from progress.entry import Entry, save_entry
from progress.entry_sheet import EntrySheet, load_sheet
from progress.forms import ActualRowForm, ContentRowForm, ProgressRecordForm, RowFormSet
from progress.judging import suggest_for
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.permissions import (
    can_list_records,
    can_save,
    can_view_record,
    case_of,
    is_on_behalf,
)
from progress.workflow import WorkflowError, allowed_verbs, perform

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor
    from plans.models import User


def may_view(actor: Actor, record: ProgressRecord | None) -> bool:
    """一覧か、この報告を見られるか。"""
    return can_list_records(actor) if record is None else can_view_record(actor, case_of(record))


def may_save(actor: Actor, record: ProgressRecord | None) -> bool:
    """この報告に書けるか。"""
    return record is not None and can_save(actor, case_of(record))


ENTRY_RULES = Rules(view=may_view, change=may_save)


class EntryRows(RuledInline):
    """報告の行。開設のときに作られた行だけを相手にする。"""

    rules = ENTRY_RULES
    formset = RowFormSet
    can_delete = False
    max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """行は報告からたどるので、見える範囲は報告が決める。"""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.select_related(*self.related).order_by(*self.row_order)

    related: tuple[str, ...] = ()
    row_order: tuple[str, ...] = ()


class ActualRows(EntryRows):
    """指標の実績の行。"""

    model = Actual
    form = ActualRowForm
    fields = ("first", "second", "absence", "note")
    related = ("indicator__baseline", "indicator__item")
    row_order = ("indicator__number",)

    def first(self, row: Actual) -> str:
        """見るだけの画面での実績。"""
        return str(row)

    def second(self, row: Actual) -> str:
        """見るだけの画面での第2値（実績の欄に含めて示す）。"""
        return ""


class ContentRows(EntryRows):
    """実施内容の進捗の行。"""

    model = ContentProgress
    form = ContentRowForm
    fields = ("pace", "activities")
    related = ("content", "content__item")
    row_order = ("content__order",)


class DepartmentFilter(admin.SimpleListFilter):
    """担当課の絞り込み。"""

    title = "担当課"
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """実施項目を受け持つ課。"""
        rows = ItemDepartment.objects.select_related("department").order_by("department__order")
        return list(dict.fromkeys((str(row.department_id), str(row.department)) for row in rows))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """選んだ課が担当の報告。"""
        chosen = self.value()
        if not (chosen or "").isdigit():
            return queryset
        return queryset.filter(item__item_departments__department=int(chosen or 0))


@admin.register(ProgressRecord, site=site)
class ProgressRecordAdmin(RuledModelAdmin):
    """進捗報告の入力画面。"""

    rules = ENTRY_RULES
    form = ProgressRecordForm
    inlines = (ActualRows, ContentRows)
    list_display = ("item", "year", "departments", "state", "submitted_at")
    list_filter = ("state", DepartmentFilter, "review")
    search_fields = ("item__title", "achievement", "issues", "improvement")
    search_help_text = "実施項目の名前、成果、課題、改善策から探します。"
    ordering = ("-review__fiscal_year", "item__number")
    fields = (
        "achievement",
        "issues",
        "improvement",
        "self_rating",
        "rating_reason",
        "form_version",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """見える報告を、担当課とともに読む。"""
        departments = ItemDepartment.objects.select_related("department").order_by("order")
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(
            "review__plan", "review__scale", "item__policy", "item__measure", "self_rating"
        ).prefetch_related(Prefetch("item__item_departments", departments))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> ProgressRecord | None:
        """報告を取り出す。保存のときは行を押さえ、版の確かめと書き込みの間を空けない。"""
        rows = self.get_queryset(request)
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            rows = rows.select_for_update(of=("self",))
        found: ProgressRecord | None = (
            rows.filter(pk=object_id).first() if _is_number(object_id) else None
        )
        return found

    @admin.display(description="年度", ordering="review__fiscal_year")
    def year(self, record: ProgressRecord) -> str:
        """対象年度。"""
        return str(record.review)

    @admin.display(description="担当課")
    def departments(self, record: ProgressRecord) -> str:
        """担当課の並び。先頭が主担当。"""
        return "、".join(str(row.department) for row in record.item.item_departments.all())

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        sheet = load_sheet(obj)
        request.entry_sheet = sheet  # type: ignore[attr-defined]
        for form in [form for formset in formsets for form in formset.forms]:
            _annotate(form, sheet)
        if request.method == "GET":
            actuals, contents = ([form.instance for form in rows.forms] for rows in formsets)
            request.suggestion = suggest_for(obj, actuals, contents, sheet.targets)  # type: ignore[attr-defined]
        return formsets, inlines

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """報告は行とともに save_related が一度に保存する。"""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """報告と行を保存する。"""
        actuals, contents = (formset.altered_rows for formset in formsets)
        record = save_entry(
            Entry(form.instance, actuals, contents),
            verb="submit" if "_submit" in request.POST else "save",
            actor=actor_of(request),
            user=_user_of(request),
            version=form.cleaned_data["form_version"],
            at=timezone.now(),
        )
        request.saved_record = record  # type: ignore[attr-defined]
        request.blanks = _count_blanks(formsets)  # type: ignore[attr-defined]

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """変更の説明は履歴の行が持つので、作らない。"""
        return []

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """変更は履歴の行に残るので、管理画面の操作記録には書かない。"""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """保存の後は同じ報告へ戻り、何をしたかと、残っている欄を伝える。"""
        record: ProgressRecord = request.saved_record  # type: ignore[attr-defined]
        blanks: int = request.blanks  # type: ignore[attr-defined]
        done = "提出しました" if record.state == RecordState.SUBMITTED else "下書きを保存しました"
        messages.success(request, f"「{record.item}」の{record.review}を{done}。")
        if blanks:
            messages.warning(request, f"未入力の欄が{blanks}か所あります。")
        return HttpResponseRedirect(_record_url(record.pk))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """入力の画面。取下げの求めもここで受ける。"""
        if request.method == "POST" and "_withdraw" in request.POST and object_id:
            return self._withdraw(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        version = request.POST.get("form_version", "")
        try:
            perform(
                record.pk,
                "withdraw",
                actor=actor_of(request),
                user=_user_of(request),
                version=int(version) if _is_number(version) else 0,
                at=timezone.now(),
            )
            messages.success(request, "提出を取り下げました。下書きとして直せます。")
        except WorkflowError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(_record_url(record.pk))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """手がかりと、いま許されている動詞を画面に渡す。"""
        record = kwargs.get("obj")
        if record is not None:
            actor, case = actor_of(request), case_of(record)
            context |= {
                "sheet": request.entry_sheet,  # type: ignore[attr-defined]
                "suggestion": getattr(request, "suggestion", None),
                "record": record,
                "verbs": allowed_verbs(actor, case),
                "may_save": can_save(actor, case),
                "is_on_behalf": can_save(actor, case) and is_on_behalf(actor, case),
                "title": str(record),
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _annotate(form: Any, sheet: EntrySheet) -> None:
    """行の様式に、目標・段階・前年度の記入を添える。"""
    row = form.instance
    if row.pk is None:
        return
    if isinstance(row, Actual):
        form.target_text = sheet.target_text(row.indicator)
        form.baseline_text = sheet.baseline_text(row.indicator)
        form.last_text = sheet.last_actual_text(row.indicator)
        subject = row.indicator.name
    else:
        form.phase_text = sheet.phase_text(row.content)
        form.last_progress = sheet.last_progress_of(row.content)
        subject = row.content.title
        if "pace" in form.fields and isinstance(form, ContentRowForm):
            form.offer_paces(is_event=sheet.is_event(row.content))
    for bound in form.visible_fields():
        bound.field.widget.attrs["aria-label"] = f"{subject} {bound.label}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _count_blanks(formsets: Any) -> int:
    """まだ何も入っていない行の数。"""
    actuals, contents = ([form.instance for form in formset.initial_forms] for formset in formsets)
    blank_actuals = [row for row in actuals if row.value is None and row.absence == "not_entered"]
    return len(blank_actuals) + len([row for row in contents if not row.pace])


def _user_of(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _record_url(record_id: int) -> str:
    return reverse("admin:progress_progressrecord_change", args=(record_id,))
