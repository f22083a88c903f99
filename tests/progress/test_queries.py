"""入力の画面の問い合わせの数。行や年度が増えても変わらない。"""

from __future__ import annotations

from datetime import date

from plans.choices import ContentKind
from plans.models import ActionItem, CommonTheme, ItemDepartment, Plan
from progress.choices import RecordState
from progress.models import AnnualReview, Caution, ProgressRecord, Rating
from tests.builders import make_content, make_department, make_indicator, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import (
    do,
    entry_url,
    finish,
    open_year,
    read_boxes,
    record_for,
    send_entry,
)

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


def record_in(plan: Plan, item: ActionItem, year: int, cast: Cast) -> ProgressRecord:
    """年度を開き、その年度の項目の報告を返す。"""
    open_year(plan, cast.secretariat, year)
    return record_for(item, year)


def put_every_part(plan: Plan, item: ActionItem) -> None:
    """問い合わせの増えるものを、みな項目に置く: 協力課、再掲、ほかの項目と同じ事業共通、引継ぎ。"""
    other = make_item(plan, 2, departments=["福祉支援課"])
    make_content(item, 3, title="再掲", repeats=make_content(other, 1), order=3)
    theme = CommonTheme.objects.create(plan=plan, number=1, title="広報")
    for one in (item, other):
        make_content(one, 9, common_theme=theme, kind=ContentKind.COMMON, order=50)
    promotion = make_department("福祉活動推進課")
    ItemDepartment.objects.create(item=item, department=promotion, order=2)
    make_department(
        "旧福祉支援課", ends_on=date(2020, 3, 31), successor=make_department("福祉支援課")
    )


def test_the_worst_resubmission_stays_within_the_figures(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    """前年度があり、差し戻され、書きかけを預け、全部の欄を変え、注意が増えて消える再提出。"""
    put_every_part(plan, item)
    finish(record_in(plan, item, 2020, cast), cast.staff, cast.head, cast.secretariat)
    record = record_in(plan, item, 2021, cast)
    AnnualReview.objects.update(has_half_year=True)
    client = sign_in(cast.staff)
    paces = {f"contents__{row}__pace": "delayed" for row in range(3)}
    send_entry(client, record, "_submit", actuals__0__first="30", **paces)
    do(record, "send_back", cast.head, reason="数を確かめてください")
    boxes = fill(read_boxes(client.get(entry_url(record)).content.decode()))
    boxes |= {"self_rating": str(Rating.objects.get(code="not_achieved").pk)}
    boxes |= {"rating_reason": "体制が整わなかった", "actuals-0-first": "12"}
    client.post(f"/records/{record.pk}/draft/", boxes)
    with count_queries(FORM_QUERIES):
        client.get(entry_url(record))
    before = set(Caution.objects.values_list("code", flat=True))
    with count_queries(SAVE_QUERIES):
        client.post(entry_url(record), {**boxes, "_submit": "1"})
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
    after = set(Caution.objects.values_list("code", flat=True))
    assert before - after
    assert after - before
