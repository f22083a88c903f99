"""取込の確認の画面: ないはずの行を知らせ、多い行は畳み、書きかけは古いものになると断る。"""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, EntryDraft, ProgressRecord
from tests.builders import make_content, make_item
from tests.people import Cast, sign_in
from tests.progress.entry_books import (
    CONTENTS,
    SUMMARY,
    check,
    entry_book,
    fill,
    saved,
    take_in,
    upload,
)
from tests.progress.rounds import entry_url, open_year, read_boxes, send_boxes

pytestmark = pytest.mark.one_database


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def without_row(content: bytes, sheet: str, row: int) -> bytes:
    book = opened(content)
    book[sheet].delete_rows(row)
    return saved(book)


def test_rows_that_the_file_lacks_are_counted_and_left_alone(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    content = entry_book(review, cast.staff)
    assert check(content, review, cast.staff).missing == 0
    short = fill(without_row(content, CONTENTS, 4), {(SUMMARY, "成果", 0): "成果"})
    client = sign_in(cast.staff)
    page = client.get(upload(client, short)["Location"]).content.decode()
    assert "このファイルにない行が1行あります（変わりません）。" in page


def test_an_item_left_out_altogether_is_counted_for_its_department_only(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_content(make_item(plan, 2, departments=["福祉支援課"]))
    make_content(make_item(plan, 3, departments=["福祉活動推進課"]))
    review = open_year(plan, cast.secretariat)
    content = entry_book(review, cast.staff)
    last = opened(content)[CONTENTS].max_row
    content = without_row(without_row(content, SUMMARY, 6), CONTENTS, last)
    assert check(content, review, cast.staff).missing == 0
    assert check(content, review, cast.other_staff).missing == 2


def test_many_changes_are_folded_by_item_and_few_are_open(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for number in range(2, 32):
        make_item(plan, number, departments=["福祉支援課"])
    review = open_year(plan, cast.secretariat)
    client, content = sign_in(cast.staff), entry_book(review, cast.staff)
    few = {(SUMMARY, "成果", row): f"成果{row}" for row in range(2)}
    page = client.get(upload(client, fill(content, few))["Location"]).content.decode()
    assert "folded-changes" not in page
    assert page.count("<caption>") == 2
    many = {(SUMMARY, "成果", row): f"成果{row}" for row in range(31)}
    page = client.get(upload(client, fill(content, many))["Location"]).content.decode()
    assert page.count('<details class="folded-changes">') == 31
    assert f"<summary>{item}（1行）</summary>" in page


def test_a_draft_grows_old_by_the_import_and_never_overwrites_it(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    typed = {**boxes, "achievement": "画面の書きかけ"}
    assert client.post(f"/records/{record.pk}/draft/", typed).status_code == 200
    book = fill(entry_book(review, cast.staff), {(SUMMARY, "成果", 0): "Excelの成果"})
    page = client.get(upload(client, book)["Location"]).content.decode()
    assert "画面で書きかけて保存していない文があります" in page
    take_in(book, review, cast.staff)
    assert EntryDraft.objects.get().boxes["achievement"] == "画面の書きかけ"
    page = client.get(entry_url(record)).content.decode()
    assert "その後に、この報告の保存かExcelの取込がありました" in page
    assert read_boxes(page)["achievement"] == "Excelの成果"
    # 開いたままだった画面の自動の預かりは、取込より古いので断る。
    assert client.post(f"/records/{record.pk}/draft/", typed).status_code == 409
    restored = read_boxes(client.get(entry_url(record), {"draft": "1"}).content.decode())
    assert restored["achievement"] == "画面の書きかけ"
    assert send_boxes(client, record, restored, "_save").status_code == 409
    record.refresh_from_db()
    assert record.achievement == "Excelの成果"
