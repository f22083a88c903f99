"""二つの年度の事実の違い。差替えと正誤表が使う。"""

from __future__ import annotations

import copy
from typing import Any

from reports.differences import Difference, find_differences
from tests.reports.pack_facts import Facts, pack_facts


def changed(**places: Any) -> tuple[Facts, Facts]:
    """変える前と後の事実。places は record の欄の上書き。"""
    before = pack_facts()
    after = copy.deepcopy(before)
    after["items"][0]["record"] |= places
    return before, after


def test_the_same_facts_do_not_differ() -> None:
    assert find_differences(pack_facts(), pack_facts()) == []


def test_a_text_of_a_report_differs_with_both_values() -> None:
    before, after = changed(achievement="会員が増えた。")
    assert find_differences(before, after) == [
        Difference(5, "成果", before["items"][0]["record"]["achievement"], "会員が増えた。")
    ]


def test_a_value_that_old_facts_lack_counts_as_empty() -> None:
    before, after = changed(amended_improvement="回数を増やす。")
    row = find_differences(before, after)[0].as_row()
    assert row == {
        "where": "項目5\n委員会をふまえた改善策",
        "before": "（なし）",
        "after": "回数を増やす。",
    }


def test_target_actual_and_rate_of_every_year_are_compared() -> None:
    before = pack_facts()
    after = copy.deepcopy(before)
    indicator = after["items"][0]["indicators"][0]
    indicator["years"][2]["target"]["text"] = "999人"
    indicator["years"][1]["actual"]["text"] = "888人"
    found = find_differences(before, after)
    name = indicator["name"]
    assert [(one.where, one.after) for one in found] == [
        (f"指標「{name}」の令和2（2020）年度の実績", "888人"),
        (f"指標「{name}」の令和3（2021）年度の目標", "999人"),
    ]


def test_pace_and_span_of_a_content_are_compared() -> None:
    before = pack_facts()
    after = copy.deepcopy(before)
    content = after["items"][1]["contents"][0]
    content["spans"] = content["spans"][:1]
    content["progress"] = {"pace_label": "完了", "activities": "終えた。"}
    places = [one.where for one in find_differences(before, after)]
    assert places == ["実施内容1の実施時期", "実施内容1の進み", "実施内容1の取組内容"]


def test_opinions_and_summaries_come_before_the_items() -> None:
    before, after = changed(issues="人が足りない。")
    after["summaries"]["whole"] = "遅れが目立ちました。"
    after["opinions"][1]["responses"] = [
        {"department": "総務課", "stance_label": "参考", "text": "…"}
    ]
    found = find_differences(before, after)
    assert [(one.item, one.where) for one in found] == [
        (None, "総括（全体）"),
        (None, "令和2（2020）年度の意見2の対応方針"),
        (5, "課題"),
    ]


def test_an_item_that_is_gone_shows_what_it_said() -> None:
    before, after = pack_facts(), pack_facts()
    after["items"] = after["items"][1:]
    gone = {one.where: one for one in find_differences(before, after)}
    assert gone["実施項目の名称"].before == "ファミリー・サポート・センター事業"
    assert gone["実施項目の名称"].after == ""
