"""エラー画面が、ブラウザーで読め、決まりに触れないこと。"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Check = Callable[[Page], list[str]]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_page_that_does_not_exist_is_explained_without_violations(
    browser_page: Page, accessibility_violations: Check, policy_violations: Check
) -> None:
    response = browser_page.goto("/no-such-page")
    assert response is not None
    assert response.status == 404
    assert browser_page.locator("h1").inner_text() == "お探しの画面が見つかりません"
    assert accessibility_violations(browser_page) == []
    assert policy_violations(browser_page) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_inline_script_is_blocked_and_noticed(
    browser_page: Page, policy_violations: Check
) -> None:
    browser_page.goto("/no-such-page")
    browser_page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.body.append(script); }"
    )
    assert browser_page.evaluate("window.ran") is None
    assert policy_violations(browser_page) == ["script-src-elem inline"]
