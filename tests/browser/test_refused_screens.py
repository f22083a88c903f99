"""何も入れずに送ったときの画面も、直す所を示し、読みやすさと安全の決まりを守ること。

ほかの断りの画面（数でない入力、版の食い違い、書きかけなど）は screens.py の表にある。
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.committee_screens import opinion_address
from tests.browser.conftest import lasting_page as browser_page
from tests.browser.sample_site import SECRETARIAT, STAFF, build_site, user_named
from tests.browser.screens import MANAGER, NOBODY, evidence_address
from tests.browser.test_every_screen import broken_rules

__all__ = ["broken_rules", "browser_page"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FORMS: dict[str, tuple[str | Callable[[], str], ...]] = {
    NOBODY: ("/login/",),
    STAFF: (lambda: evidence_address(5),),
    SECRETARIAT: (
        "/excel/",
        "/plan-book/",
        "/next-plan/",
        "/admin/progress/committeemeeting/add/",
        "/admin/progress/annualreview/add/",
        "/admin/progress/ratingscale/add/",
        "/admin/plans/department/import/",
        "/admin/plans/actionitem/add/",
    ),
    MANAGER: ("/admin/plans/user/add/",),
}
# ブラウザーの確かめは飛ばし、サーバーの断りを見る。
SEND_THE_LAST_FORM = """
() => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.filter((one) => one.offsetParent !== null).at(-1);
  form.noValidate = true;
  form.querySelector("button:not([type=button]), input[type=submit]").click();
}
"""


# 名の欄に、画面からは入らない値を入れて送る。
SPOILED: dict[str, tuple[tuple[str | Callable[[], str], str, str], ...]] = {
    STAFF: (("/common/", "theme-1-pace", "でたらめ"),),
    SECRETARIAT: (
        ("/items/22/sentence/?year=2021", "sentence", "あ" * 201),
        ("/opinions/new/?year=2020", "rows-0-people", "-3"),
        ("/schedule/5/", "span-0-first_year", "1900"),
        (lambda: opinion_address(2019, 3), "people", "-3"),
    ),
}
SPOIL = """
([name, value]) => {
  const box = document.querySelector(`main [name="${name}"]`);
  box.removeAttribute("maxlength");
  if (box.tagName === "SELECT") box.add(new Option(value, value));
  box.value = value;
  box.form.noValidate = true;
  [...box.form.querySelectorAll("button:not([type=button])")].at(-1).click();
}
"""


@pytest.mark.parametrize("username", FORMS, ids=lambda name: name or "nobody")
def test_a_form_sent_empty_says_what_to_mend(
    username: str,
    sign_in: Callable[[Any], Page],
    browser_page: Page,
    broken_rules: Callable[[Page], dict[str, Any]],
) -> None:
    build_site()
    if username:
        sign_in(user_named(username))
    found: dict[str, Any] = {}
    for form in FORMS[username]:
        address = form if isinstance(form, str) else form()
        browser_page.goto(address)
        with browser_page.expect_navigation():
            browser_page.evaluate(SEND_THE_LAST_FORM)
        told = browser_page.locator("[role=alert]:visible, .errorlist:visible").count()
        broken = broken_rules(browser_page) | ({} if told else {"silent": address})
        if broken:
            found[address] = broken
    assert found == {}


@pytest.mark.parametrize("username", SPOILED)
def test_a_value_no_box_would_take_is_named_with_its_remedy(
    username: str,
    sign_in: Callable[[Any], Page],
    browser_page: Page,
    broken_rules: Callable[[Page], dict[str, Any]],
) -> None:
    build_site()
    sign_in(user_named(username))
    found: dict[str, Any] = {}
    for form, name, value in SPOILED[username]:
        address = form if isinstance(form, str) else form()
        browser_page.goto(address)
        with browser_page.expect_navigation():
            browser_page.evaluate(SPOIL, [name, value])
        told = browser_page.locator("[role=alert]:visible, .errorlist:visible").count()
        broken = broken_rules(browser_page) | ({} if told else {"silent": address})
        if broken:
            found[address] = broken
    assert found == {}
