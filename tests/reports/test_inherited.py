"""前の計画からのあゆみ: 画面・紙・公開の画面に同じ並びで出て、次の計画への道もある。"""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from plans.models import ActionItem, ItemSuccession, Plan
from reports.facts import year_facts
from reports.inherited import inherited_items
from reports.pdf import render_sheet
from reports.pdf.layout import lay_out_item
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, make_committee_member, sign_in
from tests.reports.pdf_reading import MADE_ON, text_of
from tests.reports.publications import publish_facts
from tests.reports.sample_facts import one_item_facts

LABELS = {2022: "令和4（2022）年度", 2023: "令和5（2023）年度"}


def year(number: int, **values: Any) -> dict[str, Any]:
    return {"year": number, "label": LABELS[number], **values}


STORY = [
    {
        "plan": "第四次の計画",
        "plan_key": 7,
        "plan_short_name": "第四次",
        "number": 3,
        "title": "ふれあいの場",
        "relation": "継続",
        "years": [
            year(2022, rating_label="達成", is_sample=False),
            year(2023, rating_label="", is_sample=True),
        ],
        "indicators": [
            {"number": 1, "name": "参加者", "unit": "人", "years": [year(2023, text="30人")]},
            {"number": 2, "name": "会場", "unit": "", "years": []},
        ],
    }
]


def test_a_value_stands_under_its_own_year() -> None:
    (row,) = inherited_items({"story": STORY})
    assert row["years"] == ["令和4（2022）年度", "令和5（2023）年度（見本）"]
    assert row["ratings"] == ["達成", ""]
    assert row["indicators"] == [{"name": "参加者（人）", "texts": ["", "30人"]}]


def test_an_item_or_an_older_copy_without_a_story_has_none() -> None:
    assert inherited_items({}) == inherited_items({"story": []}) == []


@pytest.mark.pdf
def test_the_sheet_prints_the_story_and_says_when_there_is_no_report_yet() -> None:
    facts = one_item_facts()
    item = facts["items"][0]
    item["story"] = [*STORY, {**STORY[0], "title": "新しい場", "years": [], "indicators": []}]
    text = text_of(render_sheet(facts, item["number"], made_on=MADE_ON).content)
    for words in ("前の計画からのあゆみ", "第四次3ふれあいの場", "30人", "まだありません"):
        assert words in text
    item.pop("story")
    assert lay_out_item(facts, item)["inherited"] == []


@pytest.fixture
def heir(item: ActionItem) -> ActionItem:
    """次の計画（2024～2029年度）の、引き継いだ項目。"""
    fifth = make_plan(name="第五次の計画", short_name="第五次", first_year=2024, last_year=2029)
    heir = make_item(fifth, 4, title="受け継いだ項目")
    ItemSuccession.objects.create(successor=heir, predecessor=item)
    return heir


def test_the_old_item_leads_to_its_successor(plan: Plan, cast: Cast, heir: ActionItem) -> None:
    here = f"/items/1/?plan={plan.pk}"
    there = f"/items/4/?plan={heir.plan_id}"
    assert there in sign_in(cast.staff).get(here).content.decode()
    assert here in sign_in(cast.staff).get(there).content.decode()
    Plan.objects.filter(pk=heir.plan_id).update(released_at=None)
    assert there not in sign_in(cast.staff).get(here).content.decode()
    page = sign_in(cast.secretariat).get(here).content.decode()
    assert there in page
    assert "（準備中）" in page


def test_a_member_of_the_new_committee_gets_no_link_that_is_closed_to_them(
    plan: Plan, heir: ActionItem
) -> None:
    member = make_committee_member("new_member", heir.plan)
    page = sign_in(member).get(f"/items/4/?plan={heir.plan_id}").content.decode()
    assert "試験計画" in page
    assert f"?plan={plan.pk}" not in page


def test_the_public_page_tells_the_story(
    plan: Plan, cast: Cast, heir: ActionItem, client: Client
) -> None:
    people = (cast.secretariat, cast.secretariat_head)
    facts = year_facts(heir.plan, 2024)
    publish_facts(heir.plan, people, 2024, facts=facts)
    address = f"/public/{heir.plan_id}/2024/items/4/"
    page = client.get(address).content.decode()
    assert "前の計画からのあゆみ" in page
    assert "公表した年度は、まだありません。" in page
    assert f'href="../../../../{plan.pk}/"' in page
    assert client.get(f"/public/{plan.pk}/").status_code == 200


def test_an_item_carried_into_two_plans_is_not_called_split(item: ActionItem) -> None:
    for first_year in (2024, 2025):
        plan = make_plan(name=f"{first_year}年の計画", first_year=first_year, last_year=2030)
        heir = make_item(plan, 1)
        ItemSuccession.objects.create(successor=heir, predecessor=item)
        (row,) = year_facts(plan, first_year)["items"][0]["story"]
        assert row["relation"] == "継続"


@pytest.mark.pdf
@pytest.mark.parametrize(("last_year", "large", "is_wide"), [
    (2030, True, False), (2033, False, False), (2034, False, True), (2032, True, True),
])  # fmt: skip
def test_a_sheet_with_many_years_lies_on_its_side(
    last_year: int, large: bool, is_wide: bool, db: None
) -> None:
    plan = make_plan(first_year=2025, last_year=last_year, baseline_year=2024)
    item = make_item(plan, departments=["福祉支援課"])
    make_content(item, spans=[("検討", 2025, 2026), ("実施", 2027, last_year)])
    make_indicator(item, baseline="9人", targets=dict.fromkeys(plan.years, "66人（31人）"))
    facts = year_facts(plan, 2025)
    content = render_sheet(facts, 1, made_on=MADE_ON, large=large).content
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert (box.width > box.height) is is_wide
