"""二つの計画があるとき: 生きた画面と静的な写しは、どの画面も同じ一つの決まりで作る。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from reports.public.shelf import load_whole_site
from reports.public.static_site import site_files
from tests.builders import make_item, make_plan
from tests.progress.rounds import open_year
from tests.reports.publications import publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIVE_ONLY = re.compile(r'<link rel="(canonical|icon|stylesheet)"[^>]*>')
ENDING = re.compile(r'(?<=href=")([^"#]*?)(?:index\.html)?(#[^"]*)?(?=")')


@pytest.fixture
def two_plans(plan: Plan, item: ActionItem, cast: Cast) -> tuple[Plan, Plan]:
    """公表した年度のある計画と、別の策定者の、まだ公表した年度のない新しい計画。"""
    open_year(plan, cast.secretariat)
    people = (cast.secretariat, cast.secretariat_head)
    publish_facts(plan, people, 2021, is_sample=True)
    publish_facts(plan, people, 2021, version=2, is_sample=True)
    newer = make_plan(
        name="次の計画",
        short_name="次",
        organization="別の協議会",
        first_year=2024,
        last_year=2028,
    )
    make_item(newer, 1, departments=["次の計画の課"])
    return plan, newer


def level(page: str) -> str:
    """置き場所で変わるところ（様式の場所、画面への道の終わり）をそろえた画面。"""

    def shorten(match: re.Match[str]) -> str:
        return f"{match[1].removesuffix('./') or ''}{match[2] or ''}"

    return ENDING.sub(shorten, LIVE_ONLY.sub("", page))


def test_every_page_of_the_copy_is_the_page_that_is_read_live(
    two_plans: tuple[Plan, Plan],
) -> None:
    client = Client()
    pages = {
        name.removesuffix("index.html"): content.decode()
        for name, content in site_files(load_whole_site(is_static=True)).items()
        if name.endswith(".html")
    }
    assert len(pages) > 15
    different = [
        path
        for path, page in pages.items()
        if level(client.get(f"/public/{path}").content.decode()) != level(page)
    ]
    assert different == []


def test_a_page_names_the_council_of_its_own_plan(two_plans: tuple[Plan, Plan]) -> None:
    older, newer = two_plans
    client = Client()
    for path, name, other in (
        (f"{older.pk}/", older.organization, newer.organization),
        (f"{older.pk}/2021/items/1/", older.organization, newer.organization),
        (f"{newer.pk}/", newer.organization, older.organization),
    ):
        page = client.get(f"/public/{path}").content.decode()
        assert name in page
        assert other not in page


def test_the_entrance_counts_the_newest_plan_that_has_a_published_year(
    two_plans: tuple[Plan, Plan],
) -> None:
    page = Client().get("/public/").content.decode()
    assert "1の実施項目のうち" in page
    assert "次の計画" in page
