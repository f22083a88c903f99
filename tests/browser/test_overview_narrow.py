"""ダッシュボードとその続きの頁を、狭い画面で、横に送らずに読めること。"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from reports.dashboard import OVERVIEW_PAGES
from tests.browser.sample_site import SECRETARIAT, build_site, cut_tables, overflow, user_named

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 390, "height": 900}
# 横に送る枠（図も）の名。
FIND_SCROLLING_REGIONS = """
() => [...document.querySelectorAll(".table-region")]
  .filter((region) => region.scrollWidth > region.clientWidth + 1)
  .map((region) => region.getAttribute("aria-label") || region.innerText.slice(0, 40))
"""
READ_JUDGEMENT = """
(cell) => {
  const box = cell.getBoundingClientRect();
  return [getComputedStyle(cell, "::before").content.split('"')[1], box.left, box.right];
}
"""


def test_no_table_or_figure_is_cut_on_a_narrow_screen(sign_in: Callable[[Any], Page]) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    page.set_viewport_size(NARROW)
    for address in ("/", *(f"/overview/{name}/?year=2021" for name in OVERVIEW_PAGES)):
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate(FIND_SCROLLING_REGIONS) == [], address
        assert cut_tables(page) == [], address
        assert overflow(page) == 0, address


def test_the_judgement_names_its_year_under_the_arrows(sign_in: Callable[[Any], Page]) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    page.set_viewport_size(NARROW)
    page.goto("/overview/schedule/?year=2021")
    page.wait_for_load_state("load")
    cells = page.locator("td.schedule-judgement")
    label, left, right = cells.first.evaluate(READ_JUDGEMENT)
    assert label == "令和3（2021）年度の判定："
    assert left >= 0
    assert right <= NARROW["width"]
    assert right - left > NARROW["width"] / 2
