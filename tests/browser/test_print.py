"""画面を紙に印刷したとき、A4 で、読むものだけが出ること。"""

import io
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.sample_site import SECRETARIAT, build_site, user_named

A4_WIDTH_POINTS = 595
SCREEN_ONLY = ("ログアウト", "個票（PDF）", "進捗報告", "トップへ戻る")


def plain(text: str) -> str:
    """空白を除き、印刷が部首の字に置きかえた漢字を戻す。"""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "heading"), [("/", "進み具合"), ("/items/5/", "実施時期")])
def test_a_printed_page_is_a4_without_what_belongs_to_the_screen(
    address: str, heading: str, sign_in: Callable[[Any], Page]
) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    page.goto(address)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert all(round(float(sheet.mediabox.width)) == A4_WIDTH_POINTS for sheet in printed.pages)
    text = plain("".join(sheet.extract_text() for sheet in printed.pages))
    assert plain(heading) in text
    assert plain("見本データ（架空）") in text
    assert [word for word in SCREEN_ONLY if plain(word) in text] == []
