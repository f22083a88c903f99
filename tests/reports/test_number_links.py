"""ダッシュボードの数: どの数のリンクも、その数の項目に着く。"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest

from plans.models import ActionItem, BasicGoal, Plan
from reports.facts import year_facts
from reports.filtering import filter_facts
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
