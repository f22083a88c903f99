"""公表の一巡: 用意し、別の人が公表し、市民が読み、訂正して正誤表を出し、取り下げる。"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, Plan, User
from reports.models import PublishedReport
from reports.publication import publishing
from tests.people import Cast
from tests.reports.publishing import FILES, deliberate

if TYPE_CHECKING:
    from collections.abc import Callable

    SignIn = Callable[[User], Page]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WHOLE = "どの項目も、おおむね予定どおりに進みました。"
NOTE = "全体の総括の書き誤りを改めました。"


def write_the_whole(page: Page, text: str) -> None:
    """全体の総括を書いて保存する。"""
    page.goto("/summaries/")
    page.get_by_label("全体").fill(text)
    page.get_by_role("button", name="総括を保存する").click()
    expect(page.get_by_text("総括を保存しました")).to_be_visible()


def prepare(page: Page, note: str = "") -> None:
    """公表の画面で、確かめを読んで用意する。用意した人には、公表のボタンが出ない。"""
    page.goto("/publication/?year=2021")
    expect(page.get_by_role("heading", name="公表の前の確かめ")).to_be_visible()
    if note:
        page.get_by_label("訂正の説明（公表されます）").fill(note)
    page.get_by_role("button", name="公表版を用意する").click()
    expect(page.get_by_text("総務課の別の人が公表できます")).to_be_visible()
    expect(page.get_by_role("button", name="版を公表する")).to_have_count(0)


def release(page: Page, version: int) -> None:
    """用意した人とは別の人が、知らせを確かめて公表する。"""
    page.goto("/publication/?year=2021")
    page.get_by_label("件を確かめました").check()
    page.get_by_role("button", name=f"第{version}版を公表する").click()
    expect(page.get_by_text(f"第{version}版を公表しました")).to_be_visible()


def begin_correction(page: Page) -> None:
    """公表の画面から年度の画面へ行き、公表の訂正を始める。"""
    page.goto("/publication/?year=2021")
    page.get_by_role("link", name="年度の画面").click()
    page.get_by_label("訂正の理由").fill("総括の書き誤り")
    page.get_by_role("button", name="公表の訂正を始める").click()
    expect(page.get_by_text("公表中の版はそのままです")).to_be_visible()


def read_in_public(page: Page, section: str, words: str) -> None:
    """ログインせずに、公表した年度の画面を読む。"""
    page.context.clear_cookies()
    page.goto(public_address(section))
    # 公開の画面はしばらく取り置かれるので、新しい版を読むには読み直す。
    page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def public_address(section: str = "") -> str:
    report = PublishedReport.objects.latest("pk")
    return f"/public/{report.plan_key}/{report.fiscal_year}/{section}"


def test_a_year_is_published_corrected_and_withdrawn(
    sign_in: SignIn,
    plan: Plan,
    item: ActionItem,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # ファイルの中身は公表の試験が確かめるので、ここでは組まない。
    monkeypatch.setattr(publishing, "make_files", lambda *_, **__: FILES)
    deliberate(plan, cast)
    page = sign_in(cast.secretariat)
    write_the_whole(page, WHOLE.replace("どの項目も", "どの公目も"))
    prepare(page)
    release(sign_in(cast.secretariat_head), 1)
    read_in_public(page, "", "どの公目も")
    begin_correction(sign_in(cast.secretariat))
    write_the_whole(page, WHOLE)
    prepare(page, NOTE)
    # 訂正を公表するまで、前の版が読める。
    read_in_public(page, "", "どの公目も")
    release(sign_in(cast.secretariat_head), 2)
    read_in_public(page, "", WHOLE)
    page.get_by_role("link", name="正誤表とこれまでの版").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    row = page.get_by_role("row").filter(has_text=WHOLE)
    expect(row.locator("del")).to_contain_text("どの公目も")
    expect(row.locator("ins")).to_have_text(WHOLE)
    page = sign_in(cast.secretariat_head)
    page.goto("/publication/?year=2021")
    page.locator("summary", has_text="公表を取り下げる").click()
    page.get_by_label("取下げの理由").fill("重ねて確かめるため")
    page.get_by_role("button", name="取り下げる", exact=True).click()
    expect(page.get_by_text("公開の画面には出ません")).to_be_visible()
    page.context.clear_cookies()
    for address in (public_address(), public_address("v1/"), public_address("v2/")):
        answer = page.request.get(address)
        assert answer.status in (404, 410)
        assert WHOLE not in answer.text()
    assert set(PublishedReport.objects.values_list("state", flat=True)) == {"retracted"}
