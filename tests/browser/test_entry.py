"""入力の画面。打った文は裏で預けられ、前年度の文は一押しで写り、食い違いでも消えない。"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from plans.models import ActionItem, Plan
from progress.models import EntryDraft, ProgressRecord
from tests.browser.sample_site import foreign_words, overflow, small_targets
from tests.people import Cast
from tests.people import sign_in as enter
from tests.progress.rounds import do, entry_url, finish, open_year, record_for, send_entry

Check = Callable[[Page], list[str]]
Enter = Callable[[Any], Page]

WIDTHS = (1280, 390)
NAMES_OF_THE_CAST = {"head", "staff"}

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """前年度に成果と改善策を書いて確定した、今年度の報告。"""
    open_year(plan, cast.secretariat, 2020)
    last = record_for(item, 2020)
    texts = {"achievement": "昨年の成果", "improvement": "相談日を増やす"}
    send_entry(enter(cast.staff), last, actuals__0__first="5", **texts)
    finish(last, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    return record_for(item)


def open_form(sign_in: Enter, record: ProgressRecord, cast: Cast) -> Page:
    page = sign_in(cast.staff)
    page.goto(entry_url(record))
    return page


def test_what_is_typed_is_kept_when_the_box_is_left_and_comes_back(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    page.get_by_label("成果", exact=True).fill("途中まで書いた文")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("書きかけを預かりました（")
    page.reload()
    expect(page.get_by_label("成果", exact=True)).to_have_value("")
    page.get_by_role("link", name="書きかけを戻す").click()
    expect(page.get_by_label("成果", exact=True)).to_have_value("途中まで書いた文")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.locator("body")).to_contain_text("下書きを保存しました")
    assert not EntryDraft.objects.exists()
    record.refresh_from_db()
    assert record.achievement == "途中まで書いた文"


def test_what_is_typed_is_kept_a_few_seconds_later_without_leaving_the_box(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    page.get_by_label("課題", exact=True).press_sequentially("まだ打っている")
    expect(page.get_by_role("status")).to_contain_text("書きかけを預かりました（", timeout=8_000)
    assert EntryDraft.objects.get().boxes["issues"] == "まだ打っている"


def test_what_is_typed_before_the_script_has_come_is_kept_too(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = sign_in(cast.staff)
    held: list[Route] = []
    page.route("**/autosave*.js", lambda route: held.append(route))
    page.goto(entry_url(record), wait_until="commit")
    page.get_by_label("成果", exact=True).fill("道具より先に打った文")
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("書きかけを預かりました（", timeout=8_000)
    assert "道具より先に打った文" in str(EntryDraft.objects.get().boxes)


def test_a_slow_press_is_not_lost_when_words_about_the_draft_come_in_between(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_label("成果", exact=True).fill("わたしの文")
    button = page.get_by_role("button", name="下書きを保存")
    button.hover()
    page.context.clear_cookies()
    with page.expect_response("**/draft/"):
        page.mouse.down()
    page.wait_for_timeout(100)
    assert page.get_by_role("status").inner_text() == ""
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text("ログインの有効期限が切れました")


def test_a_draft_that_cannot_be_kept_is_told_in_words(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label("成果", exact=True).fill("届かない文")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("書きかけを預けられませんでした")
    expect(page.get_by_label("成果", exact=True)).to_have_value("届かない文")


def test_last_years_text_is_copied_by_one_press_and_added_after_what_is_there(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    copy = page.get_by_role("button", name="令和2（2020）年度の成果を写す")
    copy.click()
    expect(page.get_by_label("成果", exact=True)).to_have_value("昨年の成果")
    page.get_by_label("成果", exact=True).fill("今年の成果")
    copy.click()
    expect(page.get_by_label("成果", exact=True)).to_have_value("今年の成果\n昨年の成果")


def test_a_conflict_is_settled_on_the_page_that_shows_both_texts(
    sign_in: Enter, record: ProgressRecord, cast: Cast
) -> None:
    page = open_form(sign_in, record, cast)
    do(record, "save", cast.head)
    send_entry(head_client(cast), record, achievement="課長の文", issues="課長の課題")
    page.get_by_label("成果", exact=True).fill("担当の文")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ほかの人が先に保存しました")
    page.get_by_role("group", name="成果").get_by_label("あなたが打った内容").check()
    page.get_by_role("button", name="この内容で下書きを保存する").click()
    expect(page.locator("body")).to_contain_text("下書きを保存しました")
    record.refresh_from_db()
    assert (record.achievement, record.issues) == ("担当の文", "課長の課題")


def test_the_full_form_and_the_kept_text_keep_the_rules_at_both_widths(
    sign_in: Enter,
    record: ProgressRecord,
    cast: Cast,
    accessibility_violations: Check,
    policy_violations: Check,
) -> None:
    asked = {"last_outcome": "done", "last_outcome_note": "始めた"}
    send_entry(enter(cast.staff), record, "_submit", actuals__0__first="12", **asked)
    remarks = {"achievement": "主語がありません"}
    do(record, "send_back", cast.head, reason="直してください", remarks=remarks)
    page = open_form(sign_in, record, cast)
    page.get_by_label("成果", exact=True).fill("書きかけ")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("預かりました")
    page.reload()
    check_rules(page, accessibility_violations, policy_violations)
    page.goto(entry_url(record))
    page.get_by_label("成果", exact=True).fill("担当の文")
    send_entry(head_client(cast), record, achievement="課長の文")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ほかの人が先に保存しました")
    check_rules(page, accessibility_violations, policy_violations)


def check_rules(page: Page, accessibility_violations: Check, policy_violations: Check) -> None:
    # 見出しが出た後も、様式（CSS）が届くまでは大きさを測れない。
    page.wait_for_load_state("load")
    assert policy_violations(page) == []
    assert set(foreign_words(page)) <= NAMES_OF_THE_CAST
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, width
        assert small_targets(page) == [], width
        assert accessibility_violations(page) == [], width


def head_client(cast: Cast) -> Any:
    """ブラウザーの外から、同じ課の課長として送る。"""
    return enter(cast.head)
