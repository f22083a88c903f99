"""評価の集計。基本方針・課ごとの評価の件数と割合、基本目標ごとの実施内容の進み。"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from plans.figures import group_digits
from progress.choices import Pace
from reports.facts.counts import HIDDEN_CODES, HIDDEN_LABELS
from reports.words import spoken_text

if TYPE_CHECKING:
    from collections.abc import Iterable

Facts = dict[str, Any]
Labels = list[tuple[str, str]]
"""値と名の並び。"""

UNRATED = ""
# 絞り込みの値で、ないことを表す。
NO_CODE = "none"
UNRATED_LABEL = "評価前"
NO_GOAL_LABEL = "記載なし"
NO_PACE_LABEL = "未入力"
# 尺度の順位の記号。最も低い評価は×で、あいだは段に応じて○と△。△は減の印と紛れるので、
# 最も低い評価には使わない。
RANK_SIGNS = "◎○△"
LOWEST_SIGN = "×"
PACES = {str(pace.value): str(pace.label) for pace in Pace}
PACE_LABELS: Labels = [
    *PACES.items(),
    (NO_CODE, NO_PACE_LABEL),
    *HIDDEN_LABELS.items(),
]


def rating_of(report: Facts) -> Facts:
    """報告か年度のますの評価（code と label）。委員会後の評価があればそれ、なければ自己評価。"""
    code, label = report.get("rating"), report.get("rating_label")
    return {
        "code": report["self_rating"] if code is None else code,
        "label": report["self_rating_label"] if label is None else label,
    }


def rank_look(label: str, rank: int, most: int) -> Facts:
    """尺度の順位（1 が最も高い）の見た目: 記号 sign と、色の名 kind。

    評語がもう記号であるもの、いまの尺度にないもの（順位 0）には、記号を添えない。
    """
    kind = {1: "rank-highest", most: "rank-lowest"}.get(rank, "rank-middle")
    if label in (*RANK_SIGNS, LOWEST_SIGN) or not rank:
        return {"sign": "", "kind": kind if rank else "unranked"}
    is_lowest = rank == most > 1
    return {"sign": LOWEST_SIGN if is_lowest else RANK_SIGNS[min(rank, 3) - 1], "kind": kind}


def with_ranks(rows: Iterable[Facts]) -> list[Facts]:
    """尺度の順に並んだ評語の行（label）に、順位の見た目を添える。"""
    listed = list(rows)
    return [row | rank_look(row["label"], rank, len(listed)) for rank, row in enumerate(listed, 1)]


def pace_of(content: Facts) -> Facts:
    """実施内容の進み（code と label）。中身を出せないものは、そのわけを名に持つ。"""
    progress = content["progress"]
    if progress["pace"]:
        return {"code": progress["pace"], "label": progress["pace_label"]}
    hidden = content.get("hidden_label", "")
    return {"code": HIDDEN_CODES.get(hidden, NO_CODE), "label": hidden or NO_PACE_LABEL}


def count_paces(contents: Iterable[Facts]) -> list[Facts]:
    """進みごとの実施内容の件数。ない進みは並べない。"""
    counts = Counter(pace_of(content)["code"] for content in contents)
    return [
        {"code": code, "label": label, "count": counts[code]}
        for code, label in PACE_LABELS
        if counts[code]
    ]


def count_ratings(facts: Facts) -> list[Facts]:
    """評価の件数を、全体・基本方針ごと・課ごとに数える。前年度と比べられるときは、差も添える。

    課ごとでは、二つの課が担う項目をどちらにも数えるので、合計は項目数と一致しない。
    """
    items = facts["items"]
    groups = [("全体", "", items)]
    for policy in facts["policies"]:
        members = [item for item in items if item["policy"]["number"] == policy["number"]]
        label = f"基本方針{policy['code']}　{policy['title']}"
        groups.append((label, urlencode({"policy": policy["number"]}), members))
    for department in facts["departments"]:
        members = [item for item in items if department["name"] in item["departments"]]
        query = urlencode({"department": department["name"]})
        groups.append((department["name"], query, members))
    codes = [(rating["code"], rating["label"]) for rating in facts["scale"]["ratings"]]
    codes.append((UNRATED, UNRATED_LABEL))
    return [
        {"query": query, **_rating_row(facts, label, members, codes)}
        for label, query, members in groups
    ]


def count_shared(facts: Facts) -> Facts:
    """課ごとの項目数の合計と、項目数。"""
    listed = sum(len(item["departments"]) for item in facts["items"])
    return {"listed": listed, "total": len(facts["items"])}


def _rating_row(facts: Facts, label: str, items: list[Facts], codes: Labels) -> Facts:
    year = facts["year"]["year"]
    now, before = (_ratings_of(items, wanted) for wanted in (year, year - 1))
    # 前年度が別の尺度なら、評語の件数は比べられない。
    is_same_scale = before.keys() <= {code for code, _ in codes}
    is_rated = sum(before.values()) > before[UNRATED]
    has_change = is_rated and is_same_scale and _can_compare(facts, items)
    most = len(codes) - 1
    return {
        "label": label,
        "total": len(items),
        "cells": [
            rank_look(name, rank if code else 0, most)
            | {
                "code": code or NO_CODE,
                "label": name,
                "spoken": spoken_text(name),
                "count": now[code],
                "share": share_text(now[code], len(items)),
                "change": change_text(now[code] - before[code]) if has_change else "",
            }
            for rank, (code, name) in enumerate(codes, 1)
        ],
    }


def _can_compare(facts: Facts, items: list[Facts]) -> bool:
    """前年度と比べてよいか。開いていない年度や、伏せた報告のあるときは、差が意味を持たない。"""
    year = facts["year"]["year"]
    is_hidden = any(
        row.get("state") == "unfinalized"
        for item in items
        for row in item["years"]
        if row["year"] in (year, year - 1)
    )
    return bool(facts["year"]["is_opened"]) and not is_hidden


def _ratings_of(items: list[Facts], year: int) -> Counter[str]:
    return Counter(
        rating_of(row)["code"] for item in items for row in item["years"] if row["year"] == year
    )


def share_text(count: int, total: int) -> str:
    """割合（％、小数第2位以下切り捨て）。母数が 0 なら空文字。"""
    if not total:
        return ""
    tenths = count * 1000 // total
    return f"{tenths // 10}.{tenths % 10}％"


def change_text(difference: int) -> str:
    """前年度との差。増は＋、減は△、同じなら±0。"""
    if difference == 0:
        return "±0"
    return f"＋{difference}" if difference > 0 else group_digits(difference)


def count_goals(facts: Facts) -> list[Facts]:
    """基本目標ごとに、実施内容の進みを数える。単位は実施内容で、二つの目標のものは両方に数える。

    cells は進みごとの件数・割合・前年度との差、changes は進みの名から引く前年度との差（前年度の
    進みが一つもないか、比べられなければ空）。
    """
    goals: list[tuple[int | None, str]] = [
        (goal["number"], f"基本目標{goal['number']}　{goal['title']}") for goal in facts["goals"]
    ]
    goals.append((None, NO_GOAL_LABEL))
    rows = [_goal_row(facts, number, label) for number, label in goals]
    return [row for row in rows if row["total"]]


def _goal_row(facts: Facts, number: int | None, label: str) -> Facts:
    pairs = [
        (item, content)
        for item in facts["items"]
        for content in item["contents"]
        if (number in content["goals"] if number is not None else not content["goals"])
    ]
    contents, items = [content for _, content in pairs], _distinct(item for item, _ in pairs)
    before = _paces_of(contents, facts["year"]["year"] - 1) if _can_compare(facts, items) else None
    cells = _pace_cells(contents, before)
    return {
        "label": label,
        "total": len(contents),
        "number": NO_CODE if number is None else number,
        "paces": count_paces(contents),
        "cells": cells,
        "changes": {cell["label"]: cell["change"] for cell in cells if cell["change"]},
        "items": items,
    }


def _pace_cells(contents: list[Facts], before: Counter[str] | None) -> list[Facts]:
    """今か前年度にある進みの、件数・割合・前年度との差。"""
    now = Counter(pace_of(content)["code"] for content in contents)
    last: Counter[str] = before or Counter()
    return [
        {
            "code": code,
            "label": label,
            "count": now[code],
            "share": share_text(now[code], len(contents)),
            # 前年度の未入力は、実施内容がまだなかったのと見分けがつかない。
            "change": change_text(now[code] - last[code]) if last and code in PACES else "",
        }
        for code, label in PACE_LABELS
        if now[code] or last[code]
    ]


def _paces_of(contents: Iterable[Facts], year: int) -> Counter[str]:
    """その年度の進み。書かれていないものは数えない。"""
    return Counter(
        row["pace"]
        for content in contents
        for row in content.get("years", ())
        if row["year"] == year and row["pace"]
    )


def _distinct(items: Iterable[Facts]) -> list[Facts]:
    return list({item["number"]: item for item in items}.values())
