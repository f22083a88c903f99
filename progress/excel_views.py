"""「Excelで書く」の画面。受け取り、送り、確かめ、取り込む。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.admin_site import actor_of
from plans.choices import ImportKind, ImportState
from plans.importing import EXPIRED
from plans.models import ImportPlan, ImportRun
from plans.workbooks import Problem, WorkbookError
from plans.workbooks.package import MAX_FILE, MEGABYTE
from progress.department_year import choose_department, choose_review, running_reviews
from progress.excel.desks import items_by_department, load_desks
from progress.excel.importing import (
    NotTakenError,
    compare_kept,
    confirm_import,
    keep_entry_file,
)
from progress.excel.writing import write_entry_book
from progress.models import EntryDraft
from progress.permissions import can_fill_common, can_open_my_page
from progress.workflow import ChangedMeanwhileError, WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from plans.models import Department
    from progress.excel.comparing import Comparison
    from progress.models import AnnualReview

WHOLE = "whole"
WHOLE_LABEL = "計画全体"
FILE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = "ファイルを選んでください。"
TOO_LARGE = f"ファイルが大きすぎます。{MAX_FILE // MEGABYTE}MBまで受け取れます。"
CLOSED_YEAR = "この年度は、いま記入を受け付けていません。"
CHOSEN = "mine"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_in_excel(request: HttpRequest) -> HttpResponse:
    """記入用のExcelを受け取る所と、書いたファイルを送る所。"""
    context = _choices_of(request)
    review = context["review"]
    if request.method != "POST":
        return render(request, "progress/excel.html", context)
    if review is None:
        raise Http404(CLOSED_YEAR)
    try:
        kept = _keep_file(request, review)
    except WorkbookError as error:
        context["problems"] = error.problems
        return render(request, "progress/excel.html", context, status=400)
    return HttpResponseRedirect(reverse("entry_import", args=(kept.pk,)))


def _choices_of(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    if not can_open_my_page(actor):
        raise PermissionDenied
    reviews = running_reviews(actor)
    review = choose_review(reviews, request.GET)
    held = items_by_department(review, actor.on) if review else {}
    department, offered = choose_department(actor, held, request.GET, can_fill_common)
    return {
        "review": review,
        "reviews": reviews,
        "department": department,
        "departments": offered,
        "items": held[department] if department else set(),
        "address": _query_of(review, department),
    }


def _query_of(review: AnnualReview | None, department: Department | None) -> str:
    if review is None:
        return ""
    chosen = {"department": department.pk} if department else {}
    return urlencode({"year": review.fiscal_year, "plan": review.plan_id, **chosen})


def _keep_file(request: HttpRequest, review: AnnualReview) -> ImportPlan:
    upload = request.FILES.get("file")
    if upload is None:
        raise WorkbookError([Problem(NO_FILE)])
    if (upload.size or 0) > MAX_FILE:
        raise WorkbookError([Problem(TOO_LARGE)])
    return keep_entry_file(
        upload.read(),
        upload.name or "",
        review,
        user=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )


@never_cache
@require_safe
def send_entry_book(request: HttpRequest) -> HttpResponse:
    """記入用のExcelのファイル。課の分か、計画全体（?scope=whole）。"""
    context = _choices_of(request)
    review, department = context["review"], context["department"]
    is_whole = request.GET.get("scope") == WHOLE
    if review is None or (department is None and not is_whole):
        raise Http404(CLOSED_YEAR)
    scope = WHOLE_LABEL if is_whole else str(department)
    desks = load_desks(review, actor_of(request), None if is_whole else context["items"])
    content = write_entry_book(review, desks, scope=scope, on=timezone.localdate())
    name = quote(f"記入用_{review.fiscal_year}年度_{scope}.xlsx")
    return HttpResponse(
        content,
        content_type=FILE_TYPE,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """送ったファイルの確かめと取込。取り込んだ後は、その結果。"""
    actor = actor_of(request)
    kept = ImportPlan.objects.all().visible_to(actor).filter(pk=import_id).first()
    if kept is None or kept.kind != ImportKind.ENTRY:
        raise Http404("その取込はありません。")
    if not can_open_my_page(actor):
        raise PermissionDenied
    review = next((row for row in running_reviews(actor) if str(row.pk) == kept.target), None)
    context = {"kept": kept, "review": review, "address": _query_of(review, None)}
    if kept.state == ImportState.DONE:
        context["run"] = ImportRun.objects.filter(import_plan=kept).first()
        return render(request, "progress/excel_result.html", context)
    if review is None or kept.is_expired(timezone.now()):
        context["problems"] = [Problem(EXPIRED if review else CLOSED_YEAR)]
        return render(request, "progress/excel_check.html", context, status=410)
    if request.method == "POST":
        return _confirm(request, kept, review, context)
    return _show_check(request, compare_kept(kept, review, actor), context)


def _confirm(
    request: HttpRequest, kept: ImportPlan, review: AnnualReview, context: dict[str, Any]
) -> HttpResponse:
    actor = actor_of(request)
    try:
        confirm_import(
            kept,
            review,
            actor=actor,
            user=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
            chosen={name for name, value in request.POST.items() if value == CHOSEN},
        )
    except WorkflowError as error:
        context["problems"] = [Problem(str(error))]
        status = {ChangedMeanwhileError: 409, NotTakenError: 400}.get(type(error), 403)
        fresh = running_reviews(actor)
        review = next((row for row in fresh if row.pk == review.pk), review)
        return _show_check(request, compare_kept(kept, review, actor), context, status)
    messages.success(request, "取り込みました。提出はまだです。")
    return HttpResponseRedirect(reverse("entry_import", args=(kept.pk,)))


def _drafted(request: HttpRequest, comparison: Comparison) -> list[EntryDraft]:
    """取り込む報告に残っている、この人の書きかけ。項目の順。"""
    records = {row.line.record.pk for row in comparison.rows if row.line and row.is_offered}
    rows = EntryDraft.objects.filter(user=request.user.pk, record__in=records)
    return list(rows.select_related("record__item").order_by("record__item__number"))


def _show_check(
    request: HttpRequest, comparison: Comparison, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context["comparison"] = comparison
    context["drafted"] = _drafted(request, comparison)
    return render(request, "progress/excel_check.html", context, status=status)
