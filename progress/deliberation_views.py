"""委員会後の評価の画面。年度の一覧と、一つの報告。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plans.admin_site import actor_of
from plans.models import ItemDepartment
from progress.deeds import read_version
from progress.deliberation import (
    NOT_AMENDABLE,
    NOT_RATABLE,
    Verdict,
    amend_improvement,
    rate_after_committee,
)
from progress.department_year import choose_review
from progress.models import CommitteeRating, Opinion, ProgressRecord
from progress.opinion_forms import NeededTextField, RowChoiceField, RowsChoiceField, offer
from progress.opinion_permissions import (
    can_amend_improvement,
    can_rate_after_committee,
    can_read_deliberation,
)
from progress.opinion_rows import read_opinions
from progress.opinion_views import INVALID_MESSAGE, reviews_to_deliberate
from progress.permissions import case_of
from progress.views import REFUSED_STATUS, UNREADABLE_STATUS, user_of
from progress.workflow import NotAllowedError, WorkflowError

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor


class RatingForm(forms.Form):
    """委員会後の評価の様式。"""

    rating = RowChoiceField(label="委員会後の評価", widget=forms.RadioSelect)
    reason = NeededTextField(label="理由", rows=3, missing="委員会後の評価の理由を入れてください。")
    opinions = RowsChoiceField(label="根拠の意見", required=False)


class ImprovementForm(forms.Form):
    """委員会後の改善策の様式。"""

    text = NeededTextField(
        label="委員会後の改善策", rows=4, missing="委員会後の改善策を入れてください。"
    )


def records_of(actor: Actor) -> QuerySet[ProgressRecord]:
    """見える報告を、自己評価と委員会後の評価・改善策とともに。"""
    departments = ItemDepartment.objects.with_seats()
    rows: QuerySet[ProgressRecord] = ProgressRecord.objects.all().visible_to(actor)
    return (
        rows.select_related(
            "review__plan",
            "item",
            "self_rating",
            "committee_rating__rating",
            "committee_rating__rated_by",
            "amended_improvement__amended_by",
        )
        .prefetch_related(Prefetch("item__item_departments", departments))
        .order_by("item__number")
    )


@never_cache
@require_safe
def list_deliberation(request: HttpRequest) -> HttpResponse:
    """委員会後の評価の一覧。年度の全項目の自己評価と並べる。"""
    actor = actor_of(request)
    if not can_read_deliberation(actor):
        raise PermissionDenied
    reviews = reviews_to_deliberate(request)
    review = choose_review(reviews, request.GET)
    records = list(records_of(actor).filter(review=review)) if review else []
    context = {"review": review, "reviews": reviews, "records": records}
    return render(request, "progress/deliberation.html", context)


@never_cache
@require_safe
def show_record(request: HttpRequest, record_id: int) -> HttpResponse:
    """一つの報告の、委員会後の評価と改善策。"""
    return _show(request, _find(request, record_id))


@never_cache
@require_POST
def save_rating(request: HttpRequest, record_id: int) -> HttpResponse:
    """委員会後の評価を残す。"""
    record = _find(request, record_id)
    form = _rating_form(record, request.POST)
    is_readable = form.is_valid()
    if not can_rate_after_committee(actor_of(request), case_of(record)):
        return _refuse(request, record, NotAllowedError(NOT_RATABLE), rating=form)
    if not is_readable:
        messages.error(request, INVALID_MESSAGE)
        return _show(request, record, rating=form, status=UNREADABLE_STATUS)
    try:
        rate_after_committee(record.pk, Verdict(**form.cleaned_data), **_acting(request))
    except WorkflowError as error:
        return _refuse(request, record, error, rating=form)
    return _done(request, record, "委員会後の評価を残しました。")


@never_cache
@require_POST
def save_improvement(request: HttpRequest, record_id: int) -> HttpResponse:
    """委員会後の改善策を残す。"""
    record = _find(request, record_id)
    form = _improvement_form(record, request.POST)
    is_readable = form.is_valid()
    if not can_amend_improvement(actor_of(request), case_of(record)):
        return _refuse(request, record, NotAllowedError(NOT_AMENDABLE), improvement=form)
    if not is_readable:
        messages.error(request, INVALID_MESSAGE)
        return _show(request, record, improvement=form, status=UNREADABLE_STATUS)
    try:
        amend_improvement(record.pk, form.cleaned_data["text"], **_acting(request))
    except WorkflowError as error:
        return _refuse(request, record, error, improvement=form)
    return _done(request, record, "委員会後の改善策を残しました。")


def _acting(request: HttpRequest) -> dict[str, Any]:
    version = read_version(request.POST.get("form_version", ""))
    return {"actor": actor_of(request), "user": user_of(request), "version": version}


def _refuse(
    request: HttpRequest, record: ProgressRecord, error: WorkflowError, **boxes: forms.Form
) -> HttpResponse:
    messages.error(request, str(error))
    status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
    return _show(request, _find(request, record.pk), status=status, **boxes)


def _done(request: HttpRequest, record: ProgressRecord, message: str) -> HttpResponse:
    messages.success(request, f"「{record.item}」：{message}")
    return HttpResponseRedirect(reverse("deliberation_record", args=(record.pk,)))


def _find(request: HttpRequest, record_id: int) -> ProgressRecord:
    """見える報告を返す。見えなければ Http404、事務局側の人でなければ PermissionDenied。"""
    actor = actor_of(request)
    record = records_of(actor).filter(pk=record_id).first()
    if record is None:
        raise Http404
    if not can_read_deliberation(actor):
        raise PermissionDenied
    return record


def _opinions_on(record: ProgressRecord) -> QuerySet[Opinion]:
    """根拠にできる意見。この年度の、この項目か計画の全体への意見。"""
    rows = Opinion.objects.standing().filter(review=record.review_id).select_related("review")
    found: QuerySet[Opinion] = (rows.filter(item=record.item_id) | rows.filter(item=None)).order_by(
        "number"
    )
    return found


def _rating_form(record: ProgressRecord, posted: Any = None) -> RatingForm:
    row: CommitteeRating | None = getattr(record, "committee_rating", None)
    initial = (
        {
            "rating": row.rating_id,
            "reason": row.reason,
            "opinions": [one.pk for one in row.opinions.all()],
        }
        if row
        else {}
    )
    form = RatingForm(posted, initial=initial, auto_id="rating-%s", use_required_attribute=False)
    offer(form, "rating", record.review.scale.ratings.order_by("order"))
    offer(form, "opinions", _opinions_on(record))
    return form


def _improvement_form(record: ProgressRecord, posted: Any = None) -> ImprovementForm:
    row = getattr(record, "amended_improvement", None)
    initial = {"text": row.text if row else record.improvement}
    return ImprovementForm(
        posted, initial=initial, auto_id="improvement-%s", use_required_attribute=False
    )


def _show(
    request: HttpRequest,
    record: ProgressRecord,
    *,
    rating: forms.Form | None = None,
    improvement: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, case = actor_of(request), case_of(record)
    opinions = Opinion.objects.all().visible_to(actor).standing().filter(item=record.item_id)
    context = {
        "record": record,
        "rows": read_opinions(actor, opinions.filter(review=record.review_id)),
        "may_rate": can_rate_after_committee(actor, case),
        "may_amend": can_amend_improvement(actor, case),
        "rating": getattr(record, "committee_rating", None),
        "amended": getattr(record, "amended_improvement", None),
        "rating_form": rating or _rating_form(record),
        "improvement_form": improvement or _improvement_form(record),
    }
    return render(request, "progress/deliberation_record.html", context, status=status)
