"""項目 × 年度の一覧。ますには、評価があれば評語、なければ状態を、形と文字で入れる。"""

from __future__ import annotations

from typing import Any

from plans.fiscal_year import wareki_label
from progress.choices import RecordState
from reports.overview.ratings import rating_of

Facts = dict[str, Any]

# 尺度の順位の記号。最も低い評価は×で、あいだは段に応じて○と△。
# 減を表す△と紛れないよう、△は最も低い評価には使わない。
RANK_SIGNS = "◎○△"
LOWEST_SIGN = "×"
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
        "sign": _rank_sign(rating["label"], rank, len(ranks)),
        "text": rating["label"],
        "kind": _kind(rank, len(ranks)) if rating["code"] else f"state-{state}",
        "state": "" if is_settled else state,
        "state_label": "" if is_settled else row["state_label"],
    }


def _rank_sign(label: str, rank: int, most: int) -> str:
    """順位の記号。評語がもう記号であるか、いまの尺度にないものには添えない。"""
    if label in (*RANK_SIGNS, LOWEST_SIGN) or not rank:
        return ""
    is_lowest = rank == most > 1
    return LOWEST_SIGN if is_lowest else RANK_SIGNS[min(rank, len(RANK_SIGNS)) - 1]


def _kind(rank: int, most: int) -> str:
    """色の名: 最も高い評価と、最も低い評価だけを分ける。"""
    return {1: "rank-highest", most: "rank-lowest"}.get(rank, "rank-middle")
