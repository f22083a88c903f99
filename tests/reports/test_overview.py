"""ダッシュボードの見立て。事実を手で作り、規則ごとに一つずつ確かめる。"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from reports.overview import (
    count_goals,
    count_ratings,
    count_reasons,
    find_attention,
    lay_out_matrix,
    rating_of,
    with_ranks,
)
from reports.overview.ratings import change_text, share_text
from tests.reports.overview_facts import indicator_year, judgement, make_facts


def reasons(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (reason["code"], reason["sentence"])
        for row in find_attention(facts)
        for reason in row["reasons"]
    ]


def test_a_quiet_item_needs_no_attention() -> None:
    assert reasons(make_facts()) == []


@pytest.mark.parametrize("state", ["blank", "draft", "sent_back"])
def test_a_record_past_its_deadline_is_late(state: str) -> None:
    facts = make_facts()
    facts["year"]["is_overdue"] = True
    assert reasons(facts) == []
    facts["items"][0]["record"] |= {"state": state, "state_label": "下書き"}
    assert ("late", "提出期限（令和4年4月28日）を過ぎていますが、下書きのままです。") in reasons(
        facts
    )


def test_the_lowest_band_is_named_with_its_rate() -> None:
    facts = make_facts()
    years = facts["items"][0]["indicators"][0]["years"]
    years[2]["judgement"] = judgement("not_achieved", "75.0％")
    years[1]["judgement"] = judgement("not_achieved", "70.0％")
    assert reasons(facts) == [("below_band", "「参加者数」が未達成（75.0％）です。")]


def test_a_second_figure_counts_too() -> None:
    facts = make_facts()
    row = facts["items"][0]["indicators"][0]["years"][2]
    row["judgement"] = judgement("achieved", second=judgement("not_achieved", "50.0％"))
    assert [code for code, _ in reasons(facts)] == ["below_band"]


def test_a_fall_to_a_lower_band_is_told_but_a_rise_is_not() -> None:
    facts = make_facts()
    years = facts["items"][0]["indicators"][0]["years"]
    years[2]["judgement"] = judgement("mostly_achieved", "90.0％")
    assert reasons(facts) == [("worse", "「参加者数」が前年度の達成から概ね達成に下がりました。")]
    years[1]["judgement"] = judgement("not_achieved", "50.0％")
    assert reasons(facts) == []


def test_a_rating_lower_than_last_year_is_told() -> None:
    facts = make_facts()
    facts["items"][0]["record"] |= {
        "self_rating": "not_achieved",
        "self_rating_label": "未達成",
    }
    assert reasons(facts) == [("worse", "評価が前年度の達成から未達成に下がりました。")]


@pytest.mark.parametrize("unrated", ["last", "now"])
def test_a_rating_is_compared_only_when_both_years_are_rated_on_the_scale(unrated: str) -> None:
    facts = make_facts()
    item = facts["items"][0]
    row = item["years"][1] if unrated == "last" else item["record"]
    row |= {"self_rating": "", "self_rating_label": ""}
    assert reasons(facts) == []


def test_the_committees_rating_is_the_one_compared() -> None:
    facts = make_facts()
    committee = {"rating": "mostly_achieved", "rating_label": "概ね達成"}
    facts["items"][0]["record"] |= committee
    assert reasons(facts) == [("worse", "評価が前年度の達成から概ね達成に下がりました。")]


def test_an_unjudged_year_is_never_worse() -> None:
    facts = make_facts()
    facts["items"][0]["indicators"][0]["years"][1]["judgement"] = judgement()
    assert reasons(facts) == []


def test_a_line_that_misses_the_final_target_is_told_with_its_need() -> None:
    facts = make_facts()
    facts["plan"]["last_year"] = 2022
    indicator = facts["items"][0]["indicators"][0]
    indicator["years"].append(indicator_year(2022, "20", ""))
    [(code, sentence)] = reasons(facts)
    assert code == "outlook"
    assert "令和4（2022）年度は13人で、目標20人を満たさない見込みです" in sentence
    assert "1年に8人の増が要ります" in sentence


def test_only_contents_judged_late_are_told_with_the_planned_phase() -> None:
    facts = make_facts()
    judgement = {"is_late": True, "label": "遅れ", "planned": "", "reason": "推定のため…"}
    facts["items"][0]["contents"][0]["judgement"] = judgement
    assert ("delayed", "実施内容1が遅れです。") in reasons(facts)
    judgement |= {"planned": "「実施」", "reason": "計画では「実施」の年度です。"}
    assert ("delayed", "実施内容1が遅れです。計画では「実施」の年度です。") in reasons(facts)


def test_an_opinion_without_a_confirmed_answer_is_told() -> None:
    facts = make_facts()
    opinion = {"label": "意見3（令和2年度）", "is_unanswered": True, "is_carried": True}
    facts["items"][0]["opinions"] = [opinion]
    assert reasons(facts) == [
        (
            "opinion",
            "委員会の意見3（令和2年度）（前の年度から）に、確認の済んだ回答がまだありません。",
        )
    ]
    opinion["is_unanswered"] = False
    assert reasons(facts) == []


def test_an_answered_caution_is_quiet() -> None:
    facts = make_facts()
    facts["items"][0]["cautions"] = [{"sentence": "前年度と大きく違います。", "answer": ""}]
    assert reasons(facts) == [("caution", "前年度と大きく違います。")]
    facts["items"][0]["cautions"][0]["answer"] = "会場が広くなったため"
    assert reasons(facts) == []


def test_an_unanswered_improvement_is_told_once_submitted() -> None:
    facts = make_facts()
    record = facts["items"][0]["record"]
    record["last_outcome"] = ""
    assert reasons(facts) == [("outcome", "令和2（2020）年度の改善策の結果が書かれていません。")]
    for state in ("draft", "unfinalized", "not_opened"):
        record["state"] = state
        assert reasons(facts) == []


def test_reasons_are_counted_by_item() -> None:
    facts = make_facts()
    for content in facts["items"][0]["contents"]:
        content["judgement"] = {"is_late": True, "label": "遅れ", "planned": ""}
    counts = {row["code"]: row["count"] for row in count_reasons(find_attention(facts))}
    assert counts["delayed"] == 1
    assert counts["late"] == 0


def test_ratings_are_counted_for_all_by_policy_and_by_department() -> None:
    facts = make_facts()
    other = copy.deepcopy(facts["items"][0])
    other["number"] = 2
    other["departments"] = ["支援課", "総務課"]
    other["years"][2]["self_rating"] = "not_achieved"
    facts["items"].append(other)
    facts["departments"].append({"name": "総務課"})
    rows = {row["label"]: row for row in count_ratings(facts)}
    assert [cell["count"] for cell in rows["全体"]["cells"]] == [1, 0, 1, 0]
    assert [cell["change"] for cell in rows["全体"]["cells"]] == ["△1", "±0", "＋1", "±0"]
    assert [cell["share"] for cell in rows["全体"]["cells"]] == [
        "50.0％",
        "0.0％",
        "50.0％",
        "0.0％",
    ]
    assert rows["支援課"]["total"] == 2
    assert rows["総務課"]["total"] == 1
    assert "基本方針Ⅰ　支えあう" in rows


def test_change_is_silent_when_last_year_was_not_rated() -> None:
    facts = make_facts()
    facts["items"][0]["years"][1]["self_rating"] = ""
    assert {cell["change"] for cell in count_ratings(facts)[0]["cells"]} == {""}


def test_the_tiles_of_ratings_have_the_shapes_of_their_rank() -> None:
    facts = make_facts()
    scale = [{"code": f"r{rank}", "label": label} for rank, label in enumerate("ＡＢＣＤ")]
    facts["scale"]["ratings"] = scale
    shapes = ["◎", "○", "△", "×"]
    assert [row["sign"] for row in with_ranks(scale)] == shapes
    cells = count_ratings(facts)[0]["cells"]
    assert [cell["sign"] for cell in cells] == [*shapes, ""]
    assert [cell["kind"] for cell in cells][-2:] == ["rank-lowest", "unranked"]


def changes_of(facts: dict[str, Any]) -> set[str]:
    return {cell["change"] for row in count_ratings(facts) for cell in row["cells"]}


def test_ratings_of_another_scale_are_not_compared() -> None:
    facts = make_facts()
    assert changes_of(facts) == {"±0"}
    facts["items"][0]["years"][1] |= {"self_rating": "a", "self_rating_label": "Ａ"}
    assert changes_of(facts) == {""}


def test_a_year_that_is_not_opened_is_not_compared() -> None:
    facts = make_facts()
    facts["year"]["is_opened"] = False
    assert changes_of(facts) == {""}
    assert {tuple(row["changes"]) for row in count_goals(facts)} == {()}


@pytest.mark.parametrize("year", [1, 2])
def test_hidden_reports_leave_nothing_to_compare(year: int) -> None:
    facts = make_facts()
    for content in facts["items"][0]["contents"]:
        content["years"] = [{"year": facts["year"]["year"] - 1, "pace": "delayed"}]
    facts["items"][0]["years"][year]["state"] = "unfinalized"
    assert changes_of(facts) == {""}
    assert {tuple(row["changes"]) for row in count_goals(facts)} == {()}


def test_paces_of_a_goal_have_their_share_and_change() -> None:
    facts = make_facts()
    for content in facts["items"][0]["contents"]:
        content["years"] = [{"year": facts["year"]["year"] - 1, "pace": "delayed"}]
    rows = {row["label"]: row["cells"] for row in count_goals(facts)}
    assert rows["基本目標2　育てる"] == [
        {
            "code": "on_schedule",
            "label": "予定どおり",
            "count": 1,
            "share": "100.0％",
            "change": "＋1",
        },
        {"code": "delayed", "label": "遅れ", "count": 0, "share": "0.0％", "change": "△1"},
    ]
    assert [cell["change"] for cell in rows["記載なし"]] == ["△1", ""]


def test_contents_of_a_hidden_report_are_not_told_as_unentered() -> None:
    facts = make_facts()
    for content in facts["items"][0]["contents"]:
        content["progress"] = {"pace": "", "pace_label": ""}
        content["hidden_label"] = "確定前"
    told = [{"code": "unfinalized", "label": "確定前", "count": 1}]
    assert [row["paces"] for row in count_goals(facts)] == [told] * 3


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [(0, 0, ""), (0, 3, "0.0％"), (1, 3, "33.3％"), (2, 3, "66.6％"), (3, 3, "100.0％")],
)
def test_shares_are_cut_and_never_divide_by_zero(count: int, total: int, text: str) -> None:
    assert share_text(count, total) == text


@pytest.mark.parametrize(("difference", "text"), [(0, "±0"), (3, "＋3"), (-2, "△2")])
def test_change_has_a_sign(difference: int, text: str) -> None:
    assert change_text(difference) == text


def test_a_content_with_two_goals_counts_in_each_and_one_without_apart() -> None:
    rows = {row["label"]: row for row in count_goals(make_facts())}
    assert rows["基本目標1　つながる"]["total"] == 1
    paces = [{"code": "on_schedule", "label": "予定どおり", "count": 1}]
    assert rows["基本目標2　育てる"]["paces"] == paces
    assert rows["記載なし"]["paces"] == [{"code": "none", "label": "未入力", "count": 1}]
    assert {tuple(row["changes"]) for row in rows.values()} == {()}


def test_the_paces_of_a_goal_are_compared_with_the_year_before() -> None:
    facts = make_facts()
    last = facts["year"]["year"] - 1
    contents = [content for item in facts["items"] for content in item["contents"]]
    for content in contents:
        content["years"] = [{"year": last, "pace": "delayed"}]
    rows = {row["label"]: row for row in count_goals(facts)}
    assert rows["基本目標2　育てる"]["changes"] == {"予定どおり": "＋1", "遅れ": "△1"}


def test_the_matrix_shows_ratings_and_states_as_words() -> None:
    facts = make_facts()
    years = facts["items"][0]["years"]
    years[1] |= {"self_rating": "", "self_rating_label": "", "state": "draft"}
    years[1]["state_label"] = "下書き"
    years[2] |= {"self_rating": "", "self_rating_label": "", "state": "not_opened"}
    years[2]["state_label"] = "年度未開始"
    [row] = lay_out_matrix(facts)
    told = [(cell["text"], cell["state_label"], cell["is_opened"]) for cell in row["cells"]]
    assert told == [("達成", "", True), ("", "下書き", True), ("", "年度未開始", False)]


def test_the_matrix_tells_the_state_of_a_rating_that_is_not_final() -> None:
    facts = make_facts()
    facts["items"][0]["years"][2] |= {"state": "submitted", "state_label": "提出済"}
    [row] = lay_out_matrix(facts)
    assert [cell["state_label"] for cell in row["cells"]] == ["", "", "提出済"]


@pytest.mark.parametrize(
    ("labels", "signs", "kinds"),
    [
        ("達成 概ね達成 未達成", ["◎", "○", "×"], ["highest", "middle", "lowest"]),
        ("Ａ Ｂ Ｃ Ｄ", ["◎", "○", "△", "×"], ["highest", "middle", "middle", "lowest"]),
        ("◎ ○ △ ×", ["", "", "", ""], ["highest", "middle", "middle", "lowest"]),
    ],
)
def test_the_shapes_of_ratings_go_by_their_rank_on_any_scale(
    labels: str, signs: list[str], kinds: list[str]
) -> None:
    facts = make_facts()
    scale = [{"code": f"r{rank}", "label": label} for rank, label in enumerate(labels.split())]
    facts["scale"]["ratings"] = scale
    year = facts["items"][0]["years"][0]
    facts["items"][0]["years"] = [
        year | {"self_rating": row["code"], "self_rating_label": row["label"]} for row in scale
    ]
    [row] = lay_out_matrix(facts)
    assert [cell["sign"] for cell in row["cells"]] == signs
    assert [cell["kind"] for cell in row["cells"]] == [f"rank-{kind}" for kind in kinds]


def test_the_rating_after_the_committee_comes_before_the_own_one() -> None:
    own = {"self_rating": "achieved", "self_rating_label": "達成"}
    assert rating_of(own) == {"code": "achieved", "label": "達成"}
    both = {**own, "rating": "not_achieved", "rating_label": "未達成"}
    assert rating_of(both) == {"code": "not_achieved", "label": "未達成"}
