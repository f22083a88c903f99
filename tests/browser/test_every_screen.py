"""どの画面も、広くても狭くても、読みやすさと安全の決まりを守ること。"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.sample_site import (
    SCREENS,
    Screen,
    build_site,
    foreign_words,
    overflow,
    small_targets,
    user_named,
)

Check = Callable[[Page], list[str]]

WIDTHS = (1280, 390)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_keeps_the_rules_at_both_widths(
    screen: Screen,
    sign_in: Callable[[Any], Page],
    browser_page: Page,
    accessibility_violations: Check,
    policy_violations: Check,
) -> None:
    build_site()
    if screen.username:
        sign_in(user_named(screen.username))
    response = browser_page.goto(screen.address())
    assert response is not None
    assert response.status == 200
    # axe は自分で style を付けるので、CSP の違反はその前に数える。
    assert policy_violations(browser_page) == []
    assert browser_page.locator("h1").count() == 1
    assert foreign_words(browser_page) == []
    for width in WIDTHS:
        browser_page.set_viewport_size({"width": width, "height": 900})
        assert overflow(browser_page) == 0, width
        assert small_targets(browser_page) == [], width
        assert accessibility_violations(browser_page) == [], width
