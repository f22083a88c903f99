"""公表してよい部分。公表していない年度の実績を足した文は、公開しない。"""

from __future__ import annotations

from typing import Any

import pytest

from reports.public.cut import open_to_public

Facts = dict[str, Any]
SUM = "平成31（2019）年度から令和3（2021）年度までの計は52です。"


def facts_of(**states: str) -> Facts:
    """2019～2023 年度の計画の、2021 年度の版。states は、固めたときの年度の段階。"""
    years = [
        {"year": year, "state": states.get(f"y{year}", ""), "state_label": ""}
        for year in range(2019, 2024)
    ]
    indicator = {"number": 1, "years": [], "share_sum": SUM}
    item = {
        "number": 15,
        "contents": [],
        "indicators": [indicator, {**indicator, "number": 2, "share_sum": ""}],
        "plain_text": f"実績は20。{SUM}進みは予定どおり。",
    }
    return {"year": {"year": 2021}, "plan": {"years": years}, "items": [item]}


def told(facts: Facts, released: set[int]) -> tuple[str, str]:
    [item] = open_to_public(facts, released)["items"]
    return item["indicators"][0]["share_sum"], item["plain_text"]


def test_the_sum_over_published_years_is_shown() -> None:
    facts = facts_of(y2019="published", y2020="published", y2021="published")
    assert told(facts, {2019, 2020, 2021}) == (SUM, f"実績は20。{SUM}進みは予定どおり。")


@pytest.mark.parametrize(
    ("states", "released"),
    [
        # 取り下げた年度
        ({"y2019": "published", "y2020": "published"}, {2020, 2021}),
        # まだ公表していない年度
        ({"y2019": "published", "y2020": "deliberating"}, {2019, 2021}),
        ({}, {2021}),
    ],
)
def test_a_sum_that_holds_a_year_not_public_is_left_out(
    states: dict[str, str], released: set[int]
) -> None:
    facts = facts_of(**states)
    assert told(facts, released) == ("", "実績は20。進みは予定どおり。")
    assert facts["items"][0]["indicators"][0]["share_sum"] == SUM
