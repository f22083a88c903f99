"""検索のための画面の一覧。"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reports.public.pages import EDITION_PAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.public.edition import PublicSite

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def list_addresses(site: PublicSite) -> Iterator[str]:
    """検索に載せてよい画面の住所。見本の年度と、前の版は載せない。"""
    for path in _paths(site):
        yield f"{site.base_url}{path}"


def _paths(site: PublicSite) -> Iterator[str]:
    yield from ("", "about/", "accessibility/")
    for plan in site.plans:
        yield plan.path
        for edition in plan.latest:
            if edition.is_sample:
                continue
            for name in EDITION_PAGES:
                yield f"{edition.year_path}{name}/" if name else edition.year_path
            for item in edition.facts["items"]:
                yield f"{edition.year_path}items/{item['number']}/"


def draw_sitemap(addresses: Iterable[str]) -> str:
    """sitemap.xml の文字列。"""
    rows = "".join(f"  <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n'
    return f"{head}{rows}</urlset>\n"
