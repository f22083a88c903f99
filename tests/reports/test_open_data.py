"""公開データ: CSV の見出し、行、形。"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from plans.workbooks import guard_text
from reports.open_data import open_data_files
from tests.plans.hard_strings import HARD_STRINGS
from tests.reports.export_facts import (
    Facts,
    database,
    internal_facts,
    official_facts,
    official_plan,
    other_facts,
    small_facts,
    unopened_facts,
    with_every_text,
)

__all__ = [
    "database", "internal_facts", "official_facts", "official_plan", "other_facts",
    "unopened_facts",
]  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HEADINGS = {
    "items.csv": "項目番号,実施項目,基本方針,施策番号,施策,備考",
    "item_departments.csv": "項目番号,順,担当課",
    "item_kinds.csv": "項目番号,順,種別",
    "contents.csv": "項目番号,区分,番号,枝番,実施内容,継続区分",
    "content_goals.csv": "項目番号,区分,番号,枝番,基本目標番号",
    "phases.csv": "項目番号,区分,番号,枝番,順,表記,段階,開始年度,終了年度,確認状況",
    "targets.csv": "項目番号,指標番号,指標,単位,年度,種類,型,値,値の上限,第2値,第2値の上限,表記",
    "results.csv": "項目番号,指標番号,年度,状態,値,値の上限,第2値,第2値の上限,表記,達成率",
    "item_sdgs.csv": "項目番号,目標番号,目標",
    "related_plans.csv": "項目番号,順,関連計画",
    "ratings.csv": "項目番号,年度,種別,評語,理由",
    "opinions.csv": "年度,意見番号,項目番号,会議,種別,意見,人数,回答した課,対応,回答",
    "content_progress.csv": "項目番号,区分,番号,枝番,年度,進み,取組内容",
}
Rows = list[dict[str, str]]


def table_of(facts: Facts, name: str) -> Rows:
    text = open_data_files(facts)[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def find(rows: Rows, **values: Any) -> Rows:
    wanted = {name: str(value) for name, value in values.items()}
    return [row for row in rows if wanted.items() <= row.items()]


def test_there_are_exactly_these_files_with_exactly_these_headings(official_facts: Facts) -> None:
    files = open_data_files(official_facts)
    first_lines = {name: content.split(b"\r\n")[0] for name, content in files.items()}
    assert first_lines == {
        name: b"\xef\xbb\xbf" + headings.encode() for name, headings in HEADINGS.items()
    }


def test_the_official_plan_has_as_many_rows_as_the_book(official_facts: Facts) -> None:
    counts = {name: len(table_of(official_facts, name)) for name in ("items", "contents")}
    assert counts == {"items": 25, "contents": 99}
    targets = table_of(official_facts, "targets")
    assert len(find(targets, 種類="基準値")) == 31
    assert len(find(targets, 種類="目標値")) == 155
    departments = table_of(official_facts, "item_departments")
    assert len({row["項目番号"] for row in departments}) == 25


def test_items_name_their_policy_and_measure(official_facts: Facts) -> None:
    (row,) = find(table_of(official_facts, "items"), 項目番号=15)
    assert row["実施項目"] == "事務事業評価の実施"
    assert (row["基本方針"], row["施策番号"], row["施策"]) == (
        "各種基盤の強化",
        "1",
        "事務事業の見直し",
    )


def test_a_branch_number_is_given_only_where_a_number_has_two_lines(official_facts: Facts) -> None:
    contents = table_of(official_facts, "contents")
    branched = [row for row in contents if row["枝番"]]
    assert [(row["項目番号"], row["番号"], row["枝番"]) for row in branched] == [
        ("23", "1", "1"),
        ("23", "1", "2"),
    ]
    assert {row["区分"] for row in contents} == {"固有", "共通"}


def test_goals_hang_on_existing_contents(official_facts: Facts) -> None:
    key = ("項目番号", "区分", "番号", "枝番")
    contents = {tuple(row[name] for name in key) for row in table_of(official_facts, "contents")}
    goals = table_of(official_facts, "content_goals")
    assert {tuple(row[name] for name in key) for row in goals} <= contents
    assert {row["基本目標番号"] for row in goals} <= set("123456")


def test_phases_keep_the_label_join_the_stages_and_say_unconfirmed(official_facts: Facts) -> None:
    phases = table_of(official_facts, "phases")
    assert {row["確認状況"] for row in phases} == {"要確認"}
    row = next(row for row in phases if row["表記"] == "実施・検討")
    assert row["段階"] == "実施・検討"
    for phase in phases:
        assert 2019 <= int(phase["開始年度"]) <= int(phase["終了年度"]) <= 2023


def test_a_confirmed_schedule_says_so(official_facts: Facts) -> None:
    item = {**official_facts["items"][0], "schedule_confirmed": True}
    phases = table_of({**official_facts, "items": [item]}, "phases")
    assert {row["確認状況"] for row in phases} == {"確認済"}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((4, 1, 2021), ("数値", "6740", "", "", "", "6,740回")),
        ((5, 2, 2019), ("第2値つき", "67", "", "40", "", "67人（40人）")),
        ((10, 2, 2019), ("第2値つき", "1", "", "4", "6", "年１回(年4～6回)")),
        ((10, 1, 2022), ("文言", "", "", "", "", "次期介護保険事業計画による")),
        ((15, 1, 2020), ("割合", "", "", "", "", "総事務事業数の3分の1")),
        ((19, 1, 2023), ("文言", "", "", "", "", "参加")),
        ((8, 1, 2019), ("数値", "0", "", "", "", "0件")),
    ],
)
def test_targets_are_typed_and_stand_beside_the_printed_form(
    official_facts: Facts, key: tuple[int, int, int], expected: tuple[str, ...]
) -> None:
    targets = find(table_of(official_facts, "targets"), 種類="目標値")
    (row,) = find(targets, 項目番号=key[0], 指標番号=key[1], 年度=key[2])
    columns = ("型", "値", "値の上限", "第2値", "第2値の上限", "表記")
    assert tuple(row[name] for name in columns) == expected


def test_baselines_stand_in_the_year_before_the_plan(official_facts: Facts) -> None:
    baselines = find(table_of(official_facts, "targets"), 種類="基準値")
    assert {row["年度"] for row in baselines} == {"2018"}
    (row,) = find(baselines, 項目番号=16, 指標番号=1)
    assert (row["値"], row["単位"], row["表記"]) == ("9708", "千円", "9,708千円")


def test_results_hold_finalized_reports_only(official_facts: Facts, internal_facts: Facts) -> None:
    results = table_of(official_facts, "results")
    assert {row["年度"] for row in results} == {"2020", "2021"}
    assert len(find(results, 年度=2020)) == 31
    assert find(results, 項目番号=2, 年度=2021) == []
    assert len(find(results, 項目番号=2, 年度=2020)) == 1
    internal = table_of(internal_facts, "results")
    assert len(find(internal, 年度=2021)) == 31


def test_results_say_the_state_and_leave_a_missing_rate_empty(official_facts: Facts) -> None:
    results = table_of(official_facts, "results")
    (entered,) = find(results, 項目番号=4, 年度=2021)
    assert (entered["状態"], entered["値"], entered["表記"]) == ("実績あり", "6740", "6,740回")
    assert entered["達成率"] == "100.0"
    (missing,) = find(results, 項目番号=13, 年度=2021)
    assert missing["状態"] in {"未入力", "該当なし", "未確定", "中止・評価対象外"}
    assert {missing[name] for name in ("値", "第2値", "表記", "達成率")} == {""}


def test_every_state_has_its_word(official_facts: Facts) -> None:
    states = {
        "entered": "実績あり",
        "not_entered": "未入力",
        "not_applicable": "該当なし",
        "undetermined": "未確定",
        "excluded": "中止・評価対象外",
    }
    item = next(item for item in official_facts["items"] if item["number"] == 4)
    for status, word in states.items():
        indicator = {**item["indicators"][0]}
        indicator["years"] = [
            {**row, "actual": {**row["actual"], "status": status}} for row in indicator["years"]
        ]
        facts = {**official_facts, "items": [{**item, "indicators": [indicator]}]}
        assert {row["状態"] for row in table_of(facts, "results")} == {word}


def test_years_are_western_and_numbers_bare(official_facts: Facts) -> None:
    for name, columns in {"targets": ("値", "第2値"), "results": ("値", "達成率")}.items():
        for row in table_of(official_facts, name):
            assert re.fullmatch(r"20\d\d", row["年度"])
            assert all(re.fullmatch(r"(-?\d+(\.\d+)?)?", row[column]) for column in columns)


def test_the_chosen_year_makes_no_difference(official_facts: Facts, unopened_facts: Facts) -> None:
    assert open_data_files(official_facts) == open_data_files(unopened_facts)


def test_a_plan_of_another_shape_comes_out_right(other_facts: Facts) -> None:
    items = table_of(other_facts, "items")
    assert len(items) == 40
    assert {(row["施策番号"], row["施策"]) for row in items} == {("", "")}
    assert {row["区分"] for row in table_of(other_facts, "contents")} == {"固有"}
    assert {row["担当課"] for row in table_of(other_facts, "item_departments")} == {
        "第1課", "第2課", "第3課", "第4課",
    }  # fmt: skip
    assert len(table_of(other_facts, "targets")) == 28 * 7
    assert len(table_of(other_facts, "results")) == 28
    assert table_of(other_facts, "item_kinds") == []


@pytest.mark.parametrize("text", HARD_STRINGS)
def test_no_text_is_lost(official_facts: Facts, text: str) -> None:
    facts = with_every_text(small_facts(official_facts), lambda _: text)
    texts = {
        "items": "実施項目",
        "contents": "実施内容",
        "phases": "表記",
        "targets": "表記",
        "results": "表記",
    }
    for name, column in texts.items():
        assert {row[column] for row in table_of(facts, name)} == {guard_text(text)}
