"""上半期の確認の画面。課ごとの記入と、印刷する一覧。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.admin_site import actor_of
from progress.department_year import choose_department, choose_review
from progress.half_year import HalfYearLine, load_lines, save_half_year
from progress.half_year_screen import (
    ScreenLine,
    make_refused_screen,
    make_screen,
    read_entries,
)
from progress.kept_forms import kept_form_of
from progress.kept_text import NOWHERE_TO_WRITE, show_lost
from progress.models import AnnualReview
from progress.permissions import can_check_half_year, can_open_my_page, can_read_half_year
from progress.plan_order import asked_plan, listed_reviews
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor
    from plans.models import Department

INVALID_MESSAGE = "保存していません。指摘のある欄を直してください。"
REFUSED_MESSAGE = "書けなかった行があります。打った文は残っています。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_half_year(request: HttpRequest) -> HttpResponse:
    """上半期の確認の記入。一つの課と年度の、実施内容ごとの進みと一言。"""
    actor = actor_of(request)
    if not can_open_my_page(actor):
        raise PermissionDenied
    reviews = _reviews(actor)
    review = choose_review(reviews, request.GET)
    lines = load_lines(review, actor.on) if review else []
    departments = {line.department.pk: line.department for line in lines}
    department, offered = choose_department(
        actor,
        sorted(departments.values(), key=lambda row: (row.order, row.pk)),
        request.GET,
        lambda actor, pk: review is not None and can_check_half_year(actor, review, pk),
    )
    context = {
        "review": review,
        "reviews": reviews,
        "department": department,
        "departments": offered,
    }
    if review is None or department is None:
        if kept_form_of(request):
            return show_lost(request, 403, NOWHERE_TO_WRITE)
        return render(request, "progress/half_year.html", context)
    own = [line for line in lines if line.department == department]
    if request.method == "POST":
        return _save(request, review, department, own, context)
    return _show(request, make_screen(own), context)


@never_cache
@require_safe
def list_half_year(request: HttpRequest) -> HttpResponse:
    """上半期の確認の一覧。すべての課の行を一枚に並べ、そのまま印刷できる。"""
    actor = actor_of(request)
    if not actor.is_office:
        raise PermissionDenied
    rows = listed_reviews(actor, asked_plan(request.GET)).filter(has_half_year=True)
    reviews = [review for review in rows if can_read_half_year(actor, review)]
    review = choose_review(reviews, request.GET)
    screen = make_screen(load_lines(review, actor.on)) if review else []
    late = sum(row.form.is_late for row in screen)
    filled = sum(bool(row.line.words[0]) for row in screen)
    context = {"review": review, "reviews": reviews, "lines": screen, "late": late}
    return render(request, "progress/half_year_list.html", {**context, "filled": filled})


def _reviews(actor: Actor) -> list[AnnualReview]:
    """上半期の確認に書ける種類の年度。新しい年度が先。"""
    # 公表した年度には書けないので読まない。計画が増えても、読む年度は増えない。
    rows = AnnualReview.objects.all().visible_to(actor).filter(has_half_year=True).unpublished()
    found = rows.select_related("plan").order_by("-fiscal_year", "-plan__first_year")
    offices = actor.member_of
    return [
        review
        for review in found
        if any(can_check_half_year(actor, review, department) for department in offices)
    ]


def _save(
    request: HttpRequest,
    review: AnnualReview,
    department: Department,
    lines: list[HalfYearLine],
    context: dict[str, Any],
) -> HttpResponse:
    actor = actor_of(request)
    screen = make_screen(lines, request.POST)
    entries = read_entries(screen)
    if entries is None:
        messages.error(request, INVALID_MESSAGE)
        return _show(request, screen, context)
    try:
        count, refused = save_half_year(
            review.pk,
            department.pk,
            entries,
            actor=actor,
            user=request.user,  # type: ignore[arg-type]
        )
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    if count:
        messages.success(request, f"上半期の確認を保存しました（{count}行）。")
    elif not refused:
        messages.info(request, "変わったところはありません。")
    if not refused:
        query = {
            "year": review.fiscal_year,
            "plan": review.plan_id,
            "department": department.pk,
        }
        return HttpResponseRedirect(f"{reverse('half_year')}?{urlencode(query)}")
    messages.error(request, REFUSED_MESSAGE)
    fresh = [line for line in load_lines(review, actor.on) if line.department == department]
    return _show(request, make_refused_screen(fresh, request.POST, refused), context, 409)


def _show(
    request: HttpRequest,
    screen: list[ScreenLine],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context["lines"] = screen
    return render(request, "progress/half_year.html", context, status=status)
