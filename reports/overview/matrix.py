"""項目 × 年度の一覧。ますには、評価があれば評語、なければ状態を、形と文字で入れる。"""

from __future__ import annotations

from typing import Any

from plans.fiscal_year import wareki_label
from progress.choices import RecordState
from reports.overview.ratings import rank_look, rating_of

Facts = dict[str, Any]

NOT_OPENED = "not_opened"


def lay_out_matrix(facts: Facts) -> list[Facts]:
    """項目ごとの行。ますは年度の順に、評語 text と順位の記号 sign、色の名 kind、状態を持つ。

    確定した評価のますには、状態を添えない。
    """
    ranks = {rating["code"]: place for place, rating in enumerate(facts["scale"]["ratings"], 1)}
    return [
        {"item": item, "cells": [_cell(row, ranks) for row in item["years"]]}
        for item in facts["items"]
    ]


def _cell(row: Facts, ranks: dict[str, int]) -> Facts:
    rating, state = rating_of(row), row["state"]
    rank = ranks.get(rating["code"], 0)
    is_settled = rating["code"] and state == RecordState.FINALIZED
    return {
        "year_label": wareki_label(row["year"]),
        "is_rated": bool(rating["code"]),
        "is_opened": state != NOT_OPENED,
        "text": rating["label"],
        **rank_look(rating["label"], rank, len(ranks)),
        "state": "" if is_settled else state,
        "state_label": "" if is_settled else row["state_label"],
    }
