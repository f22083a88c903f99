"""受け取り、Excelで書き、送り、確かめ、取り込む。ブラウザーで通して行う。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, Plan
from progress.choices import RecordState
from progress.models import ProgressRecord
from tests.browser.sample_site import foreign_words, overflow, small_targets
from tests.people import Cast
from tests.people import sign_in as enter
from tests.progress.entry_books import ACTUALS, CONTENTS, SUMMARY, fill
from tests.progress.rounds import open_year, record_for, send_entry

Check = Callable[[Page], list[str]]
Enter = Callable[[Any], Page]

WIDTHS = (1280, 390)
# 登場人物の名、ファイル名の終わり。
KNOWN = {"head", "staff", "xlsx"}

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """受付中の年度の、まだ何も書いていない報告。"""
    open_year(plan, cast.secretariat)
    return record_for(item)


def test_an_office_fills_its_sheet_offline_and_sees_what_changes_before_it_does(
    sign_in: Enter,
    record: ProgressRecord,
    cast: Cast,
    tmp_path: Path,
    accessibility_violations: Check,
    policy_violations: Check,
) -> None:
    def look() -> None:
        page.wait_for_load_state("load")
        assert policy_violations(page) == []
        assert set(foreign_words(page)) <= KNOWN
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0, width
            assert small_targets(page) == [], width
            assert accessibility_violations(page) == [], width

    page = sign_in(cast.staff)
    page.goto("/my/")
    page.get_by_role("link", name="Excelで書く").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="福祉支援課の分を受け取る").click()
    received = tmp_path / download.value.suggested_filename
    download.value.save_as(received)

    send_entry(enter(cast.head), record, achievement="課長の文")
    changes = {
        (ACTUALS, "実績", 0): 12,
        (CONTENTS, "進み", 0): "そのうち",
        (CONTENTS, "進み", 1): "予定どおり",
        (SUMMARY, "成果", 0): "担当の文",
    }
    received.write_bytes(fill(received.read_bytes(), changes))
    page.get_by_label("書いたファイル（Excelブック、5MBまで）").set_input_files(received)
    page.get_by_role("button", name="送って確かめる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("取込の確認")
    expect(page.get_by_role("row").filter(has_text="12人")).to_be_visible()
    expect(page.locator("body")).to_contain_text("「そのうち」：次のどれかを選んでください")
    expect(page.get_by_role("group", name="成果")).to_contain_text("課長の文")
    look()

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("group", name="成果").get_by_label("ファイルの内容を取り込む").check()
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("取込の結果")
    expect(page.locator("body")).to_contain_text("取り込みました。提出はまだです。")
    look()
    record.refresh_from_db()
    assert (record.state, record.achievement) == (RecordState.DRAFT, "担当の文")
    assert str(record.actuals.get().value) == "12人"
    assert [row.pace for row in record.contents.order_by("content__order")] == ["", "on_schedule"]


def test_a_file_that_is_no_workbook_is_explained(
    sign_in: Enter,
    record: ProgressRecord,
    cast: Cast,
    tmp_path: Path,
    accessibility_violations: Check,
) -> None:
    page = sign_in(cast.staff)
    page.goto("/excel/")
    wrong = tmp_path / "kinyu.xlsx"
    wrong.write_text("課,値")
    page.get_by_label("書いたファイル（Excelブック、5MBまで）").set_input_files(wrong)
    page.get_by_role("button", name="送って確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("文字だけのファイル")
    assert accessibility_violations(page) == []
