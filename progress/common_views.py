"""まとめて記入の画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from progress.common_entry import CommonResult, save_common
from progress.common_screen import CommonBlock, make_blocks, read_entry
from progress.common_themes import DepartmentBlocks, load_department_blocks
from progress.department_year import choose_department, choose_review, running_reviews
from progress.kept_forms import kept_form_of
from progress.kept_text import NOWHERE_TO_WRITE, show_lost
from progress.permissions import can_fill_common, can_open_my_page
from progress.workflow import CHANGED_MESSAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from plans.models import Department
    from progress.models import AnnualReview

INVALID_MESSAGE = "保存していません。指摘のある欄を直してください。"
NOTHING_CHANGED = "変わったところはありません。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_common(request: HttpRequest) -> HttpResponse:
    """まとめて記入。一つの課と年度の、事業共通１～３を一度に書く。"""
    actor = actor_of(request)
    if not can_open_my_page(actor):
        raise PermissionDenied
    reviews = running_reviews(actor)
    review = choose_review(reviews, request.GET)
    groups = load_department_blocks(review, actor.on) if review else []
    department, offered = choose_department(
        actor, [group.department for group in groups], request.GET, can_fill_common
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
        return render(request, "progress/common_entry.html", context)
    group = next(group for group in groups if group.department == department)
    if request.method == "POST":
        return _save(request, review, group, context)
    return _show(request, make_blocks(actor, group), context)


def _save(
    request: HttpRequest, review: AnnualReview, group: DepartmentBlocks, context: dict[str, Any]
) -> HttpResponse:
    actor = actor_of(request)
    blocks = make_blocks(actor, group, request.POST)
    entry = read_entry(blocks, request.POST)
    if entry is None:
        messages.error(request, INVALID_MESSAGE)
        return _show(request, blocks, context)
    result = save_common(
        review,
        group.department.pk,
        entry,
        actor=actor,
        user=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    _tell(request, result)
    if not result.refused:
        return HttpResponseRedirect(_address(review, group.department))
    # 打った文は残し、印は保存されている通りに戻す。もう一度押しても、他人の文を黙って消さない。
    groups = load_department_blocks(review, actor.on)
    fresh = next(one for one in groups if one.department == group.department)
    is_conflict = any(reason == CHANGED_MESSAGE for _, reason in result.refused)
    context["refused"] = result.refused
    return _show(
        request,
        make_blocks(actor, fresh, request.POST, keeps_choices=False),
        context,
        status=409 if is_conflict else 200,
    )


def _tell(request: HttpRequest, result: CommonResult) -> None:
    if result.saved:
        numbers = "、".join(str(item.number) for item in result.saved)
        messages.success(request, f"実施項目{numbers}に記入しました。")
    elif not result.refused:
        messages.info(request, NOTHING_CHANGED)


def _show(
    request: HttpRequest,
    blocks: list[CommonBlock],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    lines = [line for block in blocks for line in block.lines]
    context |= {"blocks": blocks, "may_save": any(not line.why_locked for line in lines)}
    return render(request, "progress/common_entry.html", context, status=status)


def _address(review: AnnualReview, department: Department) -> str:
    query = {
        "year": review.fiscal_year,
        "plan": review.plan_id,
        "department": department.pk,
    }
    return f"{reverse('common')}?{urlencode(query)}"
