"""改善策のその後。どの年度の改善策も、答えがあるまで残る。"""

from __future__ import annotations

from typing import Any

import pytest

from reports.overview import list_improvements
from tests.reports.overview_facts import make_facts


def past_report(year: int, improvement: str, outcome: str = "", label: str = "") -> dict[str, Any]:
    return {
        "year": year,
        "label": f"{year}年度",
        "improvement": improvement,
        "last_outcome": outcome,
        "last_outcome_label": label,
        "last_outcome_note": "",
        "self_rating": "achieved",
        "self_rating_label": "達成",
    }


def counts_of(improvements: dict[str, Any]) -> dict[str, int]:
    return {row["label"]: row["count"] for row in improvements["counts"] if row["count"]}


def test_last_years_improvements_stand_beside_their_outcome() -> None:
    facts = make_facts()
    improvements = list_improvements(facts)
    [row] = improvements["rows"]
    assert (row["improvement"], row["outcome"], row["note"]) == (
        "回数を増やす",
        "実施した",
        "月二回に増やした",
    )
    assert [(rating["year_label"], rating["label"]) for rating in row["ratings"]] == [
        ("令和2（2020）年度", "達成"),
        ("令和3（2021）年度", "達成"),
    ]
    assert row["indicators"] == [
        {"name": "参加者数", "before": "100.0％ 達成", "now": "100.0％ 達成"}
    ]
    assert counts_of(improvements) == {"実施した": 1}
    facts["items"][0]["record"]["last_outcome"] = ""
    assert counts_of(list_improvements(facts)) == {"未回答": 1}


def test_an_unanswered_improvement_stays_over_the_years() -> None:
    facts = make_facts()
    facts["items"][0]["past"] = [
        past_report(2019, "名簿を作る"),
        past_report(2020, "回数を増やす"),
    ]
    improvements = list_improvements(facts)
    assert [(row["year"], row["outcome"]) for row in improvements["rows"]] == [
        (2020, "実施した"),
        (2019, "未回答"),
    ]
    assert counts_of(improvements) == {"実施した": 1, "未回答": 1}
    assert [row["year"] for row in list_improvements(facts, ["none"])["rows"]] == [2019]


def test_an_answered_improvement_of_an_earlier_year_goes_to_the_closed_ones() -> None:
    facts = make_facts()
    facts["items"][0]["past"] = [
        past_report(2019, "名簿を作る"),
        past_report(2020, "", "partly", "一部を実施した"),
    ]
    improvements = list_improvements(facts)
    assert improvements["rows"] == []
    assert [(row["year"], row["outcome"]) for row in improvements["closed"]] == [
        (2019, "一部を実施した")
    ]


@pytest.mark.parametrize(
    ("state", "label"), [("unfinalized", "確定前"), ("not_opened", "年度未開始")]
)
def test_an_answer_that_is_hidden_is_not_told_as_missing(state: str, label: str) -> None:
    facts = make_facts()
    facts["items"][0]["record"]["last_outcome"] = ""
    facts["items"][0]["years"][2]["state"] = state
    improvements = list_improvements(facts)
    assert [row["outcome"] for row in improvements["rows"]] == [label]
    assert [row["no_note"] for row in improvements["rows"]] == [label]
    assert counts_of(improvements) == {label: 1}
    assert [row["year"] for row in list_improvements(facts, [state])["rows"]] == [2020]


def test_counts_are_of_the_chosen_outcome_only() -> None:
    facts = make_facts()
    assert counts_of(list_improvements(facts, ["done"])) == {"実施した": 1}
    assert counts_of(list_improvements(facts, ["none"])) == {}


def test_years_after_the_chosen_one_are_not_told() -> None:
    facts = make_facts()
    facts["items"][0]["past"].append(past_report(2022, "先の年度の改善策"))
    assert [row["year"] for row in list_improvements(facts)["rows"]] == [2020]


def test_the_improvement_amended_after_the_committee_is_the_one_followed() -> None:
    facts = make_facts()
    facts["items"][0]["past"][0]["amended_improvement"] = "会場も増やす"
    assert [row["improvement"] for row in list_improvements(facts)["rows"]] == ["会場も増やす"]
