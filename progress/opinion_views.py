"""意見の登録簿の画面。一覧と、一つの意見。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plans.admin_site import actor_of
from progress.choices import ReviewState
from progress.deeds import read_version
from progress.models import Opinion, OpinionDraft
from progress.opinion_desk import DeedBox, make_desk, open_box
from progress.opinion_permissions import can_manage_register, can_read_register
from progress.opinion_rows import OpinionRow, count_stages, read_opinions
from progress.opinion_screen import narrow, offer_filters
from progress.opinion_workflow import OpinionDeed, not_allowed_message, perform_opinion
from progress.plan_order import asked_plan, listed_reviews
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import ChangedMeanwhileError, NotAllowedError, WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from progress.models import AnnualReview

INVALID_MESSAGE = "保存していません。説明の出ている欄を直してください。"
KEPT_MESSAGE = "打った内容は下の欄に残っています。"


@never_cache
@require_safe
def list_opinions(request: HttpRequest) -> HttpResponse:
    """意見の登録簿。年度、位置、課、項目で絞れる。"""
    actor = actor_of(request)
    if not can_read_register(actor):
        raise PermissionDenied
    listed = listed_reviews(actor, asked_plan(request.GET)).values("pk")
    visible = Opinion.objects.all().visible_to(actor)
    rows = read_opinions(actor, visible.still_open() | visible.filter(review__in=listed))
    shown = narrow(rows, request.GET)
    context = {
        "rows": shown,
        "counts": count_stages(shown),
        "filters": offer_filters(rows, request.GET),
        "may_manage": can_manage_register(actor),
        "waiting_drafts": _count_waiting(request) if can_manage_register(actor) else 0,
    }
    return render(request, "progress/opinions.html", context)


def _count_waiting(request: HttpRequest) -> int:
    """まだ登録していない、委員から送られた意見の数。"""
    actor = actor_of(request)
    rows = OpinionDraft.objects.all().visible_to(actor).not_taken()
    return int(rows.filter(review__is_sample=actor.is_sample).count())


@never_cache
@require_safe
def show_opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """一つの意見。回答と対応状況、いま行えること。"""
    return _show(request, find_opinion(request, opinion_id))


@never_cache
@require_POST
def perform_on_opinion(request: HttpRequest, opinion_id: int, verb: str) -> HttpResponse:
    """意見の動詞を行う。断られたら、打った文を残したまま同じ画面を返す。"""
    row = find_opinion(request, opinion_id)
    actor = actor_of(request)
    if not actor.is_office:
        raise PermissionDenied
    box = open_box(actor, row.opinion, verb, request.POST)
    is_readable = box.form.is_valid()
    if not box.is_allowed(actor, row.case):
        messages.error(request, not_allowed_message(verb))
        return _show(request, row, box, REFUSED_STATUS[NotAllowedError])
    if not is_readable:
        messages.error(request, INVALID_MESSAGE)
        return _show(request, row, box, UNREADABLE_STATUS)
    deed = _deed_of(request, box)
    try:
        perform_opinion(opinion_id, deed, actor=actor, user=user_of(request), at=timezone.now())
    except WorkflowError as error:
        messages.error(request, f"{error}{_kept_words(error)}")
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show(request, find_opinion(request, opinion_id), box, status)
    messages.success(request, f"{row.opinion}：{deed.transition.done}")
    return HttpResponseRedirect(reverse("opinion", args=(opinion_id,)))


def _kept_words(error: WorkflowError) -> str:
    return KEPT_MESSAGE if isinstance(error, ChangedMeanwhileError) else ""


def _deed_of(request: HttpRequest, box: DeedBox) -> OpinionDeed:
    cleaned = dict(box.form.cleaned_data)
    reason = str(cleaned.pop("reason", ""))
    return OpinionDeed(
        verb=box.verb,
        version=read_version(request.POST.get("form_version", "")),
        reason=reason,
        response_id=box.response.pk if box.response else None,
        values=cleaned,
    )


def find_opinion(request: HttpRequest, opinion_id: int) -> OpinionRow:
    """見える意見を返す。見えなければ Http404。"""
    actor = actor_of(request)
    rows = read_opinions(actor, Opinion.objects.all().visible_to(actor).filter(pk=opinion_id))
    if not rows:
        raise Http404
    return rows[0]


def _show(
    request: HttpRequest, row: OpinionRow, refused: DeedBox | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    desk = make_desk(actor, row, refused)
    placed = [*desk.deeds.values(), *(box for one in desk.responses for box in one.deeds)]
    context: dict[str, Any] = {
        "row": row,
        "opinion": row.opinion,
        "desk": desk,
        # いまは行えなくなった動詞の、打った文。
        "stranded": refused if refused and refused not in placed else None,
        "history": _history_of(row.opinion) if actor.is_office else [],
    }
    return render(request, "progress/opinion.html", context, status=status)


def _history_of(opinion: Opinion) -> list[Any]:
    rows = Opinion.history.filter(id=opinion.pk).select_related("history_user")
    return list(rows.order_by("-history_date", "-history_id"))


def reviews_to_deliberate(request: HttpRequest) -> list[AnnualReview]:
    """この人に見える年度。委員会審議中の年度を先に、あとは新しい年度から。"""
    rows = visible_reviews(request)
    return sorted(rows, key=lambda row: row.state != ReviewState.DELIBERATING)


def visible_reviews(request: HttpRequest) -> list[AnnualReview]:
    """この人の種類（本番か見本か）の、選べる年度。新しい年度が先。"""
    actor = actor_of(request)
    listed = listed_reviews(actor, asked_plan(request.GET))
    return list(listed.filter(is_sample=actor.is_sample))
