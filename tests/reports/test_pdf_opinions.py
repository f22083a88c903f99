"""個票に載る委員会の意見と、委員会後の評価。前に固めた事実にはなくてもよい。"""

from __future__ import annotations

from typing import Any

from reports.pdf.opinions import lay_out_after_committee, lay_out_opinions

RESPONSE = {"department": "福祉支援課", "stance_label": "一部反映", "text": "一部で行う。"}
FOLLOW_UP = {"on": "令和4年7月1日", "state_label": "完了", "text": "終えた。"}


def opinion(**values: Any) -> dict[str, Any]:
    return {
        "year_label": "令和3（2021）年度",
        "number": 2,
        "kind_label": "提言",
        "text": "合同で行ってほしい。",
        "people": 3,
        "responses": [RESPONSE],
        "follow_ups": [FOLLOW_UP],
        "is_closed": True,
        "closed_on": "令和4年8月1日",
        **values,
    }


def test_an_opinion_is_printed_with_its_answers_and_what_became_of_it() -> None:
    assert lay_out_opinions({"opinions": [opinion()]}) == [
        {
            "label": "令和3（2021）年度\n意見2",
            "text": "【提言】合同で行ってほしい。（3件）",
            "answer": "福祉支援課：一部反映　一部で行う。\n"
            "令和4年7月1日　完了　終えた。\n"
            "令和4年8月1日　完結",
        }
    ]


def test_an_answer_not_yet_given_or_not_to_be_shown_says_so() -> None:
    waiting = RESPONSE | {"stance_label": "", "text": ""}
    rows = lay_out_opinions(
        {"opinions": [opinion(people=1, responses=[waiting], follow_ups=[], is_closed=False)]}
    )
    assert rows[0]["answer"] == "福祉支援課：回答の準備中"
    assert rows[0]["text"] == "【提言】合同で行ってほしい。"


def test_facts_frozen_before_there_were_opinions_still_print() -> None:
    assert lay_out_opinions({}) == []
    assert lay_out_after_committee({}) == {"rating": "", "reason": "", "improvement": ""}


def test_the_rating_after_the_committee_carries_its_day() -> None:
    record = {
        "committee_rating_label": "概ね達成",
        "committee_rating_on": "令和4年7月1日",
        "committee_rating_reason": "声も確かめる。",
        "amended_improvement": "会場を増やす。",
    }
    assert lay_out_after_committee(record) == {
        "rating": "概ね達成（令和4年7月1日）",
        "reason": "声も確かめる。",
        "improvement": "会場を増やす。",
    }
