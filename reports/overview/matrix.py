"""項目 × 年度の一覧。ますには、評価があれば評語、なければ状態を、文字で入れる。"""

from __future__ import annotations

from typing import Any

from reports.overview.ratings import rating_of

Facts = dict[str, Any]


def lay_out_matrix(facts: Facts) -> list[Facts]:
    """項目ごとの行。ますは年度の順に、文字 text と、形と色の名 kind を持つ。"""
    return [
        {"item": item, "cells": [_cell(row) for row in item["years"]]} for item in facts["items"]
    ]


def _cell(row: Facts) -> Facts:
    rating = rating_of(row)
    if rating["code"]:
        return {
            "year": row["year"],
            "text": rating["label"],
            "kind": f"rating-{rating['code']}",
            "state_label": row["state_label"],
        }
    return {
        "year": row["year"],
        "text": "－" if row["state"] == "not_opened" else row["state_label"],
        "kind": f"state-{row['state']}",
        "state_label": row["state_label"],
    }
