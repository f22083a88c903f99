"""個票に載せる、委員会後の評価と改善策、委員会の意見と対応。前に固めた事実にはないことがある。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.pdf.text import soften

Facts = Mapping[str, Any]

WIDE = 40
UNANSWERED = "回答の準備中"


def lay_out_after_committee(record: Facts) -> dict[str, str]:
    """委員会後の評価と改善策。どちらもなければ空の文字にする。"""
    rating = record.get("committee_rating_label", "")
    on = record.get("committee_rating_on", "")
    return {
        "rating": f"{rating}（{on}）" if rating else "",
        "reason": soften(record.get("committee_rating_reason", ""), WIDE),
        "improvement": soften(record.get("amended_improvement", ""), WIDE),
    }


def lay_out_opinions(item: Facts) -> list[dict[str, str]]:
    """この項目への意見。年度と番号、要旨、回答と対応状況を一行ずつ。"""
    return [
        {
            "label": f"{opinion['year_label']}\n意見{opinion['number']}",
            "text": soften(_text_of(opinion), WIDE),
            "answer": soften("\n".join(_answers(opinion)), WIDE),
        }
        for opinion in item.get("opinions", ())
    ]


def _text_of(opinion: Facts) -> str:
    people = f"（{opinion['people']}件）" if opinion["people"] > 1 else ""
    return f"【{opinion['kind_label']}】{opinion['text']}{people}"


def _answers(opinion: Facts) -> Iterator[str]:
    for response in opinion["responses"]:
        if response["text"]:
            yield f"{response['department']}：{response['stance_label']}　{response['text']}"
        else:
            yield f"{response['department']}：{UNANSWERED}"
    for follow_up in opinion["follow_ups"]:
        yield f"{follow_up['on']}　{follow_up['state_label']}　{follow_up['text']}"
    if opinion["is_closed"]:
        yield f"{opinion['closed_on']}　完結"
