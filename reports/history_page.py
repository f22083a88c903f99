"""変更履歴の画面。一つの項目の一年分の報告が、だれに、いつ、なぜ変えられたか。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from plans.models import ActionItem
from progress.history import Deed, load_deeds
from progress.models import ProgressRecord
from progress.permissions import can_view_history
from reports.choosing import Choice, choose, year_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor

DEEDS_A_PAGE = 20


@never_cache
@require_safe
def history_page(request: HttpRequest, number: int) -> HttpResponse:
    """項目 number の、選んだ年度の変更履歴。事務局側の人だけが見る。新しい順に 20 件ずつ。"""
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    item = ActionItem.objects.for_plan(choice.plan).filter(number=number).first()
    if item is None:
        raise Http404("その番号の実施項目はありません。")
    if not can_view_history(actor):
        raise PermissionDenied
    record = _find_record(actor, choice, number)
    deeds: list[Deed] = load_deeds(record) if record else []
    context = {
        "item": item,
        "record": record,
        "plan": choice.plan,
        "years": year_tabs(choice),
        "year_label": wareki_label(choice.fiscal_year),
        "query": f"plan={choice.plan.pk}&year={choice.fiscal_year}",
        "page": Paginator(deeds, DEEDS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/history.html", context)


def _find_record(actor: Actor, choice: Choice, number: int) -> ProgressRecord | None:
    rows = ProgressRecord.objects.all().visible_to(actor).for_year(choice.fiscal_year)
    found: ProgressRecord | None = rows.filter(
        review__plan=choice.plan, item__number=number
    ).first()
    return found
