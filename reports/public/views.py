"""ログインなしで読める画面。公表版だけを見せ、版が同じうちは写しを使わせる（304）。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from reports.open_data_set import sample_prefix
from reports.public.files import CONTENT_TYPES, extension_of, made_file, made_files
from reports.public.pages import (
    EDITION_PAGES,
    SITE_PAGES,
    edition_page,
    item_page,
    plan_page,
    read_only_page,
    render_page,
    withdrawn_page,
)
from reports.public.shelf import Shelf, file_content, has_file, load_shelf, make_site
from reports.public.sitemap import draw_sitemap, list_addresses

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from reports.models import PublishedReport
    from reports.public.edition import Edition, PublicPlan, PublicSite
    from reports.public.pages import Page

GONE = 410
NOT_ALLOWED = 405
READING = ("GET", "HEAD")
# 取下げや訂正が広まるまでの秒数。
FRESH_SECONDS = 300
HTML = "text/html; charset=utf-8"
UNKNOWN_TYPE = "application/octet-stream"
Make = Callable[[], HttpResponse]
Find = Callable[..., Make]


class WithdrawnError(Exception):
    """取下げの知らせ: 求められた版は、公表した後に取り下げられた。

    is_file なら、版は公表中だが、取り下げた年度を含むためファイルを配っていない。
    """

    def __init__(self, *, is_file: bool = False) -> None:
        super().__init__()
        self.is_file = is_file


def public_view(find: Find) -> Callable[..., HttpResponseBase]:
    """公開の画面の共通の扱い: ログイン不要、GET と HEAD だけ、写しの期限と 304。

    find は、棚（公表版の見出し）から求められたものを探し、応答を作る関数を返す。なければ Http404 か
    WithdrawnError。あると分かってから写しの印を比べるので、ないものに 304 は返さない。
    写しの印は、公表版の並びと画面の作りから決める。
    """

    @wraps(find)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        shelf = load_shelf(kwargs.get("plan_key"))
        if request.method not in READING:
            return _refuse(request, shelf)
        try:
            make = find(request, shelf, **kwargs)
        except WithdrawnError as error:
            page = withdrawn_page(_place_of(request), is_file=error.is_file)
            return _mark(_show_notice(request, shelf, page, GONE), shelf)
        return _mark(_answer(request, shelf, make), shelf)

    # 送信は何も受け付けないので、偽の送信の検査も要らない（検査すると 405 が 403 になる）。
    return login_not_required(csrf_exempt(answer))


def _answer(
    request: HttpRequest, shelf: Shelf, make: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """写しが使えれば 304、使えなければ作った応答。"""
    etag = quote_etag(shelf.mark) if shelf.mark else None
    kept = get_conditional_response(request, etag=etag, last_modified=_seconds(shelf))
    if kept is not None:
        kept["ETag"] = etag or ""
        return kept
    page = make()
    etag = etag or quote_etag(hashlib.sha256(page.content).hexdigest())
    response = get_conditional_response(request, etag=etag, response=page) or page
    response["ETag"] = etag
    return response


def _mark(response: HttpResponseBase, shelf: Shelf) -> HttpResponseBase:
    """写しの期限と、最後に変わった日時を添える。"""
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    seconds = _seconds(shelf)
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    return response


def _seconds(shelf: Shelf) -> int | None:
    return int(shelf.changed_at.timestamp()) if shelf.mark and shelf.changed_at else None


def _refuse(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """読むほかの求めへの応答: できることを尋ねられたらそれだけ、送信なら 405 の画面。"""
    if request.method == "OPTIONS":
        response = HttpResponse(headers={"Content-Length": "0"})
    else:
        response = _show_notice(request, shelf, read_only_page(_place_of(request)), NOT_ALLOWED)
    response["Allow"] = ", ".join((*READING, "OPTIONS"))
    return response


def _place_of(request: HttpRequest) -> str:
    """求められた場所のフォルダー（公開の入口から）。"""
    here = request.path.removeprefix(reverse("public_home")).rpartition("/")[0]
    return f"{here}/" if here else ""


def _show_notice(request: HttpRequest, shelf: Shelf, page: Page, status: int) -> HttpResponse:
    site = make_site(shelf, base_url=base_url(request))
    return HttpResponse(render_page(site, page), content_type=HTML, status=status)


def base_url(request: HttpRequest) -> str:
    """公開の入口の住所。"""
    return request.build_absolute_uri(reverse("public_home"))


def _show(site: PublicSite, page: Page) -> HttpResponse:
    return HttpResponse(render_page(site, page), content_type=HTML)


@public_view
def public_home(request: HttpRequest, shelf: Shelf) -> Make:
    """入口。公表した年度の一覧。"""
    key = shelf.counted_key
    counted = [] if key is None else [row.pk for row in shelf.latest(key)]
    return partial(_show_site_page, request, shelf, "", counted)


@public_view
def public_about(request: HttpRequest, shelf: Shelf) -> Make:
    """このサイトについて。"""
    return partial(_show_site_page, request, shelf, "about/")


@public_view
def public_accessibility(request: HttpRequest, shelf: Shelf) -> Make:
    """アクセシビリティの方針。"""
    return partial(_show_site_page, request, shelf, "accessibility/")


def _show_site_page(
    request: HttpRequest, shelf: Shelf, path: str, loaded: list[int] | None = None
) -> HttpResponse:
    site = make_site(shelf, base_url=base_url(request), loaded=loaded or ())
    return _show(site, SITE_PAGES[path](site))


@public_view
def public_plan(request: HttpRequest, shelf: Shelf, plan_key: int) -> Make:
    """計画の画面。"""
    if not shelf.keys:
        raise Http404

    def make() -> HttpResponse:
        site = make_site(shelf, base_url=base_url(request), with_plans=True)
        return _show(site, plan_page(site.plans[0]))

    return make


@public_view
def public_edition(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    version: int | None = None,
    section: str = "",
) -> Make:
    """公表版の画面。version を省くと今の版。"""
    if section not in EDITION_PAGES:
        raise Http404
    row = _find(shelf, plan_key, fiscal_year, version)
    every = [one.pk for one in shelf.released if one.fiscal_year == fiscal_year]
    loaded = every if section == "corrections" else [row.pk]

    def make() -> HttpResponse:
        site = make_site(shelf, base_url=base_url(request), loaded=loaded)
        plan, edition = _edition_of(site, row)
        return _show(site, edition_page(plan, edition, _root(edition, version), section))

    return make


@public_view
def public_item(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    number: int,
    version: int | None = None,
) -> Make:
    """公表版の実施項目の画面。"""
    row = _find(shelf, plan_key, fiscal_year, version)
    site = make_site(shelf, base_url=base_url(request), loaded=[row.pk])
    plan, edition = _edition_of(site, row)
    if all(item["number"] != number for item in edition.facts["items"]):
        raise Http404
    return lambda: _show(site, item_page(plan, edition, _root(edition, version), number))


@public_view
def public_file(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    version: int,
    file_name: str,
) -> Make:
    """公表版とともに配るファイル。公表のときに作ったものがあれば、それを渡す。"""
    row = _find(shelf, plan_key, fiscal_year, version)
    # 見本の印のない名でも、印の付いた名で渡す。
    prefix = sample_prefix(is_sample=row.is_sample)
    plain = file_name.removeprefix(prefix)
    edition = _edition_of(make_site(shelf), row)[1]
    is_made = plain in made_files(edition)
    if not is_made and not has_file(row.pk, plain):
        raise Http404
    if not is_made and edition.hidden_years:
        raise WithdrawnError(is_file=True)

    def make() -> HttpResponse:
        content = None if edition.hidden_years else file_content(row.pk, plain)
        if content is None:
            site = make_site(shelf, loaded=[row.pk])
            content = made_file(_edition_of(site, row)[1], plain)
        name = f"{prefix}{fiscal_year}-v{version}-{plain}"
        return HttpResponse(
            content or b"",
            content_type=CONTENT_TYPES.get(extension_of(plain), UNKNOWN_TYPE),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return make


@public_view
def public_sitemap(request: HttpRequest, shelf: Shelf) -> Make:
    """検索のための画面の一覧（sitemap.xml）。"""

    def make() -> HttpResponse:
        loaded = [row.pk for key in shelf.keys for row in shelf.latest(key)]
        site = make_site(shelf, base_url=base_url(request), loaded=loaded)
        return HttpResponse(draw_sitemap(list_addresses(site)), content_type="application/xml")

    return make


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """検索の手引き（robots.txt）。公開の画面と様式だけを読ませる。"""
    sitemap = request.build_absolute_uri(reverse("public_sitemap"))
    lines = ("User-agent: *", "Allow: /public/", "Allow: /static/", "Disallow: /", "")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")


def _find(shelf: Shelf, plan_key: int, fiscal_year: int, version: int | None) -> PublishedReport:
    """その版の見出し。version を省くと今の版。取り下げた版は WithdrawnError、なければ Http404。"""
    rows = shelf.latest(plan_key) if version is None else shelf.released
    for row in (*rows, *shelf.withdrawn):
        if row.fiscal_year == fiscal_year and version in (None, row.version):
            if row in shelf.withdrawn:
                raise WithdrawnError
            return row
    raise Http404("その年度の公表版はありません。")


def _edition_of(site: PublicSite, row: PublishedReport) -> tuple[PublicPlan, Edition]:
    plan = next(plan for plan in site.plans if plan.key == row.plan_key)
    editions = plan.versions_of(row.fiscal_year)
    return plan, next(edition for edition in editions if edition.version == row.version)


def _root(edition: Edition, version: int | None) -> str:
    return edition.year_path if version is None else edition.version_path
