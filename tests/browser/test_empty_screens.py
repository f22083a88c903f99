"""まだ何も入っていないときの画面も、次の一手を示し、読みやすさと安全の決まりを守ること。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page

from plans.models import Plan, User
from reports.dashboard import OVERVIEW_PAGES
from tests.browser.conftest import lasting_page as browser_page
from tests.browser.test_every_screen import broken_rules
from tests.builders import make_content, make_department, make_indicator, make_item, make_plan
from tests.people import make_person
from tests.progress.rounds import open_year

__all__ = ["broken_rules", "browser_page"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Rules = Callable[[Page], dict[str, Any]]

WAITING = ("/common/", "/excel/", "/half-year/", "/approvals/", "/finalizations/")
READING = ("/", "/packs/", "/publication/", "/newsletter/")
OVERVIEWS = tuple(f"/overview/{name}/" for name in OVERVIEW_PAGES)
REGISTER = ("/opinions/", "/summaries/", "/admin/progress/progressrecord/")
SHEETS = ("/items/1/", "/items/1/history/")


@pytest.fixture
def secretary() -> User:
    """総務課の職員。"""
    return make_person("soumu", make_department("総務課"))


def broken_pages(
    page: Page, addresses: Iterable[str], rules: Rules, status: int = 200
) -> dict[str, Any]:
    """決まりを破る画面と、その破り方。"""
    found: dict[str, Any] = {}
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        broken = rules(page) | ({"status": response.status} if response.status != status else {})
        if broken:
            found[address] = broken
    return found


def test_without_a_plan_every_page_shows_the_way_on(
    secretary: User, sign_in: Callable[[Any], Page], broken_rules: Rules
) -> None:
    page = sign_in(secretary)
    assert broken_pages(page, ["/"], broken_rules, status=404) == {}
    page.get_by_role("link", name="計画のExcelを開く").click()
    assert page.locator("h1").inner_text() == "計画のExcel"
    assert (
        broken_pages(page, ["/my/", "/half-year/list/", *REGISTER, "/public/"], broken_rules) == {}
    )


def plan_of_one_item() -> Plan:
    plan = make_plan()
    item = make_item(plan, departments=["総務課"])
    make_content(item)
    make_indicator(item, targets={2021: "5人"})
    return plan


def test_a_plan_without_a_year_reads_well(
    secretary: User, sign_in: Callable[[Any], Page], broken_rules: Rules
) -> None:
    plan = plan_of_one_item()
    page = sign_in(secretary)
    addresses = (*READING, *WAITING, *SHEETS, "/public/", f"/public/{plan.pk}/")
    assert broken_pages(page, addresses, broken_rules) == {}


def test_a_year_with_nothing_entered_reads_well(
    secretary: User, sign_in: Callable[[Any], Page], broken_rules: Rules
) -> None:
    plan = plan_of_one_item()
    # 実施内容も指標もない項目。
    make_item(plan, 2, departments=["総務課"])
    open_year(plan, secretary)
    page = sign_in(secretary)
    addresses = ("/", *OVERVIEWS, "/my/", "/excel/", *SHEETS, "/items/2/", *REGISTER)
    assert broken_pages(page, addresses, broken_rules) == {}
