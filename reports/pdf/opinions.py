"""紙に載せる、委員会の意見と対応、委員会後の評価と改善策。個票でも一覧でも、ここの語を並べる。

前に固めた事実には、どれもないことがある。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plans.fiscal_year import short_label
from progress.choices import ResponseState
from reports.pdf.text import shorten, soften

Facts = Mapping[str, Any]

WIDE, MIDDLE, NARROW = 40, 20, 12
# 頁の途中で割らずに済む、意見と回答の字数。
SHORT_OPINION = 300
# 一行に縮めたときの、要旨の字数。
BRIEF = 24
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


def lay_out_opinions(item: Facts) -> list[dict[str, object]]:
    """この項目への意見。古いものが先。"""
    return [lay_out_opinion(opinion) for opinion in item.get("opinions", ())]


def lay_out_opinion(opinion: Facts) -> dict[str, object]:
    """意見の印字: 番号、種類、要旨、会議、対応方針の並び、その後の状況。

    brief は一行に縮めた形、is_short は頁の途中で割らずに済む長さか。
    """
    people, title = opinion["people"], opinion.get("item_title", "")
    answers, status = list(_answers(opinion)), list(_status(opinion))
    number = f"{short_label(opinion['year'])}の{opinion['number']}"
    lengths = (len(opinion["text"]), sum(map(len, answers)), sum(map(len, status)))
    return {
        "number": number.replace("の", "\n", 1),
        "label": number,
        "item": f"{opinion['item']}　{title}".strip() if opinion["item"] else "計画全体",
        "kind": opinion["kind_label"],
        "people": f"（{people}件）" if people > 1 else "",
        "meeting": opinion.get("meeting", ""),
        "text": soften(opinion["text"], MIDDLE),
        "answers": answers,
        "status": soften("\n".join(status), NARROW),
        "brief": _brief(number, opinion),
        "is_short": max(lengths) <= SHORT_OPINION,
    }


def _answers(opinion: Facts) -> Iterator[str]:
    """課ごとの回答。まだなければ、準備中と言う。"""
    for response in opinion["responses"]:
        name, stance = response["department"], response["stance_label"]
        if not stance:
            yield f"{name}：（{UNANSWERED}）"
            continue
        due = f"（{response['due']}まで）" if response.get("due") else ""
        unconfirmed = "" if response["state"] == ResponseState.CONFIRMED else "（総務課の確認前）"
        yield soften(f"{name}：【{stance}】{response['text']}{due}{unconfirmed}", MIDDLE)
    if not opinion["responses"]:
        yield f"（{UNANSWERED}）"


def _status(opinion: Facts) -> Iterator[str]:
    """対応状況を日付の順に。完結したものは、その日も。どれもなければ、いまの位置。"""
    for one in opinion["follow_ups"]:
        yield f"{one['state_label']}（{one['on']}）\n{one['text']}"
    if opinion["is_closed"]:
        yield f"完結（{opinion['closed_on']}）" if opinion["closed_on"] else "完結"
    elif not opinion["follow_ups"]:
        yield str(opinion.get("stage_label", ""))


def _brief(number: str, opinion: Facts) -> str:
    stances = "・".join(one["stance_label"] or UNANSWERED for one in opinion["responses"])
    text = shorten(opinion["text"].replace("\n", " "), BRIEF)
    state = "完結" if opinion["is_closed"] else opinion.get("stage_label", "")
    return soften(
        f"{number}【{opinion['kind_label']}】{text}（{stances or UNANSWERED}／{state}）", WIDE
    )
