"""移行入力。過ぎた年度を、総務課が出典を添えて入れ、二人目が確定する。"""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from plans.models import ActionItem, Plan
from progress.choices import RecordState
from progress.models import AnnualReview, ProgressRecord
from progress.opening import default_scale
from progress.workflow import NotAllowedError, ReasonNeededError
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year, prepare_year, record_for, send_entry

ADD_URL = "/admin/progress/annualreview/add/"


@pytest.fixture
def past(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """移行入力の2020年度の、項目1の報告。"""
    review = prepare_year(plan, 2020, is_migration=True)
    client = sign_in(cast.secretariat)
    client.post(f"/admin/progress/annualreview/{review.pk}/open/")
    return record_for(item, 2020)


def prepare_by_form(cast: Cast, plan: Plan, **typed: Any) -> Any:
    """総務課が、年度を用意する様式を送る。"""
    boxes = {"plan": str(plan.pk), "fiscal_year": "2020", "scale": str(default_scale().pk)}
    return sign_in(cast.secretariat).post(ADD_URL, {**boxes, **typed})


def test_the_secretariat_opens_a_past_year_for_migration(plan: Plan, cast: Cast) -> None:
    response = prepare_by_form(cast, plan, is_migration="on")
    assert response.status_code == 302
    assert AnnualReview.objects.get().is_migration


@pytest.mark.parametrize("day", ["2021-04-01", "2022-03-31"])
def test_the_running_year_is_not_a_past_year(plan: Plan, cast: Cast, day: str) -> None:
    with time_machine.travel(f"{day} 12:00 +0900"):
        response = prepare_by_form(cast, plan, fiscal_year="2021", is_migration="on")
        assert "令和3（2021）年度より前の年度だけ" in response.content.decode()
        assert not AnnualReview.objects.exists()
        prepare_by_form(cast, plan, fiscal_year="2020", is_migration="on")
        assert AnnualReview.objects.exists()


def test_a_year_once_prepared_stays_what_it_is(plan: Plan, cast: Cast) -> None:
    review = prepare_year(plan, 2020)
    address = f"/admin/progress/annualreview/{review.pk}/change/"
    client = sign_in(cast.secretariat)
    assert 'name="is_migration"' not in client.get(address).content.decode()
    client.post(address, {"is_migration": "on", "committee_on": "2021-09-01"})
    review.refresh_from_db()
    assert (review.is_migration, str(review.committee_on)) == (False, "2021-09-01")


def test_a_migrated_year_has_no_half_year_check(plan: Plan, cast: Cast) -> None:
    response = prepare_by_form(cast, plan, is_migration="on", has_half_year="on")
    assert "移行入力の年度に、上半期の確認はありません" in response.content.decode()


def test_only_the_secretariat_enters(past: ProgressRecord, cast: Cast) -> None:
    for person in (cast.staff, cast.head):
        with pytest.raises(NotAllowedError):
            do(past, "save", person)
    send_entry(sign_in(cast.secretariat), past, achievement="前年度の成果")
    past.refresh_from_db()
    assert (past.state, past.achievement) == (RecordState.DRAFT, "前年度の成果")


def test_submission_needs_the_source(past: ProgressRecord, cast: Cast) -> None:
    do(past, "save", cast.secretariat)
    with pytest.raises(ReasonNeededError):
        do(past, "submit", cast.secretariat)
    past.refresh_from_db()
    assert past.state == RecordState.DRAFT


def test_the_form_asks_for_the_source_at_its_box_and_keeps_it(
    past: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    response = send_entry(client, past, "_submit")
    assert "移行の出典を入れてください" in response.content.decode()
    send_entry(client, past, "_submit", source="令和2年度事業報告書 12頁")
    past.refresh_from_db()
    assert (past.state, past.source) == (RecordState.SUBMITTED, "令和2年度事業報告書 12頁")


def test_other_years_do_not_ask_for_a_source(record: ProgressRecord, cast: Cast) -> None:
    page = sign_in(cast.staff).get(f"/admin/progress/progressrecord/{record.pk}/change/")
    assert 'name="source"' not in page.content.decode()


def test_a_second_person_finalizes(past: ProgressRecord, cast: Cast) -> None:
    ProgressRecord.objects.update(source="令和2年度事業報告書")
    for verb in ("save", "submit"):
        do(past, verb, cast.secretariat)
    with pytest.raises(NotAllowedError):
        do(past, "finalize", cast.secretariat)
    do(past, "finalize", cast.secretariat_head)
    past.refresh_from_db()
    assert past.state == RecordState.FINALIZED


def test_my_page_marks_the_year_and_shows_it_to_the_secretariat_only(
    past: ProgressRecord, cast: Cast
) -> None:
    assert "移行入力" in sign_in(cast.secretariat).get("/my/").content.decode()
    assert "移行入力" not in sign_in(cast.staff).get("/my/").content.decode()


def test_the_running_year_can_be_open_beside_it(
    past: ProgressRecord, plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    do(record_for(item), "save", cast.staff)
    assert record_for(item).state == RecordState.DRAFT
