"""ダッシュボードの数: どの数のリンクも、その数の項目に着く。"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from plans.models import ActionItem, BasicGoal, CommonTheme, Plan
from reports.dashboard import OVERVIEW_PAGES, dashboard_rows, front_of
from reports.facts import year_facts
from reports.facts.counts import absence_code
from reports.filtering import FILTERS, chosen_filters, filter_facts, narrow_contents
from reports.overview import find_attention, list_improvements, list_themes
from tests.builders import make_content, make_indicator, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry

LINK = re.compile(r'<a href="([^"]*)"[^>]*>\s*(?:<strong[^>]*>)?(\d+)(?:</strong>)?\s*</a>')
TOTAL = re.compile(r"達成率は小数第2位以下を切り捨てています。")
CAPTION = re.compile(r"の目標と実績（(\d+)項目）")


@pytest.fixture
def scene(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """四項目の年度。項目1は未達成で確定、2は遅れの下書き、3と4は未入力。4は二つの課が担う。"""
    goal = BasicGoal.objects.create(plan=plan, number=2, title="育てる")
    shared = ["総務課", "福祉支援課"]
    for number, departments in ((2, ["福祉支援課"]), (3, ["総務課"]), (4, shared)):
        other = make_item(plan, number, departments=departments)
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
    "department=福祉支援課&department=総務課": 1,
    "department=総務課&department=総務課": 2,
    "reason=delayed&reason=below_band": 1,
    "goal=2&goal=none": 0,
    "schedule=unconfirmed": 4,
    "judged=late": 2,
    "judged=late&goal=2": 1,
}


def test_conditions_behind_the_numbers(scene: Plan, cast: Cast) -> None:
    facts = year_facts(scene, 2021, include_drafts=True)
    counts = {
        query: len(filter_facts(facts, chosen_filters(QueryDict(query)))["items"])
        for query in CONDITIONS
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


NARROWINGS: tuple[dict[str, list[str]], ...] = (
    {},
    {"department": ["福祉支援課"]},
    {"department": ["総務課"]},
    {"policy": ["1"]},
    {"goal": ["2"]},
    {"state": ["finalized"]},
    {"rating": ["none"]},
    {"department": ["福祉支援課"], "goal": ["2"]},
)


def bands_in(facts: dict[str, Any]) -> list[str]:
    """選んだ年度の指標の、判定した区分（判定していなければ空）。"""
    year = facts["year"]["year"]
    rows = [row for item in facts["items"] for one in item["indicators"] for row in one["years"]]
    return [row["judgement"]["band"] for row in rows if row["year"] == year]


@pytest.mark.parametrize("chosen", NARROWINGS, ids=str)
def test_every_count_of_indicators_opens_a_list_that_holds_just_as_many(
    scene: Plan, chosen: dict[str, list[str]]
) -> None:
    whole = filter_facts(year_facts(scene, 2021, include_drafts=True), chosen)
    counts = whole["counts"]["indicators"]
    links = {row["code"]: row["count"] for row in counts["bands"]} | {"judged": counts["judged"]}
    assert counts["total"] == len(bands_in(whole))
    for code, number in links.items():
        opened = filter_facts(whole, {**chosen, "band": [code]})
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


# 頁ごとの、数の出る部品。
FRONT = ("states", "attention_counts", "rating_tiles", "bands")
COUNTED = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def render_everything(facts: dict[str, Any], query: str) -> Iterator[tuple[str, str]]:
    """条件 query の、すべての頁の数の出る所。頁の道と、HTML。"""
    chosen = chosen_filters(QueryDict(query))
    narrowed = filter_facts(facts, chosen)
    context = {
        "facts": narrowed,
        "year": facts["year"],
        "years": facts["plan"]["years"],
        "counts": narrowed["counts"],
        "rows": dashboard_rows(narrowed),
        "chosen": chosen,
        "narrowed_query": query,
    }
    for name in FRONT:
        yield "/", render_to_string(f"reports/parts/{name}.html", context | front_of(narrowed))
    for page in OVERVIEW_PAGES.values():
        own = page.context(narrowed, chosen)
        yield f"/overview/{page.name}/", render_to_string(page.template, context | own)


def counted_in(page: str, content: str) -> Iterator[tuple[str, str, int]]:
    """数のリンクの、着く頁の道、条件、数。"""
    for link, text in COUNTED.findall(content):
        path, _, query = html.unescape(link).partition("#")[0].partition("?")
        numbers = re.findall(r"\d+", strip_tags(text))
        if numbers and not path.startswith(("/items/", "/opinions/")):
            yield path or page, query, int(numbers[-1])


def opened_at(facts: dict[str, Any], path: str, query: str) -> int:
    """その頁を開いて並ぶものの数。単位は頁による。"""
    chosen = chosen_filters(QueryDict(query))
    narrowed = filter_facts(facts, chosen)
    last = query.rpartition("&")[2].partition("=")
    counts: dict[str, Callable[[], int]] = {
        "/overview/schedule/": lambda: sum(
            len(item["contents"]) for item in narrow_contents(narrowed, chosen)["items"]
        ),
        "/overview/improvements/": lambda: len(
            list_improvements(narrowed, chosen.get("outcome", ()))["rows"]
        ),
        "/overview/attention/": lambda: len(find_attention(narrowed)),
    }
    if path in counts:
        return counts[path]()
    rows = [row for item in narrowed["items"] for row in indicator_rows(facts, item)]
    if last[0::2] == ("band", "unjudged"):
        entered = [row for row in rows if absence_code(row["actual"]) == "entered"]
        return len([1 for row in entered if not row["judgement"]["band"]])
    if last[0] == "band":
        found = [row for row in rows if row["judgement"]["band"]]
        return len([1 for row in found if last[2] in (row["judgement"]["band"], "judged")])
    if last[0] == "actual":
        return len([1 for row in rows if absence_code(row["actual"]) == last[2]])
    return len(narrowed["items"])


def indicator_rows(facts: dict[str, Any], item: dict[str, Any]) -> list[dict[str, Any]]:
    year = facts["year"]["year"]
    return [row for one in item["indicators"] for row in one["years"] if row["year"] == year]


def conditions_of(facts: dict[str, Any]) -> list[str]:
    """一つの条件のすべて。"""
    pairs = [(name, value) for name, row in FILTERS.items() for value, _ in row.options(facts)]
    queries = [QueryDict(mutable=True) for _ in pairs]
    for query, (name, value) in zip(queries, pairs, strict=True):
        query[name] = value
    return ["", *(query.urlencode() for query in queries)]


@pytest.mark.parametrize(
    ("year", "with_drafts"), [(2021, True), (2021, False), (2022, True)], ids=str
)
def test_every_number_on_every_page_under_every_condition_opens_just_as_many(
    scene: Plan, year: int, with_drafts: bool
) -> None:
    theme = CommonTheme.objects.create(plan=scene, number=1, title="共に担うこと")
    for item in ActionItem.objects.order_by("number"):
        make_content(item, 1, kind="common", common_theme=theme)
    facts = year_facts(scene, year, include_drafts=with_drafts)
    facts["year"]["is_overdue"] = True
    known: dict[tuple[str, str], int] = {}
    wrong, followed = [], set()
    for query in conditions_of(facts):
        for page, content in render_everything(facts, query):
            for path, target, number in counted_in(page, content):
                if (path, target) not in known:
                    known[path, target] = opened_at(facts, path, target)
                followed.add((path, target))
                if known[path, target] != number:
                    wrong.append((query, page, path, target, number, known[path, target]))
    assert wrong == []
    assert len(followed) > 200
