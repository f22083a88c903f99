"""個票に載る委員会の意見と、委員会後の評価。前に固めた事実にはなくてもよい。"""

from __future__ import annotations

from typing import Any

import pytest

from reports.pdf.opinions import lay_out_after_committee, lay_out_opinions
from tests.reports.pack_facts import opinion

WAITING = {"department": "福祉支援課", "state": "asked", "stance_label": "", "text": ""}


def test_an_opinion_is_printed_with_its_answers_and_all_that_became_of_it() -> None:
    late = {"on": "令和4年7月1日", "state_label": "完了", "text": "終えた。"}
    given = opinion(2, 5, 2021, text="合同で行ってほしい。", people=3)
    given |= {"is_closed": True, "closed_on": "令和4年8月1日"}
    given["follow_ups"] = [*given["follow_ups"], late]
    (row,) = lay_out_opinions({"opinions": [given]})
    assert (row["label"], row["kind"], row["people"]) == ("令和3年度の2", "意見", "（3件）")
    assert row["answers"] == [
        "福祉支援課：【反映する】アンケートを行います。（令和4年3月31日まで）"
    ]
    assert row["status"] == (
        "対応中（令和3年9月1日）\n設問を作った。\n完了（令和4年7月1日）\n終えた。\n"
        "完結（令和4年8月1日）"
    )
    assert row["brief"] == "令和3年度の2【意見】合同で行ってほしい。（反映する／完結）"


@pytest.mark.parametrize("responses", [[], [WAITING]])
def test_an_answer_not_yet_given_or_not_to_be_shown_says_so(responses: list[Any]) -> None:
    given = opinion(2, 5, 2021, responses=responses, follow_ups=[])
    (row,) = lay_out_opinions({"opinions": [given]})
    answers: Any = row["answers"]
    assert answers[0].endswith("（回答の準備中）")
    assert row["status"] == "回答待ち"
    assert "（回答の準備中／回答待ち）" in str(row["brief"])


def test_an_answer_not_yet_confirmed_says_so_in_the_office() -> None:
    given = opinion(2, 5, 2021)
    given["responses"][0]["state"] = "answered"
    (row,) = lay_out_opinions({"opinions": [given]})
    assert "（総務課の確認前）" in str(row["answers"])


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
