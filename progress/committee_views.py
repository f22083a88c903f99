"""委員の画面。配られた資料と、自分の意見。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.admin_site import actor_of
from plans.models import ActionItem
from progress.deeds import read_version
from progress.models import CommitteeMeeting, OpinionDraft
from progress.opinion_drafts import discard_opinion, keep_opinion, send_opinion, start_opinion
from progress.opinion_forms import WordsForm, offer
from progress.opinion_permissions import (
    can_change_draft,
    can_open_committee_page,
    can_write_opinion,
)
from progress.opinion_views import INVALID_MESSAGE, visible_reviews
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT, SENT = "書きかけを預かりました。", "意見を送りました。ありがとうございました。"
CLOCK = "%H:%M"


@never_cache
@require_safe
def committee_page(request: HttpRequest) -> HttpResponse:
    """委員の画面。書きかけと送った意見、会議の予定。"""
    actor = actor_of(request)
    if not can_open_committee_page(actor):
        raise PermissionDenied
    reviews = [row for row in visible_reviews(request) if can_write_opinion(actor, row)]
    own = OpinionDraft.objects.all().visible_to(actor).select_related("review", "item")
    drafts = list(own.order_by("-saved_at", "-pk"))
    meetings = CommitteeMeeting.objects.all().visible_to(actor).filter(review__in=reviews)
    context = {
        "reviews": reviews,
        "drafts": [row for row in drafts if row.sent_at is None],
        "sent": [row for row in drafts if row.sent_at],
        "meetings": meetings.select_related("review").order_by("held_on", "number"),
    }
    return render(request, "progress/committee.html", context)


@never_cache
@require_POST
def begin_opinion(request: HttpRequest, review_id: int) -> HttpResponse:
    """新しい意見を書き始める。"""
    actor = actor_of(request)
    if not can_open_committee_page(actor):
        raise PermissionDenied
    if all(row.pk != review_id for row in visible_reviews(request)):
        raise Http404
    try:
        draft = start_opinion(review_id, actor=actor, user=user_of(request), at=timezone.now())
    except WorkflowError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("committee"))
    return HttpResponseRedirect(reverse("committee_opinion", args=(draft.pk,)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_opinion(request: HttpRequest, draft_id: int) -> HttpResponse:
    """意見を書く。書きかけを預けるか、送るか、捨てるか。"""
    draft = _find_draft(request, draft_id)
    if request.method != "POST":
        return _show(request, draft, _form(draft))
    form = _form(draft, request.POST)
    if "_discard" not in request.POST and not form.is_valid():
        messages.error(request, INVALID_MESSAGE)
        return _show(request, draft, form, UNREADABLE_STATUS)
    try:
        _perform(request, draft, form)
    except WorkflowError as error:
        messages.error(request, str(error))
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show(request, _find_draft(request, draft_id), form, status)
    return HttpResponseRedirect(reverse("committee"))


def _perform(request: HttpRequest, draft: OpinionDraft, form: WordsForm) -> None:
    acting: dict[str, Any] = {"actor": actor_of(request), "version": _version(request)}
    if "_discard" in request.POST:
        discard_opinion(draft.pk, **acting)
        messages.success(request, "書きかけを捨てました。")
        return
    is_sent = "_send" in request.POST
    act = send_opinion if is_sent else keep_opinion
    act(draft.pk, form.cleaned_data, at=timezone.now(), **acting)
    messages.success(request, SENT if is_sent else KEPT)


@never_cache
@require_POST
def keep_opinion_draft(request: HttpRequest, draft_id: int) -> JsonResponse:
    """書きかけを、画面の裏から預かる。答えは画面に出す一文。"""
    draft = _find_draft(request, draft_id)
    form = _form(draft, request.POST)
    if not form.is_valid():
        return JsonResponse({"message": INVALID_MESSAGE}, status=UNREADABLE_STATUS)
    try:
        kept = keep_opinion(
            draft.pk,
            form.cleaned_data,
            actor=actor_of(request),
            version=_version(request),
            at=timezone.now(),
            is_autosave=True,
        )
    except WorkflowError as error:
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return JsonResponse({"message": str(error)}, status=status)
    clock = timezone.localtime(kept.saved_at).strftime(CLOCK)
    return JsonResponse({"message": f"書きかけを預かりました（{clock}）。"})


def _find_draft(request: HttpRequest, draft_id: int) -> OpinionDraft:
    """自分の意見を返す。総務課の人を含め、ほかの人には見えない（Http404）。"""
    actor = actor_of(request)
    rows = OpinionDraft.objects.all().visible_to(actor).filter(user=actor.user_id)
    draft: OpinionDraft | None = (
        rows.filter(pk=draft_id).select_related("review__plan", "item").first()
    )
    if draft is None:
        raise Http404
    return draft


def _version(request: HttpRequest) -> int:
    return read_version(request.POST.get("form_version", ""))


def _form(draft: OpinionDraft, posted: Any = None) -> WordsForm:
    initial = {"item": draft.item_id, "kind": draft.kind, "text": draft.text}
    form = WordsForm(posted, initial=initial, use_required_attribute=False)
    items = ActionItem.objects.filter(plan=draft.review.plan_id).order_by("number")
    offer(form, "item", items)
    return form


def _show(
    request: HttpRequest, draft: OpinionDraft, form: WordsForm, status: int = 200
) -> HttpResponse:
    may_change = can_change_draft(actor_of(request), draft)
    context = {"draft": draft, "form": form, "may_change": may_change}
    return render(request, "progress/committee_opinion.html", context, status=status)
