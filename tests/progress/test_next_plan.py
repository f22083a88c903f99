"""次期計画を始める: 引継ぎ、統合、分割、基準値の案、引継ぎの線。いまの計画は変わらない。"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.models import (
    ActionItem,
    Baseline,
    BasicGoal,
    ImplementationContent,
    Indicator,
    ItemSuccession,
    PhaseSpan,
    Plan,
    Target,
)
from progress.choices import RecordState, ReviewState
from progress.models import Actual, AnnualReview, ProgressRecord
from progress.plan_rows import rows_of_plan
from reports.facts import Section, year_facts
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, make_cast, sign_in
from tests.progress.rounds import open_year
from tests.security.rows import hash_rows

pytestmark = pytest.mark.django_db

PAGE = "/next-plan/"
HEAD = {
    "name": "第五次の計画",
    "short_name": "第五次",
    "first_year": "2024",
    "last_year": "2029",
    "baseline_year": "2023",
    "goals": "つながる\n支える\n",
    "policies": "地域づくり\n経営基盤",
    "carries_baselines": "on",
}
ORDER = (
    ("1", "引き継ぐ項目", "1", "1"),
    ("2", "まとめた項目", "2", "2、3、4"),
    ("3", "分けた項目その1", "1", "5"),
    ("4", "分けた項目その2", "1", "5"),
    ("", "実施項目その6", "1", "6"),
    ("5", "新しい項目", "2", ""),
)


@pytest.fixture
def plan() -> Plan:
    plan = make_plan()
    for number in range(1, 7):
        item = make_item(plan, number, departments=["福祉支援課"])
        make_content(item, 1)
        make_indicator(item, targets={2021: "10人"})
    return plan


@pytest.fixture
def cast(plan: Plan) -> Cast:
    cast = make_cast(plan)
    open_year(plan, cast.secretariat, 2021)
    Actual.objects.update(value="12人", absence="")
    now = timezone.now()
    done = {"state": RecordState.FINALIZED, "submitted_at": now, "finalized_at": now}
    people = {"submitted_by": cast.staff, "finalized_by": cast.secretariat}
    ProgressRecord.objects.update(**done, **people)
    return cast


@pytest.fixture
def office(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


def fields(order: tuple[tuple[str, ...], ...] = ORDER, **values: str) -> dict[str, str]:
    names = ("number", "title", "policy", "sources")
    rows = {
        f"item-{place}-{name}": text
        for place, line in enumerate(order)
        for name, text in zip(names, line, strict=True)
    }
    return {**HEAD, "rows": str(len(order)), **rows, **values}


def begin(office: Client, **values: str) -> Plan:
    response = office.post(PAGE, fields(**values))
    assert response.status_code == 302, response.content.decode()
    return Plan.objects.get(name="第五次の計画")


def links() -> set[tuple[int, int]]:
    rows = ItemSuccession.objects.values_list("successor__number", "predecessor__number")
    return set(rows)


def test_the_page_offers_the_items_of_the_plan_as_they_are(office: Client) -> None:
    response = office.get(PAGE)
    lines = [line for _, line in response.context["lines"]]
    assert [(line.number, line.sources) for line in lines[:6]] == [
        (str(number), str(number)) for number in range(1, 7)
    ]
    assert response.context["form"].initial["first_year"] == 2024


def test_items_are_carried_merged_split_and_left_out(plan: Plan, office: Client) -> None:
    created = begin(office)
    assert created.released_at is None
    assert (created.predecessor, created.first_year, created.last_year) == (plan, 2024, 2029)
    assert links() == {(1, 1), (2, 2), (2, 3), (2, 4), (3, 5), (4, 5)}
    titles = ActionItem.objects.for_plan(created).order_by("number")
    assert [row.title for row in titles] == [line[1] for line in ORDER if line[0]]
    assert [row.title for row in BasicGoal.objects.for_plan(created)] == ["つながる", "支える"]


def test_it_is_no_deep_copy(plan: Plan, office: Client) -> None:
    created = begin(office)
    assert not Target.objects.for_plan(created).exists()
    assert not PhaseSpan.objects.for_plan(created).exists()
    numbers = Indicator.objects.for_plan(created).values_list("item__number", "number")
    assert sorted(numbers) == [(1, 1), (2, 1), (2, 2), (2, 3), (3, 1)]
    contents = ImplementationContent.objects.for_plan(created).filter(item__number=2)
    assert [row.number for row in contents.order_by("order")] == [1, 2, 3]


def test_last_actuals_are_offered_as_baselines(plan: Plan, office: Client) -> None:
    created = begin(office)
    baseline = Baseline.objects.for_plan(created).get(indicator__item__number=1)
    assert (str(baseline.value), baseline.fiscal_year, baseline.is_estimate) == ("12人", 2021, True)
    assert "試験計画の令和3（2021）年度の実績から" in baseline.note


def test_baselines_are_left_out_when_not_wanted(plan: Plan, office: Client) -> None:
    created = begin(office, carries_baselines="")
    assert not Baseline.objects.for_plan(created).exists()


def test_numbers_can_be_renewed(plan: Plan, office: Client) -> None:
    order = (("11", "その1", "1", "1"), ("25", "その2", "1", "2"))
    response = office.post(PAGE, fields(order, renumbers="on"))
    assert response.status_code == 302
    assert links() == {(1, 1), (2, 2)}


def test_the_current_plan_stays_as_it_was(plan: Plan, office: Client) -> None:
    before = rows_of_plan(plan), list(Plan.objects.filter(pk=plan.pk).values())
    facts = year_facts(plan, 2021, include_drafts=True)
    begin(office)
    assert (rows_of_plan(plan), list(Plan.objects.filter(pk=plan.pk).values())) == before
    assert year_facts(plan, 2021, include_drafts=True) == facts


def test_every_new_row_says_who_made_it_and_why(plan: Plan, office: Client) -> None:
    created = begin(office)
    for row in (created, *ActionItem.objects.for_plan(created), *ItemSuccession.objects.all()):
        entry = row.history.get()
        assert entry.history_user.username == "secretariat"
        assert entry.history_change_reason == "次期計画の準備（前計画：試験の計画）"


def test_a_plan_in_preparation_is_seen_by_the_secretariat_only(cast: Cast, office: Client) -> None:
    created = begin(office)
    assert office.get(f"/plan/?plan={created.pk}").status_code == 200
    for person in (cast.staff, cast.head, cast.reader, cast.committee_member):
        assert sign_in(person).get(f"/plan/?plan={created.pk}").status_code == 404
    assert sign_in(cast.staff).get("/").context["plan"].name == "試験の計画"
    assert office.get("/").context["plan"].name == "試験の計画"


def test_a_carried_item_shows_its_story(plan: Plan, office: Client) -> None:
    created = begin(office)
    facts = year_facts(created, 2024, include_drafts=True)
    items = {row["number"]: row for row in facts["items"]}
    assert [(row["number"], row["relation"]) for row in items[1]["story"]] == [(1, "継続")]
    assert [row["relation"] for row in items[2]["story"]] == ["統合"] * 3
    assert [row["relation"] for row in items[3]["story"]] == ["分割"]
    assert items[5]["story"] == []
    indicator = items[1]["story"][0]["indicators"][0]
    assert [row["text"] for row in indicator["years"]] == ["12人"]
    page = office.get(f"/items/1/?plan={created.pk}").content.decode()
    assert "前の計画からのあゆみ" in page
    assert "12人" in page


def test_readers_outside_see_only_published_years_in_the_story(plan: Plan, office: Client) -> None:
    created = begin(office)
    for state, years in ((ReviewState.DELIBERATING, []), (ReviewState.PUBLISHED, [2021])):
        AnnualReview.objects.update(state=state)
        (story,) = year_facts(created, 2024)["items"][0]["story"]
        assert [row["year"] for row in story["years"]] == years
        assert len(story["indicators"]) == len(years)


def test_the_story_costs_four_queries_and_nothing_without_links(plan: Plan, office: Client) -> None:
    created = begin(office)
    everything = {section for section in Section if section is not Section.STORY}
    for one, cost in ((plan, 0), (created, 4)):
        with CaptureQueriesContext(connection) as without:
            year_facts(one, one.first_year, sections=everything)
        with CaptureQueriesContext(connection) as whole:
            year_facts(one, one.first_year)
        assert len(whole) - len(without) == cost


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "試験の計画"}, "同じ名の計画がすでにあります。"),
        ({"first_year": "2019"}, "より後にしてください。"),
        ({"last_year": "2020"}, "終了年度は開始年度以後にしてください。"),
        ({"baseline_year": "2024"}, "基準年度は開始年度より前にしてください。"),
        ({"item-1-number": "1"}, "項目番号1が二つ以上あります。"),
        ({"item-0-sources": "99"}, "引き継ぐ項目99は、いまの計画にありません。"),
        ({"item-0-policy": "3"}, "項目1の基本方針が、上の一覧にありません。"),
        ({"item-0-title": " "}, "項目1の名を入れてください。"),
        ({"item-0-number": "いち"}, "番号は数字で入れてください。"),
        ({"item-0-sources": "5と7"}, "「5、7、8」のように番号で入れてください。"),
        ({"policies": ""}, "基本方針"),
    ],
)
def test_a_wrong_order_is_told_and_nothing_is_made(
    office: Client, values: dict[str, str], message: str
) -> None:
    before = hash_rows()
    response = office.post(PAGE, fields(**values))
    page = response.content.decode()
    assert response.status_code == 200
    assert message in page
    assert "まとめた項目" in page
    assert hash_rows() == before


def test_rows_can_be_added_without_losing_what_was_typed(office: Client) -> None:
    response = office.post(PAGE, fields(action="add"))
    lines = [line for _, line in response.context["lines"]]
    assert len(lines) == len(ORDER) + 5
    assert 'value="第五次の計画"' in response.content.decode()
    assert not Plan.objects.filter(name="第五次の計画").exists()


def test_only_the_secretariat_may_begin(cast: Cast) -> None:
    for person in (cast.staff, cast.reader, cast.committee_member, cast.administrator):
        assert sign_in(person).post(PAGE, fields()).status_code == 403
    assert Plan.objects.count() == 1
