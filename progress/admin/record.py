"""進捗報告の入力。管理画面の変更画面を、入力の様式として整える。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from plans.admin.lists import ListExportMixin
from plans.admin.plan_scope import VisibleRelatedFilter, plan_in_sight
from plans.admin_site import RuledModelAdmin, actor_of, site
from plans.choices import Absence
from plans.models import ItemDepartment
from plans.succession import load_succession
from progress.admin.entry_rows import ENTRY_RULES, ActualRows, ContentRows, annotate_row
from progress.admin.plan_scope import RunningPlanScopeOfReview
from progress.common_themes import mark_individual_rows
from progress.deeds import read_version, remark_fields
from progress.drafts import draft_on, fill_from_last_year, keep_draft, with_draft_of
from progress.entry import Entry, write_entry
from progress.entry_desk import EntryDesk, open_desk
from progress.forms import ProgressRecordForm
from progress.kept_text import show_closed, show_conflict, show_refusal
from progress.models import Actual, ProgressRecord
from progress.permissions import can_change_evidence, case_of
from progress.resources import RecordResource
from progress.workflow import WorkflowError, allowed_verbs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from plans.models import User


DONE_WORDS = {
    "save": "下書きを保存しました",
    "submit": "報告を提出しました",
    "correct": "訂正を保存しました",
}


class DepartmentFilter(admin.SimpleListFilter):
    """担当課の絞り込み。"""

    title = "担当課"
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """実施項目をいま受け持つ課。"""
        self.succession, self.on = load_succession(), actor_of(request).on
        named = ItemDepartment.objects.order_by("department__order", "department", "order")
        if (plan := plan_in_sight(request)) is not None:
            named = named.filter(item__plan=plan)
        holders = [self.succession.holder(row, self.on) for row in named]
        return list(dict.fromkeys((str(row.pk), row.name) for row in holders))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """選んだ課が受け持つ報告。引き継いだ課の分を含む。"""
        chosen = self.value()
        if not _is_number(chosen or ""):
            return queryset
        department = int(chosen or 0)
        line = {department, *self.succession.inherited(department, self.on)}
        ours = Q(successor__in=line) | Q(successor=None, department__in=line)
        return queryset.filter(item__in=ItemDepartment.objects.filter(ours).values("item"))


@admin.register(ProgressRecord, site=site)
class ProgressRecordAdmin(ListExportMixin, RuledModelAdmin):
    """進捗報告の入力画面。"""

    resource_classes = (RecordResource,)
    elsewhere = ("Excelで書く", "entry_excel")
    rules = ENTRY_RULES
    form = ProgressRecordForm
    inlines = (ActualRows, ContentRows)
    list_display = ("item", "year", "departments", "state", "submitted_at")
    list_filter = (
        RunningPlanScopeOfReview,
        "state",
        DepartmentFilter,
        ("review", VisibleRelatedFilter),
    )
    search_fields = ("item__title", "achievement", "issues", "improvement")
    search_help_text = "実施項目の名前、成果、課題、改善策から探します。"
    ordering = ("-review__fiscal_year", "item__number")
    fields = (*ProgressRecordForm.Meta.fields, "correction_reason", "form_version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """見える報告を、担当課とともに読む。"""
        departments = ItemDepartment.objects.with_seats()
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(
            "review__plan", "review__scale", "item__policy", "item__measure", "self_rating"
        ).prefetch_related(Prefetch("item__item_departments", departments))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> ProgressRecord | None:
        """報告を一度だけ取り出す。保存のときは行を押さえ、版の確かめと書き込みの間を空けない。"""
        known: EntryDesk | None = getattr(request, "entry_desk", None)
        if known is not None:
            return known.record
        rows = with_draft_of(self.get_queryset(request), _user_of(request))
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

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """まとめの様式。書ける人には、机の上のものを渡す。"""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj is not None and self.has_change_permission(request, obj):
            form.desk = _desk_of(request)
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        """行の様式集には、机が読み込んだ行を渡す。"""
        desk = _desk_of(request)
        rows = desk.actuals if inline.model is Actual else desk.contents
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "rows": rows}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)
        for form in [form for formset in formsets for form in formset.forms]:
            annotate_row(form, _desk_of(request))
        if request.method == "POST":
            # 提案と注意を、まとめの様式を確かめるより先に、打たれた行から計算できるようにする。
            for formset in formsets:
                formset.is_valid()
        return formsets, inlines

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """報告は行とともに save_related が一度に保存する。"""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """報告と行と注意を保存する。"""
        desk = _desk_of(request)
        actuals, contents = (formset.altered_rows for formset in formsets)
        mark_individual_rows(desk.record, contents, desk.sheet.siblings)
        write_entry(
            Entry(
                form.instance,
                actuals,
                contents,
                findings=desk.find_cautions(),
                known=desk.cautions,
                answers=form.answers,
            ),
            verb=desk.verb,
            actor=actor_of(request),
            user=_user_of(request),
            at=timezone.now(),
            reason=form.cleaned_data.get("correction_reason", ""),
        )

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """変更の説明は履歴の行が持つので、作らない。"""
        return []

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """変更は履歴の行に残るので、管理画面の操作記録には書かない。"""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """保存の後は同じ報告へ戻り、何をしたかと、残っている欄を伝える。"""
        desk = _desk_of(request)
        messages.success(request, f"「{obj.item}」の{obj.review}の{DONE_WORDS[desk.verb]}。")
        if blanks := _count_blanks(desk):
            messages.warning(request, f"未入力の欄が{blanks}か所あります。")
        return HttpResponseRedirect(_record_url(obj.pk))

    def _changeform_view(
        self, request: HttpRequest, object_id: str, form_url: str, extra_context: Any
    ) -> Any:
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            return super()._changeform_view(request, object_id, form_url, extra_context)
        desk = open_desk(record, actor_of(request), request.POST)
        desk.draft = draft_on(record, _user_of(request))
        desk.is_restored = request.method == "GET" and "draft" in request.GET
        request.entry_desk = desk  # type: ignore[attr-defined]
        if request.method == "POST" and not self.has_change_permission(request, record):
            return show_closed(request, desk)
        if request.method == "POST" and "_copy" in request.POST:
            return self._copy_last_year(request, desk)
        if request.method == "POST" and _version_of(request) != record.version:
            return show_conflict(request, desk)
        try:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        except WorkflowError as error:
            return show_refusal(request, desk, str(error))

    def _copy_last_year(self, request: HttpRequest, desk: EntryDesk) -> HttpResponse:
        """空の欄に前年度の文を写した書きかけを作り、それを戻した画面へ進む。報告には保存しない。"""
        try:
            keep_draft(
                desk.record,
                fill_from_last_year(request.POST, desk),
                actor=actor_of(request),
                user=_user_of(request),
                at=timezone.now(),
            )
        except WorkflowError as error:
            return show_refusal(request, desk, str(error))
        return HttpResponseRedirect(f"{_record_url(desk.record.pk)}?draft=1")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """手がかりと、いま許されている動詞を画面に渡す。"""
        record = kwargs.get("obj")
        if record is not None:
            desk = _desk_of(request)
            prefetch_related_objects(desk.sheet.actuals, "evidence")
            context |= {
                "desk": desk,
                "sheet": desk.sheet,
                "record": record,
                "verbs": allowed_verbs(actor_of(request), case_of(record)),
                "may_change_evidence": can_change_evidence(actor_of(request), case_of(record)),
                "remark_fields": remark_fields(desk.sheet.actuals, desk.sheet.contents),
                "title": str(record),
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _is_number(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdigit()


def _count_blanks(desk: EntryDesk) -> int:
    """まだ何も入っていない行の数。"""
    actuals = [row for row in desk.actuals if row.absence == Absence.NOT_ENTERED]
    return len(actuals) + len([row for row in desk.contents if not row.pace])


def _desk_of(request: HttpRequest) -> EntryDesk:
    return request.entry_desk  # type: ignore[attr-defined,no-any-return]


def _version_of(request: HttpRequest) -> int:
    return read_version(request.POST.get("form_version", ""))


def _user_of(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _record_url(record_id: int) -> str:
    return reverse("admin:progress_progressrecord_change", args=(record_id,))
