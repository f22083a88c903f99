"""計画の画面の材料。基本方針の下に施策、その下に実施項目を並べる。"""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]


def plan_tree(facts: Facts) -> list[Facts]:
    """基本方針ごとに、施策と実施項目を並べる。施策のない項目は、見出しのない組にする。"""
    return [{**policy, "groups": _groups(facts, policy)} for policy in facts["policies"]]


def _groups(facts: Facts, policy: Facts) -> list[Facts]:
    items = [item for item in facts["items"] if item["policy"]["number"] == policy["number"]]
    measures: list[Facts | None] = [None, *policy["measures"]]
    groups = [
        {"measure": measure, "items": [item for item in items if item["measure"] == measure]}
        for measure in measures
    ]
    return [group for group in groups if group["items"]]
