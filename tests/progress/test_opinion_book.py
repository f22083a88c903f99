"""紙の意見の表。書いたものが画面に並び、確かめて登録するまで何も書かれない。"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.models import ActionItem, Plan
from plans.workbooks import WorkbookError
from progress.models import AnnualReview, Opinion
from progress.opinion_book import HEADINGS, read_opinion_book, read_pasted
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.opinions import take_one
from tests.progress.rounds import open_year, read_boxes

TAKE_IN, BOOK = "/opinions/new/", "/opinions/new/book.xlsx"
ITEMS = [ActionItem(pk=71, number=1, title="相談"), ActionItem(pk=72, number=2, title="広報")]
MOST = 195
# 行の数によらない。
READ_QUERIES = 18


def book_of(*rows: list[Any], headings: tuple[str, ...] = tuple(HEADINGS.values())) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "意見"
    sheet.append(list(headings))
    for row in rows:
        sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(WorkbookError) as error:
        read_opinion_book(content, ITEMS, MOST)
    return [str(problem) for problem in error.value.problems]


def test_every_way_of_writing_a_row_is_read() -> None:
    lines = read_opinion_book(
        book_of(
            [1, "質問", "数え方を知りたい", 2, dt.date(2022, 7, 1)],
            ["実施項目２", "意 見", " 文字を大きく ", "３", "令和4年7月2日"],
            ["計画全体", "提言", "続けてほしい", None, "2022/7/3"],
            [None, "意見", "全体に", None, None],
        ),
        ITEMS,
        MOST,
    )
    found = [tuple(line[name] for name in HEADINGS) for line in lines]
    assert found == [
        (71, "question", "数え方を知りたい", 2, dt.date(2022, 7, 1)),
        (72, "opinion", "文字を大きく", 3, dt.date(2022, 7, 2)),
        (None, "proposal", "続けてほしい", 1, dt.date(2022, 7, 3)),
        (None, "opinion", "全体に", 1, None),
    ]


def test_every_fault_is_named_at_once_with_its_cell_and_remedy() -> None:
    found = problems_of(
        book_of([99, "感想", "文", 0, "いつか"], [1, "質問", None, None, None], [1, None, "文"])
    )
    assert found == [
        "シート「意見」のA2「99」：この番号の実施項目はありません。"
        "計画の全体なら 0 か空欄にしてください。",
        "シート「意見」のB2「感想」：次のどれかを選んでください：質問、意見、提言。",
        "シート「意見」のD2「0」：1から100までの数にしてください。",
        "シート「意見」のE2「いつか」：日付を「2021/4/1」か「令和3年4月1日」のように入れてください。",
        "シート「意見」の3行目：要旨：入れてください。",
        "シート「意見」の4行目：種類：次のどれかを入れてください：質問、意見、提言。",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a workbook", "Excel"),
        (book_of(), "意見が一件も書かれていません。"),
        (book_of([1, "文"], headings=("実施項目の番号", "要旨")), "見出し「種類」の列がありません"),
        (book_of(*[[1, "意見", f"文{n}"] for n in range(196)]), "195件までです（196件ありました）"),
    ],
)
def test_a_file_that_is_not_the_table_says_why(content: bytes, message: str) -> None:
    assert any(message in problem for problem in problems_of(content))


def test_a_pasted_table_is_read_the_same_way_even_with_line_breaks_in_a_cell() -> None:
    lines = read_pasted('1\t質問\t"一行目\n二行目"\t２\t2022/7/1\n\n0\t提言\t文字\n', ITEMS, MOST)
    assert [(line["item"], line["text"], line["people"]) for line in lines] == [
        (71, "一行目\n二行目", 2),
        (None, "文字", 1),
    ]
    with pytest.raises(WorkbookError) as error:
        read_pasted("1\t質問\n99\t感想\t文", ITEMS, MOST)
    assert [str(problem) for problem in error.value.problems] == [
        "1行目：要旨：入れてください。",
        "2行目の実施項目の番号「99」：この番号の実施項目はありません。"
        "計画の全体なら 0 か空欄にしてください。",
        "2行目の種類「感想」：次のどれかを選んでください：質問、意見、提言。",
    ]


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return open_year(plan, cast.secretariat)


def send(cast: Cast, content: bytes, **typed: str) -> Any:
    upload = SimpleUploadedFile("意見.xlsx", content)
    client = sign_in(cast.secretariat)
    with count_queries(READ_QUERIES):
        return client.post(TAKE_IN, {**typed, "file": upload, "_read": "1"})


def test_the_table_goes_out_comes_back_and_is_registered_after_a_look(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    office = sign_in(cast.secretariat)
    with count_queries(7):
        sent = office.get(BOOK)
    assert "filename" in sent["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    assert book["実施項目"]["B2"].value == item.title
    book["意見"].cell(2, 1, 1)
    for column, value in enumerate(("質問", "数え方を知りたい", 2, dt.date(2022, 7, 1)), 2):
        book["意見"].cell(2, column, value)
    saved = io.BytesIO()
    book.save(saved)
    page = send(cast, saved.getvalue())
    assert "1件を下に並べました" in page.content.decode()
    assert not Opinion.objects.exists()
    boxes = read_boxes(page.content.decode())
    sign_in(cast.secretariat).post(TAKE_IN, {**boxes, "_take_in": "1"})
    row = Opinion.objects.get()
    assert (row.item, row.kind, row.people) == (item, "question", 2)
    assert (row.received_on, row.taken_by) == (dt.date(2022, 7, 1), cast.secretariat)
    assert row.history.get().history_change_reason == "意見の登録"


def test_what_was_typed_above_stays_and_what_is_registered_is_left_out(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    take_one(review, item, cast.secretariat, text="すでにある意見")
    boxes = read_boxes(sign_in(cast.secretariat).get(TAKE_IN).content.decode())
    content = book_of([1, "意見", "すでにある意見"], [1, "意見", "新しい意見"])
    page = send(cast, content, **{**boxes, "rows-0-text": "打ちかけの文"}).content.decode()
    assert "意見1と同じものは、すでに登録されているため並べません。" in page
    after = read_boxes(page)
    assert [after["rows-0-text"], after["rows-1-text"], after["rows-2-text"]] == [
        "打ちかけの文",
        "新しい意見",
        "",
    ]


def test_a_refused_file_writes_nothing_and_loses_nothing(review: AnnualReview, cast: Cast) -> None:
    boxes = read_boxes(sign_in(cast.secretariat).get(TAKE_IN).content.decode())
    typed = {**boxes, "rows-0-text": "打ちかけの文"}
    for content in (b"broken", book_of([9, "意見", "文"]), b""):
        page = send(cast, content, **typed)
        assert page.status_code == 400
        assert "取り込んでいません" in page.content.decode()
        assert read_boxes(page.content.decode())["rows-0-text"] == "打ちかけの文"
    assert not Opinion.objects.exists()


def test_a_refused_paste_keeps_its_text_and_shows_every_fault(
    review: AnnualReview, cast: Cast
) -> None:
    pasted = "1\t感想\t文\n99\t質問\t文"
    response = sign_in(cast.secretariat).post(TAKE_IN, {"pasted": pasted, "_paste": "1"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "1行目の種類「感想」" in page
    assert "2行目の実施項目の番号「99」" in page
    assert read_boxes(page)["pasted"].strip() == pasted


def test_a_pasted_table_is_registered_after_a_look(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    office = sign_in(cast.secretariat)
    pasted = "1\t質問\t数え方を知りたい\t２\n0\t提言\t文字を大きく\n"
    boxes = read_boxes(office.post(TAKE_IN, {"pasted": pasted, "_paste": "1"}).content.decode())
    assert not Opinion.objects.exists()
    office.post(TAKE_IN, {**boxes, "_take_in": "1"})
    rows = Opinion.objects.order_by("number").values_list("item__number", "kind", "people")
    assert list(rows) == [(1, "question", 2), (None, "proposal", 1)]
