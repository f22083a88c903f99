"""ダッシュボードの並び。事実から、画面の行だけを作る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.overview import (
    count_goals,
    count_ratings,
    count_reasons,
    find_attention,
    lay_out_matrix,
    list_improvements,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """ダッシュボードの続きの一枚。name は URL、template は中身。"""

    name: str
    title: str
    template: str


OVERVIEW_PAGES = {
    page.name: page
    for page in (
        OverviewPage("attention", "注意の要る項目", "reports/parts/attention.html"),
        OverviewPage("ratings", "自己評価の集計", "reports/parts/ratings.html"),
        OverviewPage("years", "年度ごとの一覧", "reports/parts/matrix.html"),
        OverviewPage("improvements", "改善策のその後", "reports/parts/improvements.html"),
    )
}


def overview(facts: Facts) -> Facts:
    """見立て。注意の要る項目、評価の集計、基本目標ごとの進み、五年の一覧、改善策のその後。"""
    attention = find_attention(facts)
    return {
        "attention": attention,
        "attention_counts": count_reasons(attention),
        "rating_rows": count_ratings(facts),
        "goal_rows": count_goals(facts),
        "matrix": lay_out_matrix(facts),
        "improvements": list_improvements(facts),
    }


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
