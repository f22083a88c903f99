"""ログインなしで読める画面。公表版だけを見せ、版が同じうちは写しを使わせる（304）。"""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from reports.open_data_set import sample_prefix
from reports.public.files import CONTENT_TYPES, extension_of, made_file
from reports.public.pages import (
    EDITION_PAGES,
    SITE_PAGES,
    edition_page,
    item_page,
    plan_page,
    render_page,
    withdrawn_page,
)
from reports.public.shelf import Shelf, file_content, load_shelf, make_site
from reports.public.sitemap import draw_sitemap, list_addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from reports.models import PublishedReport
    from reports.public.edition import Edition, PublicPlan, PublicSite
    from reports.public.pages import Page

GONE = 410
# 取下げや訂正が広まるまでの秒数。
FRESH_SECONDS = 300
HTML = "text/html; charset=utf-8"
UNKNOWN_TYPE = "application/octet-stream"


class WithdrawnError(Exception):
    """取下げの知らせ: 求められた版は、公表した後に取り下げられた。"""


def public_view(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """公開の画面の共通の扱い: ログイン不要、GET と HEAD だけ、写しの期限と 304。

    view には棚（公表版の見出し）を渡す。写しの印は、公表版の並びと画面の作りから決める。
    """

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        shelf = load_shelf(kwargs.get("plan_key"))
        mark, changed_at = shelf.mark, shelf.changed_at
        etag = quote_etag(mark) if mark else None
        seconds = int(changed_at.timestamp()) if mark and changed_at else None
        response = get_conditional_response(request, etag=etag, last_modified=seconds)
        if response is None:
            page = _answer(view, request, shelf, kwargs)
            etag = etag or quote_etag(hashlib.sha256(page.content).hexdigest())
            response = get_conditional_response(request, etag=etag, response=page) or page
        response["ETag"] = etag or ""
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        if seconds is not None:
            response["Last-Modified"] = http_date(seconds)
        return response

    return login_not_required(require_safe(answer))


def _answer(
    view: Callable[..., HttpResponse], request: HttpRequest, shelf: Shelf, kwargs: dict[str, Any]
) -> HttpResponse:
    try:
        return view(request, shelf, **kwargs)
    except WithdrawnError:
        here = request.path.removeprefix(reverse("public_home")).rpartition("/")[0]
        page = withdrawn_page(f"{here}/")
        site = make_site(shelf, base_url=base_url(request))
        return HttpResponse(render_page(site, page), content_type=HTML, status=GONE)


def base_url(request: HttpRequest) -> str:
    """公開の入口の住所。"""
    return request.build_absolute_uri(reverse("public_home"))


def _show(site: PublicSite, page: Page) -> HttpResponse:
    return HttpResponse(render_page(site, page), content_type=HTML)


@public_view
def public_home(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """入口。公表した年度の一覧。"""
    # 件数まで見せるのは今の計画だけなので、計画が増えても重くならない。
    return _show_site_page(
        request, shelf, "", [row.pk for key in shelf.keys[:1] for row in shelf.latest(key)]
    )


@public_view
def public_about(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """このサイトについて。"""
    return _show_site_page(request, shelf, "about/")


@public_view
def public_accessibility(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """アクセシビリティの方針。"""
    return _show_site_page(request, shelf, "accessibility/")


def _show_site_page(
    request: HttpRequest, shelf: Shelf, path: str, loaded: list[int] | None = None
) -> HttpResponse:
    site = make_site(shelf, base_url=base_url(request), loaded=loaded or ())
    return _show(site, SITE_PAGES[path](site))


def _latest(shelf: Shelf) -> list[PublishedReport]:
    return [row for key in shelf.keys for row in shelf.latest(key)]


@public_view
def public_plan(request: HttpRequest, shelf: Shelf, plan_key: int) -> HttpResponse:
    """計画の画面。"""
    site = make_site(shelf, base_url=base_url(request), with_plans=True)
    if not site.plans:
        raise Http404
    return _show(site, plan_page(site.plans[0]))


@public_view
def public_edition(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    version: int | None = None,
    section: str = "",
) -> HttpResponse:
    """公表版の画面。version を省くと今の版。"""
    if section not in EDITION_PAGES:
        raise Http404
    row = _find(shelf, plan_key, fiscal_year, version)
    every = [one.pk for one in shelf.released if one.fiscal_year == fiscal_year]
    loaded = every if section == "corrections" else [row.pk]
    site = make_site(shelf, base_url=base_url(request), loaded=loaded)
    plan, edition = _edition_of(site, row)
    return _show(site, edition_page(plan, edition, _root(edition, version), section))


@public_view
def public_item(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    number: int,
    version: int | None = None,
) -> HttpResponse:
    """公表版の実施項目の画面。"""
    row = _find(shelf, plan_key, fiscal_year, version)
    site = make_site(shelf, base_url=base_url(request), loaded=[row.pk])
    plan, edition = _edition_of(site, row)
    if all(item["number"] != number for item in edition.facts["items"]):
        raise Http404
    return _show(site, item_page(plan, edition, _root(edition, version), number))


@public_view
def public_file(
    request: HttpRequest,
    shelf: Shelf,
    plan_key: int,
    fiscal_year: int,
    version: int,
    file_name: str,
) -> HttpResponse:
    """公表版とともに配るファイル。公表のときに作ったものがあれば、それを渡す。"""
    row = _find(shelf, plan_key, fiscal_year, version)
    # 見本の印のない名でも、印の付いた名で渡す。
    prefix = sample_prefix(is_sample=row.is_sample)
    plain = file_name.removeprefix(prefix)
    content = file_content(plan_key, fiscal_year, version, plain)
    if content is None:
        site = make_site(shelf, loaded=[row.pk])
        content = made_file(_edition_of(site, row)[1], plain)
    if content is None:
        raise Http404
    name = f"{prefix}{fiscal_year}-v{version}-{plain}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES.get(extension_of(file_name), UNKNOWN_TYPE),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@public_view
def public_sitemap(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """検索のための画面の一覧（sitemap.xml）。"""
    loaded = [row.pk for row in _latest(shelf)]
    site = make_site(shelf, base_url=base_url(request), loaded=loaded)
    return HttpResponse(draw_sitemap(list_addresses(site)), content_type="application/xml")


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
