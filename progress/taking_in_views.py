"""意見を登録する画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from progress.department_year import choose_review
from progress.models import Opinion
from progress.opinion_forms import PasteForm
from progress.opinion_permissions import can_manage_register, can_take_in
from progress.opinion_views import INVALID_MESSAGE, visible_reviews
from progress.opinion_workflow import OpinionDeed, perform_opinion
from progress.taking_in import Batch, take_in
from progress.taking_in_screen import PasteError, make_batch, make_rows, read_pasted
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from progress.models import AnnualReview
    from progress.opinion_forms import BatchForm
    from progress.taking_in_screen import TakeInFormSet

NOTHING = "登録する意見がありません。要旨を入れてください。"
PASTED = "貼り付けた{}件を下に並べました。確かめてから登録してください。"


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
    if "_paste" in request.POST:
        return _paste(request, context, review)
    return _save(request, context, review)


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
    """貼り付けた表を行に並べる。まだ何も書かない。"""
    actor, form = actor_of(request), PasteForm(request.POST)
    context["paste"] = form
    rows, pasted = make_rows(actor, review), []
    if form.is_valid():
        try:
            pasted = read_pasted(form.cleaned_data["pasted"], rows.items)
        except PasteError as error:
            form.add_error("pasted", str(error))
    if form.errors or not pasted:
        return _show(request, context, rows, make_batch(review), UNREADABLE_STATUS)
    messages.success(request, PASTED.format(len(pasted)))
    context["paste"] = PasteForm()
    return _show(request, context, make_rows(actor, review, pasted=pasted), make_batch(review))


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
