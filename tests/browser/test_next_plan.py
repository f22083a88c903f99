"""次期計画: 総務課が画面だけで始め、公開し、引き継いだ項目のあゆみを読む。"""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from plans.models import ActionItem, ItemSuccession, Plan
from progress.choices import RecordState, ReviewState
from progress.models import Actual, AnnualReview, ProgressRecord
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import PASSWORD, Cast, make_cast
from tests.progress.rounds import open_year

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def prepare() -> Cast:
    """2023年度を審議している計画。項目は四つで、みな確定した実績がある。"""
    plan = make_plan()
    for number in (1, 2, 3, 4):
        item = make_item(plan, number, departments=["福祉支援課"])
        make_content(item, 1)
        make_indicator(item, targets={2023: "10人"})
    cast = make_cast(plan)
    open_year(plan, cast.secretariat, 2023)
    Actual.objects.update(value="12人", absence="")
    now = timezone.now()
    ProgressRecord.objects.update(
        state=RecordState.FINALIZED,
        submitted_at=now,
        submitted_by=cast.staff,
        finalized_at=now,
        finalized_by=cast.secretariat,
    )
    AnnualReview.objects.update(state=ReviewState.DELIBERATING)
    return cast


def enter(page: Page, username: str) -> None:
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("利用者名").fill(username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("わたしの入力")


def test_the_next_plan_is_begun_released_and_read_without_a_shell(browser_page: Page) -> None:
    page = browser_page
    cast = prepare()
    enter(page, cast.secretariat.username)
    page.get_by_role("link", name="計画", exact=True).click()
    page.get_by_role("link", name="次期計画を始める").click()
    page.get_by_label("計画名").fill("第五次の計画")
    page.get_by_label("略称").fill("第五次")
    page.get_by_label("2行目の引き継ぐ項目の番号").fill("2、3")
    page.get_by_label("3行目の番号").fill("")
    page.get_by_role("button", name="行を足す").click()
    expect(page.get_by_label("計画名")).to_have_value("第五次の計画")
    page.get_by_label("10行目の番号").fill("5")
    page.get_by_label("10行目の実施項目").fill("新しい項目")
    page.get_by_label("10行目の基本方針の番号").fill("1")
    page.get_by_role("button", name="準備中の計画を作る").click()
    expect(page.get_by_text("「第五次」を準備中で作りました（実施項目 4）。")).to_be_visible()

    page.locator("#id_released_at_0").fill("2024-04-01")
    page.locator("#id_released_at_1").fill("00:00:00")
    page.get_by_role("button", name="保存", exact=True).click()
    fifth = Plan.objects.get(short_name="第五次")
    assert fifth.released_at is not None
    assert ActionItem.objects.for_plan(fifth).count() == 4
    assert ItemSuccession.objects.count() == 4

    enter(page, cast.staff.username)
    page.goto(f"/items/1/?plan={fifth.pk}")
    story = page.get_by_role("region", name="試験計画の項目1のあゆみ")
    expect(story.get_by_role("cell", name="12人")).to_be_visible()
    page.goto("/")
    expect(page.get_by_label("計画", exact=True)).to_have_value(str(fifth.predecessor_id))
