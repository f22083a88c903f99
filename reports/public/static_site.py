"""静的な写し: 公開の場のすべての画面とファイルを、場所ごとのバイト列にする。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders

from reports.public.files import edition_files
from reports.public.links import ASSETS, file_of
from reports.public.pages import edition_pages, plan_page, render_page, site_pages
from reports.public.sitemap import draw_sitemap, list_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.public.edition import PublicSite
    from reports.public.pages import Page

STYLES = (
    "css/tokens.css",
    "css/frame.css",
    "css/parts.css",
    "css/schedule.css",
    "css/site.css",
    "css/reports.css",
    "css/public.css",
    "css/print.css",
)
ASSET_NAMES = (*STYLES, "css/tokens.LICENSE.txt", "favicon.svg")


def site_files(site: PublicSite) -> dict[str, bytes]:
    """写しのすべてのファイルを、場所の順に返す。同じ公開の場からは同じバイト列になる。"""
    files = {file_of(page.path): render_page(site, page).encode() for page in _pages(site)}
    for plan in site.plans:
        for edition in plan.editions:
            for name, content in edition_files(edition).items():
                files[f"{edition.version_path}data/{name}"] = content
    for name in ASSET_NAMES:
        files[f"{ASSETS}{name}"] = _asset(name)
    if site.base_url:
        files["sitemap.xml"] = draw_sitemap(list_addresses(site)).encode()
    return dict(sorted(files.items()))


def _pages(site: PublicSite) -> Iterator[Page]:
    yield from site_pages(site)
    for plan in site.plans:
        yield plan_page(plan)
        for edition in plan.editions:
            if edition.is_latest:
                yield from edition_pages(plan, edition, edition.year_path)
            yield from edition_pages(plan, edition, edition.version_path)


def _asset(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()
