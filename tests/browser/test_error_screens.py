"""どのエラー画面も、日本語で次の一手を示し、読みやすさと安全の決まりを守ること。"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import lasting_page as browser_page
from tests.browser.sample_site import foreign_words, overflow, small_targets

__all__ = ["browser_page"]

Check = Callable[[Page], list[str]]

ERRORS = {
    "400": "送られた内容を読み取れませんでした",
    "403": "この画面を開く権限がありません",
    "csrf": "画面の有効期限が切れています",
    "404": "お探しの画面が見つかりません",
    "409": "ほかの方が先に変更しました",
    "429": "ログインの失敗が続いたため、一時的に止めています",
    "500": "処理中に問題が起きました",
    "503": "ただいま混み合っているか、点検中です",
}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.browser.error_addresses")
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_screen_says_what_happened_and_what_to_do(
    error: str,
    browser_page: Page,
    accessibility_violations: Check,
    policy_violations: Check,
) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 900})
    browser_page.goto(f"/errors/{error}/")
    assert policy_violations(browser_page) == []
    assert browser_page.locator("h1").inner_text() == ERRORS[error]
    assert browser_page.get_by_role("link", name="トップへ戻る").is_visible()
    assert foreign_words(browser_page) == []
    assert overflow(browser_page) == 0
    assert small_targets(browser_page) == []
    assert accessibility_violations(browser_page) == []
