"""重点項目の五つの規則と、総務課の選び直し。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.focus import FocusError, FocusThresholds, decide_focus, propose_focus
from tests.reports.focus_facts import Facts, focus_facts, focus_indicator, focus_item


def sentences(facts: Facts, rule: str) -> list[str]:
    """一つめの勧めの、その規則の文。"""
    proposals = propose_focus(facts)
    reasons = proposals[0].reasons if proposals else ()
    return [reason.sentence for reason in reasons if reason.rule == rule]


def test_an_item_without_anything_to_discuss_is_not_proposed() -> None:
    assert propose_focus(focus_facts(focus_item(indicators=(focus_indicator(),)))) == []


def test_the_worst_rating_is_a_reason_even_without_numbers() -> None:
    facts = focus_facts(focus_item(rating="c", last_rating="c"))
    assert sentences(facts, "worst") == ["評価が「未達成」です。"]


def test_the_worst_band_of_an_indicator_names_rate_target_and_actual() -> None:
    facts = focus_facts(focus_item(indicators=(focus_indicator("50.0", "50.0", band="c"),)))
    assert sentences(facts, "worst") == [
        "「相談件数」が未達成です（達成率50.0％、目標10件、実績5件）。"
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", ["入力のときの注意に答えがありません（前年度の2倍を超えています）。"]),
        ("講座を増やした", []),
    ],
)
def test_a_caution_is_a_reason_until_it_is_answered(answer: str, expected: list[str]) -> None:
    item = focus_item(indicators=(focus_indicator(),))
    item["cautions"] = [{"sentence": "前年度の2倍を超えています。", "answer": answer}]
    assert sentences(focus_facts(item), "caution") == expected


def test_a_scale_of_one_rating_has_no_worst() -> None:
    facts = focus_facts(focus_item(rating="a"))
    facts["scale"]["ratings"] = facts["scale"]["ratings"][:1]
    assert propose_focus(facts) == []


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ("95.0", "75.0", "95.0％から75.0％に変わりました（20.0ポイント減）"),
        ("75.0", "95.0", "75.0％から95.0％に変わりました（20.0ポイント増）"),
        ("95.0", "75.1", ""),
        ("", "75.0", ""),
        ("95.0", "", ""),
    ],
)
def test_a_rate_that_moved_by_the_threshold_is_a_big_change(
    last: str, now: str, expected: str
) -> None:
    found = sentences(focus_facts(focus_item(indicators=(focus_indicator(now, last),))), "change")
    assert len(found) == bool(expected)
    assert all(expected in sentence for sentence in found)


def test_a_rating_that_changed_is_a_big_change() -> None:
    facts = focus_facts(focus_item(rating="b", last_rating="a"))
    assert sentences(facts, "change") == [
        "評価が、前年度の「達成」から「概ね達成」に変わりました。"
    ]


def test_the_thresholds_are_data() -> None:
    facts = focus_facts(focus_item(indicators=(focus_indicator("95.0", "100.0"),)))
    assert propose_focus(facts) == []
    assert len(propose_focus(facts, FocusThresholds(rate_points=Decimal(5)))) == 1


def test_late_contents_are_counted_against_all() -> None:
    facts = focus_facts(focus_item(paces=("delayed", "on_schedule", "not_started_late")))
    assert sentences(facts, "late") == ["実施内容1、3が遅れています（3件のうち2件）。"]


def test_a_target_changed_by_a_revision_shows_both_values() -> None:
    indicator = focus_indicator(
        text="8件", revised_from=2021, revision="第1回改定", replaced_text="10件"
    )
    facts = focus_facts(focus_item(indicators=(indicator,)))
    assert sentences(facts, "target") == [
        "「相談件数」の令和3年度の目標が、第1回改定で10件から8件に変わりました。"
    ]


def test_a_target_settled_by_another_plan_is_a_change_of_target() -> None:
    facts = focus_facts(focus_item(indicators=(focus_indicator(settled_text="12件"),)))
    assert sentences(facts, "target") == [
        "「相談件数」の令和3年度の目標が、別の計画で12件に定まりました。"
    ]


def test_a_target_of_an_older_revision_is_no_news() -> None:
    indicator = focus_indicator(revised_from=2020, revision="第1回改定", replaced_text="10件")
    assert propose_focus(focus_facts(focus_item(indicators=(indicator,)))) == []


def opinion(item: int | None, year: int) -> Facts:
    return {"item": item, "year": year}


def test_an_item_long_without_an_opinion_is_proposed_with_the_years() -> None:
    facts = focus_facts(focus_item(1), focus_item(2), opinions=[opinion(2, 2020)])
    assert sentences(facts, "uncommented") == ["平成31年度から3年度分、委員会の意見がありません。"]
    assert [proposal.number for proposal in propose_focus(facts)] == [1]


def test_an_empty_register_of_opinions_proposes_nothing() -> None:
    assert propose_focus(focus_facts(focus_item(1))) == []


def test_at_most_eight_items_are_proposed_the_weightiest_first() -> None:
    items = [focus_item(number, paces=("delayed",)) for number in range(1, 12)]
    items.append(focus_item(12, rating="c", last_rating="c", paces=("delayed",)))
    numbers = [proposal.number for proposal in propose_focus(focus_facts(*items))]
    assert numbers == [12, 1, 2, 3, 4, 5, 6, 7]


def test_what_the_office_changes_is_kept_with_its_sentence() -> None:
    facts = focus_facts(focus_item(1, paces=("delayed",)), focus_item(2))
    kept = decide_focus(facts, {2: "新しい事業のため"}, {1: "次回に扱うため"})
    assert [(one["number"], one["is_chosen"], one["note"]) for one in kept] == [
        (1, False, "次回に扱うため"),
        (2, True, "新しい事業のため"),
    ]
    assert kept[0]["reasons"][0]["label"] == "遅れ"


@pytest.mark.parametrize(("chosen", "removed"), [({2: " "}, {}), ({}, {1: ""})])
def test_a_change_without_a_sentence_is_refused(
    chosen: dict[int, str], removed: dict[int, str]
) -> None:
    facts = focus_facts(focus_item(1, paces=("delayed",)), focus_item(2))
    with pytest.raises(FocusError, match="一文"):
        decide_focus(facts, chosen, removed)


def test_a_ninth_item_is_refused() -> None:
    items = [focus_item(number, paces=("delayed",)) for number in range(1, 9)]
    with pytest.raises(FocusError, match="8項目まで"):
        decide_focus(focus_facts(*items, focus_item(9)), {9: "加えたい"}, {})


def test_a_change_that_the_proposal_already_makes_needs_no_sentence() -> None:
    facts = focus_facts(focus_item(1, paces=("delayed",)))
    assert [one["note"] for one in decide_focus(facts, {1: ""}, {5: ""})] == [""]
