"""書き出した記入用のExcelは、何も書いていないデータベースに取り込んで書き出しても、同じになる。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plans.choices import Absence
from plans.figures import Figure
from plans.models import Plan
from plans.workbooks import clean_text
from progress.choices import PLAIN_PACES
from progress.excel.reading import read_entry_file
from tests.people import Cast
from tests.plans.hard_strings import FORMULA_PAYLOADS, HARD_STRINGS
from tests.progress.entry_books import check, entry_book, take_in
from tests.progress.offices import Office, make_office

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

STRINGS = [clean_text(text).strip() for text in (*FORMULA_PAYLOADS, *HARD_STRINGS)]
SHORTEST_BOX = 500
STORED_TEXT = st.one_of(
    st.just(""),
    st.sampled_from([text for text in STRINGS if len(text) <= SHORTEST_BOX]),
    st.text("あ①ｶﾞ𠮷_x0041_\n　='+-@", max_size=40).map(clean_text).map(str.strip),
)
FIGURES = ("12", "0", "12.5", "1234", "12.50", "123456789012")
REASONED = [code for code in Absence.values if code != Absence.NOT_ENTERED]


@pytest.fixture
def office(plan: Plan, cast: Cast) -> Office:
    """項目1だけを、職員が書ける場面。"""
    return make_office(plan, cast)


def write_report(office: Office, draw: Any) -> None:
    """職員の書ける報告に、保存できる中身を置く（保存はしない）。"""
    desk = office.desks[0]
    record: Any = desk.record
    for name in ("achievement", "issues", "improvement", "rating_reason"):
        setattr(record, name, draw(STORED_TEXT))
    record.self_rating = draw(st.sampled_from([None, *desk.ratings]))
    for row in desk.sheet.actuals:
        row.value = draw(st.sampled_from([None, *map(Figure.parse, FIGURES)]))
        row.absence = "" if row.value else draw(st.sampled_from(REASONED))
        row.note = draw(STORED_TEXT)
    for content in desk.sheet.contents:
        content.pace = draw(st.sampled_from([pace.value for pace in PLAIN_PACES]))
        content.activities = draw(STORED_TEXT)


def cells_of(content: bytes) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    """読み取った行の、シート・行の名・記入する列・計画の列。版の印のほかの全部。"""
    rows = read_entry_file(content).rows
    return [(row.sheet, row.key, row.typed, row.checks) for row in rows]


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_report_taken_into_an_empty_database_comes_out_the_same(
    office: Office, data: Any
) -> None:
    write_report(office, data.draw)
    sent = office.book()
    with transaction.atomic():
        comparison = check(sent, office.review, office.cast.staff)
        assert [row.reasons for row in comparison.rows if row.reasons] == []
        take_in(sent, office.review, office.cast.staff)
        again = entry_book(office.review, office.cast.staff)
        transaction.set_rollback(True)
    assert cells_of(again) == cells_of(sent)
