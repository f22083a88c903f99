"""次期計画: 総務課が画面だけで第五次を始め、Excelと様式で直し、公開し、あゆみを読む。"""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from plans.models import ActionItem, ItemSuccession, Plan, User
from progress.installation import install_plan
from tests.people import PASSWORD
from tests.reports.successor import HEAD, deliberate_2023, everything_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NEW_ITEMS = range(16, 31)


def enter(page: Page, person: User) -> None:
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("わたしの入力")


def begin(page: Page) -> None:
    """12項目を引き継ぎ、三つを一つにまとめ、一つを二つに分け、15項目を新しく立てる。"""
    page.get_by_role("link", name="計画", exact=True).click()
    page.get_by_role("link", name="次期計画を始める").click()
    for label, name in (
        ("計画名", "name"), ("略称", "short_name"), ("終了年度（西暦）", "last_year"),
        ("基本目標", "goals"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(HEAD[name])
    page.get_by_label("基本方針", exact=True).fill(f"{HEAD['policies']}\n仕組みづくり")
    page.get_by_role("button", name="行を足す").click()
    expect(page.get_by_label("計画名")).to_have_value(HEAD["name"])
    lines = {13: ("まとめた項目", "13、14、15"), 14: ("分けた項目その1", "16")}
    lines |= {15: ("分けた項目その2", "16")}
    lines |= {number: (f"新しい項目{number}", "") for number in NEW_ITEMS}
    # 引き継ぐ12項目は、初めから並んでいるまま使う。
    for number, (title, sources) in lines.items():
        page.get_by_label(f"{number}行目の番号", exact=True).fill(str(number))
        page.get_by_label(f"{number}行目の実施項目", exact=True).fill(title)
        page.get_by_label(f"{number}行目の基本方針の番号", exact=True).fill("1")
        page.get_by_label(f"{number}行目の引き継ぐ項目の番号", exact=True).fill(sources)
    page.get_by_role("button", name="準備中の計画を作る").click()
    expect(page.get_by_text("「第五次」を準備中で作りました（実施項目 30）。")).to_be_visible()


def edit_in_excel(page: Page, fifth: Plan) -> None:
    """計画のExcelを受け取り、一つの題を直し、目標値を一つ足して読み込む。"""
    page.goto(f"/plan/?plan={fifth.pk}")
    page.get_by_role("link", name="計画のExcel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="第五次のExcel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    book["実施項目"]["B17"] = "Excelで直した項目"
    book["目標値"].append(["1・1", "0", 2029, "14回", None, "14回"])
    saved = io.BytesIO()
    book.save(saved)
    sent = {"name": "第五次.xlsx", "mimeType": "", "buffer": saved.getvalue()}
    page.get_by_label("計画のExcelのファイル").set_input_files(sent)
    page.get_by_role("button", name="読み込んで確かめる").click()
    expect(page.get_by_text("新しい項目16 → Excelで直した項目")).to_be_visible()
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text("「第五次」を取り込みました。")).to_be_visible()


def edit_by_form(page: Page, fifth: Plan) -> None:
    item = ActionItem.objects.get(plan=fifth, number=17)
    page.goto(f"/admin/plans/actionitem/{item.pk}/change/")
    page.locator("#id_title").fill("様式で直した項目")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("様式で直した項目").first).to_be_visible()


def release(page: Page, fifth: Plan) -> None:
    page.goto(f"/admin/plans/plan/{fifth.pk}/change/")
    page.locator("#id_released_at_0").fill("2024-04-01")
    page.locator("#id_released_at_1").fill("00:00:00")
    page.get_by_role("button", name="保存", exact=True).click()
    fifth.refresh_from_db()
    assert fifth.released_at is not None


def test_the_fifth_plan_is_begun_released_and_read_without_a_shell(browser_page: Page) -> None:
    page = browser_page
    install_plan("action_plan_2019")
    fourth = Plan.objects.get()
    cast = deliberate_2023(fourth)
    before = everything_of(fourth)
    enter(page, cast.secretariat)
    begin(page)
    fifth = Plan.objects.get(short_name="第五次")
    assert (fifth.first_year, fifth.last_year, fifth.basic_goals.count()) == (2024, 2029, 7)
    assert ItemSuccession.objects.count() == 17
    edit_in_excel(page, fifth)
    edit_by_form(page, fifth)
    titles = dict(fifth.items.values_list("number", "title"))
    assert (len(titles), titles[16], titles[17]) == (30, "Excelで直した項目", "様式で直した項目")
    release(page, fifth)

    enter(page, cast.staff)
    page.goto("/")
    expect(page.get_by_label("計画", exact=True)).to_have_value(str(fourth.pk))
    page.get_by_label("計画", exact=True).select_option("第五次")
    page.get_by_role("button", name="この計画を見る").click()
    expect(page.get_by_text("令和6（2024）年度～令和11（2029）年度")).to_be_visible()
    page.goto(f"/items/1/?plan={fourth.pk}")
    page.get_by_role("link", name="第五次　1").click()
    story = page.get_by_role("region", name="アクションプランの項目1のあゆみ")
    expect(story.get_by_role("cell", name="12回")).to_be_visible()
    assert everything_of(fourth) == before
