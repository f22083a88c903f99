"""マウスがなくても使えること。"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from progress.choices import RecordState
from progress.models import ProgressRecord
from tests.browser.sample_site import (
    SECRETARIAT,
    STAFF,
    build_site,
    user_named,
)
from tests.browser.screens import record_address

SignIn = Callable[[Any], Page]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FOCUS_RING = """
() => { const style = getComputedStyle(document.activeElement);
        return [style.outlineStyle, parseFloat(style.outlineWidth)] }
"""
FOCUS_NAME = "() => document.activeElement.textContent.trim()"


def press_tabs(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Tab")


def test_the_first_tab_offers_to_skip_to_the_content(sign_in: SignIn) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    for address in ("/", "/admin/"):
        page.goto(address)
        press_tabs(page, 1)
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "MAIN", address


def test_every_stop_on_the_dashboard_shows_a_wide_ring(sign_in: SignIn) -> None:
    build_site()
    page = sign_in(user_named(SECRETARIAT))
    page.goto("/")
    for _ in range(25):
        press_tabs(page, 1)
        style, width = page.evaluate(FOCUS_RING)
        assert (style, width) == ("solid", 4), page.evaluate(FOCUS_NAME)


def test_a_person_signs_in_with_the_keyboard_alone(browser_page: Page) -> None:
    build_site()
    browser_page.goto("/login/")
    browser_page.keyboard.type(STAFF)
    press_tabs(browser_page, 1)
    browser_page.keyboard.type("mihon-no-aikotoba")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/")
    assert browser_page.locator(".site-user span").inner_text() == str(user_named(STAFF))


def test_a_wrong_password_is_told_and_the_name_stays(browser_page: Page) -> None:
    build_site()
    browser_page.goto("/login/")
    browser_page.get_by_label("利用者名").fill(STAFF)
    browser_page.get_by_label("パスワード", exact=True).fill("まちがい")
    browser_page.keyboard.press("Enter")
    assert "利用者名かパスワードが違います" in browser_page.get_by_role("alert").inner_text()
    assert browser_page.get_by_label("利用者名").input_value() == STAFF


def test_a_password_can_be_shown_while_typing(browser_page: Page) -> None:
    build_site()
    browser_page.goto("/login/")
    box = browser_page.get_by_label("パスワード", exact=True)
    assert box.get_attribute("type") == "password"
    browser_page.get_by_label("パスワードを表示する").check()
    assert box.get_attribute("type") == "text"


def test_a_refused_number_is_told_at_its_box_and_kept(sign_in: SignIn) -> None:
    build_site()
    page = sign_in(user_named(STAFF))
    page.goto(record_address(5))
    page.locator("#id_actuals-0-first").fill("たくさん")
    page.get_by_role("button", name="下書きを保存").press("Enter")
    assert "保存できませんでした" in page.get_by_role("alert").inner_text()
    page.locator("#error-summary:focus").wait_for()
    box = page.locator(".actual-row").first.locator(".box").first
    assert box.locator(".errorlist li").count() == 1
    assert box.locator("input").input_value() == "たくさん"
    assert box.locator("input").get_attribute("aria-invalid") == "true"


def test_numbers_typed_as_people_type_them_are_saved_as_a_draft(sign_in: SignIn) -> None:
    build_site()
    page = sign_in(user_named(STAFF))
    page.goto(record_address(5))
    page.locator("#id_actuals-0-first").fill("１，２３４件")
    page.get_by_role("button", name="下書きを保存").press("Enter")
    page.get_by_text("下書きを保存しました").wait_for()
    record = ProgressRecord.objects.get(item__number=5, review__fiscal_year=2021)
    assert record.state == RecordState.DRAFT
    assert str(record.actuals.get(indicator__number=1).value) == "1,234件"
