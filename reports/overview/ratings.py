"""評価の集計。基本方針・課ごとの自己評価の件数と割合、基本目標ごとの実施内容の進み。"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from plans.figures import group_digits
from progress.choices import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable

Facts = dict[str, Any]

UNRATED = ""
# 絞り込みの値で、ないことを表す。
NO_CODE = "none"
UNRATED_LABEL = "評価前"
NO_GOAL_LABEL = "記載なし"
NO_PACE_LABEL = "未入力"


def rating_of(report: Facts) -> Facts:
    """報告か年度のますの評価（code と label）。委員会後の評価があればそれ、なければ自己評価。"""
    code, label = report.get("rating"), report.get("rating_label")
    return {
        "code": report["self_rating"] if code is None else code,
        "label": report["self_rating_label"] if label is None else label,
    }


def count_ratings(facts: Facts) -> list[Facts]:
    """自己評価の件数を、全体・基本方針ごと・課ごとに数える。前年度との差も添える。

    課ごとでは、二つの課が担う項目をどちらにも数えるので、合計は項目数と一致しない。
    """
    items, year = facts["items"], facts["year"]["year"]
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
        {"query": query, **_rating_row(label, members, codes, year)}
        for label, query, members in groups
    ]


def _rating_row(label: str, items: list[Facts], codes: list[tuple[str, str]], year: int) -> Facts:
    now, before = (_ratings_of(items, wanted) for wanted in (year, year - 1))
    has_before = sum(before.values()) > before[UNRATED]
    return {
        "label": label,
        "total": len(items),
        "cells": [
            {
                "code": code or NO_CODE,
                "label": name,
                "count": now[code],
                "share": share_text(now[code], len(items)),
                "change": change_text(now[code] - before[code]) if has_before else "",
            }
            for code, name in codes
        ],
    }


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

    changes は、進みの呼び名から引く前年度との差（前年度の進みが一つもなければ空）。
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
    paces = Counter(content["progress"]["pace"] for _, content in pairs)
    before = _paces_of((content for _, content in pairs), facts["year"]["year"] - 1)
    return {
        "label": label,
        "total": len(pairs),
        "number": NO_CODE if number is None else number,
        "paces": [
            {"code": code or NO_CODE, "label": name, "count": paces[code]}
            for code, name in _pace_labels(paces)
        ],
        "changes": {
            name: change_text(paces[code] - before[code])
            for code, name in _pace_labels(paces + before)
            if before
        },
        "items": _distinct(item for item, _ in pairs),
    }


def _paces_of(contents: Iterable[Facts], year: int) -> Counter[str]:
    """その年度の進み。書かれていないものは数えない。"""
    return Counter(
        row["pace"]
        for content in contents
        for row in content.get("years", ())
        if row["year"] == year and row["pace"]
    )


def _pace_labels(paces: Counter[str]) -> list[tuple[str, str]]:
    labels = [(str(pace.value), str(pace.label)) for pace in Pace if paces[pace.value]]
    return [*labels, ("", NO_PACE_LABEL)] if paces[""] else labels


def _distinct(items: Iterable[Facts]) -> list[Facts]:
    return list({item["number"]: item for item in items}.values())
