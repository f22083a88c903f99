"""スクリプトが動かないスマートフォンの幅でも、記入して提出できること。"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from plans.models import ActionItem, Plan
from progress.choices import RecordState
from tests.people import PASSWORD, Cast
from tests.progress.rounds import open_year, record_for


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_entry_is_submitted_on_a_narrow_screen_without_scripts(
    chromium: Browser, live_server: LiveServer, plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    context = chromium.new_context(
        base_url=live_server.url,
        locale="ja-JP",
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/login/")
    page.get_by_label("利用者名").fill(cast.staff.username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.get_by_role("link", name="次の未入力へ").click()
    page.get_by_label("指標その1 実績", exact=True).fill("12")
    page.get_by_label("実施内容その1 進み", exact=True).select_option(label="予定どおり")
    page.get_by_label("実施内容その2 進み", exact=True).select_option(label="遅れ")
    page.get_by_label("成果", exact=True).fill("十二人に会った。")
    page.get_by_role("radio", name="達成", exact=True).click()
    page.get_by_label("自己評価の理由", exact=True).fill("目標の人数に会ったから。")
    page.get_by_role("button", name="保存して提出").click()
    expect(page.get_by_text("提出しました")).to_be_visible()
    context.close()
    record = record_for(item)
    assert (record.state, record.achievement) == (RecordState.SUBMITTED, "十二人に会った。")
