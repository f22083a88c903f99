"""公開の画面で数えるもの、公表してよい部分。"""

from __future__ import annotations

import copy

import pytest

from plans.models import Plan
from progress.choices import Pace, RecordState
from progress.models import ContentProgress, ProgressRecord
from progress.summaries import draft_texts
from reports.facts import year_facts
from reports.public.counts import goal_rows, item_rating, policy_rows, rating_counts
from reports.public.cut import open_to_public
from tests.reports.export_facts import Facts, database, official_facts, official_plan

__all__ = ["database", "official_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def facts(official_facts: Facts) -> Facts:
    return copy.deepcopy(official_facts)


def test_the_unit_by_basic_goal_is_the_content(facts: Facts) -> None:
    rows = goal_rows(facts)
    contents = [content for item in facts["items"] for content in item["contents"]]
    assert sum(row["total"] for row in rows) == sum(
        max(1, len(content["goals"])) for content in contents
    )
    for row in rows:
        assert sum(pace["count"] for pace in row["paces"]) == row["total"]


def test_contents_without_a_goal_stand_under_no_entry(facts: Facts) -> None:
    row = goal_rows(facts)[-1]
    assert row["goal"]["title"] == "記載なし"
    places = {
        f"{group['item']['number']}-{content['key']}"
        for group in row["groups"]
        for content in group["contents"]
    }
    assert places == {"11-2", "15-2", "22-1", "23-4"}


def test_a_plan_without_such_contents_has_no_such_row(facts: Facts) -> None:
    for item in facts["items"]:
        for content in item["contents"]:
            content["goals"] = content["goals"] or [1]
    assert all(row["goal"]["number"] for row in goal_rows(facts))


def test_ratings_are_counted_with_those_not_rated_apart(facts: Facts) -> None:
    counts = rating_counts(facts)
    assert (counts["total"], counts["unrated"]) == (25, 2)
    assert [row["count"] for row in counts["ratings"]] == [23, 0, 0]
    assert sum(row["total"] for row in policy_rows(facts)) == 25


def test_the_published_rating_is_the_committees_where_there_is_one(facts: Facts) -> None:
    record = facts["items"][0]["record"] | {
        "committee_rating_label": "概ね達成",
        "committee_rating_reason": "届いていない地区がある",
        "rating": "mostly_achieved",
        "rating_label": "概ね達成",
    }
    rating = item_rating(record, facts)
    assert (rating["label"], rating["by"]) == ("概ね達成", "委員会の評価")
    assert rating["reason"] == "届いていない地区がある"
    assert rating["meaning"] == "達成率80％以上100％未満"


def published(facts: Facts, *years: int) -> Facts:
    for row in facts["plan"]["years"]:
        row["state"] = "published" if row["year"] in years else row["state"]
    return open_to_public(facts, years)


def test_only_published_years_and_the_year_itself_are_shown(facts: Facts) -> None:
    assert [row["year"] for row in open_to_public(facts, ())["items"][0]["past"]] == []
    assert [row["year"] for row in published(facts, 2020)["items"][0]["past"]] == [2020]


def test_a_year_published_once_is_left_out_when_it_is_public_no_more(facts: Facts) -> None:
    published(facts, 2020)
    cut = open_to_public(facts, ())
    assert cut["items"][0]["past"] == []
    labels = {row["year"]: row["state_label"] for row in cut["plan"]["years"]}
    assert labels[2020] == "公表前"
    assert labels[2021] != "公表前"


def test_the_figures_of_a_year_not_published_are_hidden(facts: Facts) -> None:
    rows = {
        row["year"]: row for row in open_to_public(facts, ())["items"][0]["indicators"][0]["years"]
    }
    assert rows[2020]["actual"]["status_label"] == "公表前"
    assert rows[2020]["actual"]["number"] == ""
    assert not rows[2020]["judgement"]["is_judged"]
    assert rows[2020]["target"] is not None
    assert rows[2021]["actual"]["status_label"] != "公表前"


def test_the_progress_of_a_year_not_published_is_left_out(facts: Facts) -> None:
    content = open_to_public(facts, ())["items"][0]["contents"][0]
    assert [row["year"] for row in content["years"]] == [2021]


def test_opinions_of_later_years_and_answers_not_confirmed_are_left_out(facts: Facts) -> None:
    answers = [{"department": "総務課", "text": ""}, {"department": "福祉支援課", "text": "する"}]
    opinion = {"year": 2021, "responses": answers, "item": 1}
    facts["opinions"] = [opinion, opinion | {"year": 2022}]
    (shown,) = open_to_public(facts, ())["opinions"]
    assert [answer["department"] for answer in shown["responses"]] == ["福祉支援課"]


def test_the_copy_itself_is_not_changed(facts: Facts) -> None:
    before = copy.deepcopy(facts)
    open_to_public(facts, ())
    assert facts == before


def test_the_drafted_summary_of_a_goal_counts_as_the_page_does(official_plan: Plan) -> None:
    progress = ContentProgress.objects.for_plan(official_plan)
    relisted = progress.filter(content__repeats__isnull=False)
    assert relisted.exists()
    sources = relisted.values("content__repeats")
    # 実際の記入では、再掲の行は空のままで、元の項目にだけ進みがある。
    progress.filter(content__in=sources).update(pace=Pace.DELAYED)
    relisted.update(pace="", activities="")
    texts = draft_texts(official_plan.reviews.get(fiscal_year=2021))
    for row in goal_rows(year_facts(official_plan, 2021)):
        if number := row["goal"]["number"]:
            counts = "、".join(f"{pace['label']}{pace['count']}件" for pace in row["paces"])
            text = f"関わる実施内容{row['total']}件の進みは、{counts}でした。"
            assert texts["goal", number] == text
    assert "遅れ2件" in texts["goal", 6]


def test_a_relisted_content_shows_the_progress_of_its_source(official_plan: Plan) -> None:
    progress = ContentProgress.objects.for_plan(official_plan)
    progress.filter(content__repeats__isnull=False).update(pace="", activities="")
    facts = {item["number"]: item for item in year_facts(official_plan, 2021)["items"]}
    (relisted,) = (row for row in facts[18]["contents"] if row["repeats"])
    source = next(row for row in facts[16]["contents"] if row["key"] == "1")
    assert relisted["repeats"] == "16-1"
    assert source["progress"]["pace_label"] == "予定どおり"
    assert relisted["progress"] == source["progress"]
    assert [row["activities"] for row in relisted["years"]] == ["1の取組", "1の取組"]


def test_a_relisted_content_shows_nothing_its_source_does_not_show(official_plan: Plan) -> None:
    ProgressRecord.objects.filter(
        item__plan=official_plan, item__number=16, review__fiscal_year=2021
    ).update(state=RecordState.SUBMITTED)
    facts = {item["number"]: item for item in year_facts(official_plan, 2021)["items"]}
    (relisted,) = (row for row in facts[18]["contents"] if row["repeats"])
    assert relisted["progress"] == {"pace": "", "pace_label": "", "activities": ""}
