"""どの画面も、広くても狭くても、読みやすさと安全の決まりを守ること。"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.committee_screens import COMMITTEE_SCREENS
from tests.browser.conftest import lasting_page as browser_page
from tests.browser.sample_site import (
    build_site,
    cut_tables,
    foreign_words,
    overflow,
    small_targets,
    user_named,
)
from tests.browser.screens import SCREENS, Screen

__all__ = ["browser_page"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Check = Callable[..., list[str]]

WIDTHS = (1280, 390)


@pytest.fixture
def broken_rules(
    accessibility_violations: Check, policy_violations: Check
) -> Callable[[Page], dict[str, Any]]:
    """いまの画面が破る決まりを、決まりの名ごとに返す関数（空なら、みな守る）。"""

    def rules_broken_by(page: Page) -> dict[str, Any]:
        # axe は自分で style を付けるので、CSP の違反はその前に数える。
        found: dict[str, Any] = {
            "policy": policy_violations(page),
            "headings": page.locator("h1").count() - 1,
            "words": foreign_words(page),
        }
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[f"overflow at {width}"] = overflow(page)
            found[f"cut tables at {width}"] = cut_tables(page) if width == WIDTHS[0] else []
            found[f"targets at {width}"] = small_targets(page)
            # 色は幅によらない（tests/structure/test_style_sheets.py）。色の比べは一度でよい。
            found[f"accessibility at {width}"] = accessibility_violations(
                page, names_only=width != WIDTHS[0]
            )
        return {rule: broken for rule, broken in found.items() if broken}

    return rules_broken_by


@pytest.mark.parametrize("screen", [*SCREENS, *COMMITTEE_SCREENS], ids=lambda screen: screen.name)
def test_a_screen_keeps_the_rules_at_both_widths(
    screen: Screen,
    sign_in: Callable[[Any], Page],
    browser_page: Page,
    broken_rules: Callable[[Page], dict[str, Any]],
) -> None:
    build_site()
    if screen.username:
        sign_in(user_named(screen.username))
    response = browser_page.goto(screen.address())
    assert response is not None
    assert response.status == screen.status
    screen.step(browser_page)
    # 見出しが出た後も、様式（CSS）が届くまでは大きさを測れない。
    browser_page.wait_for_load_state("load")
    assert broken_rules(browser_page) == {}
