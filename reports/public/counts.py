"""公開の画面で数えるもの: 評価の件数と、基本目標ごとの実施内容の進み。"""

from __future__ import annotations

from collections import Counter
from typing import Any

from progress.choices import Pace
from progress.summaries import NOT_REPORTED

Facts = dict[str, Any]

NOT_RATED = "評価なし"
NO_GOAL = "記載なし"


def item_rating(record: Facts, facts: Facts) -> Facts:
    """報告の評価を、語・意味・理由・だれの評価かで返す。委員会の評価があればそれが公表の評価。"""
    is_committee = bool(record.get("committee_rating_label"))
    code = record.get("rating") or record["self_rating"]
    meanings = {row["code"]: row["description"] for row in facts["scale"]["ratings"]}
    return {
        "code": code,
        "label": record.get("rating_label") or record["self_rating_label"] or NOT_RATED,
        "meaning": meanings.get(code, ""),
        "by": ("委員会の評価" if is_committee else "自己評価") if code else "",
        "reason": record.get("committee_rating_reason" if is_committee else "rating_reason", ""),
    }


def rating_counts(facts: Facts, items: list[Facts] | None = None) -> Facts:
    """評価の件数（単位は実施項目）。items を省くと全項目。total は項目の数。"""
    rows = facts["items"] if items is None else items
    codes = Counter(item_rating(item["record"], facts)["code"] for item in rows)
    ratings = [
        {"code": row["code"], "label": row["label"], "count": codes[row["code"]]}
        for row in facts["scale"]["ratings"]
    ]
    rated = sum(row["count"] for row in ratings)
    return {"total": len(rows), "ratings": ratings, "unrated": len(rows) - rated}


def policy_rows(facts: Facts) -> list[Facts]:
    """基本方針ごとの評価の件数（単位は実施項目）。"""
    return [
        {
            "policy": policy,
            **rating_counts(
                facts,
                [row for row in facts["items"] if row["policy"]["number"] == policy["number"]],
            ),
        }
        for policy in facts["policies"]
    ]


def goal_rows(facts: Facts) -> list[Facts]:
    """基本目標ごとの実施内容の進みの件数と、関わる実施項目。

    単位は実施内容。二つの目標をめざすものはそれぞれに数え、どれも挙げないものは「記載なし」に数える。
    """
    goals: list[Facts] = [*facts["goals"], {"number": None, "title": NO_GOAL}]
    summaries = (facts.get("summaries") or {}).get("goals", {})
    rows = [
        _goal_row(goal, facts) | {"summary": summaries.get(str(goal["number"]), "")}
        for goal in goals
    ]
    return [row for row in rows if row["goal"]["number"] or row["total"]]


def _goal_row(goal: Facts, facts: Facts) -> Facts:
    groups = [
        {"item": item, "contents": [row for row in item["contents"] if _is_for(goal, row)]}
        for item in facts["items"]
    ]
    groups = [group for group in groups if group["contents"]]
    contents = [content for group in groups for content in group["contents"]]
    paces = Counter(content["progress"]["pace_label"] or NOT_REPORTED for content in contents)
    known = [str(pace.label) for pace in Pace]
    shown = [*known, *(label for label in paces if label not in known)]
    return {
        "goal": goal,
        "total": len(contents),
        "paces": [{"label": name, "count": paces[name]} for name in shown if paces[name]],
        "groups": groups,
    }


def _is_for(goal: Facts, content: Facts) -> bool:
    return goal["number"] in content["goals"] if goal["number"] else not content["goals"]
