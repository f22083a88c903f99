"""ダッシュボードの数: どの数のリンクも、その数の項目に着く。"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

import pytest

from plans.models import ActionItem, BasicGoal, CommonTheme, Plan
from reports.facts import year_facts
from reports.filtering import filter_facts
from reports.overview import list_themes
from tests.builders import make_content, make_indicator, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry

LINK = re.compile(r'<a href="([^"]*)"[^>]*>\s*(?:<strong[^>]*>)?(\d+)(?:</strong>)?\s*</a>')
TOTAL = re.compile(r"達成率は小数第2位以下を切り捨てています。")
CAPTION = re.compile(r"の目標と実績（(\d+)項目）")


@pytest.fixture
def scene(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """四項目の年度。項目1は未達成で確定、2は遅れの下書き、3と4は未入力。"""
    goal = BasicGoal.objects.create(plan=plan, number=2, title="育てる")
    for number, department in ((2, "福祉支援課"), (3, "総務課"), (4, "総務課")):
        other = make_item(plan, number, departments=[department])
        make_content(other).basic_goals.add(goal)
        make_indicator(other, targets={2021: "10人"})
    open_year(plan, cast.secretariat)
    client = sign_in(cast.staff)
    send_entry(client, record_for(item), actuals__0__first="3", contents__0__pace="delayed")
    second = ActionItem.objects.get(number=2)
    send_entry(client, record_for(second), actuals__0__first="12", contents__0__pace="delayed")
    finish(record_for(item), cast.staff, cast.head, cast.secretariat)
    return plan


def items_at(client: Any, address: str) -> int:
    page = client.get(html.unescape(address).partition("#")[0]).content.decode()
    assert TOTAL.search(page), address
    found = CAPTION.search(page)
    assert found, address
    return int(found[1])


def counted_links(client: Any, address: str) -> list[tuple[str, int]]:
    main = client.get(address).content.decode().split("<main")[1]
    links = [(link, int(number)) for link, number in LINK.findall(main)]
    return [(link if not link.startswith("?") else f"/{link}", number) for link, number in links]


def test_every_count_of_items_leads_to_that_many_items(scene: Plan, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    links = [*counted_links(client, "/"), *counted_links(client, "/overview/ratings/")]
    # 基本目標ごとの単位は実施内容なので、項目の数とは比べない。
    lists = {
        (link, number)
        for link, number in links
        if not link.startswith("/items/") and "goal=" not in link
    }
    assert len(lists) > 15
    led = {(link, items_at(client, link)) for link, _ in lists}
    assert led == lists


CONDITIONS = {
    "reason=delayed": 2,
    "reason=below_band": 1,
    "band=achieved": 1,
    "actual=not_entered": 2,
    "goal=2&pace=delayed": 1,
    "goal=none&pace=delayed": 1,
    "goal=2&pace=none": 2,
    "rating=none": 4,
    "measure=1-1": 0,
    "kind=独自事業": 0,
    "state=draft&reason=delayed": 1,
    "reason=nonsense": 0,
}


def test_conditions_behind_the_numbers(scene: Plan, cast: Cast) -> None:
    facts = year_facts(scene, 2021, include_drafts=True)
    counts = {
        query: len(filter_facts(facts, dict(parse_qsl(query)))["items"]) for query in CONDITIONS
    }
    assert counts == CONDITIONS


def test_a_condition_that_came_with_a_number_stands_among_the_filters(
    scene: Plan, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    assert 'name="reason"' not in client.get("/").content.decode()
    page = client.get("/?reason=delayed").content.decode()
    assert '<option value="delayed" selected>実施内容の遅れ</option>' in page
    assert client.get("/workbook.xlsx?reason=delayed").status_code == 200
    assert client.get("/workbook.xlsx?reason=opinion").status_code == 404


NARROWINGS = (
    {},
    {"department": "福祉支援課"},
    {"department": "総務課"},
    {"policy": "1"},
    {"goal": "2"},
    {"state": "finalized"},
    {"rating": "none"},
    {"department": "福祉支援課", "goal": "2"},
)


def bands_in(facts: dict[str, Any]) -> list[str]:
    """選んだ年度の指標の、判定した区分（判定していなければ空）。"""
    year = facts["year"]["year"]
    rows = [row for item in facts["items"] for one in item["indicators"] for row in one["years"]]
    return [row["judgement"]["band"] for row in rows if row["year"] == year]


@pytest.mark.parametrize("chosen", NARROWINGS, ids=str)
def test_every_count_of_indicators_opens_a_list_that_holds_just_as_many(
    scene: Plan, chosen: dict[str, str]
) -> None:
    whole = filter_facts(year_facts(scene, 2021, include_drafts=True), chosen)
    counts = whole["counts"]["indicators"]
    links = {row["code"]: row["count"] for row in counts["bands"]} | {"judged": counts["judged"]}
    assert counts["total"] == len(bands_in(whole))
    for code, number in links.items():
        opened = filter_facts(whole, {**chosen, "band": code})
        wanted = [band for band in bands_in(opened) if band and code in (band, "judged")]
        assert len(wanted) == number, code
        assert all(any(bands_in({**opened, "items": [item]})) for item in opened["items"])
    assert sum(row["count"] for row in counts["bands"]) == counts["judged"]


def test_the_count_of_judged_indicators_is_the_same_behind_its_link(
    scene: Plan, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    judged = re.compile(r'<a href="\?([^"]*band=judged)#items-heading">(\d+)件</a>')
    link, number = judged.findall(client.get("/?department=福祉支援課").content.decode())[0]
    behind = client.get(f"/?{html.unescape(link)}").content.decode()
    assert (number, judged.findall(behind)[0][1]) == ("2", "2")
    assert CAPTION.findall(behind) == ["2"]


def test_every_count_of_a_common_theme_names_just_as_many_items(scene: Plan, cast: Cast) -> None:
    theme = CommonTheme.objects.create(plan=scene, number=1, title="共に担うこと")
    for item in ActionItem.objects.order_by("number"):
        make_content(item, 1, kind="common", common_theme=theme)
    facts = year_facts(scene, 2021, include_drafts=True)
    paces = ["delayed", "on_schedule", "on_schedule", ""]
    for item, pace in zip(facts["items"], paces, strict=True):
        next(c for c in item["contents"] if c["kind"] == "common")["progress"]["pace"] = pace
    for chosen in NARROWINGS:
        for found in list_themes(filter_facts(facts, chosen)):
            rows = [row["content"]["progress"]["pace"] or "none" for row in found["rows"]]
            told = {row["code"]: row["count"] for row in found["counts"]}
            assert told == Counter(rows)
            assert all(len(set(row["items"])) == row["count"] for row in found["counts"])
