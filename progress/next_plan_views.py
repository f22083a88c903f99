"""「次期計画を始める」画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from plans.models import ActionItem, BasicGoal, Policy
from progress.beginning import NextPlanRefusedError, begin_next_plan, last_actuals
from progress.discarding import (
    DiscardRefusedError,
    count_rows,
    discard_plan,
    find_obstacle,
)
from progress.next_plan_forms import (
    BLANK_ROWS,
    ItemLine,
    NextPlanForm,
    first_lines,
    posted_lines,
    read_lines,
)
from progress.revising_views import choose_plan_to_revise
from progress.views import user_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from plans.models import Plan

INVALID = "作っていません。指摘のある欄を直してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def next_plan(request: HttpRequest) -> HttpResponse:
    """次期計画を始める。送られたら作り、準備中の計画の画面へ進む。"""
    plan = choose_plan_to_revise(request)
    if request.method != "POST":
        items = ActionItem.objects.for_plan(plan).select_related("policy").order_by("number")
        return _show(request, plan, NextPlanForm(initial=_initial(plan)), first_lines(items))
    lines = posted_lines(request.POST)
    form = NextPlanForm(request.POST)
    if request.POST.get("action") == "add":
        form = NextPlanForm(initial=request.POST.dict() | _checks(request))
        return _show(request, plan, form, [*lines, *[ItemLine()] * BLANK_ROWS])
    is_valid = form.is_valid()
    renumbers = is_valid and form.cleaned_data["renumbers"]
    items_read, shown = read_lines(lines, renumbers=renumbers)
    if not is_valid or any(line.error for line in shown):
        messages.error(request, INVALID)
        return _show(request, plan, form, shown)
    actor = actor_of(request)
    order = form.order(items_read, last_actuals(plan, is_sample=actor.is_sample))
    try:
        created = begin_next_plan(
            plan, order, actor=actor, user=user_of(request), on=timezone.localdate()
        )
    except NextPlanRefusedError as error:
        messages.error(request, INVALID)
        return _show(request, plan, form, shown, problems=error.problems)
    messages.success(
        request,
        f"「{created}」を準備中で作りました（実施項目 {len(order.items)}）。"
        "公開日時を入れるまで、総務課だけに見えます。",
    )
    return HttpResponseRedirect(reverse("admin:plans_plan_change", args=(created.pk,)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard_preparing_plan(request: HttpRequest) -> HttpResponse:
    """準備中の計画を取りやめる。略称を打って確かめた計画だけを消す。"""
    plan = choose_plan_to_revise(request)
    context: dict[str, Any] = {"plan": plan, "obstacle": find_obstacle(plan)}
    if request.method == "POST":
        typed = request.POST.get("short_name", "")
        try:
            discard_plan(plan, typed, actor=actor_of(request), user=user_of(request))
        except DiscardRefusedError as error:
            context |= {"problem": str(error), "typed": typed}
        else:
            messages.success(request, f"準備中の計画「{plan}」を取りやめました。")
            return HttpResponseRedirect(reverse("plan_book"))
    context["counts"] = [] if context["obstacle"] else count_rows(plan)
    return render(request, "progress/discard_plan.html", context)


def _initial(plan: Plan) -> dict[str, Any]:
    length = plan.last_year - plan.first_year
    goals = BasicGoal.objects.for_plan(plan).order_by("number")
    policies = Policy.objects.for_plan(plan).order_by("number")
    return {
        "first_year": plan.last_year + 1,
        "last_year": plan.last_year + 1 + length,
        "baseline_year": plan.last_year,
        "goals": "\n".join(goals.values_list("title", flat=True)),
        "policies": "\n".join(policies.values_list("title", flat=True)),
    }


def _checks(request: HttpRequest) -> dict[str, bool]:
    return {name: name in request.POST for name in ("carries_baselines", "renumbers")}


def _show(
    request: HttpRequest,
    plan: Plan,
    form: NextPlanForm,
    lines: list[ItemLine],
    *,
    problems: list[str] | None = None,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "lines": list(enumerate(lines)),
        "problems": problems or [],
        "wrong_lines": [(place, line) for place, line in enumerate(lines) if line.error],
    }
    return render(request, "progress/next_plan.html", context)
