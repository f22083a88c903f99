"""計画の改定を読む画面。見え消し、新旧対照表、目標値変更一覧と、その PDF・Excel。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from plans.fiscal_year import wareki_label
from plans.models import PlanRevision
from plans.permissions import can_revise_plan
from reports.choosing import Choice, choose
from reports.excel.revision import build_revision_workbook
from reports.facts.revisions import revision_facts
from reports.pdf import PdfError
from reports.pdf.revision import render_revision
from reports.views import PDF, XLSX, send_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def revision_list(request: HttpRequest) -> HttpResponse:
    """計画の改定の一覧。"""
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    rows = PlanRevision.objects.all().visible_to(actor).for_plan(choice.plan)
    context = _context(choice) | {
        "revisions": [(row, wareki_label(row.from_year)) for row in rows.order_by("number")],
        "may_revise": can_revise_plan(actor),
    }
    return render(request, "reports/revision_list.html", context)


@require_safe
def revision_page(request: HttpRequest, revision_number: int) -> HttpResponse:
    """一つの改定: 見え消し、新旧対照表、目標値変更一覧。"""
    choice, facts = _read(request, revision_number)
    return render(request, "reports/revision.html", _context(choice) | {"revision": facts})


@require_safe
def revision_pdf(request: HttpRequest, revision_number: int) -> HttpResponse:
    """新旧対照表と目標値変更一覧の PDF。"""
    _, facts = _read(request, revision_number)
    try:
        document = render_revision(facts)
    except PdfError as error:
        return render(request, "errors/print.html", {"reason": str(error)}, status=500)
    return send_file(document.content, PDF, _names(facts, "pdf"))


@require_safe
def revision_xlsx(request: HttpRequest, revision_number: int) -> HttpResponse:
    """新旧対照表と目標値変更一覧の Excel。"""
    _, facts = _read(request, revision_number)
    return send_file(build_revision_workbook(facts), XLSX, _names(facts, "xlsx"))


def _read(request: HttpRequest, number: int) -> tuple[Choice, dict[str, Any]]:
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    rows = PlanRevision.objects.all().visible_to(actor).for_plan(choice.plan)
    revision = rows.filter(number=number).select_related("plan").first()
    if revision is None:
        raise Http404("その回の改定はありません。")
    return choice, revision_facts(revision)


def _context(choice: Choice) -> dict[str, Any]:
    return {
        "plan": choice.plan,
        "plans": choice.plans,
        "query": f"plan={choice.plan.pk}&year={choice.fiscal_year}",
    }


def _names(facts: dict[str, Any], ending: str) -> tuple[str, str]:
    japanese = f"{facts['plan']['short_name']}_{facts['name']}_新旧対照表.{ending}"
    return f"revision-{facts['number']}.{ending}", japanese
