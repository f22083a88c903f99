"""指標の内訳: 判定したもの、判定しないもの、実績のないものを足すと、指標の総数になる。"""

from __future__ import annotations

import copy
import io

import openpyxl
import pytest

from plans.models import ActionItem, Plan
from reports.excel import build_workbook
from reports.facts.counts import rest_rows, unjudged_row
from reports.filtering import filter_facts
from reports.pdf.front import lay_out_summary
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year
from tests.reports.export_facts import (
    Facts,
    database,
    internal_facts,
    official_facts,
    official_plan,
    unopened_facts,
)
from tests.reports.publications import publish_facts

__all__ = ["database", "internal_facts", "official_facts", "official_plan", "unopened_facts"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LABEL = "実績あり（判定なし）"


@pytest.fixture
def facts(official_facts: Facts) -> Facts:
    """別の計画による指標にも実績を入れ、判定しないものを一つ作った事実。"""
    made = copy.deepcopy(official_facts)
    indicators = made["counts"]["indicators"]
    undetermined = next(row for row in indicators["absences"] if row["count"])
    undetermined["count"] -= 1
    indicators["unjudged"]["count"] += 1
    return made


def test_the_parts_add_up_to_all_indicators(
    official_facts: Facts, internal_facts: Facts, unopened_facts: Facts
) -> None:
    for facts in (official_facts, internal_facts, unopened_facts):
        counts = facts["counts"]["indicators"]
        parts = [*counts["bands"], counts["unjudged"], *counts["absences"]]
        assert sum(row["count"] for row in parts) == counts["total"] == 31
        assert counts["judged"] == sum(row["count"] for row in counts["bands"])
        assert counts["unjudged"]["count"] >= 0


def test_an_entered_indicator_that_is_not_judged_is_counted_apart(facts: Facts) -> None:
    before = facts["counts"]["indicators"]["unjudged"]["count"]
    assert unjudged_row(facts["counts"]["indicators"]) == {
        "code": "unjudged", "label": LABEL, "count": before,
    }  # fmt: skip
    assert rest_rows(facts["counts"]["indicators"])[0]["label"] == LABEL


def test_a_copy_frozen_before_is_counted_too(facts: Facts) -> None:
    counts = facts["counts"]["indicators"]
    row = counts.pop("unjudged")
    assert unjudged_row(counts) == row


def test_the_printed_sheet_and_the_summary_name_them(facts: Facts) -> None:
    count = facts["counts"]["indicators"]["unjudged"]["count"]
    sheet = openpyxl.load_workbook(io.BytesIO(build_workbook(facts)))["進行管理表"]
    assert f"{LABEL} {count}" in str(sheet["A3"].value)
    groups = lay_out_summary(facts)["groups"]
    assert {"label": LABEL, "count": f"{count}指標"} in groups[2]["counts"]


def test_the_public_overview_and_the_dashboard_name_them(
    plan: Plan, item: ActionItem, cast: Cast, facts: Facts
) -> None:
    open_year(plan, cast.secretariat)
    publish_facts(plan, (cast.secretariat, cast.secretariat_head), 2021, facts=facts)
    client = sign_in(cast.secretariat)
    count = facts["counts"]["indicators"]["unjudged"]["count"]
    overview = client.get(f"/public/{plan.pk}/2021/").content.decode()
    assert f"<dt>{LABEL}</dt><dd>{count}<small>件</small></dd>" in overview
    assert LABEL in client.get("/").content.decode()


def test_the_count_leads_to_its_items(official_facts: Facts) -> None:
    facts = copy.deepcopy(official_facts)
    item = facts["items"][3]
    (row,) = (year for year in item["indicators"][0]["years"] if year["year"] == 2021)
    row["judgement"] |= {"is_judged": False, "band": ""}
    narrowed = filter_facts(facts, {"band": ["unjudged"]})
    assert item["number"] in {one["number"] for one in narrowed["items"]}
    assert narrowed["counts"]["indicators"]["unjudged"]["count"] >= 1
