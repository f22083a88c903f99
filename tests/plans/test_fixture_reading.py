"""登録する計画の数と中身が、独立した読み取りと一致するか。"""

from collections import Counter
from typing import Any

import pytest

from plans.figures import Figure
from tests.book import content_key, fields_of, fields_of_item, plan_rows, reading, squeeze
from tests.plans.book_values import PRINTED_VALUES

ITEMS = reading()["items"]
QUALIFIERS = {"新規": "new", "継続": "continued", "充実・強化": "strengthened"}
SECTIONS = {
    "current_state": "n_current_state",
    "direction": "n_direction",
    "response": "n_response",
}
COUNTS = {
    "plans.plan": 1,
    "plans.planrevision": 1,
    "plans.basicgoal": 6,
    "plans.policy": 3,
    "plans.measure": 10,
    "plans.department": 3,
    "plans.commontheme": 3,
    "plans.actionitem": 25,
    "plans.itemdepartment": 28,
    "plans.itemkind": 26,
    "plans.statement": 189,
    "plans.implementationcontent": 99,
    "plans.phasespan": 249,
    "plans.indicator": 31,
    "plans.baseline": 31,
    "plans.target": 155,
    "plans.sourcenote": 53,
    "plans.relatedplan": 7,
    "progress.committee": 1,
}
by_number = pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["number"]))


def contents_read(item: dict[str, Any]) -> list[dict[str, Any]]:
    """読み取りの実施内容。二行あるもの（項目23の1）は行ごとに分ける。"""
    phases = {row["content_key"]: row for row in item["phase_reading"]}
    rows: list[dict[str, Any]] = []
    for content in item["contents"]:
        whole = phases[content["key"]]
        parts = whole.get("parts", [{"part": content["title"], "phases": whole["phases"]}])
        for order, part in enumerate(parts, start=1):
            key = f"{content['key']}-{order}" if len(parts) > 1 else content["key"]
            rows.append({**content, "key": key, "title": part["part"], "phases": part["phases"]})
    return rows


def test_every_kind_of_row_is_there_in_its_number() -> None:
    assert Counter(row["model"] for row in plan_rows()) == COUNTS


def test_no_row_carries_a_database_number() -> None:
    assert {tuple(row) for row in plan_rows()} == {("model", "fields")}


def test_ninety_eight_contents_stand_in_ninety_nine_rows() -> None:
    rows = fields_of("plans.implementationcontent")
    assert (len(rows), len([row for row in rows if row["branch"] < 2])) == (99, 98)
    assert sum(len(item["contents"]) for item in ITEMS) == 98


@by_number
def test_the_head_of_each_sheet_is_as_read(item: dict[str, Any]) -> None:
    number = item["number"]
    stored = fields_of("plans.actionitem")[number - 1]
    codes = {row["number"]: row["code"] for row in fields_of("plans.policy")}
    departments = fields_of_item("plans.itemdepartment", number)
    assert (stored["number"], stored["title"]) == (number, item["title"])
    assert stored["remark"] == (item["remark"] or "")
    assert codes[stored["policy"][1]] == item["policy"]
    assert stored["measure"][1:] == [stored["policy"][1], item["measure_number"]]
    assert [row["department"][0] for row in departments] == item["departments"]
    assert [row["name"] for row in fields_of_item("plans.itemkind", number)] == item["kinds"]


@by_number
@pytest.mark.parametrize("section", SECTIONS)
def test_the_statements_are_as_many_as_read_and_begin_alike(
    item: dict[str, Any], section: str
) -> None:
    statements = fields_of_item("plans.statement", item["number"])
    rows = [row for row in statements if row["section"] == section]
    assert len(rows) == item[SECTIONS[section]]
    assert [row["order"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["text"].startswith(item["first_words"][section])


@by_number
def test_the_contents_are_as_read(item: dict[str, Any]) -> None:
    stored = {
        content_key(row): (row["title"], row["qualifier"], [goal for _, goal in row["basic_goals"]])
        for row in fields_of_item("plans.implementationcontent", item["number"])
    }
    read = {
        row["key"]: (row["title"], QUALIFIERS[row["status_qualifier"]], row["basic_goals_sheet"])
        for row in contents_read(item)
    }
    assert stored == read


@by_number
def test_the_phase_labels_of_each_content_are_as_read(item: dict[str, Any]) -> None:
    stored: dict[str, list[str]] = {}
    for row in fields_of_item("plans.phasespan", item["number"]):
        _, _, kind, number, branch = row["content"]
        key = content_key({"kind": kind, "number": number, "branch": branch})
        stored.setdefault(key, []).append(row["label"])
    assert stored == {row["key"]: row["phases"] for row in contents_read(item)}


def test_common_contents_name_their_theme_and_own_ones_none() -> None:
    for row in fields_of("plans.implementationcontent"):
        theme = row.get("common_theme", [None, None])[1]
        assert theme == (row["number"] if row["kind"] == "common" else None)


def test_the_repeated_content_points_to_the_first_one() -> None:
    repeats = [
        (content_key(row), row["item"][1], row["repeats"][1:])
        for row in fields_of("plans.implementationcontent")
        if "repeats" in row
    ]
    assert repeats == [("1", 18, [16, "own", 1, 0])]


@by_number
def test_the_indicators_are_as_read(item: dict[str, Any]) -> None:
    stored = [
        (row["number"], row["name"], row["unit"])
        for row in fields_of_item("plans.indicator", item["number"])
    ]
    assert stored == [(row["number"], row["name"], row["unit"] or "") for row in item["targets"]]


def stored_values() -> dict[tuple[int, int], dict[int, dict[str, Any]]]:
    values: dict[tuple[int, int], dict[int, dict[str, Any]]] = {}
    for row in [*fields_of("plans.baseline"), *fields_of("plans.target")]:
        _, item, number = row["indicator"]
        values.setdefault((item, number), {})[row["fiscal_year"]] = row
    return values


def test_all_186_printed_values_are_stored_as_the_book_prints_them() -> None:
    stored = {
        indicator: {year: row["as_printed"] for year, row in years.items()}
        for indicator, years in stored_values().items()
    }
    printed = {
        indicator: {year: squeeze(text) for year, text in years.items()}
        for indicator, years in PRINTED_VALUES.items()
    }
    assert stored == printed
    assert sum(map(len, stored.values())) == 186


def test_all_186_printed_values_are_read_and_print_back_alike() -> None:
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    rows = [row for years in stored_values().values() for row in years.values()]
    for row in rows:
        assert str(Figure.parse(row["as_printed"])) == row["value"]
        assert row["value"] == row["as_printed"].translate(digits)


def test_every_baseline_is_an_estimate_of_january_2019() -> None:
    rows = fields_of("plans.baseline")
    assert {(row["is_estimate"], row["as_of"]) for row in rows} == {(True, "2019-01-31")}
    assert [row["indicator"][1] for row in rows if row.get("note")] == [1]


def test_every_target_belongs_to_the_first_revision() -> None:
    assert {row["revision"][1] for row in fields_of("plans.target")} == {0}


def test_the_discrepancies_are_all_noted() -> None:
    noted = Counter(
        (row["item"][1], row["subject"])
        for row in fields_of("plans.sourcenote")
        if row["kind"] == "discrepancy"
    )
    assert noted == Counter((row["item"], row["what"]) for row in reading()["discrepancies"])
    assert noted.total() == 16


def test_the_ambiguities_are_all_noted() -> None:
    notes = [row for row in fields_of("plans.sourcenote") if row["kind"] == "ambiguity"]
    noted = Counter(row.get("item", [None, None])[1] for row in notes)
    assert noted == Counter(row["item"] for row in reading()["ambiguities"])
    assert all(row["reading"] and row["reason"] for row in notes)


def test_wherever_sheet_and_list_differ_a_note_stands() -> None:
    noted = {
        row["item"][1] for row in fields_of("plans.sourcenote") if row["kind"] == "discrepancy"
    }
    for item in ITEMS:
        differs = item["title"] != item["title_in_list"] or any(
            row["title"] != row["title_in_list"]
            or row["basic_goals_sheet"] != row["basic_goals_list"]
            for row in item["contents"]
        )
        assert not differs or item["number"] in noted
