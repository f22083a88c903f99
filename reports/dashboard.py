"""ダッシュボードの並び。事実から、画面の行だけを作る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.facts import Section
from reports.overview import (
    count_goals,
    count_ratings,
    count_reasons,
    find_attention,
    lay_out_matrix,
    list_improvements,
    list_schedules,
    list_themes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Facts = dict[str, Any]

# 注意の規則が見る部分。
ATTENTION_SECTIONS = frozenset({Section.CONTENTS, Section.OPINIONS, Section.CAUTIONS})


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """ダッシュボードの続きの一枚。

    name は URL、template は中身、build は事実と条件から材料を作る。sections は読む部分。
    """

    name: str
    title: str
    template: str
    build: Callable[[Facts, Mapping[str, str]], Facts]
    sections: frozenset[Section] = frozenset({Section.CONTENTS})


def attention_of(facts: Facts) -> Facts:
    """注意の要る項目と、理由ごとの項目数、計画の全体への未回答の意見の数。"""
    attention = find_attention(facts)
    whole = [row for row in facts.get("opinions", ()) if row["item"] is None]
    return {
        "attention": attention,
        "attention_counts": count_reasons(attention),
        "whole_plan_opinions": len([1 for row in whole if row["is_unanswered"]]),
    }


def front_of(facts: Facts) -> Facts:
    """ダッシュボードの初めの頁の材料: 注意と、全体の評価の件数。"""
    return attention_of(facts) | {"whole_ratings": count_ratings(facts)[0]}


OVERVIEW_PAGES = {
    page.name: page
    for page in (
        OverviewPage(
            "attention",
            "注意の要る項目",
            "reports/parts/attention.html",
            lambda facts, chosen: attention_of(facts),
            ATTENTION_SECTIONS,
        ),
        OverviewPage(
            "ratings",
            "評価の集計",
            "reports/parts/ratings.html",
            lambda facts, chosen: {
                "rating_rows": count_ratings(facts),
                "goal_rows": count_goals(facts),
            },
        ),
        OverviewPage(
            "years",
            "年度ごとの一覧",
            "reports/parts/matrix.html",
            lambda facts, chosen: {"matrix": lay_out_matrix(facts)},
        ),
        OverviewPage(
            "schedule",
            "実施時期",
            "reports/parts/schedules.html",
            lambda facts, chosen: list_schedules(facts),
            frozenset({Section.CONTENTS, Section.PACES}),
        ),
        OverviewPage(
            "common",
            "事業共通",
            "reports/parts/themes.html",
            lambda facts, chosen: {"themes": list_themes(facts)},
        ),
        OverviewPage(
            "improvements",
            "改善策のその後",
            "reports/parts/improvements.html",
            lambda facts, chosen: {
                "improvements": list_improvements(facts, chosen.get("outcome", ""))
            },
        ),
    )
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
