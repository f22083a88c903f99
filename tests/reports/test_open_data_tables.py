"""公開データ: 評価、進み、意見、関連計画、持続可能な開発目標の表と、データの説明書。"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from reports.data_dictionary import describe_tables, dictionary_csv
from reports.open_data import open_data_files, table_headings
from tests.reports.export_facts import Facts, database, official_facts, official_plan

__all__ = ["database", "official_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ADDED_LATER = {"sdgs", "related_plans", "opinions", "meetings", "summaries"}
OPINION = {
    "id": 1,
    "number": 3,
    "year": 2021,
    "item": 9,
    "meeting": "第1回",
    "kind_label": "意見",
    "text": "周知を広げてほしい",
    "people": 2,
    "responses": [
        {"department": "総務課", "stance_label": "対応する", "text": "広報に載せます"},
        {"department": "福祉支援課", "stance_label": "検討する", "text": "来年度に検討します"},
    ],
}


def rows_of(facts: Facts, name: str) -> list[dict[str, str]]:
    text = open_data_files(facts)[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def item_of(facts: Facts, **values: Any) -> Facts:
    """一つ目の項目だけを、値を替えて持つ事実。"""
    return {**facts, "items": [{**facts["items"][0], **values}]}


def test_own_and_committee_ratings_stand_apart_with_their_reasons(official_facts: Facts) -> None:
    record = official_facts["items"][0]["record"] | {
        "rating_reason": "目標を超えた",
        "committee_rating_label": "概ね達成",
        "committee_rating_reason": "一部の地区に届いていない",
    }
    rows = rows_of(item_of(official_facts, record=record, past=[]), "ratings")
    assert [list(row.values()) for row in rows] == [
        ["1", "2021", "自己評価", "達成", "目標を超えた"],
        ["1", "2021", "委員会の評価", "概ね達成", "一部の地区に届いていない"],
    ]


def test_a_year_not_rated_has_no_row(official_facts: Facts) -> None:
    record = official_facts["items"][0]["record"] | {"self_rating_label": ""}
    assert rows_of(item_of(official_facts, record=record, past=[]), "ratings") == []


def test_the_progress_names_the_row_and_the_year(official_facts: Facts) -> None:
    rows = rows_of(item_of(official_facts), "content_progress")
    assert [list(row.values()) for row in rows[:2]] == [
        ["1", "固有", "1", "", "2020", "予定どおり", "1の取組"],
        ["1", "固有", "1", "", "2021", "予定どおり", "1の取組"],
    ]


def test_an_old_copy_gives_the_progress_of_its_own_year(official_facts: Facts) -> None:
    contents = [
        {name: value for name, value in content.items() if name != "years"}
        for content in official_facts["items"][0]["contents"]
    ]
    rows = rows_of(item_of(official_facts, contents=contents), "content_progress")
    assert {row["年度"] for row in rows} == {"2021"}


def test_an_opinion_has_a_row_for_each_answer(official_facts: Facts) -> None:
    rows = rows_of(official_facts | {"opinions": [OPINION]}, "opinions")
    assert [row["回答した課"] for row in rows] == ["総務課", "福祉支援課"]
    assert {row["意見"] for row in rows} == {"周知を広げてほしい"}
    assert rows[0]["対応"] == "対応する"


def test_an_opinion_without_an_answer_is_still_listed(official_facts: Facts) -> None:
    opinion = OPINION | {"responses": [], "item": None}
    (row,) = rows_of(official_facts | {"opinions": [opinion]}, "opinions")
    assert (row["項目番号"], row["回答"], row["人数"]) == ("", "", "2")


def test_goals_and_related_plans_are_listed_after_those_of_the_whole_plan(
    official_facts: Facts,
) -> None:
    facts = item_of(
        official_facts,
        sdgs=[{"number": 3, "name": "すべての人に健康と福祉を"}],
        related_plans=[{"name": "第7期介護保険事業計画"}],
    )
    assert rows_of(facts, "item_sdgs")[0]["目標番号"] == "3"
    assert [list(row.values()) for row in rows_of(facts, "related_plans")] == [
        ["", "1", "第四次西東京市地域福祉活動計画"],
        ["", "2", "西東京市地域福祉計画"],
        ["1", "1", "第7期介護保険事業計画"],
    ]


def test_what_an_old_copy_does_not_hold_leaves_only_the_headings(official_facts: Facts) -> None:
    first = official_facts["items"][0]
    old = {name: value for name, value in first.items() if name not in ADDED_LATER}
    facts = {name: value for name, value in official_facts.items() if name not in ADDED_LATER}
    plan = official_facts["plan"]
    facts["plan"] = {name: value for name, value in plan.items() if name not in ADDED_LATER}
    for name in ("item_sdgs", "related_plans", "opinions"):
        assert rows_of(facts | {"items": [old]}, name) == []


def test_the_dictionary_explains_every_column_of_every_table() -> None:
    described = {row.name: [column.name for column in row.columns] for row in describe_tables()}
    assert described == table_headings()
    assert all(column.meaning for row in describe_tables() for column in row.columns)


def test_the_dictionary_is_a_table_itself() -> None:
    rows = list(csv.DictReader(io.StringIO(dictionary_csv().decode("utf-8-sig"), newline="")))
    assert len(rows) == sum(len(columns) for columns in table_headings().values())
    assert rows[0]["ファイル"] == "items.csv"
    assert rows[0]["列"] == "項目番号"
