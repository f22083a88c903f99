"""項目の絞り込み。"""

from __future__ import annotations

import io

import openpyxl
import pytest

from plans.models import ActionItem, BasicGoal, Plan, Policy
from tests.builders import make_content, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for, send_entry


@pytest.fixture
def four_items(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """四項目の計画。1 と 2 は福祉支援課、3 と 4 は総務課。4 だけ別の基本方針で、新規を含む。"""
    make_item(plan, 2, departments=["福祉支援課"])
    third = make_item(plan, 3, departments=["総務課"])
    goal = BasicGoal.objects.create(plan=plan, number=2, title="育てる")
    make_content(third).basic_goals.add(goal)
    other = Policy.objects.create(plan=plan, number=2, code="Ⅱ", title="育てる")
    make_content(make_item(plan, 4, departments=["総務課"], policy=other), qualifier="new")
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), achievement="書いた")
    return plan


def shown(person, query: str) -> list[int]:
    page = sign_in(person).get(f"/?{query}").content.decode()
    listing = page.split('id="items-heading"')[1].split("</section>")[0]
    return [
        number
        for number in range(1, 5)
        if f'/items/{number}/"' in listing or f"/items/{number}/?" in listing
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("department=総務課", [3, 4]),
        ("policy=2", [4]),
        ("goal=2", [3]),
        ("state=draft", [1]),
        ("state=blank", [2, 3, 4]),
        ("rating=none", [1, 2, 3, 4]),
        ("qualifier=new", [4]),
        ("department=総務課&policy=1", [3]),
        ("department=福祉支援課&policy=2", []),
        ("department=ない課", []),
        ("unknown=1", [1, 2, 3, 4]),
    ],
)
def test_conditions_narrow_the_list_and_combine(
    four_items: Plan, cast: Cast, query: str, numbers: list[int]
) -> None:
    assert shown(cast.staff, query) == numbers


def test_counts_follow_the_conditions(four_items: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/?department=総務課").content.decode()
    assert "1つの条件で2項目" in page


def test_the_workbook_holds_the_narrowed_items_only(four_items: Plan, cast: Cast) -> None:
    response = sign_in(cast.staff).get("/workbook.xlsx?department=総務課")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["報告"]
    rows = list(sheet.values)
    column = rows[0].index("項目番号")
    assert {row[column] for row in rows[1:]} == {3, 4}


def test_a_file_of_nothing_is_not_made(four_items: Plan, cast: Cast) -> None:
    client = sign_in(cast.staff)
    assert client.get("/workbook.xlsx?department=ない課").status_code == 404
    assert client.get("/sheets.pdf?department=ない課").status_code == 404


def test_numbers_are_links_to_their_items(four_items: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/").content.decode()
    assert "&amp;state=draft" in page
    assert "&amp;department=%E7%B7%8F%E5%8B%99%E8%AA%B2" in page
