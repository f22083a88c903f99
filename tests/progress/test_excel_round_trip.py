"""受け取った記入用のExcelをそのまま送れば、何も変わらない。どんな中身でも。"""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from plans.choices import Absence, EntryKind
from plans.figures import Figure
from plans.models import ActionItem, Plan
from plans.workbooks import clean_text
from progress.choices import PLAIN_PACES, Outcome
from progress.excel.comparing import Standing, compare
from progress.excel.desks import load_desks
from progress.excel.reading import read_entry_file
from progress.excel.writing import write_entry_book
from progress.models import ProgressRecord
from tests.builders import make_content, make_indicator
from tests.people import Cast
from tests.plans.hard_strings import FORMULA_PAYLOADS, HARD_STRINGS
from tests.progress.large_books import time_of_taking_in
from tests.progress.offices import Office, make_office
from tests.progress.rounds import actor_of, finish, open_year, record_for

ANY_TEXT = st.one_of(
    st.just(""),
    st.sampled_from((*FORMULA_PAYLOADS, *HARD_STRINGS)),
    st.text(max_size=60),
    st.text("_x0041_ \n\t　=1", max_size=20),
)
FIGURES = (
    "12人", "0人", "△5人", "12.5人", "12.50人", "1,234人", "123456789012345人", "66人（31人）",
    "4～6人", "年1回", "約半数", "12件", "100%", "総事務事業数の3分の1", "1回（年4～6回）", "7",
)  # fmt: skip
TEXT_FIELDS = (
    "achievement",
    "issues",
    "improvement",
    "rating_reason",
    "last_outcome_note",
    "source",
)


@pytest.fixture
def office(plan: Plan, cast: Cast) -> Office:
    """この試験だけの場面。机を書きかえてよい。"""
    return make_office(plan, cast)


def write_anything(office: Office, draw: Any) -> None:
    """机の行に、でたらめな中身を置く（保存はしない）。"""
    for desk in office.desks:
        record: Any = desk.record
        record.state = draw(st.sampled_from(["blank", "draft", "sent_back", "submitted"]))
        for name in TEXT_FIELDS:
            setattr(record, name, draw(ANY_TEXT))
        record.last_outcome = draw(st.sampled_from(["", *Outcome.values]))
        record.self_rating = draw(st.sampled_from([None, *desk.ratings]))
        for row in desk.sheet.actuals:
            row.value = draw(st.sampled_from([None, *map(Figure.parse, FIGURES)]))
            row.absence = "" if row.value else draw(st.sampled_from(Absence.values))
            row.note = draw(ANY_TEXT)
        for content in desk.sheet.contents:
            content.pace = draw(st.sampled_from(["", *(pace.value for pace in PLAIN_PACES)]))
            content.activities = draw(ANY_TEXT)


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_file_sent_back_unchanged_changes_nothing(office: Office, data: Any) -> None:
    write_anything(office, data.draw)
    comparison = office.check(office.book())
    changed = [
        (row.name, row.reasons, [(one.old, one.new) for one in row.differences])
        for row in comparison.rows
        if row.standing is not Standing.UNCHANGED
    ]
    assert changed == []
    assert len(comparison.rows) == 17


def test_a_finished_year_sent_back_unchanged_changes_nothing(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_indicator(item, 2, entry_kind=EntryKind.WITH_SECOND)
    last = open_year(plan, cast.secretariat, 2020)
    finish(record_for(item, 2020), cast.staff, cast.head, cast.secretariat)
    ProgressRecord.objects.filter(review=last).update(improvement="前年度の改善策")
    review = open_year(plan, cast.secretariat)
    for person in (cast.staff, cast.other_staff, cast.secretariat):
        desks = load_desks(review, actor_of(person))
        content = write_entry_book(review, desks, scope="全体", on=timezone.localdate())
        assert "前年度の改善策の結果" in headings_of(content, "まとめ")
        comparison = compare(review, read_entry_file(content), desks, actor_of(person))
        assert comparison.unchanged_count == len(comparison.rows) == 5


def headings_of(content: bytes, sheet: str) -> list[Any]:
    book: Any = load_workbook(io.BytesIO(content))
    return [cell.value for cell in book[sheet][3]]


@pytest.mark.parametrize("strings", [FORMULA_PAYLOADS, HARD_STRINGS], ids=["formulas", "letters"])
def test_no_text_becomes_a_formula_and_every_letter_survives(
    office: Office, strings: tuple[str, ...]
) -> None:
    for text in strings:
        for desk in office.desks:
            for name in TEXT_FIELDS:
                setattr(desk.record, name, text)
            for row in desk.sheet.actuals:
                row.note = text
            for content in desk.sheet.contents:
                content.activities = text
        book = office.book()
        with ZipFile(io.BytesIO(book)) as archive:
            sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
            assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)
        typed = {
            value
            for row in read_entry_file(book).rows
            for name, value in row.typed.items()
            if name in (*TEXT_FIELDS, "note", "activities") and name != "source"
        }
        assert typed == {clean_text(text)}, repr(text)


def test_plan_cells_are_locked_inputs_are_open_and_choices_are_lists(office: Office) -> None:
    book: Any = load_workbook(io.BytesIO(office.good))
    for name, plan_cell, input_cell, choice in (
        ("指標の実績", "F4", "K4", "M4"),
        ("実施内容の進捗", "F4", "K4", "J4"),
        ("まとめ", "D4", "I4", "L4"),
    ):
        sheet = book[name]
        assert sheet.protection.sheet
        assert (sheet[plan_cell].protection.locked, sheet[input_cell].protection.locked) == (
            True,
            False,
        )
        assert sheet[plan_cell].fill.fgColor.rgb != sheet[input_cell].fill.fgColor.rgb
        assert sheet.column_dimensions["A"].hidden
        assert sheet.column_dimensions["B"].hidden
        lists = [rule for rule in sheet.data_validations.dataValidation if choice in rule.sqref]
        assert len(lists) == 1
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$3"
    assert book["指標の実績"]["K3"].comment.text.startswith("数だけを入れます")


@pytest.mark.slow
def test_a_workbook_of_a_thousand_rows_is_taken_in_within_six_seconds(
    plan: Plan, cast: Cast
) -> None:
    assert time_of_taking_in(plan, cast.secretariat, items=100) < 6


def test_the_columns_to_write_in_are_named_not_only_coloured(office: Office) -> None:
    book: Any = load_workbook(io.BytesIO(office.good))
    assert book["実施内容の進捗"]["C2"].value == "書く列（黄色のます）：進み、取組内容"


def test_the_guide_names_the_plan_the_year_and_the_scope(office: Office) -> None:
    make_content(ActionItem.objects.get(number=2), 9)
    book: Any = load_workbook(io.BytesIO(office.good))
    assert book.sheetnames == ["はじめに", "指標の実績", "実施内容の進捗", "まとめ"]
    assert "令和3（2021）年度" in book["はじめに"]["A1"].value
