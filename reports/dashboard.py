"""ダッシュボードの並び。事実から、画面の行だけを作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]


def dashboard_rows(facts: Facts) -> list[Facts]:
    """項目ごとの行。指標のない項目も一行として並べる。"""
    return [
        {"item": item, "indicators": list(_indicator_rows(item, facts["year"]["year"]))}
        for item in facts["items"]
    ]


def _indicator_rows(item: Facts, year: int) -> Iterator[Facts]:
    for indicator in item["indicators"]:
        chosen = next(row for row in indicator["years"] if row["year"] == year)
        yield {
            "name": indicator["name"],
            "second_label": indicator["second_label"],
            **chosen,
        }
