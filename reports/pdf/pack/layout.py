"""委員会資料の各部分を、印字する語だけの辞書に直す。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plans.fiscal_year import format_date, short_label
from reports.facts.counts import rest_rows
from reports.overview import count_goals, count_ratings, share_text
from reports.packs.contents import PackContents
from reports.packs.parts import PlacedPart, place_parts
from reports.pdf.front import lay_out_summary
from reports.pdf.layout import WIDE
from reports.pdf.opinions import lay_out_opinion
from reports.pdf.pack.sheets import lay_out_pack_sheet, unsettled_mark
from reports.pdf.pack.words import GLOSSARY, PACE_WORDS, RATE_RULES
from reports.pdf.text import soften

Facts = dict[str, Any]
Words = dict[str, object]
Layout = Callable[[Facts, PackContents, PlacedPart], Words]

SHARED_NOTE = "複数の課が担当する項目は、それぞれの課で数えています。"
# 狭い見出しの、語の切れ目。
BROKEN_PACES = {
    "予定どおり": "予定\nどおり",
    "未着手（予定どおり）": "未着手\n（予定\nどおり）",
    "未着手（遅れ）": "未着手\n（遅れ）",
    "実施した": "実施\nした",
    "実施しなかった": "実施し\nなかった",
}
SHARE_NOTE = "二段目は計に対する割合です。"
NO_CHANGE = "±0"
GOALS_NOTE = "二つの基本目標に当たる実施内容は、どちらにも数えています。"


def lay_out_part(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    """一つの部分の印字用の辞書: 記号、資料番号、見出しと、部分ごとの語。"""
    layout = LAYOUTS.get(placed.part.code)
    return {
        "code": placed.part.code,
        "number": placed.number,
        "title": placed.part.title,
        "heading": placed.heading,
        **(layout(facts, pack, placed) if layout else {}),
    }


def numbered_parts(pack: PackContents) -> list[PlacedPart]:
    """刷る部分を、全体の並びで数えた資料番号とともに返す。"""
    numbers = {one.part.code: one for one in place_parts(pack.numbering or pack.parts)}
    return [numbers[one.part.code] for one in place_parts(pack.parts) if one.part.code in numbers]


def meeting_words(pack: PackContents) -> Words:
    """会議の名称・日・場所の語。決まっていないものは空。"""
    return {
        "name": pack.meeting_name,
        "on": format_date(pack.held_on) if pack.held_on else "",
        "place": pack.place,
    }


def _agenda(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    lines = [line.strip() for line in pack.agenda.split("\n")]
    papers = [one.heading for one in numbered_parts(pack) if one.number]
    return {"lines": [soften(line, WIDE) for line in lines if line], "papers": papers}


def _members(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    return {"rows": [soften(name, WIDE) for name in pack.members]}


def _opening(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    """総括。文のない目標・方針は、数だけを述べる。"""
    summaries = facts.get("summaries") or {}
    goals, policies = summaries.get("goals") or {}, summaries.get("policies") or {}
    return {
        "counts": _count_sentence(facts),
        "whole": soften(summaries.get("whole", ""), WIDE),
        "goals": [
            {
                "title": f"基本目標{goal['number']}　{goal['title']}",
                "text": soften(goals.get(str(goal["number"]), ""), WIDE),
            }
            for goal in facts["goals"]
            if goals.get(str(goal["number"]))
        ],
        "policies": [
            {
                "title": f"基本方針{policy['code']}　{policy['title']}",
                "counts": _rating_sentence(row),
                "text": soften(policies.get(str(policy["number"]), ""), WIDE),
            }
            for policy, row in zip(facts["policies"], count_ratings(facts)[1:], strict=False)
        ],
    }


def _count_sentence(facts: Facts) -> str:
    counts, indicators = facts["counts"], facts["counts"]["indicators"]
    bands = "、".join(f"{one['label']}{one['count']}" for one in indicators["bands"])
    rest = "、".join(f"{one['label']}{one['count']}" for one in rest_rows(indicators))
    return (
        f"{facts['year']['label']}は、{counts['total']}項目について進行管理を行いました。"
        f"評価は、{_rating_sentence(count_ratings(facts)[0])}"
        f"指標は、{indicators['total']}のうち{indicators['judged']}を判定しました（{bands}）。"
        f"{f'ほかは、{rest}です。' if rest else ''}"
    )


def _rating_sentence(row: Facts) -> str:
    shown = [f"{cell['label']}{cell['count']}" for cell in row["cells"] if cell["count"]]
    return f"{row['total']}項目のうち、{'、'.join(shown)}です。" if shown else ""


def _answers(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    """前回までの意見。前の年度のものと、その後も続いているもの。"""
    year = facts["year"]["year"]
    rows = [one for one in facts.get("opinions", []) if one["year"] < year]
    return {
        "opinions": [lay_out_opinion(one) for one in rows],
        "none": "前回までの意見は、記録されていません。",
    }


def _opinions(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    rows = sorted(
        facts.get("opinions", []),
        key=lambda one: (one["item"] is not None, one["item"] or 0, str(one["number"]).zfill(6)),
    )
    return {
        "opinions": [lay_out_opinion(one) for one in rows],
        "none": "意見は、まだ記録されていません。",
    }


def _summary(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    words = lay_out_summary(facts)
    rows: Any = words["rows"]
    for row, item in zip(rows, facts["items"], strict=True):
        mark = unsettled_mark(item["record"]).replace("（", "\n（").replace("の段階", "\nの段階")
        row["state"] = mark or row["state"]
        row["rating"] = item["record"].get("rating_label") or row["rating"]
    return {"groups": words["groups"], "rows": rows}


def _counts(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    ratings = count_ratings(facts)
    labels = [cell["label"] for cell in ratings[0]["cells"]]
    has_change = any(cell["change"] for cell in ratings[0]["cells"])
    listed = sum(department["item_count"] for department in facts["departments"])
    goals = count_goals(facts)
    paces = list(
        dict.fromkeys(
            [
                *(pace["label"] for row in goals for pace in row["paces"]),
                *(label for row in goals for label in row["changes"]),
            ]
        )
    )
    last = short_label(facts["year"]["year"] - 1)
    return {
        "labels": labels,
        "ratings": [_rating_row(row) for row in ratings],
        "change_note": f"下の段は{last}との差です。" if has_change else "",
        "shared_note": SHARED_NOTE if listed > len(facts["items"]) else "",
        "paces": [BROKEN_PACES.get(pace, pace) for pace in paces],
        "goals": [_goal_row(row, paces) for row in goals],
        "goals_note": SHARE_NOTE + _change_note(facts, goals) + GOALS_NOTE,
    }


def _rating_row(row: Facts) -> Words:
    return {
        "label": row["label"],
        "total": str(row["total"]),
        "cells": [
            f"{cell['count']}　{cell['share']}\n{cell['change']}".strip() for cell in row["cells"]
        ],
    }


def _goal_row(row: Facts, paces: list[str]) -> Words:
    counts = {pace["label"]: pace["count"] for pace in row["paces"]}
    return {
        "label": row["label"],
        "total": str(row["total"]),
        "cells": [
            _cell(
                counts.get(pace, 0),
                share_text(counts.get(pace, 0), row["total"]),
                row["changes"].get(pace, NO_CHANGE if row["changes"] else ""),
            )
            for pace in paces
        ],
    }


def _cell(count: int, share: str, change: str) -> str:
    return "\n".join(part for part in (str(count), share, change) if part)


def _change_note(facts: Facts, goals: list[Facts]) -> str:
    if not any(row["changes"] for row in goals):
        return ""
    return f"三段目は{short_label(facts['year']['year'] - 1)}との差です。"


def _focus(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    items = {item["number"]: item for item in facts["items"]}
    rows = [one for one in pack.focus if one["is_chosen"] and one["number"] in items]
    return {"rows": [_focus_row(items[one["number"]], one) for one in rows]}


def _focus_row(item: Facts, chosen: Facts) -> Words:
    record = item["record"]
    return {
        "number": str(item["number"]),
        "title": soften(item["title"], WIDE),
        "departments": "、".join(item["departments"]),
        "rating": record.get("rating_label") or record["self_rating_label"] or "評価前",
        "unsettled": unsettled_mark(record),
        "reasons": [
            {"label": one["label"], "sentence": soften(one["sentence"], WIDE)}
            for one in chosen["reasons"]
        ],
        "note": soften(chosen["note"], WIDE),
    }


def _sheets(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    wanted = pack.items
    return {
        "items": [
            lay_out_pack_sheet(facts, item, f"{placed.number}-{item['number']}")
            for item in facts["items"]
            if wanted is None or item["number"] in wanted
        ]
    }


def _reference(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    return {
        "scale": facts["scale"]["name"],
        "bands": [
            {
                "label": rating["label"],
                "range": f"達成率 {rating['minimum']}％以上" if rating["minimum"] else "それ以外",
                "description": rating["description"],
            }
            for rating in facts["scale"]["ratings"]
        ],
        "rates": [list(row) for row in RATE_RULES],
        "paces": [list(row) for row in PACE_WORDS],
        "glossary": [list(row) for row in GLOSSARY],
    }


def _form(facts: Facts, pack: PackContents, placed: PlacedPart) -> Words:
    return {
        "numbers": [str(item["number"]) for item in facts["items"]],
        "reply_to": pack.reply_to,
        "reply_due": format_date(pack.reply_due) if pack.reply_due else "",
    }


LAYOUTS: dict[str, Layout] = {
    "agenda": _agenda,
    "members": _members,
    "opening": _opening,
    "answers": _answers,
    "summary": _summary,
    "counts": _counts,
    "focus": _focus,
    "sheets": _sheets,
    "opinions": _opinions,
    "reference": _reference,
    "form": _form,
}
