"""ほかの年度の取組にも、自己評価と並べて、委員会後の評価と改善策を出す。"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from plans.models import ActionItem, Plan
from reports.cells import rating_lines
from reports.excel.data_sheets import data_tables
from reports.facts import year_facts
from reports.pdf import render_sheet
from reports.pdf.full_sheet import lay_out_full_sheet
from tests.people import Cast
from tests.progress.rounds import open_year
from tests.reports.pdf_reading import squeeze, text_of
from tests.reports.publications import publish_facts
from tests.reports.sample_facts import one_item_facts, record_facts

AFTER = {
    "committee_rating": "a",
    "committee_rating_label": "達成",
    "committee_rating_on": "令和2年7月1日",
    "committee_rating_reason": "住民の参加が広がった",
    "amended_improvement": "二つの地区でも始める",
    "amended_improvement_on": "令和2年7月2日",
}


def facts_with(**after: str) -> dict[str, Any]:
    past = {"year": 2019, "label": "平成31（2019）年度", **record_facts(), **after}
    return one_item_facts(past=[past])


def test_the_page_sets_both_ratings_side_by_side() -> None:
    facts = facts_with(**AFTER)
    context = {"item": facts["items"][0], "year": facts["year"]}
    page = render_to_string("reports/parts/report.html", context).split("past-heading")[2]
    assert "自己評価：概ね達成　委員会後の評価：達成</h3>" in page
    assert "住民の参加が広がった（令和2年7月1日）" in page
    assert "二つの地区でも始める（令和2年7月2日）" in page


def test_a_year_without_the_committees_rating_shows_none() -> None:
    facts = facts_with()
    context = {"item": facts["items"][0], "year": facts["year"]}
    assert "委員会後" not in render_to_string("reports/parts/report.html", context)
    past = lay_out_full_sheet(facts, facts["items"][0], large=False)["past"][0]
    assert past["heading"] == "平成31（2019）年度　自己評価：概ね達成"
    assert [row["label"] for row in past["rows"]] == [
        "成果", "課題", "改善策・次年度の取組", "自己評価の理由",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_public_page_shows_the_committees_rating_of_an_item_without_its_own(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    people = (cast.secretariat, cast.secretariat_head)
    for year in (2019, 2021):
        open_year(plan, cast.secretariat, year)
    publish_facts(plan, people, 2019)
    facts = year_facts(plan, 2021)
    facts["plan"]["years"][0]["state"] = "published"
    own = {"self_rating": "", "self_rating_label": "", "rating": "a", "rating_label": "達成"}
    past = {"year": 2019, "label": "平成31（2019）年度", **record_facts(), **AFTER, **own}
    facts["items"][0]["past"] = [past]
    publish_facts(plan, people, 2021, facts=facts)
    page = Client().get(f"/public/{plan.pk}/2021/items/1/").content.decode()
    assert "<h3>平成31（2019）年度　評価：達成</h3>" in page


@pytest.mark.pdf
def test_the_printed_sheet_sets_both_ratings_side_by_side() -> None:
    facts = facts_with(**AFTER)
    document = render_sheet(facts, facts["items"][0]["number"], made_on=dt.date(2022, 7, 1))
    text = squeeze(text_of(document.content))
    assert "委員会後の評価：達成" in text
    assert "委員会後の改善策二つの地区でも始める" in text


def test_the_data_sheet_has_the_committees_words_at_its_end() -> None:
    facts = facts_with(**AFTER) | {"goals": []}
    facts["items"][0]["record"] |= AFTER
    _, columns, rows = next(table for table in data_tables(facts) if table[0] == "報告")
    headings = [column.heading for column in columns]
    assert headings[-3:] == ["委員会後の評価", "委員会後の評価の理由", "委員会後の改善策"]
    assert ["達成", "住民の参加が広がった", "二つの地区でも始める"] in [row[-3:] for row in rows]


def test_what_is_not_rated_stays_blank() -> None:
    assert rating_lines({"self_rating_label": ""}, "－") == "－"
