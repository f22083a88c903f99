"""個票の画面の材料。事実から、表と矢印の並びを作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.choices import StatementSection

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]


def item_context(facts: Facts, number: int) -> Facts:
    """個票の画面に渡すもの。前後の項目への道も含む。"""
    numbers = [item["number"] for item in facts["items"]]
    position = numbers.index(number)
    item = facts["items"][position]
    return {
        "item": item,
        "sections": [
            {"label": section.label, "statements": item["statements"][section.value]}
            for section in StatementSection
        ],
        "schedule": [
            {"content": content, "cells": list(span_cells(content["spans"], facts["plan"]))}
            for content in item["contents"]
        ],
        "previous": facts["items"][position - 1] if position else None,
        "next": facts["items"][position + 1] if position + 1 < len(numbers) else None,
    }


def span_cells(spans: list[Facts], plan: Facts) -> Iterator[Facts]:
    """矢印を年度のます目に割り付ける。空いた年度は、矢印のないますになる。

    一つの行の中の矢印は重ならない（実施時期の確認がそう守る）。重なる矢印は次の空きへずらさず、
    始まりの年度を後ろに詰めて並べる。
    """
    year = plan["first_year"]
    for span in sorted(spans, key=lambda row: (row["first_year"], row["order"])):
        first = max(span["first_year"], year)
        last = max(span["last_year"], first)
        if first > year:
            yield {"span": None, "width": first - year}
        yield {"span": span, "width": last - first + 1}
        year = last + 1
    if year <= plan["last_year"]:
        yield {"span": None, "width": plan["last_year"] - year + 1}
