"""ブラウザーの試験の支度。Debian の Chromium を Playwright で動かす。

`browser_page` は外への通信を断ったページ、`sign_in` はログイン済みにする関数、
`accessibility_violations` は WCAG 2.1 AA の違反、`policy_violations` は CSP の違反を返す。
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

# 試験のサーバーのほかの名は引けないようにする。要求を一つずつ覗くより速く、漏れがない。
FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
COLLECT_VIOLATIONS = """
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.policyViolations.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """この部屋の試験に印 browser を付ける。Chromium が無ければ、CI では失敗、手元では飛ばす。"""
    here = Path(__file__).parent
    missing = shutil.which("chromium") is None and os.environ.get("CI") != "true"
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if missing:
            item.add_marker(
                pytest.mark.skip(reason="chromium がありません（make test が入れます）")
            )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """一度だけ起動したブラウザー。"""
    path = shutil.which("chromium")
    assert path, "chromium がありません。make test が Debian の chromium を入れます。"
    # Playwright は待ち受けの輪を持つ。その糸から同期のデータベースを使うことを Django に許す。
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """日本語・日本時間のページ。試験のサーバーのほかへ通信しようとすれば、試験が落ちる。"""
    context = chromium.new_context(
        base_url=live_server.url,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1280, "height": 900},
    )
    context.add_init_script(COLLECT_VIOLATIONS)

    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    own = (live_server.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


@pytest.fixture
def sign_in(browser_page: Page, live_server: LiveServer) -> Callable[[Any], Page]:
    """利用者を渡すと、その人でログイン済みのページを返す関数。"""

    def sign_in_as(user: Any) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        browser_page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return browser_page

    return sign_in_as


@pytest.fixture(scope="session")
def accessibility_violations() -> Callable[..., list[str]]:
    """ページの WCAG 2.1 AA 違反を「規則: 要素」の列で返す関数（空なら違反なし）。

    names_only なら、時間の半分を占める色の比べを省く。
    """
    axe = Axe()

    def violations_of(page: Page, *, names_only: bool = False) -> list[str]:
        options = {
            "runOnly": {"type": "tag", "values": STANDARDS},
            "resultTypes": ["violations"],
            "preload": not names_only,
            "rules": {"color-contrast": {"enabled": not names_only}},
        }
        found = axe.run(page, options=options).response["violations"]
        return [
            f"{violation['id']}: {node['target'][0]}"
            for violation in found
            for node in violation["nodes"]
        ]

    return violations_of


@pytest.fixture(scope="session")
def policy_violations() -> Callable[[Page], list[str]]:
    """ページを開いてからの CSP 違反を「指示 宛先」の列で返す関数（空なら違反なし）。"""

    def violations_of(page: Page) -> list[str]:
        found: list[str] = page.evaluate("window.policyViolations")
        return found

    return violations_of
