"""総括の画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from progress.deeds import read_version
from progress.department_year import choose_review
from progress.forms import PlainTextField
from progress.opinion_permissions import can_manage_register, can_sum_up
from progress.opinion_views import INVALID_MESSAGE, reviews_to_deliberate
from progress.summaries import SummaryEntry, draft_texts, load_boxes, save_summaries
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from progress.models import AnnualReview
    from progress.summaries import SummaryBox

DRAFTED = "空いている欄に、件数から作った下書きを入れました。まだ保存していません。"


class SummaryForm(forms.Form):
    """総括の様式。欄は、全体、基本目標、基本方針ごとに一つ。"""

    def __init__(self, boxes: list[SummaryBox], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for box in boxes:
            self.fields[box.name] = PlainTextField(label=box.title, rows=3)
            self.initial.setdefault(box.name, box.text)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_summaries(request: HttpRequest) -> HttpResponse:
    """総括を書く。件数から下書きを作ることもできる。"""
    actor = actor_of(request)
    if not can_manage_register(actor):
        raise PermissionDenied
    reviews = reviews_to_deliberate(request)
    review = choose_review(reviews, request.GET)
    context: dict[str, Any] = {"review": review, "reviews": reviews}
    if review is None:
        return render(request, "progress/summaries.html", context)
    boxes = load_boxes(review)
    context |= {"boxes": boxes, "may_save": can_sum_up(actor, review)}
    if request.method != "POST":
        return _show(request, context, SummaryForm(boxes, use_required_attribute=False))
    form = SummaryForm(boxes, request.POST, use_required_attribute=False)
    if not form.is_valid():
        messages.error(request, INVALID_MESSAGE)
        return _show(request, context, form, UNREADABLE_STATUS)
    if "_draft" in request.POST:
        return _draft(request, context, review, form)
    return _save(request, context, review, form)


def _draft(
    request: HttpRequest, context: dict[str, Any], review: AnnualReview, form: SummaryForm
) -> HttpResponse:
    """空いている欄に下書きを入れて見せる。何も保存しない。"""
    texts = draft_texts(review)
    initial = {
        box.name: form.cleaned_data[box.name] or texts.get(box.key, "") for box in context["boxes"]
    }
    messages.success(request, DRAFTED)
    # 打った人が開いたときの版のまま、打ち続けられるようにする。
    context["versions"] = _versions(request, context["boxes"])
    return _show(
        request,
        context,
        SummaryForm(context["boxes"], initial=initial, use_required_attribute=False),
    )


def _versions(request: HttpRequest, boxes: list[SummaryBox]) -> dict[str, int]:
    return {box.name: read_version(request.POST.get(f"{box.name}-version", "")) for box in boxes}


def _save(
    request: HttpRequest, context: dict[str, Any], review: AnnualReview, form: SummaryForm
) -> HttpResponse:
    versions = _versions(request, context["boxes"])
    entries = {
        box.key: SummaryEntry(form.cleaned_data[box.name], versions[box.name])
        for box in context["boxes"]
    }
    try:
        count = save_summaries(review.pk, entries, actor=actor_of(request), user=user_of(request))
    except WorkflowError as error:
        messages.error(request, str(error))
        context["theirs"] = [
            box for box in context["boxes"] if box.version != versions[box.name] and box.text
        ]
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show(request, context, form, status)
    messages.success(request, f"総括を保存しました（{count}件）。")
    address = f"{reverse('summaries')}?plan={review.plan_id}&year={review.fiscal_year}"
    return HttpResponseRedirect(address)


def _show(
    request: HttpRequest, context: dict[str, Any], form: SummaryForm, status: int = 200
) -> HttpResponse:
    versions = context.get("versions") or {box.name: box.version for box in context["boxes"]}
    context["rows"] = [(form[box.name], versions[box.name]) for box in context["boxes"]]
    return render(request, "progress/summaries.html", context, status=status)
