"""改善策の輪: 2020年度に書き、2021年度の入力で答え、改善策のその後で読む。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, Plan
from tests.people import Cast
from tests.progress.rounds import do, entry_url, open_year, record_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WRITTEN = "会場を二か所に増やす"
ANSWERED = "駅前の会場を六月に開いた"
FOLLOWED = "/overview/improvements/?year=2021"


def write(page: Page, fiscal_year: int, item: ActionItem, **typed: str) -> None:
    """その年度の入力の画面で欄に打ち、下書きを保存する。"""
    page.goto(entry_url(record_for(item, fiscal_year)))
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="下書きを保存").click()
    page.wait_for_load_state("load")


def test_an_improvement_is_written_answered_and_followed(
    plan: Plan, item: ActionItem, cast: Cast, sign_in: Callable[[Any], Page]
) -> None:
    open_year(plan, cast.secretariat, 2020)
    page = sign_in(cast.staff)
    written = {"改善策・次年度の取組": WRITTEN}
    write(page, 2020, item, **written)
    record = record_for(item, 2020)
    for verb, person in (
        ("submit", cast.staff),
        ("approve", cast.head),
        ("finalize", cast.secretariat),
    ):
        do(record, verb, person)
    open_year(plan, cast.secretariat, 2021)

    page.goto(FOLLOWED)
    row = page.get_by_role("row").filter(has_text=WRITTEN)
    expect(row).to_contain_text("未回答")
    expect(page.get_by_role("link", name="未回答 1件")).to_be_visible()

    page.goto(entry_url(record_for(item, 2021)))
    expect(page.get_by_text(WRITTEN).first).to_be_visible()
    page.get_by_label("一部を実施した", exact=True).check()
    page.get_by_label("結果の説明", exact=True).fill(ANSWERED)
    page.get_by_role("button", name="下書きを保存").click()
    page.wait_for_load_state("load")

    page.goto(FOLLOWED)
    row = page.get_by_role("row").filter(has_text=WRITTEN)
    expect(row).to_contain_text("令和2（2020）年度")
    expect(row).to_contain_text("一部を実施した")
    expect(row).to_contain_text(ANSWERED)
    page.get_by_role("link", name="一部を実施した 1件").click()
    expect(page.get_by_role("row").filter(has_text=WRITTEN)).to_have_count(1)
    expect(page.get_by_role("link", name="未回答 1件")).to_have_count(0)
