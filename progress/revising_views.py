"""「計画を見直す」画面。総務課が、改定の案を作り、確かめ、施行する。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from plans.models import Plan, RevisionDraft
from plans.permissions import can_enforce_revision, can_revise_plan
from plans.revision import box_rows, compare_plan, load_plan_now
from plans.revision.writing import describe_changes
from progress.deeds import read_version
from progress.plan_order import asked_plan, plans_running_first
from progress.revising import (
    DraftChangedError,
    RevisionRefusedError,
    discard_draft,
    enforce_draft,
    save_entries,
    save_head,
    years_to_revise,
)
from progress.revising_forms import DraftHeadForm
from progress.views import user_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INVALID = "保存していません。指摘のある欄を直してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revision_draft(request: HttpRequest) -> HttpResponse:
    """見直しの案: 頭書き、項目の一覧、変わるところ、施行のボタン。"""
    plan = choose_plan_to_revise(request)
    draft = _find_draft(request, plan)
    years = years_to_revise(plan)
    form = DraftHeadForm(request.POST or None, draft=draft, years=years)
    if request.method != "POST":
        return _show_draft(request, plan, draft, form)
    if not form.is_valid():
        messages.error(request, INVALID)
        return _show_draft(request, plan, draft, form)
    version = read_version(request.POST.get("version", ""))
    try:
        save_head(
            plan,
            form.head,
            version,
            actor=actor_of(request),
            user=user_of(request),
            at=timezone.now(),
        )
    except RevisionRefusedError as error:
        messages.error(request, str(error))
        return _show_draft(request, plan, draft, form, status=_status_of(error))
    messages.success(request, "見直しの案を保存しました。計画はまだ変わっていません。")
    return _back(plan)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revision_draft_item(request: HttpRequest, number: int) -> HttpResponse:
    """項目 number の見直し: 目標値・指標・実施内容・実施時期の欄。"""
    plan = choose_plan_to_revise(request)
    now = load_plan_now(plan)
    item = now.item(number)
    if item is None:
        raise Http404("その番号の実施項目はありません。")
    draft = _find_draft(request, plan)
    if draft is None:
        messages.info(request, "先に、見直しの名称と適用開始年度を保存してください。")
        return _back(plan)
    if request.method != "POST":
        rows = box_rows(now, item, draft.from_year, draft.entries)
        return _show_item(request, draft, item, rows)
    posted = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    try:
        comparison = save_entries(
            plan,
            number,
            posted,
            read_version(request.POST.get("version", "")),
            actor=actor_of(request),
            user=user_of(request),
            at=timezone.now(),
        )
    except RevisionRefusedError as error:
        messages.error(request, str(error))
        rows = box_rows(now, item, draft.from_year, posted)
        return _show_item(request, draft, item, rows, status=_status_of(error))
    if comparison.errors:
        messages.error(request, INVALID)
        rows = box_rows(now, item, draft.from_year, posted, comparison.errors)
        return _show_item(request, draft, item, rows)
    messages.success(
        request, f"{item.item}の見直しを案に入れました（変わる行 {len(comparison.changes)}行）。"
    )
    return _back(plan)


@require_POST
def revision_discard(request: HttpRequest) -> HttpResponse:
    """案を取りやめる。"""
    plan = choose_plan_to_revise(request)
    version = read_version(request.POST.get("version", ""))
    try:
        discard_draft(plan, version, actor=actor_of(request), user=user_of(request))
        messages.success(request, "見直しの案を取りやめました。計画は変わっていません。")
    except RevisionRefusedError as error:
        messages.error(request, str(error))
    return _back(plan)


@require_POST
def revision_enforce(request: HttpRequest) -> HttpResponse:
    """案を施行し、できた改定の新旧対照表へ進む。"""
    plan = choose_plan_to_revise(request)
    version = read_version(request.POST.get("version", ""))
    try:
        revision = enforce_draft(
            plan, version, actor=actor_of(request), user=user_of(request), at=timezone.now()
        )
    except RevisionRefusedError as error:
        messages.error(request, str(error))
        return _back(plan)
    label = wareki_label(revision.from_year)
    messages.success(request, f"「{revision}」を施行しました。{label}から新しい計画で進めます。")
    address = reverse("revision", args=(revision.number,))
    return HttpResponseRedirect(f"{address}?{urlencode({'plan': plan.pk})}")


def choose_plan_to_revise(request: HttpRequest) -> Plan:
    """見直す計画（?plan=、省くと先に見る計画）。総務課でなければ PermissionDenied。"""
    actor = actor_of(request)
    if not can_revise_plan(actor):
        raise PermissionDenied
    asked = request.GET.get("plan", "")
    number = asked_plan(request.GET)
    plan: Plan | None = plans_running_first(actor, number).first()
    if plan is None or (asked and plan.pk != number):
        raise Http404("その計画は見られません。")
    return plan


def _find_draft(request: HttpRequest, plan: Plan) -> RevisionDraft | None:
    rows = RevisionDraft.objects.all().visible_to(actor_of(request)).for_plan(plan)
    draft: RevisionDraft | None = rows.select_related("saved_by").first()
    return draft


def _status_of(error: RevisionRefusedError) -> int:
    return 409 if isinstance(error, DraftChangedError) else 200


def _back(plan: Plan) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('revision_draft')}?{urlencode({'plan': plan.pk})}")


def _show_draft(
    request: HttpRequest,
    plan: Plan,
    draft: RevisionDraft | None,
    form: DraftHeadForm,
    *,
    status: int = 200,
) -> HttpResponse:
    now = load_plan_now(plan)
    comparison = compare_plan(now, draft.entries, draft.from_year) if draft else None
    changes = comparison.changes if comparison else []
    counts: dict[int, int] = {}
    for change in changes:
        counts[change.item.number] = counts.get(change.item.number, 0) + 1
    context = {
        "plan": plan,
        "draft": draft,
        "form": form,
        "version": draft.version if draft else 0,
        "years": years_to_revise(plan),
        "items": [(row.item, counts.get(row.item.number, 0)) for row in now.items],
        "groups": describe_changes(changes),
        "errors": list(comparison.errors.values()) if comparison else [],
        "may_enforce": draft is not None
        and can_enforce_revision(actor_of(request), draft.saved_by_id),
    }
    return render(request, "progress/revision_draft.html", context, status=status)


def _show_item(
    request: HttpRequest, draft: RevisionDraft, item: Any, rows: Any, *, status: int = 200
) -> HttpResponse:
    years = [year for year in draft.plan.years if year >= draft.from_year]
    context = {
        "plan": draft.plan,
        "draft": draft,
        "item": item.item,
        "years": years,
        "indicators": [row for row in rows if row.subject == "indicator"],
        "contents": [row for row in rows if row.subject == "content"],
        "errors": [box for row in rows for box in row.boxes if box.error],
    }
    return render(request, "progress/revision_item.html", context, status=status)
