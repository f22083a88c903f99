"""課長の確認の画面と、総務課の確定の画面。"""

from __future__ import annotations

import re
from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.choices import RecordState
from progress.models import AnnualReview, Caution, ProgressRecord
from tests.builders import make_content, make_indicator, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do, finish, open_year, record_for, send_entry

pytestmark = pytest.mark.one_database

DESK_QUERIES = 20


@pytest.fixture
def items(plan: Plan, item: ActionItem) -> list[ActionItem]:
    """福祉支援課の実施項目1～3。"""
    more = [make_item(plan, number, departments=["福祉支援課"]) for number in (2, 3)]
    for one in more:
        make_content(one)
        make_indicator(one, targets={2021: "10人"})
    return [item, *more]


@pytest.fixture
def records(items: list[ActionItem], plan: Plan, cast: Cast) -> list[ProgressRecord]:
    """三つとも提出済。"""
    open_year(plan, cast.secretariat)
    found = [record_for(item) for item in items]
    for record in found:
        do(record, "save", cast.staff)
        do(record, "submit", cast.staff)
    return [record_for(item) for item in items]


def page_of(person: Any, address: str = "/approvals/") -> str:
    response = sign_in(person).get(address)
    assert response.status_code == 200
    return response.content.decode()


def headings(page: str) -> list[str]:
    return re.findall(r'<h2 [^>]*class="numbered"><span>\d+</span><span>([^<]+)', page)


def states() -> list[str]:
    rows = ProgressRecord.objects.order_by("item__number")
    return list(rows.values_list("state", flat=True))


def test_all_that_waits_for_the_head_stands_on_one_page(
    records: list[ProgressRecord], cast: Cast
) -> None:
    do(records[1], "withdraw", cast.staff)
    assert headings(page_of(cast.head)) == ["実施項目その1", "実施項目その3"]
    assert "いま確定を待つ報告はありません" in page_of(cast.secretariat, "/finalizations/")


def test_numbers_stand_beside_the_target_and_last_year(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    last = record_for(item, 2020)
    send_entry(sign_in(cast.staff), last, actuals__0__first="7", contents__0__pace="delayed")
    ProgressRecord.objects.filter(pk=last.pk).update(improvement="会場を増やす")
    open_year(plan, cast.secretariat, 2021)
    record = record_for(item)
    typed = {"actuals__0__first": "9", "contents__0__pace": "on_schedule", "achievement": "会った"}
    send_entry(sign_in(cast.staff), record, **typed)
    do(record, "submit", cast.staff)
    page = page_of(cast.head)
    row = page[page.index("指標その1") :]
    assert re.findall(r'<td class="number">([^<]+?) ?<', row)[:4] == [
        "12人",
        "9人",
        "75.0％",
        "7人",
    ]
    assert "予定どおり" in page
    assert "<td>遅れ</td>" in page
    assert "会った" in page
    assert "会場を増やす" in page


def test_cautions_stand_before_the_numbers(records: list[ProgressRecord], cast: Cast) -> None:
    Caution.objects.create(record=records[0], code="far", sentence="前年度と大きく違います。")
    page = page_of(cast.head)
    assert page.index("前年度と大きく違います。") < page.index("目標（数値）の実績")
    assert "説明はまだありません" in page


def test_every_item_has_its_own_buttons(records: list[ProgressRecord], cast: Cast) -> None:
    page = page_of(cast.head)
    for record in records:
        assert f'action="/records/{record.pk}/approve/"' in page
        assert f'action="/records/{record.pk}/send_back/"' in page
        assert f'value="{record.pk}-{record.version}" form="chosen-form"' in page
    assert "/finalize/" not in page
    assert "/withdraw/" not in page
    assert 'name="remark-achievement"' in page


def test_the_marked_items_are_approved_together(records: list[ProgressRecord], cast: Cast) -> None:
    chosen = [f"{record.pk}-{record.version}" for record in records[:2]]
    page = sign_in(cast.head).post("/approvals/", {"chosen": chosen}, follow=True).content.decode()
    assert states() == [RecordState.APPROVED, RecordState.APPROVED, RecordState.SUBMITTED]
    assert "「1 実施項目その1」：確認しました。" in page
    assert "「2 実施項目その2」：確認しました。" in page
    assert headings(page) == ["実施項目その3"]


def test_one_refusal_does_not_hold_up_the_others(records: list[ProgressRecord], cast: Cast) -> None:
    chosen = [f"{records[0].pk}-1", f"{records[1].pk}-{records[1].version}"]
    page = sign_in(cast.head).post("/approvals/", {"chosen": chosen}, follow=True).content.decode()
    assert states() == [RecordState.SUBMITTED, RecordState.APPROVED, RecordState.SUBMITTED]
    assert "「1 実施項目その1」：この報告は、開いた後にほかの人が変更しました" in page


@pytest.mark.parametrize("chosen", [[], ["x-y"], ["999999-1"], ["-"], [""]])
def test_nothing_is_done_without_a_real_mark(
    records: list[ProgressRecord], cast: Cast, chosen: list[str]
) -> None:
    response = sign_in(cast.head).post("/approvals/", {"chosen": chosen})
    assert response.status_code == 302
    assert states() == [RecordState.SUBMITTED] * 3


def test_items_of_another_department_are_not_approved_by_a_guessed_number(
    records: list[ProgressRecord], plan: Plan, cast: Cast
) -> None:
    chosen = [f"{record.pk}-{record.version}" for record in records]
    assert sign_in(cast.secretariat_head).post("/approvals/", {"chosen": chosen}).status_code == 302
    assert sign_in(cast.secretariat).post("/finalizations/", {"chosen": chosen}).status_code == 302
    assert states() == [RecordState.SUBMITTED] * 3


def test_the_secretariat_finalizes_what_the_head_approved(
    records: list[ProgressRecord], cast: Cast
) -> None:
    do(records[0], "approve", cast.head)
    page = page_of(cast.secretariat, "/finalizations/")
    assert headings(page) == ["実施項目その1"]
    records[0].refresh_from_db()
    chosen = [f"{records[0].pk}-{records[0].version}"]
    sign_in(cast.secretariat).post("/finalizations/", {"chosen": chosen})
    assert states()[0] == RecordState.FINALIZED


def test_a_heads_own_submission_waits_for_the_secretariat(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.head)
    do(record, "submit", cast.head)
    assert headings(page_of(cast.head)) == []
    assert headings(page_of(cast.secretariat)) == ["実施項目その1"]


def test_a_past_year_being_moved_in_waits_for_a_second_person(
    record: ProgressRecord, cast: Cast
) -> None:
    AnnualReview.objects.update(is_migration=True)
    ProgressRecord.objects.update(source="事業報告書")
    do(record, "save", cast.secretariat)
    do(record, "submit", cast.secretariat)
    assert headings(page_of(cast.secretariat, "/finalizations/")) == []
    assert headings(page_of(cast.secretariat_head, "/finalizations/")) == ["実施項目その1"]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/approvals/", ["staff", "other_staff"]),
        ("/finalizations/", ["staff", "head", "other_staff"]),
    ],
)
def test_others_may_not_open_the_desks(cast: Cast, address: str, names: list[str]) -> None:
    strangers = ["reader", "committee_member", "administrator", "outsider"]
    for name in names + strangers:
        client = sign_in(getattr(cast, name))
        assert client.get(address).status_code == 403, name
        assert client.post(address, {"chosen": ["1-1"]}).status_code == 403, name


def test_more_records_and_years_cost_no_more_queries(
    items: list[ActionItem], plan: Plan, cast: Cast
) -> None:
    for year in (2020, 2021, 2022):
        open_year(plan, cast.secretariat, year)
        for item in items:
            record = record_for(item, year)
            do(record, "save", cast.staff)
            do(record, "submit", cast.staff)
    client = sign_in(cast.head)
    client.get("/approvals/")
    with count_queries(DESK_QUERIES):
        page = client.get("/approvals/").content.decode()
    assert len(headings(page)) == 9


def test_a_finalized_record_waits_for_nobody(record: ProgressRecord, cast: Cast) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    assert headings(page_of(cast.head)) == []
    assert headings(page_of(cast.secretariat, "/finalizations/")) == []
