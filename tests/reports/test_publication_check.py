"""公表の前の確かめ。どの規則が何に当たり、止めるのか知らせるだけなのか。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from progress.choices import ReviewState
from reports.publication.check import RULES, Situation, check_publication
from tests.reports.sample_facts import one_item_facts

Facts = dict[str, Any]


def whole_facts() -> Facts:
    """どの規則にも当たらない、一項目の事実。"""
    facts = one_item_facts()
    facts["notices"] |= {"is_sample": False, "sample_text": "", "unconfirmed_items": 0}
    facts["summaries"] = {"whole": "全体として進んだ。", "goals": {}, "policies": {}}
    actual_of(facts).update(status="entered", text="20人", number="20")
    return facts


def actual_of(facts: Facts) -> Facts:
    indicator = facts["items"][0]["indicators"][0]
    indicator["unit"] = "人"
    for row in indicator["years"]:
        if row["year"] == facts["year"]["year"]:
            found: Facts = row["actual"]
    return found


def codes(facts: Facts, situation: Situation | None = None) -> dict[str, bool]:
    """当たった規則と、それが止めるか。"""
    check = check_publication(facts, situation or Situation())
    return {finding.code: finding.blocks for finding in check.findings}


def test_a_whole_year_has_nothing_to_tell() -> None:
    assert codes(whole_facts()) == {}


def write(name: str, text: str) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts["items"][0]["record"][name] = text

    return change


def enter(**values: str) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        actual_of(facts).update(values)

    return change


def hear(text: str, **values: Any) -> Callable[[Facts], None]:
    """意見を一つ足す。"""

    def change(facts: Facts) -> None:
        opinion = {"year": 2021, "number": 1, "text": text, "responses": [], "follow_ups": []}
        facts["opinions"] = [opinion | values]

    return change


def conclude(text: str) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts["summaries"]["whole"] = text

    return change


def mark(**values: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts["notices"] |= values

    return change


NAMES = Situation(staff_names=frozenset({"職員 太郎"}), member_names=frozenset({"委員 花子"}))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (write("self_rating", ""), {"missing_rating": False}),
        (write("improvement", "　"), {"missing_improvement": False}),
        (write("issues", ""), {}),
        (enter(status="not_entered", text="", number=""), {"missing_actuals": False}),
        (enter(status="not_applicable", text="－", number=""), {}),
        (enter(number="2"), {"small_counts": False}),
        (enter(number="1"), {"small_counts": False}),
        (enter(number="3"), {}),
        (enter(number="0"), {}),
        (write("achievement", "委員花子さんの助言"), {"member_names": True}),
        (write("issues", "委員　花子の意見"), {"member_names": True}),
        (write("improvement", "職員太郎が担う"), {"staff_names": False}),
        (enter(note="職員 太郎の集計"), {"staff_names": False}),
        (write("achievement", "電話 042-000-1234 へ"), {"contacts": False}),
        (write("achievement", "taro@example.jp へ"), {"contacts": False}),
        (write("achievement", "2019-2023の計画で10-20人"), {}),
        (hear("委員花子からの意見"), {"member_names": True}),
        (hear("意見", is_unanswered=True), {"opinions": False}),
        (hear("意見", is_unanswered=False), {}),
        (hear("意見", responses=[{"text": "職員太郎が答える"}]), {"staff_names": False}),
        (conclude(""), {"summary": False}),
        (conclude("職員太郎の総括"), {"staff_names": False}),
        (mark(unconfirmed_items=25), {"unconfirmed": False}),
        (mark(is_sample=True), {"mixed_sample": True}),
    ],
)
def test_a_rule_finds_what_it_names(
    change: Callable[[Facts], None], found: dict[str, bool]
) -> None:
    facts = whole_facts()
    change(facts)
    assert codes(facts, NAMES) == found


@pytest.mark.parametrize(
    ("situation", "found"),
    [
        (Situation(state=ReviewState.PUBLISHED), {}),
        (Situation(state=ReviewState.ACCEPTING), {"state": True}),
        (Situation(state=ReviewState.PREPARING), {"state": True}),
        (Situation(unfinalized=(3, 7)), {"unfinalized": True}),
        (Situation(is_plan_released=False), {"plan": True}),
        (Situation(amending=(2019,)), {"amending": True}),
        (Situation(unpublished=(2019,)), {"unpublished": False}),
        (Situation(is_unchanged=True), {"unchanged": True}),
        (Situation(is_sample=True), {"sample": False}),
        (Situation(is_sample=True, has_real_years=True), {"real_years": True, "sample": False}),
        (Situation(has_real_years=True), {}),
        (Situation(unanswered=2), {"cautions": False}),
    ],
)
def test_what_is_not_published_is_weighed_too(situation: Situation, found: dict[str, bool]) -> None:
    assert codes(whole_facts(), situation) == found


def test_a_finding_names_the_items_and_the_remedy() -> None:
    check = check_publication(whole_facts(), Situation(unfinalized=(3, 7)))
    assert [finding.sentence for finding in check.blocking] == [
        "確定していない報告があります（項目3、7）。"
    ]
    assert check.blocking[0].remedy == "確定してから公表します。"
    assert check.warnings == []


def test_a_personal_name_is_placed() -> None:
    facts = whole_facts()
    write("issues", "職員太郎が担う")(facts)
    (finding,) = check_publication(facts, NAMES).warnings
    assert finding.sentence == "職員の氏名があります（項目9の課題）。"


def test_facts_frozen_before_the_register_of_opinions_are_checked_too() -> None:
    facts = whole_facts()
    del facts["summaries"]
    assert codes(facts) == {}


def test_every_rule_speaks_in_whole_sentences_and_is_tested_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sentence.format("X").endswith("。")
        assert rule.remedy.endswith("。")
