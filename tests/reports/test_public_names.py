"""公開の画面の名: 計画の名称は公表した版のとおり。題と紹介は、画面ごと、版ごとに違う。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from reports.facts import year_facts
from reports.public.cut import open_to_public
from tests.builders import make_indicator, make_item
from tests.counting import count_queries
from tests.progress.rounds import open_year
from tests.reports.publications import publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan, User
    from tests.people import Cast

pytestmark = pytest.mark.django_db

TITLE = re.compile("<title>([^<]*)</title>")
DESCRIPTION = re.compile('<meta name="description" content="([^"]*)">')
SITE_QUERIES = 3


@pytest.fixture
def people(cast: Cast) -> tuple[User, User]:
    """用意した人と公表した人。"""
    return cast.secretariat, cast.secretariat_head


@pytest.fixture
def opened(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """令和3（2021）年度を開いた計画。"""
    open_year(plan, cast.secretariat)
    return plan


def text_of(path: str) -> str:
    response = Client().get(f"/public/{path}")
    assert response.status_code == 200
    return str(response.content.decode())


def rename(plan: Plan) -> None:
    plan.name, plan.organization, plan.last_year = "改めた計画", "改めた協議会", plan.last_year + 1
    plan.save()


def test_a_published_plan_keeps_the_name_it_was_published_with(
    opened: Plan, people: tuple[User, User]
) -> None:
    publish_facts(opened, people, 2021)
    places = ("", "about/", f"{opened.pk}/", f"{opened.pk}/2021/", f"{opened.pk}/2021/v1/items/1/")
    before = {place: text_of(place) for place in places}
    mark = Client().get("/public/about/")["ETag"]
    rename(opened)
    assert {place: text_of(place) for place in places} == before
    assert Client().get("/public/about/")["ETag"] == mark


def test_the_newest_published_year_names_the_plan(opened: Plan, people: tuple[User, User]) -> None:
    publish_facts(opened, people, 2020)
    rename(opened)
    publish_facts(opened, people, 2021)
    for place in ("", "about/", f"{opened.pk}/", f"{opened.pk}/2020/"):
        assert "改めた協議会" in text_of(place), place
    assert "改めた計画" in text_of("")
    assert "令和6（2024）年度" in text_of(f"{opened.pk}/")


def test_a_plan_without_a_published_year_is_called_as_it_is_now(opened: Plan) -> None:
    rename(opened)
    for place in ("", f"{opened.pk}/"):
        assert "改めた計画" in text_of(place)
        assert "改めた協議会" in text_of(place)


def test_the_name_on_a_page_without_figures_costs_one_query(
    opened: Plan, people: tuple[User, User]
) -> None:
    publish_facts(opened, people, 2021)
    client = Client()
    client.get("/public/about/")
    with count_queries(SITE_QUERIES):
        assert client.get("/public/about/").status_code == 200


def test_every_version_and_every_item_has_its_own_title_and_description(
    opened: Plan, people: tuple[User, User]
) -> None:
    for number in (2, 3):
        make_item(opened, number)
    publish_facts(opened, people, 2021)
    publish_facts(opened, people, 2021, version=2)
    names = ("", "goals/", "criteria/", "data/", "corrections/", "items/1/", "items/2/", "items/3/")
    pages = [
        text_of(f"{opened.pk}/2021/{root}{name}") for root in ("", "v1/", "v2/") for name in names
    ]
    for pattern in (TITLE, DESCRIPTION):
        found = [match[1] for page in pages if (match := pattern.search(page))]
        assert len(set(found)) == len(pages)
        assert all(len(set(name.split("令和3（2021）年度"))) <= 2 for name in found)
    assert "（令和3（2021）年度　第1版）｜" in text_of(f"{opened.pk}/2021/v1/")
    assert "第2版" not in TITLE.findall(text_of(f"{opened.pk}/2021/"))[0]


def test_a_year_not_published_is_called_so_in_the_figures_and_in_the_schedule(
    opened: Plan, people: tuple[User, User]
) -> None:
    facts = year_facts(opened, 2021, include_drafts=True)
    content = facts["items"][0]["contents"][0]
    content["progress"] = {"pace": "ahead", "pace_label": "前倒し", "activities": ""}
    content["years"] = []
    publish_facts(opened, people, 2021, facts=facts)
    page = text_of(f"{opened.pk}/2021/items/1/")
    assert '<span class="visually-hidden">公表前</span>' in page
    assert "報告なし" not in page
    assert "年度未開始" not in page
    years = open_to_public(facts, ())["plan"]["years"]
    assert {row["state_label"] for row in years if row["year"] != 2021} == {"公表前"}


def test_the_plan_says_which_baseline_is_an_estimate(plan: Plan) -> None:
    item = make_item(plan, 5)
    indicator = make_indicator(item, baseline="6,500回", targets={2021: "7,000回"}, unit="回")
    assert "6,500回 →" in text_of(f"{plan.pk}/")
    indicator.baseline.is_estimate = True
    indicator.baseline.save()
    assert "6,500回（見込み） →" in text_of(f"{plan.pk}/")
