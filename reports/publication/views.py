"""公表の画面。総務課が、年度の公表版を確かめ、用意し、別の人が公表し、取り下げる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from progress.choices import ReviewState
from progress.deeds import read_version, without_hidden_letters
from progress.forms import PlainTextField
from progress.models import AnnualReview
from progress.workflow import MAX_REASON, WorkflowError
from reports.choices import PublicationState
from reports.choosing import choose, year_tabs
from reports.models import MediaNotice, PublishedFile, PublishedReport
from reports.open_data_set import sample_prefix
from reports.pdf import PdfError
from reports.permissions import (
    can_discard_publication,
    can_end_amendment,
    can_open_publication,
    can_prepare_publication,
    can_release_publication,
    can_retract_publication,
)
from reports.public.standing import carriers
from reports.publication.freezing import LARGE_SHEETS_NAME
from reports.publication.publishing import (
    discard,
    draft_publication,
    end_amendment,
    prepare,
    publish,
    retract,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from plans.actors import Actor

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
FILE_LABELS = {
    "pdf": "個票集（PDF）",
    "xlsx": "進行管理表（Excel）",
    "zip": "公開データ一式（ZIP）",
}
REFUSED_STATUS = 409


@never_cache
@require_safe
def publication_page(request: HttpRequest) -> HttpResponse:
    """公表の画面。選んだ年度の、公表前の確かめと、これまでの版。"""
    actor = _require_publisher(request)
    choice = choose(actor, request.GET)
    review = next((row for row in choice.reviews if row.fiscal_year == choice.fiscal_year), None)
    return _show(request, review, request.GET)


@never_cache
@require_safe
def version_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """公表版の一つの版。ファイルとハッシュ値、前の版との正誤表。"""
    actor = _require_publisher(request)
    report = _find_report(actor, report_id)
    may_retract = can_retract_publication(actor, report) and report.review_id is None
    rows = list(_versions_of(actor, report.plan_key)) if may_retract else []
    context = {
        "report": report,
        "year_label": wareki_label(report.fiscal_year),
        "files": _file_rows(report),
        "may_retract": may_retract,
        "carriers": carriers(report, rows)[0],
        "back": _address(report) if report.review_id else reverse("publication"),
    }
    return render(request, "reports/publication_version.html", context)


@never_cache
@require_safe
def version_file(request: HttpRequest, report_id: int, file_name: str) -> HttpResponse:
    """公表版のファイル。公表の前に、総務課が中身を確かめるために。"""
    actor = _require_publisher(request)
    rows = PublishedFile.objects.all().visible_to(actor)
    found = rows.filter(report=report_id, name=file_name)
    values = found.values_list("content", "report__is_sample").first()
    if values is None:
        raise Http404
    content, is_sample = values
    kind = CONTENT_TYPES.get(file_name.rpartition(".")[2], "application/octet-stream")
    name = f"{sample_prefix(is_sample=is_sample)}{file_name}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(content), content_type=kind, headers=headers)


@never_cache
@require_POST
def prepare_view(request: HttpRequest, review_id: int) -> HttpResponse:
    """公表版を用意する。"""
    actor = _require_publisher(request)
    review = _find_review(actor, review_id)
    deed = {"actor": actor, "user": request.user, "at": timezone.now()}

    def run() -> str:
        report = prepare(review, note=_read_text(request, "note"), **deed)  # type: ignore[arg-type]
        return f"第{report.version}版を用意しました。総務課の別の人が公表できます。"

    return _perform(request, review, run)


@never_cache
@require_POST
def end_view(request: HttpRequest, review_id: int) -> HttpResponse:
    """公表の訂正をやめる。"""
    actor = _require_publisher(request)
    review = _find_review(actor, review_id)
    deed = {"actor": actor, "user": request.user, "at": timezone.now()}

    def run() -> str:
        end_amendment(review.pk, **deed)  # type: ignore[arg-type]
        return "訂正をやめ、公表済に戻しました。"

    return _perform(request, review, run)


@never_cache
@require_POST
def publish_view(request: HttpRequest, report_id: int) -> HttpResponse:
    """用意した公表版を公表する。"""
    seen = read_version(request.POST.get("seen_warnings", ""))
    return _move(
        request,
        report_id,
        lambda deed: publish(report_id, seen_warnings=seen, **deed),
        "第{}版を公表しました。",
    )


@never_cache
@require_POST
def discard_view(request: HttpRequest, report_id: int) -> HttpResponse:
    """用意した公表版を取りやめる。"""
    return _move(
        request,
        report_id,
        lambda deed: discard(report_id, **deed),
        "第{}版の用意を取りやめました。",
    )


@never_cache
@require_POST
def retract_view(request: HttpRequest, report_id: int) -> HttpResponse:
    """公表を取り下げる。"""
    return _move(
        request,
        report_id,
        lambda deed: retract(report_id, reason=_read_text(request, "reason"), **deed),
        "公表を取り下げました。公開の画面には出ません。",
    )


def _move(
    request: HttpRequest,
    report_id: int,
    move: Callable[[dict[str, Any]], PublishedReport],
    done: str,
) -> HttpResponse:
    """公表版を動かす。done は済んだときの文で、版の番号を入れる。"""
    actor = _require_publisher(request)
    report = _find_report(actor, report_id)
    deed = {"actor": actor, "user": request.user, "at": timezone.now()}
    return _perform(request, report.review, lambda: done.format(move(deed).version), report)


def _perform(
    request: HttpRequest,
    review: AnnualReview | None,
    run: Callable[[], str],
    report: PublishedReport | None = None,
) -> HttpResponse:
    """行い、済んだことを伝える。断られたら、打った文を残した画面に訳を出す。"""
    try:
        messages.success(request, run())
    except forms.ValidationError as error:
        messages.error(request, error.messages[0])
    except (WorkflowError, PdfError) as error:
        messages.error(request, str(error))
    else:
        place = _address(review) if review else reverse("publication")
        return HttpResponseRedirect(place)
    if review is None and report is not None:
        return HttpResponseRedirect(reverse("publication_version", args=(report.pk,)))
    query = {"plan": str(review.plan_id), "year": str(review.fiscal_year)} if review else {}
    return _show(request, review, query, status=REFUSED_STATUS)


def _show(
    request: HttpRequest, review: AnnualReview | None, query: Mapping[str, str], status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    choice = choose(actor, query)
    context: dict[str, Any] = {
        "plan": choice.plan,
        "plans": choice.plans,
        "years": year_tabs(choice),
        "year_label": wareki_label(choice.fiscal_year),
        "review": review,
        "orphans": PublishedReport.objects.filter(review=None).without_facts(),
        "typed": {name: _typed(request, name) for name in ("note", "reason")},
    }
    if review is not None:
        review.plan = choice.plan
        context |= _review_context(actor, review)
    return render(request, "reports/publication.html", context, status=status)


def _review_context(actor: Actor, review: AnnualReview) -> dict[str, Any]:
    rows = list(_versions_of(actor, review.plan_id))
    versions = [row for row in rows if row.fiscal_year == review.fiscal_year]
    prepared = next((row for row in versions if row.state == PublicationState.PREPARED), None)
    current = next((row for row in versions if row.state == PublicationState.RELEASED), None)
    draft = draft_publication(review, made_on=timezone.localdate())
    blocks = {finding.code for finding in draft.check.blocking}
    is_unchanged = blocks == {"unchanged"}
    showing, hiding = carriers(versions[0], rows) if versions else ("", "")
    return {
        "versions": versions,
        "prepared": prepared,
        "current": current,
        "files": _file_rows(prepared) if prepared else [],
        "draft": draft,
        "may_prepare": can_prepare_publication(actor, review) and not blocks,
        "may_publish": prepared and can_release_publication(actor, prepared) and not blocks,
        "may_discard": prepared and can_discard_publication(actor, prepared),
        "may_retract": current and can_retract_publication(actor, current),
        "may_end": is_unchanged and can_end_amendment(actor, review),
        "is_up_to_date": is_unchanged and review.state == ReviewState.PUBLISHED,
        "places": _places(review),
        "notices": MediaNotice.objects.filter(review=review),
        "carriers": showing,
        "hiding": hiding,
        "hidden": [wareki_label(year) for year in sorted(draft.hidden)] if current else [],
    }


def _versions_of(actor: Actor, plan_key: int) -> QuerySet[PublishedReport]:
    """計画のすべての版の見出し（用意の新しい順）。"""
    rows = PublishedReport.objects.all().visible_to(actor).filter(plan_key=plan_key)
    related = rows.select_related("prepared_by", "released_by", "ended_by")
    found: QuerySet[PublishedReport] = related.without_facts().order_by("-prepared_at", "-pk")
    return found


def _places(review: AnnualReview) -> dict[str, str]:
    """直す画面の URL を、確かめの規則の place から引く。"""
    query = urlencode({"plan": review.plan_id, "year": review.fiscal_year})
    return {
        "review": reverse("admin:progress_annualreview_change", args=(review.pk,)),
        "plan": reverse("admin:plans_plan_change", args=(review.plan_id,)),
        "records": f"{reverse('dashboard')}?{query}",
        "schedule": reverse("schedule_list"),
        "attention": f"{reverse('overview', args=('attention',))}?{query}",
    }


def _file_rows(report: PublishedReport) -> list[dict[str, Any]]:
    """ファイルの行。中身は読まない。"""
    rows = PublishedFile.objects.filter(report=report).defer("content").order_by("pk")
    return [
        {
            "name": row.name,
            "label": _label_of(row.name),
            "size": row.size,
            "sha256": row.sha256,
        }
        for row in rows
    ]


def _label_of(name: str) -> str:
    if name == LARGE_SHEETS_NAME:
        return "大きな文字の個票集（PDF）"
    return FILE_LABELS.get(name.rpartition(".")[2], f"公開データ（{name}）")


def _address(row: AnnualReview | PublishedReport) -> str:
    """その年度の公表の画面。"""
    query = urlencode({"plan": row.plan_id, "year": row.fiscal_year})
    return f"{reverse('publication')}?{query}"


def _require_publisher(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not can_open_publication(actor):
        raise PermissionDenied
    return actor


def _find_review(actor: Actor, review_id: int) -> AnnualReview:
    rows = AnnualReview.objects.all().visible_to(actor).select_related("plan")
    review: AnnualReview | None = rows.filter(pk=review_id).first()
    if review is None:
        raise Http404
    return review


def _find_report(actor: Actor, report_id: int) -> PublishedReport:
    rows = PublishedReport.objects.all().visible_to(actor).defer("facts_text")
    report: PublishedReport | None = (
        rows.select_related("review", "prepared_by", "released_by", "ended_by")
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        raise Http404
    return report


def _read_text(request: HttpRequest, name: str) -> str:
    """送られた文。制御文字などがあれば ValidationError。"""
    return str(PlainTextField(max_length=MAX_REASON).clean(request.POST.get(name, "")))


def _typed(request: HttpRequest, name: str) -> str:
    """断った画面に残す、打った文。"""
    return without_hidden_letters(request.POST.get(name, ""))
