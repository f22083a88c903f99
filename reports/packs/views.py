"""委員会資料の画面。作る、読む、配布する、差し替える。"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.admin_site import actor_of
from progress.deeds import read_version
from progress.models import AnnualReview, CommitteeMeeting
from progress.workflow import WorkflowError
from reports.choices import PackFileKind
from reports.choosing import choose
from reports.excel.pack_workbook import pack_workbook_name
from reports.models import CommitteePack, PackFile
from reports.packs.distribution import MAX_RECIPIENTS, distribute_pack
from reports.packs.forms import READY_CHOICES, PackForm
from reports.packs.listing import draft_version, latest_of, visible_packs
from reports.packs.making import (
    MakingStep,
    PackOrder,
    gather_facts,
    list_members,
    make_pack,
    next_number,
)
from reports.packs.options import PackOptions, contents_of, options_of
from reports.packs.parts import PART_OF, PlacedPart, place_parts
from reports.packs.replacing import find_replacement
from reports.pdf import PdfError, give_memory_back
from reports.pdf.pack import render_pack
from reports.pdf.pack.layout import numbered_parts
from reports.permissions import (
    can_distribute_pack,
    can_list_packs,
    can_make_pack,
    can_prepare_packs,
    can_replace_pack,
    can_view_pack,
)
from reports.views import PDF, XLSX, send_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from plans.models import User

STEPS_PLACE = "<!-- steps -->"
CONTENT_TYPES = {
    PackFileKind.PDF: PDF,
    PackFileKind.LARGE_PDF: PDF,
    PackFileKind.WORKBOOK: XLSX,
}
ENDINGS = {PackFileKind.PDF: "", PackFileKind.LARGE_PDF: "（大きな文字）"}


@never_cache
@require_safe
def list_packs(request: HttpRequest) -> HttpResponse:
    """委員会資料の一覧。一つの計画の分を並べ、総務課には、年度ごとに作る道も並べる。"""
    actor = actor_of(request)
    choice = choose(actor, request.GET)
    context = {
        "packs": list(visible_packs(actor).for_plan(choice.plan)),
        "reviews": [review for review in choice.reviews if can_make_pack(actor, review)],
        "plans": choice.plans,
        "plan": choice.plan,
    }
    return render(request, "reports/packs/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_pack(request: HttpRequest, review_id: int) -> HttpResponse | StreamingHttpResponse:
    """作り方を選ぶ画面。送ると、作る様子をその場で知らせながら作る。"""
    reviews, review = _find_review(request, review_id)
    today = timezone.localdate()
    latest = latest_of(review)
    meetings = list(_meetings(review))
    facts = gather_facts(review, today, reviews)
    form = PackForm(
        request.POST or None,
        meetings=meetings,
        facts=facts,
        options=_first_options(request, latest, meetings),
        version=draft_version(latest),
    )
    if request.method == "POST" and form.is_valid():
        number, version = next_number(latest), form.cleaned_data["version"]
        return _make(request, PackOrder(review, facts, number, version, form.read_options(), today))
    context = {"review": review, "form": form, "facts": facts, "latest": latest}
    return render(request, "reports/packs/prepare.html", context)


def _meetings(review: AnnualReview) -> QuerySet[CommitteeMeeting]:
    rows = CommitteeMeeting.objects.filter(review=review)
    return rows.select_related("review").order_by("number")


def _first_options(
    request: HttpRequest, latest: CommitteePack | None, meetings: list[CommitteeMeeting]
) -> PackOptions:
    """初めに見せる作り方: 前の版のもの。なければ標準に、最も新しい会議。"""
    last_meeting = meetings[-1] if meetings else None
    options = options_of(latest) if latest else PackOptions().at_meeting(last_meeting)
    ready = READY_CHOICES.get(request.GET.get("ready", ""))
    return replace(options, parts=ready) if ready else options


def _find_review(request: HttpRequest, review_id: int) -> tuple[list[AnnualReview], AnnualReview]:
    """見える年度を、その計画のすべての年度（尺度つき）とともに返す。"""
    actor = actor_of(request)
    if not can_prepare_packs(actor):
        raise PermissionDenied
    rows = AnnualReview.objects.all().visible_to(actor).select_related("plan", "scale")
    reviews = list(rows.filter(plan__reviews=review_id))
    review = next((row for row in reviews if row.pk == review_id), None)
    if review is None:
        raise Http404("その年度はありません。")
    if not can_make_pack(actor, review):
        raise PermissionDenied
    return reviews, review


def _make(request: HttpRequest, order: PackOrder) -> StreamingHttpResponse:
    """作る様子を、できた段から一行ずつ送る。作り終えるまで、この応答は続く。"""
    user: User = request.user  # type: ignore[assignment]
    steps = make_pack(order, actor=actor_of(request), user=user, at=timezone.now())
    context = {
        "review": order.review,
        "sample_notice": order.facts["notices"]["sample_text"],
    }
    page = render_to_string("reports/packs/making.html", context, request)
    response = StreamingHttpResponse(_stream(page, steps, order))
    # 間に立つサーバーが、終わりまでためずに渡すように。
    response["X-Accel-Buffering"] = "no"
    return response


def _stream(page: str, steps: Iterator[MakingStep], order: PackOrder) -> Iterator[str]:
    head, _, tail = page.partition(STEPS_PLACE)
    yield head
    result = MakingStep("")
    for result in steps:
        yield format_html("<li>{}</li>\n", result.label)
    context = {"result": result, "review": order.review}
    yield "</ol>" + render_to_string("reports/packs/made.html", context)
    yield tail
    give_memory_back()


@never_cache
@require_safe
def show_pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """委員会資料の一つの版。ファイル、部分ごとのPDF、配布、作った後の変更。"""
    actor = actor_of(request)
    pack = _find_pack(request, pack_id)
    context: dict[str, Any] = {
        "pack": pack,
        "parts": _printed_parts(pack),
        "may_make": can_make_pack(actor, pack.review),
        "may_distribute": can_distribute_pack(actor, pack),
        "may_replace": can_replace_pack(actor, pack),
        "member_count": 0,
        "max_recipients": MAX_RECIPIENTS,
    }
    if context["may_distribute"]:
        context["member_count"] = len(list_members(pack.review, actor.on))
    if context["may_make"] and pack.made_on:
        context["replacement"] = _find_changes(pack)
        context["draft_version"] = draft_version(latest_of(pack.review))
    return render(request, "reports/packs/pack.html", context)


def _printed_parts(pack: CommitteePack) -> list[PlacedPart]:
    """一つずつ受け取れる部分。目次だけを刷っても、頁がないので除く。"""
    return [one for one in numbered_parts(contents_of(pack)) if one.part.code != "contents"]


def _find_changes(pack: CommitteePack) -> Any:
    """作った後の変更。差し替える部分を、資料番号の付いた見出しで示す。"""
    contents = contents_of(pack)
    whole = replace(contents, parts=contents.numbering, items=None)
    replacement = find_replacement(pack, gather_facts(pack.review, timezone.localdate()), whole)
    headings = {one.part.code: one.heading for one in place_parts(contents.numbering)}
    return {
        "rows": [one.as_row() for one in replacement.differences],
        "parts": [headings[code] for code in replacement.parts],
        "items": replacement.items,
    }


def _find_pack(request: HttpRequest, pack_id: int) -> CommitteePack:
    actor = actor_of(request)
    if not can_list_packs(actor):
        raise PermissionDenied
    pack: CommitteePack | None = visible_packs(actor).filter(pk=pack_id).first()
    if pack is None or not can_view_pack(actor, pack):
        raise Http404("その委員会資料はありません。")
    return pack


@never_cache
@require_safe
def download_pack(request: HttpRequest, pack_id: int, kind: str) -> HttpResponse:
    """委員会資料のファイル。作ったときのバイト列をそのまま渡す。"""
    pack = _find_pack(request, pack_id)
    rows = PackFile.objects.all().visible_to(actor_of(request))
    row: PackFile | None = rows.filter(pack=pack, kind=kind).first()
    if row is None:
        raise Http404("そのファイルはありません。")
    kind_of = PackFileKind(row.kind)
    return send_file(bytes(row.content), CONTENT_TYPES[kind_of], _file_names(pack, kind_of))


def _file_names(pack: CommitteePack, kind: PackFileKind) -> tuple[str, str]:
    year, number = pack.review.fiscal_year, pack.number
    if kind == PackFileKind.WORKBOOK:
        return f"pack-{year}-{number}.xlsx", pack_workbook_name(year, number)
    plain = "-large" if kind == PackFileKind.LARGE_PDF else ""
    return (
        f"pack-{year}-{number}{plain}.pdf",
        f"委員会資料_{year}年度_第{number}版{ENDINGS[kind]}.pdf",
    )


@never_cache
@require_safe
def download_part(request: HttpRequest, pack_id: int, code: str) -> HttpResponse:
    """委員会資料の一つの部分だけのPDF。作ったときの事実から、同じ資料番号で組む。"""
    pack = _find_pack(request, pack_id)
    contents = contents_of(pack)
    if pack.made_on is None or code not in contents.parts or code == "contents":
        raise Http404("その部分はありません。")
    only = replace(contents.only(code), replaces=None)
    try:
        document = render_pack(pack.facts, only)
    except PdfError as error:
        return render(request, "errors/print.html", {"reason": str(error)}, status=500)
    names = (
        f"pack-{pack.review.fiscal_year}-{pack.number}-{code}.pdf",
        f"委員会資料_{pack.review.fiscal_year}年度_第{pack.number}版_{PART_OF[code].title}.pdf",
    )
    return send_file(document.content, PDF, names)


@never_cache
@require_POST
def hand_out(request: HttpRequest, pack_id: int) -> HttpResponse:
    """委員会資料を配布する。この版のファイルは、もう変わらない。"""
    pack = _find_pack(request, pack_id)
    if not can_make_pack(actor_of(request), pack.review):
        raise PermissionDenied
    try:
        distribute_pack(
            pack.pk,
            version=read_version(request.POST.get("version", "")),
            recipients=request.POST.get("recipients", ""),
            actor=actor_of(request),
            user=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, f"第{pack.number}版を配布しました。")
    except WorkflowError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("pack", args=(pack.pk,)))


@never_cache
@require_POST
def replace_pack(request: HttpRequest, pack_id: int) -> HttpResponse | StreamingHttpResponse:
    """配布した版の差替えを作る。変わった部分だけの版が、作成中の版になる。"""
    pack = _find_pack(request, pack_id)
    if not can_replace_pack(actor_of(request), pack):
        raise PermissionDenied
    today = timezone.localdate()
    facts = gather_facts(pack.review, today)
    number = next_number(latest_of(pack.review))
    version = read_version(request.POST.get("version", ""))
    order = PackOrder(pack.review, facts, number, version, options_of(pack), today, replaces=pack)
    return _make(request, order)
