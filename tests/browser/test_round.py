"""一年の巡り: 総務課が受け付け、担当課が書き、課長が確認し、総務課が確定して、審議を始める。"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, Plan, User
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord
from tests.people import PASSWORD, Cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# 指標一つ・実施内容二つの項目を、「わたしの入力」から提出までに要る操作（押す・打つ・選ぶ）の数。
ENTRY_ACTIONS = 7


@dataclass
class Hand:
    """手。押すことも、打つことも、選ぶことも、一つの操作と数える。"""

    page: Page
    actions: int = 0

    def press(self, role: Any, name: str, *, exact: bool = False) -> None:
        """その名で始まるものを押す。exact なら、名がそのとおりのもの。"""
        self.page.get_by_role(role, name=name, exact=exact).click()
        self.actions += 1

    def write(self, label: str, text: str) -> None:
        """欄に打つ。"""
        self.page.get_by_label(label, exact=True).fill(text)
        self.actions += 1

    def choose(self, label: str, choice: str) -> None:
        """欄から選ぶ。"""
        self.page.get_by_label(label, exact=True).select_option(label=choice)
        self.actions += 1


def enter(page: Page, person: User) -> Hand:
    """その人としてログインする。着くのは「わたしの入力」。"""
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("わたしの入力")
    return Hand(page)


def open_the_year(page: Page, secretariat: User) -> None:
    hand = enter(page, secretariat)
    page.goto("/admin/progress/annualreview/add/")
    page.locator("#id_plan").select_option(index=1)
    page.locator("#id_fiscal_year").fill("2021")
    page.locator("#id_department_due_on").fill("2022-04-28")
    hand.press("button", "保存して編集を続ける")
    hand.press("button", "受付を始める")
    expect(page.get_by_label("本文")).to_have_value(re.compile("令和4年4月28日（木）"))


def write_the_entry(page: Page, staff: User) -> tuple[int, float]:
    """記入して提出し、操作の数と秒を返す。"""
    hand = enter(page, staff)
    started = time.monotonic()
    hand.press("link", "次の未入力へ")
    hand.write("指標その1 実績", "12")
    hand.choose("実施内容その1 進み", "予定どおり")
    hand.choose("実施内容その2 進み", "予定どおり")
    hand.write("成果", "目標の人数に会った。")
    hand.press("radio", "達成", exact=True)
    hand.press("button", "保存して提出")
    expect(page.get_by_text("提出しました")).to_be_visible()
    return hand.actions, time.monotonic() - started


def read_and_pass(page: Page, person: User, way: str, mark: str, button: str) -> None:
    """まとめて行う画面で、読んだ印を付けて先へ進める。"""
    hand = enter(page, person)
    hand.press("link", way)
    page.get_by_role("checkbox", name=mark).check()
    hand.press("button", button)


def test_three_people_bring_a_year_from_its_opening_to_the_committee(
    browser_page: Page, plan: Plan, item: ActionItem, cast: Cast, record_property: Any
) -> None:
    open_the_year(browser_page, cast.secretariat)
    actions, seconds = write_the_entry(browser_page, cast.staff)
    record_property("entry_actions", actions)
    record_property("entry_seconds", round(seconds, 2))
    assert actions <= ENTRY_ACTIONS
    read_and_pass(
        browser_page, cast.head, "まとめて確認する画面へ", "読みました", "読んだ項目をまとめて確認"
    )
    expect(browser_page.get_by_text("確認しました")).to_be_visible()
    read_and_pass(
        browser_page,
        cast.secretariat,
        "まとめて確定する画面へ",
        "確かめました",
        "確かめた項目をまとめて確定",
    )
    expect(browser_page.get_by_text("確定しました")).to_be_visible()
    assert ProgressRecord.objects.get().state == RecordState.FINALIZED
    review = AnnualReview.objects.get()
    browser_page.goto(f"/admin/progress/annualreview/{review.pk}/change/")
    browser_page.get_by_role("button", name="審議を始める").click()
    expect(browser_page.get_by_text("委員会審議中にしました")).to_be_visible()
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING


def test_what_the_head_sends_back_comes_first_for_the_staff(
    browser_page: Page, plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_the_year(browser_page, cast.secretariat)
    write_the_entry(browser_page, cast.staff)
    hand = enter(browser_page, cast.head)
    hand.press("link", "まとめて確認する画面へ")
    browser_page.locator("summary", has_text="差し戻す").click()
    browser_page.get_by_label("差戻しの理由").fill("数を確かめてください")
    browser_page.locator("summary", has_text="欄ごとの指摘").click()
    browser_page.get_by_label("成果", exact=True).fill("主語を入れてください")
    browser_page.locator(".verb-reason").get_by_role("button", name="差し戻す").click()
    expect(browser_page.get_by_text("差し戻しました")).to_be_visible()
    hand = enter(browser_page, cast.staff)
    expect(browser_page.get_by_text("数を確かめてください")).to_be_visible()
    hand.press("link", "次の未入力へ")
    expect(browser_page.get_by_text("主語を入れてください")).to_be_visible()
