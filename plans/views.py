"""実施時期の確認の画面。総務課が、矢印の年度を原本と照らし、直し、確認する。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.admin_site import actor_of
from plans.forms import CorrectionForm
from plans.models import ActionItem, Plan
from plans.permissions import can_confirm_schedule
from plans.schedule_forms import BaseSpanFormSet, make_formset, read_rows
from plans.schedule_rows import (
    CONTENT_EDITS,
    INDEX_EDITS,
    ScheduleEditError,
    SpanRow,
    take_alternative,
)
from plans.schedule_save import (
    ScheduleChangedError,
    ScheduleEntry,
    ScheduleRefusedError,
    save_schedule,
)
from plans.schedule_screen import (
    Screen,
    alternative_labels,
    arrow_table,
    choose_plan,
    confirmation_of,
    load_screen,
    screen_context,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SAVES = frozenset({"save", "confirm"})


@never_cache
@require_safe
def show_schedules(request: HttpRequest) -> HttpResponse:
    """実施時期の確認の一覧。残りの数と、項目ごとの状態を示す。"""
    plan = _choose_plan(request)
    items = ActionItem.objects.for_plan(plan).select_related("schedule_confirmed_by")
    rows = list(items.order_by("number"))
    context = {
        "plan": plan,
        "plans": Plan.objects.all().visible_to(actor_of(request)).newest_first(),
        "items": [(item, confirmation_of(item)) for item in rows],
        "remaining": sum(1 for item in rows if not item.is_schedule_confirmed),
        "first": next((item for item in rows if not item.is_schedule_confirmed), None),
    }
    return render(request, "plans/schedule_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_schedule(request: HttpRequest, number: int) -> HttpResponse:
    """一つの項目の実施時期。押したボタンの働きは action に入る。"""
    screen = load_screen(actor_of(request), _choose_plan(request), number)
    if request.method != "POST":
        return _show(request, screen, _formset(screen, checks=False))
    try:
        screen.set_rows(read_rows(request.POST))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return HttpResponseRedirect(_address(screen.plan, number))
    action = request.POST.get("action", "")
    if action in SAVES:
        return _save(request, screen, confirms=action == "confirm")
    return _edit(request, screen, action)


def _choose_plan(request: HttpRequest) -> Plan:
    actor = actor_of(request)
    if not can_confirm_schedule(actor):
        raise PermissionDenied
    return choose_plan(actor, request.GET.get("plan"))


def _edit(request: HttpRequest, screen: Screen, action: str) -> HttpResponse:
    try:
        screen.set_rows(_edited(screen, action))
    except ScheduleEditError as error:
        messages.warning(request, str(error))
    return _show(request, screen, _formset(screen, checks=False))


def _edited(screen: Screen, action: str) -> list[SpanRow]:
    verb, _, rest = action.partition("-")
    years = screen.plan.years
    if verb in INDEX_EDITS and rest.isascii() and rest.isdigit() and int(rest) < len(screen.rows):
        return INDEX_EDITS[verb](screen.rows, int(rest))
    if verb in CONTENT_EDITS and rest in screen.content_ids:
        return CONTENT_EDITS[verb](screen.rows, rest, years)
    if verb == "take":
        note_id, _, index = rest.partition("-")
        return take_alternative(screen.rows, alternative_labels(screen, note_id, index), years)
    return screen.rows


def _save(request: HttpRequest, screen: Screen, *, confirms: bool) -> HttpResponse:
    formset = _formset(screen, checks=True)
    form = CorrectionForm(request.POST)
    if not formset.is_valid() or not form.is_valid():
        messages.error(request, "保存していません。指摘のある欄を直してください。")
        return _show(request, screen, formset)
    entry = ScheduleEntry(
        item_id=screen.item.pk,
        version=_posted_version(request),
        spans=formset.spans,
        confirms=confirms,
        user=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        correction=form.correction,
    )
    try:
        is_changed = save_schedule(entry)
    except ScheduleChangedError as error:
        return _show_conflict(request, screen, formset, str(error))
    except ScheduleRefusedError as error:
        messages.error(request, str(error))
        return _show(request, screen, formset)
    return _leave(request, screen, is_changed=is_changed, confirms=confirms)


def _posted_version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _leave(
    request: HttpRequest, screen: Screen, *, is_changed: bool, confirms: bool
) -> HttpResponse:
    plan, number = screen.plan, screen.item.number
    if not confirms:
        saved = "保存しました。" if is_changed else "変わったところはありません。"
        messages.success(request, f"{screen.item}の実施時期：{saved}")
        return HttpResponseRedirect(_address(plan, number))
    waiting = ActionItem.objects.for_plan(plan).awaiting_schedule_confirmation()
    numbers = list(waiting.order_by("number").values_list("number", flat=True))
    left = f"残りは{len(numbers)}項目です。" if numbers else "すべての項目を確認しました。"
    messages.success(request, f"{screen.item}の実施時期を確認済みにしました。{left}")
    later = [one for one in numbers if one > number] or numbers
    return HttpResponseRedirect(_address(plan, later[0] if later else None))


def _show_conflict(
    request: HttpRequest, screen: Screen, formset: BaseSpanFormSet, message: str
) -> HttpResponse:
    latest = load_screen(actor_of(request), screen.plan, screen.item.number)
    screen.item, screen.stored = latest.item, latest.stored
    extra = {"conflict": message, "stored_arrows": arrow_table(latest, latest.rows)}
    return _show(request, screen, formset, status=409, **extra)


def _show(
    request: HttpRequest,
    screen: Screen,
    formset: BaseSpanFormSet,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    context = {
        **screen_context(screen, formset),
        "formset": formset,
        "correction_form": CorrectionForm(posted),
        **extra,
    }
    return render(request, "plans/schedule_item.html", context, status=status)


def _formset(screen: Screen, *, checks: bool) -> BaseSpanFormSet:
    return make_formset(
        screen.rows, contents=screen.contents, years=screen.plan.years, checks=checks
    )


def _address(plan: Plan, number: int | None) -> str:
    path = reverse("schedule_item", args=(number,)) if number else reverse("schedule_list")
    return f"{path}?{urlencode({'plan': plan.pk})}"
