"""読む画面。事実を集めて、そのまま画面と紙に渡す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from plans.permissions import can_enter_office, can_read_plans
from reports.choosing import Choice, choose
from reports.dashboard import (
    ATTENTION_SECTIONS,
    OVERVIEW_PAGES,
    dashboard_rows,
    front_of,
)
from reports.excel import WORKBOOK_SECTIONS, build_workbook, workbook_name
from reports.facts import EVERY_SECTION, Section, year_facts
from reports.filtering import (
    chosen_filters,
    counts_contents,
    describe_filters,
    filter_facts,
    tell_filters,
)
from reports.item_page import entry_url, find_heirs, find_record, item_context, may_word
from reports.pdf import PdfError, render_sheet, render_sheets
from reports.pdf import download_name as sheet_name
from reports.plan_page import plan_tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest


# 個票の画面と紙が使わない部分は読まない。
ITEM_SECTIONS = EVERY_SECTION - {Section.COMMITTEE, Section.GOALS, Section.CAUTIONS}
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NothingLeftError(Http404):
    """絞り込みの条件に合う項目が一つもない。画面では、条件を変える道を示す。"""

    template = "reports/nothing_left.html"


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """ダッシュボード。選んだ年度の全項目の状態・目標・実績・達成率。

    計画を読まない管理者は、ログインの後にここへ来るので、管理画面へ送る。
    """
    actor = actor_of(request)
    if not can_read_plans(actor) and can_enter_office(actor):
        return redirect("admin:index")
    context = _dashboard_context(request)
    context |= {"rows": dashboard_rows(context["facts"])} | front_of(context["facts"])
    return render(request, "reports/dashboard.html", context)


@require_safe
def overview_page(request: HttpRequest, name: str) -> HttpResponse:
    """ダッシュボードの続き（注意、集計、年度の一覧、改善策）の一枚。"""
    if name not in OVERVIEW_PAGES:
        raise Http404
    page = OVERVIEW_PAGES[name]
    context = _dashboard_context(request, page.sections)
    context |= page.context(context["facts"], context["chosen"])
    return render(request, "reports/overview.html", context | {"page": page})


def _dashboard_context(
    request: HttpRequest, sections: Collection[Section] = ATTENTION_SECTIONS
) -> dict[str, Any]:
    choice, whole = _read(request, sections=_sections_for(request, sections))
    chosen = chosen_filters(request.GET)
    facts = filter_facts(whole, chosen)
    context = _context(choice, facts)
    filters, chosen_query = describe_filters(whole, chosen), urlencode(chosen, doseq=True)
    return context | {
        "filters": filters,
        "chosen": chosen,
        "chosen_count": sum(map(len, chosen.values())),
        "chosen_query": chosen_query,
        "narrowing": tell_filters(filters),
        "has_content_filter": counts_contents(chosen),
        "narrowed_query": "&".join([context["query"], chosen_query]).rstrip("&"),
        "pages": OVERVIEW_PAGES.values(),
    }


@require_safe
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    """個票の画面。計画の様式に、五年の実績を添える。"""
    choice, facts = _read(request, sections=ITEM_SECTIONS)
    _require_item(facts, number)
    context = _context(choice, facts) | item_context(facts, number)
    record = find_record(actor_of(request), choice, number)
    context["entry_url"] = entry_url(actor_of(request), record)
    context["heirs"] = find_heirs(actor_of(request), choice, number)
    context["known_plans"] = {plan.pk for plan in choice.plans}
    context["may_word"] = may_word(actor_of(request), record)
    return render(request, "reports/item.html", context)


@require_safe
def plan_page(request: HttpRequest) -> HttpResponse:
    """計画の画面。使命、基本目標、推進方法と、基本方針・施策ごとの実施項目。"""
    choice, facts = _read(request, sections={Section.GOALS})
    context = _context(choice, facts) | {"tree": plan_tree(facts)}
    return render(request, "reports/plan.html", context)


@require_safe
def sheet_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """個票一枚の PDF。?large=1 で大きな文字。"""
    _, facts = _read(request, sections=ITEM_SECTIONS)
    _require_item(facts, number)
    return _print(request, facts, number)


@require_safe
def sheets_pdf(request: HttpRequest) -> HttpResponse:
    """全項目の個票集の PDF。?large=1 で大きな文字。画面の絞り込みが効く。"""
    _, facts = _read(request, sections=_sections_for(request, ITEM_SECTIONS))
    return _print(request, _narrow(request, facts), None)


def _print(request: HttpRequest, facts: dict[str, Any], number: int | None) -> HttpResponse:
    """PDF を作って返す。作れないときは、どの項目でなぜかを画面で知らせる。"""
    large = request.GET.get("large") == "1"
    today = timezone.localdate()
    try:
        document = (
            render_sheets(facts, made_on=today, large=large)
            if number is None
            else render_sheet(facts, number, made_on=today, large=large)
        )
    except PdfError as error:
        return render(request, "errors/print.html", {"reason": str(error)}, status=500)
    return send_file(document.content, PDF, sheet_name(facts, number, large=large))


@require_safe
def workbook_xlsx(request: HttpRequest) -> HttpResponse:
    """年度の目標と実績の Excel。画面の絞り込みが効く。"""
    _, facts = _read(request, sections=_sections_for(request, WORKBOOK_SECTIONS))
    facts = _narrow(request, facts)
    return send_file(build_workbook(facts), XLSX, workbook_name(facts))


def _sections_for(request: HttpRequest, sections: Collection[Section]) -> set[Section]:
    """読む部分。注意の理由で絞るときは、注意の規則が見る部分も読む。委員には注意を見せない。"""
    wanted = {*sections, *(ATTENTION_SECTIONS if "reason" in request.GET else ())}
    return wanted if actor_of(request).is_office else wanted - {Section.CAUTIONS}


def _read(
    request: HttpRequest, *, sections: Collection[Section] = EVERY_SECTION
) -> tuple[Choice, dict[str, Any]]:
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    facts = year_facts(
        choice.plan,
        choice.fiscal_year,
        include_drafts=actor.is_office,
        sections=sections,
        reviews=choice.reviews,
        on=timezone.localdate(),
    )
    return choice, facts


def _narrow(request: HttpRequest, facts: dict[str, Any]) -> dict[str, Any]:
    """画面と同じ絞り込み。効いている条件を narrowing に添える。一つも残らないなら NothingLeft。"""
    chosen = chosen_filters(request.GET)
    narrowed = filter_facts(facts, chosen)
    if not narrowed["items"]:
        raise NothingLeftError
    return narrowed | {"narrowing": tell_filters(describe_filters(facts, chosen))}


def _context(choice: Choice, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "facts": facts,
        "sample_notice": facts["notices"]["sample_text"],
        "plan": choice.plan,
        "plans": choice.plans,
        "years": facts["plan"]["years"],
        "year": facts["year"],
        "query": f"plan={choice.plan.pk}&year={choice.fiscal_year}",
    }


def _require_item(facts: dict[str, Any], number: int) -> None:
    if all(item["number"] != number for item in facts["items"]):
        raise Http404("その番号の実施項目はありません。")


def send_file(content: bytes, content_type: str, names: tuple[str, str]) -> HttpResponse:
    """ファイルを渡す応答。names は（英数字だけの名, 日本語の名）。"""
    plain, japanese = names
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(japanese)}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
