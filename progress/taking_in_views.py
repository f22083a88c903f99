"""意見を登録する画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.admin_site import actor_of
from plans.models import ActionItem
from plans.workbooks import WorkbookError
from plans.workbooks.package import MAX_FILE
from progress.department_year import choose_review
from progress.excel_views import FILE_TYPE, NO_FILE, TOO_LARGE
from progress.models import Opinion
from progress.opinion_book import read_opinion_book, read_pasted, write_opinion_book
from progress.opinion_forms import PasteForm
from progress.opinion_permissions import can_manage_register, can_take_in
from progress.opinion_views import INVALID_MESSAGE, visible_reviews
from progress.opinion_workflow import OpinionDeed, perform_opinion
from progress.taking_in import Batch, take_in
from progress.taking_in_screen import (
    leave_out_known,
    make_batch,
    make_rows,
    room_for_lines,
    typed_lines,
)
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    from progress.models import AnnualReview
    from progress.opinion_book import Opening
    from progress.opinion_forms import BatchForm
    from progress.taking_in_screen import TakeInFormSet

NOTHING = "登録する意見がありません。要旨を入れてください。"
LAID_OUT = "{}件を下に並べました。確かめてから登録してください。まだ登録していません。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_in_opinions(request: HttpRequest) -> HttpResponse:
    """意見の登録。委員から届いたものと、紙のものを、一度に何件でも。"""
    actor = actor_of(request)
    if not can_manage_register(actor):
        raise PermissionDenied
    reviews = [row for row in visible_reviews(request) if can_take_in(actor, row)]
    review = choose_review(reviews, request.GET)
    context: dict[str, Any] = {"review": review, "reviews": reviews, "paste": PasteForm()}
    if review is None:
        return render(request, "progress/take_in.html", context)
    if request.method != "POST":
        return _show(request, context, make_rows(actor, review), make_batch(review))
    act = next((act for button, act in ACTS.items() if button in request.POST), _save)
    return act(request, context, review)


def _show(
    request: HttpRequest,
    context: dict[str, Any],
    rows: TakeInFormSet,
    batch: BatchForm,
    status: int = 200,
) -> HttpResponse:
    context |= {"rows": rows, "batch": batch}
    return render(request, "progress/take_in.html", context, status=status)


def _paste(request: HttpRequest, context: dict[str, Any], review: AnnualReview) -> HttpResponse:
    """貼り付けた表を、打った行の下に並べる。まだ何も書かない。"""
    form = context["paste"] = PasteForm(request.POST)
    rows = _rows_so_far(request, review)
    if form.is_valid():
        try:
            lines = read_pasted(form.cleaned_data["pasted"], rows.items, room_for_lines(rows))
        except WorkbookError as error:
            form.add_error("pasted", [str(problem) for problem in error.problems])
    if form.errors:
        return _show(request, context, rows, _batch_so_far(request, review), UNREADABLE_STATUS)
    context["paste"] = PasteForm()
    return _lay_out(request, context, review, rows, lines)


def _read_file(request: HttpRequest, context: dict[str, Any], review: AnnualReview) -> HttpResponse:
    """届いた表を、打った行の下に並べる。まだ何も書かない。"""
    rows = _rows_so_far(request, review)
    upload = request.FILES.get("file")
    try:
        if upload is None or (upload.size or 0) > MAX_FILE:
            raise WorkbookError(TOO_LARGE if upload else NO_FILE)
        lines = read_opinion_book(upload.read(), rows.items, room_for_lines(rows))
    except WorkbookError as error:
        context["problems"] = error.problems
        return _show(request, context, rows, _batch_so_far(request, review), UNREADABLE_STATUS)
    return _lay_out(request, context, review, rows, lines)


def _rows_so_far(request: HttpRequest, review: AnnualReview) -> TakeInFormSet:
    """打ちかけの行。送られていなければ、開いたときの行。"""
    actor = actor_of(request)
    posted = make_rows(actor, review, request.POST)
    is_whole = posted.management_form.is_valid()
    return make_rows(actor, review, given=typed_lines(posted) if is_whole else None)


def _batch_so_far(request: HttpRequest, review: AnnualReview) -> BatchForm:
    return make_batch(review, request.POST if "meeting" in request.POST else None)


def _lay_out(
    request: HttpRequest,
    context: dict[str, Any],
    review: AnnualReview,
    rows: TakeInFormSet,
    lines: list[Opening],
) -> HttpResponse:
    """読んだ行を、確かめて登録できるように並べる。すでにある登録と同じ行は並べない。"""
    fresh, known = leave_out_known(review, lines)
    if known:
        numbers = "、".join(f"意見{number}" for number in known)
        messages.warning(request, f"{numbers}と同じものは、すでに登録されているため並べません。")
    if fresh:
        messages.success(request, LAID_OUT.format(len(fresh)))
    laid = make_rows(actor_of(request), review, given=[*rows.openings, *fresh])
    return _show(request, context, laid, _batch_so_far(request, review))


@never_cache
@require_safe
def send_opinion_book(request: HttpRequest) -> HttpResponse:
    """紙の意見を書く表のファイル。"""
    actor = actor_of(request)
    if not can_manage_register(actor):
        raise PermissionDenied
    reviews = [row for row in visible_reviews(request) if can_take_in(actor, row)]
    review = choose_review(reviews, request.GET)
    if review is None:
        raise Http404("意見を登録できる年度はありません。")
    items = ActionItem.objects.filter(plan=review.plan_id).order_by("number")
    content = write_opinion_book(review, items, on=actor.on)
    name = quote(f"意見の登録表_{review.fiscal_year}年度.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=FILE_TYPE, headers=headers)


def _save(request: HttpRequest, context: dict[str, Any], review: AnnualReview) -> HttpResponse:
    rows = make_rows(actor_of(request), review, request.POST)
    batch = make_batch(review, request.POST)
    # どの欄の誤りも示すために、片方で止めずに両方を確かめる。
    if not all([rows.is_valid(), batch.is_valid()]):
        messages.error(request, INVALID_MESSAGE)
        return _show(request, context, rows, batch, UNREADABLE_STATUS)
    if not rows.entries and not rows.joins:
        messages.error(request, NOTHING)
        return _show(request, context, rows, batch, UNREADABLE_STATUS)
    try:
        count = _write(request, review, rows, batch)
    except WorkflowError as error:
        messages.error(request, str(error))
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show(request, context, rows, batch, status)
    messages.success(request, f"意見を{count}件登録しました。")
    return HttpResponseRedirect(f"{reverse('opinions')}?year={review.fiscal_year}")


@transaction.atomic
def _write(
    request: HttpRequest, review: AnnualReview, rows: TakeInFormSet, batch: BatchForm
) -> int:
    """新しい登録と、まとめる登録を、一つの取引で行う。"""
    acting: Any = {"actor": actor_of(request), "user": user_of(request), "at": timezone.now()}
    cleaned = batch.cleaned_data
    entries = rows.entries
    new = Batch(entries, meeting=cleaned["meeting"], answer_due_on=cleaned["answer_due_on"])
    taken = take_in(review.pk, new, **acting)
    for draft, opinion_id in rows.joins:
        version = Opinion.objects.values_list("version", flat=True).get(pk=opinion_id)
        deed = OpinionDeed("join", version, values={"draft": draft})
        perform_opinion(opinion_id, deed, **acting)
    return len(taken) + len(rows.joins)


ACTS: Mapping[str, Callable[[HttpRequest, dict[str, Any], AnnualReview], HttpResponse]] = {
    "_paste": _paste,
    "_read": _read_file,
}
