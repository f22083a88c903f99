"""入力の画面の問い合わせの数。行や年度が増えても変わらない。"""

from __future__ import annotations

from plans.models import ActionItem, Plan
from progress.models import ProgressRecord
from tests.builders import make_content, make_indicator
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import entry_url, open_year, read_boxes, record_for

FORM_QUERIES = 15
SAVE_QUERIES = 20


def fill(boxes: dict[str, str]) -> dict[str, str]:
    """全部の行を書きかえる。"""
    values = {"-first": "5", "-pace": "on_schedule", "-activities": "行った"}
    changed = {
        name: value for name in boxes for ending, value in values.items() if name.endswith(ending)
    }
    return {**boxes, **changed, "achievement": "成果", "_save": "1"}


def test_form_and_save_stay_within_the_figures(record: ProgressRecord, cast: Cast) -> None:
    client = sign_in(cast.staff)
    client.get(entry_url(record))
    with count_queries(FORM_QUERIES):
        page = client.get(entry_url(record))
    with count_queries(SAVE_QUERIES):
        client.post(entry_url(record), fill(read_boxes(page.content.decode())))
    record.refresh_from_db()
    assert record.version == 2


def test_more_rows_and_years_cost_no_more_queries(plan: Plan, item: ActionItem, cast: Cast) -> None:
    for number in range(3, 11):
        make_content(item, number)
    for number in range(2, 8):
        make_indicator(item, number, targets={2021: "10人"})
    open_year(plan, cast.secretariat, 2020)
    open_year(plan, cast.secretariat, 2021)
    record = record_for(item)
    client = sign_in(cast.staff)
    client.get(entry_url(record))
    with count_queries(FORM_QUERIES):
        page = client.get(entry_url(record))
    with count_queries(SAVE_QUERIES):
        client.post(entry_url(record), fill(read_boxes(page.content.decode())))
    record.refresh_from_db()
    assert record.version == 2
