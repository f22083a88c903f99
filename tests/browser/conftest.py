"""ブラウザーの試験の支度。Debian の Chromium を Playwright で動かす。

`browser_page` は外への通信を断ったページ、`lasting_page` はそれを閉じずに使い続けるもの、
`sign_in` はログイン済みにする関数、
`accessibility_violations` は WCAG 2.1 AA の違反、`policy_violations` は CSP の違反を返す。
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
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
BLANK = "about:blank"
WIDE: ViewportSize = {"width": 1280, "height": 900}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
COLLECT_VIOLATIONS = """
    window.policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.policyViolations.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
"""
RUN_AXE = "(options) => axe.run(document, options).then((found) => found.violations)"


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


@contextmanager
def open_page(chromium: Browser, address: str) -> Iterator[Page]:
    """日本語・日本時間のページ。address のほかへ通信しようとすれば、閉じるときに落ちる。"""
    context = chromium.new_context(
        base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=WIDE
    )
    context.add_init_script(COLLECT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    own = (address, "data:", "blob:", BLANK)
    assert [url for url in asked if not url.startswith(own)] == []


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """試験ごとに開く、まっさらなページ。"""
    with open_page(chromium, live_server.url) as page:
        yield page


@pytest.fixture(scope="session")
def only_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """一度だけ開き、終わりまで閉じないページ。"""
    with open_page(chromium, live_server.url) as page:
        yield page


@pytest.fixture
def lasting_page(only_page: Page) -> Iterator[Page]:
    """開いて見るだけの試験が使い回すページ。試験ごとにページを開き直す手間を省く。

    ログインと控えと幅は、試験ごとに初めに戻す。browser_page の代わりにするには、この名で読み込む。
    """
    only_page.context.clear_cookies()
    # 公開の画面は控えてよいことになっている。前の試験の画面を見てしまわないように捨てる。
    inside = only_page.context.new_cdp_session(only_page)
    inside.send("Network.clearBrowserCache")
    inside.detach()
    only_page.set_viewport_size(WIDE)
    yield only_page
    # 画面が送りかけたものを、次の試験のデータベースに届かせない。
    only_page.goto(BLANK)


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
    script = Axe().axe_script

    def violations_of(page: Page, *, names_only: bool = False) -> list[str]:
        options = {
            "runOnly": {"type": "tag", "values": STANDARDS},
            "resultTypes": ["violations"],
            "preload": not names_only,
            "rules": {"color-contrast": {"enabled": not names_only}},
        }
        # 道具を読ませるのは、画面ごとに一度でよい。
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(script)
        found = page.evaluate(RUN_AXE, options)
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
