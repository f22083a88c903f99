"""一覧の書き出しと取込。django-import-export のボタンを、自前の形式・権限・確かめの画面で使う。

標準の道（process_import）は画面が送るファイルの名を信じるので、使わない。取り込むのは、読んで
預かったファイル（ImportPlan）だけで、確かめた内容の印が合うときに限る。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ExportForm, ImportForm

from plans.admin_site import actor_of
from plans.choices import ImportKind, ImportState
from plans.importing import EXPIRED
from plans.lists.formats import LIST_FORMATS, MAX_LIST_ROWS
from plans.lists.importing import (
    ListChangedError,
    ListNotTakenError,
    ListPreview,
    keep_list_file,
    preview_list,
    take_list,
    target_of,
)
from plans.models import ImportPlan, ImportRun
from plans.workbooks import Problem, WorkbookError
from plans.workbooks.package import MAX_FILE, MEGABYTE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from plans.lists.resources import ListResource

PLAN_BOOK = ("計画のExcelで直す", "plan_book")
METHODS = ("GET", "HEAD", "POST")
NO_FILE = "ファイルを選んでください。"
TOO_LARGE = f"ファイルが大きすぎます。{MAX_FILE // MEGABYTE}MBまで受け取れます。"
NO_FORMAT = "この形式では書き出せません。「Excel」か「CSV」のボタンを押してください。"
NO_IMPORT_FORMAT = "この形式は取り込めません。Excelブック（.xlsx）を送ってください。"


class ListExportForm(ExportForm):  # type: ignore[misc]
    """書き出しの様式。形式だけを選ぶ。"""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        messages_of = {"required": NO_FORMAT, "invalid_choice": NO_FORMAT}
        self.fields["format"].error_messages |= messages_of
        self.fields["resource"].error_messages |= messages_of


class ListImportForm(ImportForm):  # type: ignore[misc]
    """取込の様式。形式は Excel だけで、ファイルは自前の読み手が確かめる。"""

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].required = False
        for name in ("format", "resource"):
            self.fields[name].error_messages["invalid_choice"] = NO_IMPORT_FORMAT
        self.fields["import_file"].error_messages |= {
            "required": NO_FILE,
            "missing": NO_FILE,
            "invalid": NO_FILE,
        }
        # 空のファイルは、読み手が言葉を選んで断る。
        self.fields["import_file"].allow_empty_file = True


class ListExportMixin(ExportMixin):  # type: ignore[misc]
    """一覧を書き出す管理画面。いま一覧に出している行だけを、見える範囲から書く。

    elsewhere は、直し方を書いたほかの取込の（見出し, 道の名）。
    """

    formats = LIST_FORMATS
    export_formats = LIST_FORMATS
    import_formats = LIST_FORMATS
    export_form_class = ListExportForm
    import_export_change_list_template = "admin/import_export/change_list.html"
    export_template_name = "admin/import_export/export.html"
    elsewhere: ClassVar[tuple[str, str] | None] = None

    def has_export_permission(self, request: HttpRequest) -> bool:
        """一覧を見られる人は、見える行を書き出せる。"""
        return bool(self.has_view_permission(request))

    def get_resource_kwargs(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """一覧に渡すもの。だれの目で見て、どの行を変えてよいか。"""
        return {"actor": actor_of(request), "may_save": self._may_save(request)}

    def _may_save(self, request: HttpRequest) -> Any:
        return lambda row: (
            self.has_add_permission(request)
            if row is None
            else self.has_change_permission(request, row)
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """ほかの取込への道を、計画を直せる人に出す。"""
        context = {"elsewhere": self._elsewhere(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def _elsewhere(self, request: HttpRequest) -> tuple[str, str] | None:
        if self.elsewhere is None or not self.has_change_permission(request):
            return None
        label, name = self.elsewhere
        return label, reverse(name)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """書き出しの画面と、書き出したファイル。"""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        resources = self.get_export_resource_classes(request)
        data = request.POST if request.method == "POST" else None
        form = ListExportForm(LIST_FORMATS, resources, data=data)
        try:
            rows = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._list_address()}?{ERROR_FLAG}=1")
        if request.method == "POST" and form.is_valid():
            return self._send(LIST_FORMATS[int(form.cleaned_data["format"])](), request, rows)
        context = {
            **self.init_request_context_data(request, form),
            "title": f"{self.opts.verbose_name_plural}の書き出し",
            "row_count": rows.count(),
            "formats": [(number, one().get_title()) for number, one in enumerate(LIST_FORMATS)],
        }
        status = 400 if request.method == "POST" else 200
        return TemplateResponse(request, self.export_template_name, context, status=status)

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """画面に渡すもの。列の名は、書き出すとおりに並べる。"""
        resource = self._make_resource(request)
        return {
            **self.admin_site.each_context(request),
            "form": form,
            "opts": self.opts,
            "headings": resource.get_export_headers(),
        }

    def _make_resource(self, request: HttpRequest) -> ListResource:
        made: ListResource = self.resource_classes[0](**self.get_resource_kwargs(request))
        return made

    def _send(self, file_format: Any, request: HttpRequest, rows: Any) -> HttpResponse:
        content = file_format.export_data(self._make_resource(request).export(rows))
        name = quote(f"{self.opts.verbose_name_plural}.{file_format.get_extension()}")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return HttpResponse(content, content_type=file_format.get_content_type(), headers=headers)

    def _list_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class ListImportMixin(ImportMixin, ListExportMixin):  # type: ignore[misc]
    """一覧を書き出し、取り込む管理画面。取り込めるのは、足すことも変えることもできる人。"""

    import_form_class = ListImportForm
    import_export_change_list_template = ListExportMixin.import_export_change_list_template
    import_template_name = "admin/import_export/import.html"
    check_template_name = "admin/import_export/check.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """足すことも変えることもできる人か。"""
        may_add = self.has_add_permission(request)
        return bool(may_add and self.has_change_permission(request))

    def get_urls(self) -> list[Any]:
        """取込の道。標準の確定の道（process_import）は足さない。"""
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        guarded = self.admin_site.admin_view
        return [
            path("import/", guarded(self.import_action), name=name),
            path(
                "import/<int:list_import_id>/",
                guarded(self.check_import),
                name=f"{name}_check",
            ),
            # ImportMixin の道（process_import）を飛ばして、書き出しと管理画面の道だけを継ぐ。
            *super(ImportMixin, self).get_urls(),
        ]

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """標準の確定の道は使わない。"""
        raise Http404

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """ファイルを送る所。読めたら預かり、確かめの画面へ進む。"""
        self._require_import(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        form, problems = self.create_import_form(request), []
        if request.method == "POST":
            try:
                return HttpResponseRedirect(self._check_address(self._keep(request, form)))
            except WorkbookError as error:
                problems = error.problems
        context = {
            **self.init_request_context_data(request, form),
            "title": f"{self.opts.verbose_name_plural}の取込",
            "problems": problems,
            "keys": self._key_headings(request),
            "max_rows": MAX_LIST_ROWS,
        }
        status = 400 if problems else 200
        return TemplateResponse(request, self.import_template_name, context, status=status)

    def check_import(self, request: HttpRequest, list_import_id: int) -> HttpResponse:
        """送ったファイルの確かめと取込。取り込んだ後は、その結果。"""
        self._require_import(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        resource = self._make_resource(request)
        kept = self._find_kept(request, list_import_id, resource)
        if kept.state == ImportState.DONE:
            run = ImportRun.objects.filter(import_plan=kept).first()
            return self._show_check(request, kept, run=run)
        if kept.is_expired(timezone.now()):
            return self._show_check(request, kept, problems=[Problem(EXPIRED)], status=410)
        if request.method == "POST":
            return self._take(request, kept, resource)
        return self._show_check(request, kept, preview=preview_list(kept, resource))

    def _take(self, request: HttpRequest, kept: ImportPlan, resource: ListResource) -> HttpResponse:
        seen = request.POST.get("seen", "")
        user: Any = request.user
        try:
            take_list(kept, resource, user=user, at=timezone.now(), seen=seen)
        except ListNotTakenError as error:
            status = 409 if isinstance(error, ListChangedError) else 400
            preview = preview_list(kept, self._make_resource(request))
            problems = [Problem(str(error))]
            return self._show_check(request, kept, preview, problems=problems, status=status)
        messages.success(request, "取り込みました。")
        return HttpResponseRedirect(self._check_address(kept))

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """様式に渡すもの。空のまま送られても、送られたものとして確かめる。"""
        if request.method != "POST":
            return {}
        return {"data": request.POST, "files": request.FILES}

    def _keep(self, request: HttpRequest, form: Any) -> ImportPlan:
        if not form.is_valid():
            texts = [text for errors in form.errors.values() for text in errors]
            raise WorkbookError([Problem(str(text)) for text in texts])
        user: Any = request.user
        upload = form.cleaned_data["import_file"]
        if upload.size > MAX_FILE:
            raise WorkbookError(TOO_LARGE)
        resource = self._make_resource(request)
        return keep_list_file(
            upload.read(),
            upload.name or "",
            resource,
            user=user,
            at=timezone.now(),
        )

    def _require_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _find_kept(self, request: HttpRequest, number: int, resource: ListResource) -> ImportPlan:
        """本人が、この一覧に送ったファイル。なければ Http404。"""
        rows = ImportPlan.objects.all().visible_to(actor_of(request))
        kept: ImportPlan | None = rows.filter(
            pk=number, kind=ImportKind.LIST, target=target_of(resource)
        ).first()
        if kept is None:
            raise Http404("その取込はありません。")
        return kept

    def _show_check(
        self,
        request: HttpRequest,
        kept: ImportPlan,
        preview: ListPreview | None = None,
        *,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name_plural}の取込の確認",
            "opts": self.opts,
            "kept": kept,
            "preview": preview,
            **shown,
        }
        return TemplateResponse(request, self.check_template_name, context, status=status)

    def _key_headings(self, request: HttpRequest) -> list[str]:
        resource = self._make_resource(request)
        return [resource.fields[name].column_name for name in resource.key_columns()]

    def _check_address(self, kept: ImportPlan) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_import_check"
        return reverse(name, args=(kept.pk,))
