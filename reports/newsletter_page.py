"""社協だよりの記事の画面と図。公表版か、公表のために用意した版から作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from reports.choices import PublicationState
from reports.choosing import choose
from reports.models import PublishedReport
from reports.newsletter import write_articles
from reports.pdf import compile_png
from reports.permissions import can_write_newsletter
from reports.public.cut import open_to_public
from reports.rating_figure import draw_rating_figure, figure_svg

if TYPE_CHECKING:
    from django.http import HttpRequest

    from reports.choosing import Choice

POINTS_PER_INCH = 288
FIGURE_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
USABLE_STATES = (PublicationState.PREPARED, PublicationState.RELEASED)


@require_safe
def newsletter(request: HttpRequest) -> HttpResponse:
    """社協だよりの記事の画面。用意した版も公表版もなければ、することを知らせる。"""
    choice, report = _read(request)
    context = {
        "plan": choice.plan,
        "fiscal_year": choice.fiscal_year,
        "query": f"plan={choice.plan.pk}&year={choice.fiscal_year}",
        "report": report,
        "label": wareki_label(choice.fiscal_year),
        "years": [{"year": year, "label": wareki_label(year)} for year in _opened_years(choice)],
    }
    if report:
        facts = open_to_public(report.facts, ())
        context |= {"articles": write_articles(facts), "figure": draw_rating_figure(facts)}
    return render(request, "reports/newsletter.html", context)


@require_safe
def figure(request: HttpRequest, picture: str) -> HttpResponse:
    """社協だよりの図。picture は png か svg。"""
    choice, report = _read(request)
    if picture not in FIGURE_TYPES or report is None:
        raise Http404("図にする公表版がありません。")
    svg = figure_svg(open_to_public(report.facts, ()))
    content = svg.encode() if picture == "svg" else compile_png(svg, POINTS_PER_INCH)
    name = f"ratings-{choice.fiscal_year}.{picture}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FIGURE_TYPES[picture], headers=headers)


def _opened_years(choice: Choice) -> list[int]:
    return sorted(review.fiscal_year for review in choice.reviews)


def _read(request: HttpRequest) -> tuple[Choice, PublishedReport | None]:
    """選んだ年度と、その最も新しい、用意したか公表した版。"""
    actor = actor_of(request)
    if not can_write_newsletter(actor):
        raise PermissionDenied
    choice = choose(actor, request.GET)
    rows = PublishedReport.objects.all().visible_to(actor)
    rows = rows.of_year(choice.plan.pk, choice.fiscal_year).filter(state__in=USABLE_STATES)
    return choice, rows.order_by("-version").first()
