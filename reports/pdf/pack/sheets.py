"""委員会資料の個票: 表に評価・紹介・目標と実績・実施時期、裏に取組・課題・改善策・意見を並べる。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from progress.choices import RecordState
from reports.pdf.layout import BLANK, WIDE, lay_out_item
from reports.pdf.text import shorten, soften

Facts = Mapping[str, Any]

# 一行しかない欄も、この字数の分の丈を取る。前の計画の一項目は、表一つの丈を取る。
SHORTEST_ROW, STORY = 40, 300
# 頁の下の帯で、資料番号に続けて一行に収まる字数。
FOOT_TITLE = 13
HIDDEN_STATES = frozenset({"unfinalized", "not_opened"})


def unsettled_mark(record: Facts) -> str:
    """確定していない報告の印: 「未確定（提出済の段階）」。確定した報告では空。"""
    if record["state"] == RecordState.FINALIZED or not record["exists"]:
        return ""
    if record["state"] in HIDDEN_STATES:
        return "未確定"
    return f"未確定（{record['state_label']}の段階）"


def lay_out_pack_sheet(facts: Facts, item: Facts, number: str) -> dict[str, object]:
    """委員会資料の個票一枚の印字用の辞書。number は資料番号（「資料5-11」）。"""
    record = item["record"]
    words = lay_out_item(facts, item)
    words |= {
        "tag": number,
        "foot_title": shorten(item["title"], FOOT_TITLE),
        "unsettled": unsettled_mark(record),
        "sentence": soften(item.get("sentence", ""), WIDE),
        "direction": _direction(item),
        "committee": _committee_rating(record),
        "last": _last_outcome(facts, item),
        "amended": soften(record.get("amended_improvement", ""), WIDE),
    }
    return words | {"back_letters": _count_back(words)}


def _count_back(words: Mapping[str, Any]) -> int:
    """裏の面の字数の目安。少なければ、入るかを測らずに済む（測るのは、組むのと同じ手間）。"""
    record, last = words["record"], words["last"]
    texts = [record[name] for name in ("achievement", "issues", "improvement")]
    texts += [words["amended"], *(str(text) for text in last.values())]
    texts += [f"{row['title']}{row['text']}" for row in words["activities"]]
    # 意見は三つの狭い欄に並ぶので、同じ字数でも丈が要る。
    texts += [f"{row['text']}{row['answers']}{row['status']}" * 2 for row in words["opinions"]]
    return sum(max(len(text), SHORTEST_ROW) for text in texts) + STORY * len(words["inherited"])


def _direction(item: Facts) -> list[str]:
    entries = item["statements"].get("direction", [])
    return [soften(f"{entry['mark']}{entry['text']}", WIDE) for entry in entries]


def _committee_rating(record: Facts) -> dict[str, str]:
    return {
        "label": record.get("committee_rating_label", ""),
        "reason": soften(record.get("committee_rating_reason", ""), WIDE),
        "on": record.get("committee_rating_on", ""),
    }


def _last_outcome(facts: Facts, item: Facts) -> dict[str, str]:
    """前年度の改善策と、その結果。改善策がなければ空の辞書。"""
    last = facts["year"]["year"] - 1
    before = next((past for past in item["past"] if past["year"] == last), None)
    if before is None or not before["improvement"]:
        return {}
    record = item["record"]
    return {
        "year": before["label"],
        "improvement": soften(before["improvement"], WIDE),
        "outcome": record["last_outcome_label"] or BLANK,
        "note": soften(record["last_outcome_note"], WIDE),
    }
