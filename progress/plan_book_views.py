"""「計画のExcel」の画面。書き出し、白紙、読み込み、確かめ、取込。"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.admin_site import actor_of
from plans.choices import ImportKind, ImportState
from plans.importing import EXPIRED
from plans.models import ImportPlan, ImportRun
from plans.permissions import can_revise_plan
from plans.workbooks import Problem, WorkbookError
from plans.workbooks.package import MAX_FILE
from progress.excel_views import FILE_TYPE, NO_FILE, TOO_LARGE
from progress.plan_book.taking import compare_book, keep_plan_book, take_plan_book
from progress.plan_book.writing import example_rows, write_plan_book
from progress.plan_order import plans_running_first
from progress.plan_rows import rows_of_plan
from progress.revising_views import choose_plan_to_revise
from progress.views import user_of
from progress.workflow import ChangedMeanwhileError, WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from plans.actors import Actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_book(request: HttpRequest) -> HttpResponse:
    """計画のExcelを受け取る所と、書いたファイルを送る所。"""
    actor = _require(request)
    context: dict[str, object] = {"plans": list(plans_running_first(actor))}
    if request.method != "POST":
        return render(request, "progress/plan_book.html", context)
    upload = request.FILES.get("file")
    try:
        if upload is None or (upload.size or 0) > MAX_FILE:
            raise WorkbookError([Problem(TOO_LARGE if upload else NO_FILE)])
        content = upload.read()
        kept = keep_plan_book(content, upload.name or "", user=user_of(request), at=timezone.now())
    except WorkbookError as error:
        context["problems"] = error.problems
        return render(request, "progress/plan_book.html", context, status=400)
    return HttpResponseRedirect(reverse("plan_book_import", args=(kept.pk,)))


@never_cache
@require_safe
def send_plan_book(request: HttpRequest) -> HttpResponse:
    """計画のExcelのファイル。"""
    plan = choose_plan_to_revise(request)
    return _send(write_plan_book(rows_of_plan(plan)), f"計画_{plan.short_name}.xlsx")


@never_cache
@require_safe
def send_template(request: HttpRequest) -> HttpResponse:
    """記入例の一つ入った白紙。"""
    _require(request)
    return _send(write_plan_book(example_rows()), "計画_白紙.xlsx")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_plan_book(request: HttpRequest, plan_import_id: int) -> HttpResponse:
    """読み込んだ計画の確かめと取込。"""
    actor = _require(request)
    rows = ImportPlan.objects.all().visible_to(actor).filter(kind=ImportKind.PLAN)
    kept = rows.filter(pk=plan_import_id).first()
    if kept is None:
        raise Http404("その取込はありません。")
    context: dict[str, object] = {"kept": kept}
    if kept.state == ImportState.DONE:
        context["run"] = ImportRun.objects.filter(import_plan=kept).first()
        return render(request, "progress/plan_book_check.html", context)
    if kept.is_expired(timezone.now()):
        context["problem"] = EXPIRED
        return render(request, "progress/plan_book_check.html", context, status=410)
    if request.method == "POST":
        return _take(request, kept, actor)
    context["changes"] = compare_book(kept)
    return render(request, "progress/plan_book_check.html", context)


def _take(request: HttpRequest, kept: ImportPlan, actor: Actor) -> HttpResponse:
    try:
        plan = take_plan_book(
            kept,
            actor=actor,
            user=user_of(request),
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except WorkflowError as error:
        status = 409 if isinstance(error, ChangedMeanwhileError) else 400
        context = {"kept": kept, "problem": str(error), "changes": compare_book(kept)}
        return render(request, "progress/plan_book_check.html", context, status=status)
    messages.success(request, f"「{plan}」を取り込みました。準備中で、総務課だけに見えます。")
    return HttpResponseRedirect(reverse("plan_book_import", args=(kept.pk,)))


def _require(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not can_revise_plan(actor):
        raise PermissionDenied
    return actor


def _send(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=FILE_TYPE, headers=headers)
