"""SDGs と関連計画: 管理画面で付け、画面・PDF・Excel・絞り込みに出る。"""

from __future__ import annotations

import io

import openpyxl
import pytest

from plans.models import ActionItem, BasicGoal, Plan, RelatedPlan
from plans.sdgs import SDG_NAMES
from reports.facts import year_facts
from reports.pdf.layout import lay_out_item
from tests.builders import make_content, make_item
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, opened
from tests.progress.rounds import open_year
from tests.reports.test_filters import shown


@pytest.fixture
def linked(plan: Plan, item: ActionItem, cast: Cast) -> ActionItem:
    """三項目の計画。1 は関連計画と目標3、2 は基本目標を通して目標11、3 は何もない。"""
    item.sdgs = [11, 3]
    item.save()
    related = RelatedPlan.objects.create(plan=plan, number=1, name="職員定員適正化計画")
    related.items.add(item)
    whole = RelatedPlan.objects.create(
        plan=plan, number=2, name="地域福祉計画", concerns_whole_plan=True
    )
    whole.items.clear()
    goal = BasicGoal.objects.create(plan=plan, number=9, title="育てる", sdgs=[17])
    make_content(make_item(plan, 2, departments=["総務課"])).basic_goals.add(goal)
    make_item(plan, 3, departments=["総務課"])
    open_year(plan, cast.secretariat)
    return item


def test_facts_name_the_goals_in_order_and_the_related_plans(plan: Plan, linked: object) -> None:
    facts = year_facts(plan, 2021)
    assert facts["items"][0]["sdgs"] == [
        {"number": 3, "name": "すべての人に健康と福祉を"},
        {"number": 11, "name": "住み続けられるまちづくりを"},
    ]
    assert [item["related_plans"] for item in facts["items"]] == [
        [{"name": "職員定員適正化計画"}],
        [],
        [],
    ]
    goals = {goal["number"]: goal["sdgs"] for goal in facts["goals"]}
    assert goals[9] == [{"number": 17, "name": "パートナーシップで目標を達成しよう"}]
    assert facts["plan"]["related_plans"] == [{"name": "地域福祉計画"}]


def test_the_item_page_and_the_sheet_name_them(plan: Plan, linked: object, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/items/1/").content.decode()
    assert "目標3　すべての人に健康と福祉を" in page
    assert ">職員定員適正化計画</a>" in page
    facts = year_facts(plan, 2021)
    rows = [lay_out_item(facts, item)["links"] for item in facts["items"]]
    assert rows == [
        [
            {"label": "関連計画", "text": "職員定員適正化計画"},
            {
                "label": "SDGs",
                "text": "目標3　すべての人に健康と福祉を\n目標11　住み続けられるまちづくりを",
            },
        ],
        [],
        [],
    ]
    plan_page = sign_in(cast.staff).get("/plan/").content.decode()
    assert "<dt>関連計画</dt><dd>地域福祉計画</dd>" in plan_page
    assert "目標17「パートナーシップで目標を達成しよう」" in plan_page


def test_a_sheet_of_facts_frozen_before_has_no_links(plan: Plan, linked: object) -> None:
    facts = year_facts(plan, 2021)
    for name in ("sdgs", "related_plans"):
        facts["items"][0].pop(name)
    assert lay_out_item(facts, facts["items"][0])["links"] == []


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("related=職員定員適正化計画", [1]),
        ("related=地域福祉計画", []),
        ("sdg=3", [1]),
        ("sdg=17", [2]),
        ("sdg=1", []),
        ("sdg=3&department=総務課", []),
    ],
)
def test_items_are_narrowed_by_them(
    plan: Plan, linked: object, cast: Cast, query: str, numbers: list[int]
) -> None:
    assert shown(cast.staff, query) == numbers


def test_the_workbook_lists_one_link_a_row(plan: Plan, linked: object, cast: Cast) -> None:
    content = sign_in(cast.staff).get("/workbook.xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["関連計画とSDGs"].values)
    assert [row[0:1] + row[2:] for row in rows] == [
        ("項目番号", "種類", "番号", "名称"),
        (None, "関連計画", None, "地域福祉計画"),
        (1, "関連計画", None, "職員定員適正化計画"),
        (1, "SDGs", 3, "すべての人に健康と福祉を"),
        (1, "SDGs", 11, "住み続けられるまちづくりを"),
    ]


def test_the_secretariat_attaches_goals_to_an_item_in_a_locked_plan(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    client = sign_in(cast.secretariat)
    boxes = {**opened(client, change_address(item)), "sdgs": ["3", "17"]}
    assert client.post(change_address(item), boxes).status_code == 302
    item.refresh_from_db()
    assert item.sdgs == [3, 17]
    newest = item.history.first()
    assert (newest.sdgs, newest.history_user) == ([3, 17], cast.secretariat)


@pytest.mark.parametrize("numbers", [["18"], ["0"], ["x"]])
def test_a_goal_that_is_none_of_the_seventeen_is_refused(
    plan: Plan, item: ActionItem, cast: Cast, numbers: list[str]
) -> None:
    client = sign_in(cast.secretariat)
    boxes = {**opened(client, change_address(item)), "sdgs": numbers}
    answer = client.post(change_address(item), boxes)
    assert answer.status_code == 200
    assert "正しく選択" in answer.content.decode() or "選択" in answer.content.decode()
    item.refresh_from_db()
    assert item.sdgs == []


def test_a_related_plan_takes_items_of_its_own_plan_only(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    related = RelatedPlan.objects.create(plan=plan, number=1, name="気球くんプラン")
    client = sign_in(cast.secretariat)
    boxes = {**opened(client, change_address(related)), "items": [str(item.pk)]}
    assert client.post(change_address(related), boxes).status_code == 302
    assert [row.number for row in related.items.all()] == [1]
    first = related.history.first()
    assert [link.actionitem_id for link in first.items.all()] == [item.pk]
    assert sign_in(cast.staff).post(change_address(related), boxes).status_code == 403


def test_the_seventeen_goals_are_numbered_without_a_gap() -> None:
    assert list(SDG_NAMES) == list(range(1, 18))
    assert len(set(SDG_NAMES.values())) == 17
