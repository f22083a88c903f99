"""検索の画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from reports.choosing import choose
from reports.searching import LONGEST_QUERY, search

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HITS_A_PAGE = 50
WHOLE = "all"


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """選んだ計画か、見えるすべての計画の、すべての年度の文から語を探す。

    語は ?q= に、範囲は ?scope= に置く（all なら、選ぶ欄に並ぶすべての計画）。
    """
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    asked = request.GET.get("q", "").replace("\x00", "").strip()
    is_whole = request.GET.get("scope") == WHOLE and len(choice.plans) > 1
    hits = search(actor, choice.plans if is_whole else (choice.plan,), asked)
    context = {
        "plan": choice.plan,
        "plans": choice.plans,
        "asked": asked[:LONGEST_QUERY],
        "is_cut": len(asked) > LONGEST_QUERY,
        "longest": LONGEST_QUERY,
        "is_whole": is_whole,
        "item_count": len({(hit.passage.plan.pk, hit.passage.number) for hit in hits}),
        "page": Paginator(hits, HITS_A_PAGE).get_page(request.GET.get("page")),
        "query": f"plan={choice.plan.pk}" + (f"&scope={WHOLE}" if is_whole else ""),
    }
    return render(request, "reports/search.html", context)
