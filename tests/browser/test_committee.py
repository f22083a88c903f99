"""意見の一巡: 委員が書き、総務課が登録し、課が答え、翌年の入力に現れ、翌年の資料に結果が載る。"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, Plan, User
from progress.choices import OpinionSource, ResponseState
from progress.models import Opinion, OpinionDraft, ProgressRecord
from tests.people import PASSWORD, Cast
from tests.progress.rounds import entry_url, open_year, record_for
from tests.reports.pdf_reading import pages_of

pytestmark = [pytest.mark.slow, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]

WORDS = "窓口に来られない方のところへ出向いてほしい。"
ANSWER = "翌年度から出張相談を始めます。"
RESULT = "月に一度の出張相談を始めた。"


def enter(page: Page, person: User, heading: str) -> None:
    """その人としてログインし、着いた画面の見出しを確かめる。"""
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def write_as_a_member(page: Page, member: User) -> None:
    """委員が意見を書く。打つうちに預かられ、閉じても残り、送る。"""
    enter(page, member, "委員の画面")
    page.get_by_role("button", name="意見を書く").click()
    page.get_by_label("実施項目", exact=True).select_option(label="1 実施項目その1")
    page.get_by_label("意見", exact=True).fill(WORDS)
    page.get_by_label("種類").focus()
    expect(page.get_by_text("書きかけを預かりました")).to_be_visible()
    assert OpinionDraft.objects.get().text == WORDS
    page.goto("/committee/")
    page.get_by_role("link", name=WORDS[:10]).click()
    page.get_by_role("button", name="意見を送る").click()
    expect(page.get_by_text("意見を送りました")).to_be_visible()


def register(page: Page, secretariat: User) -> None:
    """総務課が登録し、主担当の課に回答を頼む。"""
    enter(page, secretariat, "わたしの入力")
    page.goto("/opinions/")
    page.get_by_role("link", name="意見を登録する（委員から 1件）").click()
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("意見を1件登録しました")).to_be_visible()


def answer(page: Page, staff: User) -> None:
    """課の職員が「わたしの入力」から開いて答える。"""
    enter(page, staff, "わたしの入力")
    page.get_by_role("link", name="令和3（2021）年度の意見1").click()
    page.locator("summary", has_text="回答する").click()
    page.get_by_label("反映する").check()
    page.get_by_label("回答", exact=False).and_(page.locator("textarea")).fill(ANSWER)
    page.get_by_role("button", name="回答する").click()
    expect(page.get_by_text("総務課が確認します")).to_be_visible()


def report_what_became_of_it(page: Page, staff: User, record: ProgressRecord) -> None:
    """翌年の入力の画面で意見を見て、どうなったかを書く。"""
    enter(page, staff, "わたしの入力")
    page.goto(entry_url(record))
    expect(page.get_by_role("heading", name="委員会の意見（1件）")).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.get_by_role("link", name="令和3（2021）年度の意見1").click()
    page.locator("summary", has_text="対応状況を書く").click()
    page.get_by_label("対応状況", exact=False).and_(page.locator("select")).select_option("完了")
    page.get_by_label("内容", exact=False).and_(page.locator("textarea")).fill(RESULT)
    page.get_by_role("button", name="対応状況を書く").click()
    expect(page.get_by_text("対応状況を残しました")).to_be_visible()


def make_the_next_pack(page: Page, secretariat: User) -> bytes:
    """翌年の委員会資料を一押しで作り、できたPDFを受け取る。"""
    enter(page, secretariat, "わたしの入力")
    page.goto("/packs/")
    page.get_by_role("link", name="令和4（2022）年度の実績の資料を作る").click()
    page.get_by_role("button", name="委員会資料を作る").click()
    page.get_by_role("link", name="できた資料を見る").click()
    link = page.locator(".pack-files a", has_text="PDF").first
    return page.request.get(str(link.get_attribute("href"))).body()


def test_an_opinion_goes_from_the_member_to_the_pack_of_the_next_year(
    browser_page: Page, plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    write_as_a_member(browser_page, cast.committee_member)
    register(browser_page, cast.secretariat)
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.source) == (WORDS, OpinionSource.SCREEN)
    answer(browser_page, cast.staff)
    enter(browser_page, cast.secretariat, "わたしの入力")
    browser_page.goto(f"/opinions/{opinion.pk}/")
    browser_page.get_by_role("button", name="回答を確認する").click()
    expect(browser_page.get_by_text("回答を確認しました")).to_be_visible()
    assert opinion.responses.get().state == ResponseState.CONFIRMED
    enter(browser_page, cast.committee_member, "委員の画面")
    browser_page.get_by_role("link", name="登録された意見と対応を見る").click()
    expect(browser_page.get_by_text(ANSWER)).to_be_visible()
    open_year(plan, cast.secretariat, 2022)
    report_what_became_of_it(browser_page, cast.staff, record_for(item, 2022))
    assert opinion.follow_ups.get().text == RESULT
    pages = pages_of(make_the_next_pack(browser_page, cast.secretariat))
    answers = next(
        page for page in pages if "資料1前回の意見はどうなったか" in page and WORDS in page
    )
    for words in (ANSWER, "【反映する】", "完了", RESULT):
        assert words in answers
    assert any("資料5-1" in page and WORDS in page for page in pages)
