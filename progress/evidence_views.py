"""根拠資料の画面。一覧と登録、受け取り、取外し。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.admin_site import actor_of
from progress.evidence import (
    NOT_ALLOWED,
    EvidenceForm,
    add_evidence,
    download_name,
    kind_label,
    remove_evidence,
)
from progress.models import Actual, Evidence, ProgressRecord
from progress.permissions import can_change_evidence, case_of
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INVALID_MESSAGE = "登録していません。指摘のある欄を直してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_evidence(request: HttpRequest, record_id: int) -> HttpResponse:
    """一つの報告の根拠資料。送られたら登録する。"""
    record = _find_record(request, record_id)
    actuals = list(
        Actual.objects.filter(record=record)
        .select_related("indicator")
        .prefetch_related("evidence__added_by")
        .order_by("indicator__number")
    )
    if request.method != "POST":
        return _show(request, record, actuals)
    if not can_change_evidence(actor_of(request), case_of(record)):
        raise PermissionDenied(NOT_ALLOWED)
    actual = next((row for row in actuals if str(row.pk) == request.POST.get("actual")), None)
    if actual is None:
        raise Http404("その実績はこの報告にありません。")
    form = _make_form(actual, request)
    if not form.is_valid():
        messages.error(request, INVALID_MESSAGE)
        return _show(request, record, actuals, {actual.pk: form})
    return _add(request, record, actual, form)


def _add(
    request: HttpRequest, record: ProgressRecord, actual: Actual, form: EvidenceForm
) -> HttpResponse:
    try:
        evidence = add_evidence(
            actual,
            form,
            actor=actor_of(request),
            user=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"根拠資料「{evidence.title}」を登録しました。")
    return HttpResponseRedirect(reverse("record_evidence", args=(record.pk,)))


@never_cache
@require_safe
def send_evidence(request: HttpRequest, evidence_id: int) -> FileResponse:
    """根拠資料のファイル。必ず「保存する」形で渡し、ブラウザーの中では開かせない。"""
    evidence = _find_evidence(request, evidence_id)
    if not evidence.file:
        raise Http404("この根拠資料はリンクです。")
    try:
        opened = evidence.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("ファイルが見つかりません。") from error
    return FileResponse(
        opened,
        as_attachment=True,
        filename=download_name(evidence),
        content_type=evidence.content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@never_cache
@require_POST
def drop_evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """根拠資料を外し、一覧へ戻る。"""
    evidence = _find_evidence(request, evidence_id)
    title, record_id = evidence.title, evidence.actual.record_id
    try:
        remove_evidence(
            evidence,
            actor=actor_of(request),
            user=request.user,  # type: ignore[arg-type]
        )
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"根拠資料「{title}」を外しました。")
    return HttpResponseRedirect(reverse("record_evidence", args=(record_id,)))


def _find_record(request: HttpRequest, record_id: int) -> ProgressRecord:
    rows = ProgressRecord.objects.all().visible_to(actor_of(request))
    record: ProgressRecord | None = (
        rows.filter(pk=record_id)
        .select_related("review", "item")
        .prefetch_related("item__item_departments")
        .first()
    )
    if record is None:
        raise Http404
    return record


def _find_evidence(request: HttpRequest, evidence_id: int) -> Evidence:
    rows = Evidence.objects.all().visible_to(actor_of(request)).select_related("actual")
    evidence: Evidence | None = rows.filter(pk=evidence_id).first()
    if evidence is None:
        raise Http404
    return evidence


def _make_form(actual: Actual, request: HttpRequest | None = None) -> EvidenceForm:
    posted, files = (request.POST, request.FILES) if request else (None, None)
    form = EvidenceForm(posted, files, prefix=f"actual-{actual.pk}")
    for bound in form.visible_fields():
        bound.field.widget.attrs["aria-label"] = f"{actual.indicator.name} {bound.label}"
    return form


def _show(
    request: HttpRequest,
    record: ProgressRecord,
    actuals: list[Actual],
    refused: dict[int, EvidenceForm] | None = None,
) -> HttpResponse:
    may_save = can_change_evidence(actor_of(request), case_of(record))
    rows = [
        {
            "actual": actual,
            "evidence": [(row, kind_label(row)) for row in actual.evidence.all()],
            "form": (refused or {}).get(actual.pk) or _make_form(actual),
        }
        for actual in actuals
    ]
    context = {"record": record, "rows": rows, "may_save": may_save}
    return render(request, "progress/evidence.html", context)
