"""計画の改定の事実。見え消し・新旧対照表・目標値変更一覧の、画面・PDF・Excel の元。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.fiscal_year import format_date, wareki_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.models import PlanRevision

Facts = dict[str, Any]

SCHEMA = 1
OPERATION_LABELS = {"change": "変更", "add": "追加", "drop": "廃止"}
NEWLY_MADE = "（新設）"
REMOVED = "（削る）"
NOTHING = "－"


def revision_facts(revision: PlanRevision) -> Facts:
    """改定の事実を、JSON にできる素の辞書で返す。新旧の控え（lines）だけから作る。"""
    groups = [_group_facts(group) for group in revision.lines]
    return {
        "schema": SCHEMA,
        "plan": {"name": revision.plan.name, "short_name": revision.plan.short_name},
        "number": revision.number,
        "name": revision.name,
        "from_year": revision.from_year,
        "from_label": wareki_label(revision.from_year),
        "decided_on": format_date(revision.decided_on) if revision.decided_on else "",
        "reason": revision.reason,
        "items": groups,
        "comparison": [row for group in groups for row in _comparison_rows(group)],
        "targets": [row for group in groups for row in _target_rows(group)],
    }


def _group_facts(group: Facts) -> Facts:
    rows = [
        {
            **row,
            "operation_label": OPERATION_LABELS[row["operation"]],
            "is_renamed": row["before"] != row["after"],
            "cells": [
                {**cell, "is_changed": cell["before"] != cell["after"]} for cell in row["cells"]
            ],
        }
        for row in group["rows"]
    ]
    return {"number": group["number"], "title": group["title"], "rows": rows}


def _comparison_rows(group: Facts) -> Iterator[Facts]:
    """新旧対照表の行。新設と廃止は、その語を相手の欄に書く。"""
    for row in group["rows"]:
        first = {"item": group["number"], "title": group["title"]}
        name = row["after"] or row["before"]
        if row["is_renamed"]:
            yield {
                **first,
                "what": "指標" if row["subject"] == "indicator" else "実施内容",
                "before": row["before"] or NEWLY_MADE,
                "after": row["after"] or REMOVED,
            }
        for cell in row["cells"]:
            if cell["is_changed"]:
                yield {
                    **first,
                    "what": f"{name}　{cell['label']}",
                    "before": cell["before"] or NEWLY_MADE,
                    "after": cell["after"] or REMOVED,
                }


def _target_rows(group: Facts) -> Iterator[Facts]:
    """目標値変更一覧の行。"""
    for row in group["rows"]:
        for cell in row["cells"]:
            if row["subject"] == "indicator" and cell["is_changed"]:
                yield {
                    "item": group["number"],
                    "title": group["title"],
                    "indicator": row["after"] or row["before"],
                    "year": cell["year"],
                    "label": cell["label"],
                    "before": cell["before"] or NOTHING,
                    "after": cell["after"] or NOTHING,
                }
