"""別計画による目標: 定まった値を入れると、計画書の表記を残したまま、初めて判定する。"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from plans.models import ActionItem, Indicator, Plan, Target
from progress.models import Actual
from reports.facts import year_facts
from tests.builders import make_content, make_indicator, make_item
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, opened, save
from tests.progress.rounds import open_year, record_for, send_entry

WORDING = "次期介護保険事業計画による"
SETTLED = {
    "targets-0-settled_value": ["2,100人"],
    "targets-0-settled_source": ["第8期介護保険事業計画 45頁"],
    "targets-0-settled_on": ["2021-04-01"],
}


@pytest.fixture
def deferred(plan: Plan, cast: Cast) -> Indicator:
    """2021 年度の目標が別計画による指標。年度は開かれ、実績 1,890人 が入っている。"""
    item = make_item(plan, 10, departments=["福祉支援課"])
    make_content(item)
    values = {"kind": "other_plan", "other_plan": "次期介護保険事業計画"}
    indicator = make_indicator(item, targets={2021: WORDING}, **values)
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="1890")
    return indicator


def chosen_year(plan: Plan) -> dict[str, Any]:
    facts = year_facts(plan, 2021, include_drafts=True)
    rows = facts["items"][0]["indicators"][0]["years"]
    return next(row for row in rows if row["year"] == 2021)


def test_it_is_not_judged_before_the_other_plan_settles(plan: Plan, deferred: Indicator) -> None:
    row = chosen_year(plan)
    assert not row["judgement"]["is_judged"]
    assert row["judgement"]["reason"] == (
        "目標は「次期介護保険事業計画」によるため、その値が定まるまで判定しません。"
    )


def test_the_figure_entered_in_the_form_is_judged_and_shown_beside_the_wording(
    plan: Plan, deferred: Indicator, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    assert save(client, change_address(deferred), SETTLED).status_code == 302
    row = chosen_year(plan)
    assert (row["target"]["text"], row["target"]["settled_text"]) == (WORDING, "2,100人")
    assert row["judgement"]["rate_text"] == "90.0％"
    assert row["judgement"]["formula"] == (
        "実績1,890人 ÷ 目標2,100人（次期介護保険事業計画による） × 100"
    )
    page = client.get("/items/10/?year=2021").content.decode()
    assert WORDING in page
    assert "別に定まった値 2,100人（第8期介護保険事業計画 45頁、令和3年4月1日）" in page
    assert "90.0％" in page
    target = Target.objects.get()
    newest = target.history.first()
    assert (newest.history_user, str(newest.settled_value)) == (cast.secretariat, "2,100人")
    assert str(target.value) == WORDING
    assert Actual.objects.get().history.count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2,100千円", "単位が「千円」です。指標の単位「人」で入れてください。"),
        ("2,100人程度", "定まった値は、数で入れてください（例：12人）。"),
    ],
)
def test_a_figure_in_another_unit_or_in_words_is_refused(
    plan: Plan, deferred: Indicator, cast: Cast, typed: str, told: str
) -> None:
    client = sign_in(cast.secretariat)
    boxes = {**opened(client, change_address(deferred)), **SETTLED}
    boxes["targets-0-settled_value"] = [typed]
    answer = client.post(change_address(deferred), boxes)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert Target.objects.get().settled_value is None
    assert Target.objects.get().history.count() == 1


@pytest.mark.parametrize(
    ("typed", "printed"), [("2100人", "2,100人"), ("1234.5人", "1,234.5人"), ("500人", "500人")]
)
def test_a_settled_value_is_grouped_like_the_books(
    plan: Plan, deferred: Indicator, cast: Cast, typed: str, printed: str
) -> None:
    Target.objects.update(
        settled_value=typed, settled_source="第8期", settled_on=dt.date(2021, 4, 1)
    )
    assert chosen_year(plan)["target"]["settled_text"] == printed


@pytest.mark.parametrize("missing", ["targets-0-settled_source", "targets-0-settled_on"])
def test_a_figure_without_its_source_or_date_is_refused(
    plan: Plan, deferred: Indicator, cast: Cast, missing: str
) -> None:
    client = sign_in(cast.secretariat)
    boxes = {**opened(client, change_address(deferred)), **SETTLED, missing: [""]}
    answer = client.post(change_address(deferred), boxes)
    assert answer.status_code == 200
    assert "別計画が定めた値には、出典と日付を添えてください。" in answer.content.decode()
    assert not Target.objects.get().settled_value


def test_the_decision_of_a_committee_replaces_the_printed_figure(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    indicator = item.indicators.get()
    indicator.other_plan = "配分検討委員会"
    indicator.save()
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="9")
    assert chosen_year(plan)["judgement"]["rate_text"] == "75.0％"
    place = [row.fiscal_year for row in indicator.targets.order_by("fiscal_year")].index(2021)
    boxes = {name.replace("-0-", f"-{place}-"): value for name, value in SETTLED.items()}
    boxes[f"targets-{place}-settled_value"] = ["10人"]
    client = sign_in(cast.secretariat)
    assert save(client, change_address(indicator), boxes).status_code == 302
    row = chosen_year(plan)
    assert (row["target"]["text"], row["judgement"]["rate_text"]) == ("12人", "90.0％")
    assert "（配分検討委員会による）" in row["judgement"]["formula"]


def test_staff_cannot_settle_a_target(plan: Plan, deferred: Indicator, cast: Cast) -> None:
    boxes = {"targets-0-settled_value": "1人"}
    assert sign_in(cast.staff).post(change_address(deferred), boxes).status_code == 403
    assert not Target.objects.get().settled_value
