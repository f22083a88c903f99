"""年度の事実。画面と紙と表が、みなこれだけを読む。"""

from __future__ import annotations

import json

import pytest

from plans.choices import Absence
from plans.models import ActionItem, Plan, PlanRevision
from progress.models import Actual
from reports.facts import Section, year_facts
from tests.builders import make_content, make_indicator, make_target
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year, record_for, send_entry


def indicator_year(facts: dict, year: int, item: int = 0, indicator: int = 0) -> dict:
    years = facts["items"][item]["indicators"][indicator]["years"]
    return next(row for row in years if row["year"] == year)


def test_facts_are_plain_data(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    facts = year_facts(plan, 2021)
    assert json.loads(json.dumps(facts, ensure_ascii=False)) == facts


def test_same_data_give_the_same_facts(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    assert year_facts(plan, 2021) == year_facts(Plan.objects.get(), 2021)


def test_drafts_are_left_out_unless_asked_for(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    client = sign_in(cast.staff)
    send_entry(
        client,
        record,
        actuals__0__first="12",
        achievement="書きかけ",
        contents__0__activities="途中",
    )
    hidden = year_facts(plan, 2021)
    text = json.dumps(hidden, ensure_ascii=False)
    assert "書きかけ" not in text
    assert "途中" not in text
    assert indicator_year(hidden, 2021)["actual"]["status"] == Absence.NOT_ENTERED
    shown = year_facts(plan, 2021, include_drafts=True)
    assert indicator_year(shown, 2021)["actual"]["number"] == "12"
    for verb, person in (
        ("submit", cast.staff),
        ("approve", cast.head),
        ("finalize", cast.secretariat),
    ):
        do(record, verb, person)
    finalized = year_facts(plan, 2021)
    assert finalized["items"][0]["record"]["achievement"] == "書きかけ"
    assert indicator_year(finalized, 2021)["judgement"]["rate_csv"] == "100.0"


@pytest.mark.parametrize(
    ("absence", "label", "sign"),
    [
        (Absence.NOT_ENTERED, "未入力", ""),
        (Absence.NOT_APPLICABLE, "該当なし", "－"),
        (Absence.UNDETERMINED, "未確定", "…"),
        (Absence.EXCLUDED, "中止・評価対象外", "中止・評価対象外"),
    ],
)
def test_kinds_of_no_number_never_mix_with_zero(
    plan: Plan, item: ActionItem, cast: Cast, absence: str, label: str, sign: str
) -> None:
    open_year(plan, cast.secretariat)
    Actual.objects.update(absence=absence, note="理由")
    actual = indicator_year(year_facts(plan, 2021, include_drafts=True), 2021)["actual"]
    assert (actual["status_label"], actual["text"], actual["number"]) == (label, sign, "")


def test_zero_is_a_number(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="0")
    row = indicator_year(year_facts(plan, 2021, include_drafts=True), 2021)
    assert (row["actual"]["status"], row["actual"]["number"]) == ("entered", "0")
    assert row["judgement"]["rate_csv"] == "0.0"


def test_a_revised_target_holds_from_its_year_on(plan: Plan, item: ActionItem) -> None:
    revision = PlanRevision.objects.create(
        plan=plan, number=1, name="中間見直し", from_year=2022, reason="実績をふまえた見直し"
    )
    indicator = item.indicators.get()
    make_target(indicator, 2021, "99人", revision=revision)
    make_target(indicator, 2022, "20人", revision=revision)
    facts = year_facts(plan, 2022)
    assert indicator_year(facts, 2021)["target"]["text"] == "12人"
    assert indicator_year(facts, 2022)["target"]["text"] == "20人"
    assert indicator_year(facts, 2023)["target"]["text"] == "14人"


def test_unconfirmed_phases_never_state_a_year(plan: Plan, item: ActionItem) -> None:
    content = year_facts(plan, 2021)["items"][0]["contents"][0]
    assert content["sentence"] == "検討、実施の順（年度の位置は推定）"
    assert content["spans"][0]["is_confirmed"] is False


def test_confirmed_phases_are_a_sentence_with_years(plan: Plan, item: ActionItem) -> None:
    item.schedule_confirmed_at = plan.released_at
    item.save()
    content = year_facts(plan, 2021)["items"][0]["contents"][0]
    assert content["sentence"] == (
        "検討は平成31（2019）年度から令和2（2020）年度まで、"
        "実施は令和3（2021）年度から令和5（2023）年度まで"
    )


def test_a_repeated_content_names_where_it_stands_first(plan: Plan, item: ActionItem) -> None:
    first = item.contents.get(number=1)
    make_content(item, 3, repeats=first)
    facts = year_facts(plan, 2021)
    assert facts["items"][0]["contents"][2]["repeats"] == "1-1"


def test_sections_not_asked_for_stay_empty(
    plan: Plan, item: ActionItem, django_assert_num_queries: object
) -> None:
    facts = year_facts(plan, 2021, sections=())
    assert facts["items"][0]["contents"] == []
    assert facts["goals"] == []
    with_contents = year_facts(plan, 2021, sections={Section.CONTENTS})
    assert len(with_contents["items"][0]["contents"]) == 2


def test_cumulative_indicators_add_up_the_years_before(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_indicator(item, 2, kind="cumulative", targets={2020: "10人", 2021: "20人"})
    for year, typed in ((2020, "10"), (2021, "6")):
        open_year(plan, cast.secretariat, year)
        send_entry(sign_in(cast.staff), record_for(item, year), actuals__1__first=typed)
    facts = year_facts(plan, 2021, include_drafts=True)
    assert indicator_year(facts, 2021, indicator=1)["judgement"]["rate_csv"] == "80.0"


def test_a_migrated_year_says_so_and_names_its_source(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    assert year_facts(plan, 2021)["notices"]["migration_text"] == ""
    review.is_migration = True
    review.save()
    item.records.update(source="令和3年度事業報告書")
    facts = year_facts(plan, 2021, include_drafts=True)
    assert facts["notices"]["migration_text"] == "移行入力（過去の記録から入力）"
    assert facts["items"][0]["record"]["source"] == "令和3年度事業報告書"
    page = sign_in(cast.staff).get("/items/1/?year=2021").content.decode()
    assert "この年度は移行入力" in page
    assert "令和3年度事業報告書" in page
