"""公表する文の並び。年度の事実のうち、人が書いた文を、そのある所とともに取り出す。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plans.fiscal_year import wareki_label

Facts = Mapping[str, Any]

RECORD_TEXTS = {
    "achievement": "成果",
    "issues": "課題",
    "improvement": "改善策",
    "rating_reason": "自己評価の理由",
    "last_outcome_note": "前年度の改善策の結果",
    "source": "出典",
    "committee_rating_reason": "委員会後の評価の理由",
    "amended_improvement": "委員会をふまえた改善策",
}


def texts_of(facts: Facts) -> Iterator[tuple[str, str]]:
    """人が書いた文を、そのある所（「項目3の成果」など）とともに並べる。"""
    for item in facts["items"]:
        yield from _item_texts(facts, item)
    for opinion in facts.get("opinions", ()):
        yield from _opinion_texts(opinion)
    for meeting in facts.get("meetings", ()):
        yield f"会議{meeting['name']}の議事要旨", meeting.get("minutes", "")
    summaries = facts.get("summaries") or {}
    yield "全体の総括", summaries.get("whole", "")
    for kind, label in (("goals", "基本目標"), ("policies", "基本方針")):
        for number, text in summaries.get(kind, {}).items():
            yield f"{label}{number}の総括", text


def actuals_of(facts: Facts, item: Facts) -> Iterator[Facts]:
    """項目の、対象年度の実績。"""
    for indicator in item["indicators"]:
        for row in indicator["years"]:
            if row["year"] == facts["year"]["year"]:
                yield row["actual"]


def _item_texts(facts: Facts, item: Facts) -> Iterator[tuple[str, str]]:
    name = f"項目{item['number']}"
    for field, label in RECORD_TEXTS.items():
        yield f"{name}の{label}", item["record"].get(field, "")
    for content in item["contents"]:
        yield f"{name}の実施内容{content['key']}", content["progress"]["activities"]
    for actual in actuals_of(facts, item):
        yield f"{name}の実績の注", actual["note"]


def _opinion_texts(opinion: Facts) -> Iterator[tuple[str, str]]:
    name = f"{wareki_label(opinion['year'])}の意見{opinion['number']}"
    yield name, opinion["text"]
    for answer in (*opinion.get("responses", ()), *opinion.get("follow_ups", ())):
        yield f"{name}への対応", answer.get("text", "")
