"""画面を紙に印刷したとき、A4 で、読むものだけが出ること。"""

import io
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pypdf import PdfReader

from progress.models import AnnualReview
from reports.guide import GUIDES
from tests.browser.sample_site import HEAD, SECRETARIAT, build_site, user_named
from tests.reports.publications import publish_the_sample

A4_WIDTH_POINTS = 595
# A4 の紙から左右の余白を除いた幅（画素）。
PAPER_PIXELS = 688
SCREEN_ONLY = (
    "ログアウト",
    "個票（PDF）",
    "進捗報告",
    "トップへ戻る",
    "差し戻す",
    "まとめて確認",
    "理由を見る",
    "集計を見る",
    "項目を絞り込む",
)


def plain(text: str) -> str:
    """空白を除き、印刷が部首の字に置きかえた漢字を戻す。"""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "username", "heading"),
    [
        ("/", SECRETARIAT, "進み具合"),
        ("/items/5/", SECRETARIAT, "実施時期"),
        ("/approvals/", HEAD, "自己評価"),
        ("/half-year/list/", SECRETARIAT, "上半期の確認"),
        ("/overview/attention/?department=総務課", SECRETARIAT, "絞り込み：担当課＝総務課"),
        ("/overview/ratings/", SECRETARIAT, "前年度との差"),
        ("/overview/years/", SECRETARIAT, "5か年の一覧"),
        ("/overview/schedule/?department=総務課", SECRETARIAT, "事務事業評価項目の見直し"),
        ("/overview/common/", SECRETARIAT, "事業共通1"),
        ("/overview/improvements/", SECRETARIAT, "改善策はどうなったか"),
    ],
)
def test_a_printed_page_is_a4_without_what_belongs_to_the_screen(
    address: str, username: str, heading: str, sign_in: Callable[[Any], Page]
) -> None:
    build_site()
    AnnualReview.objects.filter(fiscal_year=2021).update(has_half_year=True)
    page = sign_in(user_named(username))
    page.goto(address)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert all(round(float(sheet.mediabox.width)) == A4_WIDTH_POINTS for sheet in printed.pages)
    text = plain("".join(sheet.extract_text() for sheet in printed.pages))
    assert plain(heading) in text
    assert plain("見本データ（架空）") in text
    assert [word for word in SCREEN_ONLY if plain(word) in text] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_guide_is_one_printed_page(sign_in: Callable[[Any], Page]) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    lengths = {}
    for name in GUIDES:
        page.goto(reverse("guide", args=[name]))
        page.wait_for_load_state("load")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        lengths[name] = len(printed.pages)
    assert lengths == dict.fromkeys(GUIDES, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_public_item_is_printed_without_what_belongs_to_the_screen(browser_page: Page) -> None:
    build_site()
    browser_page.goto(f"/public/{publish_the_sample().pk}/2019/items/5/")
    printed = PdfReader(io.BytesIO(browser_page.pdf(prefer_css_page_size=True)))
    assert all(round(float(sheet.mediabox.width)) == A4_WIDTH_POINTS for sheet in printed.pages)
    text = plain("".join(sheet.extract_text() for sheet in printed.pages))
    for word in ("見本データ（架空）", "目標（数値）と実績", "文章で読む"):
        assert plain(word) in text
    for word in ("年度の一覧", "前の項目", "正誤表", "お問合せ"):
        assert plain(word) not in text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_names_of_indicators_have_room_on_paper(sign_in: Callable[[Any], Page]) -> None:
    build_site()
    AnnualReview.objects.filter(fiscal_year=2021).update(has_half_year=True)
    page = sign_in(user_named(SECRETARIAT))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_PIXELS, "height": 1000})
    page.goto("/")
    page.wait_for_load_state("load")
    widths = page.locator("td.item-indicator").evaluate_all("rows => rows.map(r => r.clientWidth)")
    assert min(widths) > PAPER_PIXELS / 6
    table = page.locator("table.items")
    assert table.evaluate("table => table.scrollWidth") <= PAPER_PIXELS
