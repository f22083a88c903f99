"""ダッシュボードの並び。事実から、画面の行だけを作る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.facts import Section
from reports.facts.counts import is_waiting
from reports.filtering import narrow_contents
from reports.overview import (
    count_goals,
    count_ratings,
    count_reasons,
    count_shared,
    find_attention,
    lay_out_matrix,
    list_improvements,
    list_schedules,
    list_themes,
    with_ranks,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reports.filtering import Chosen

Facts = dict[str, Any]

# 注意の規則が見る部分。
ATTENTION_SECTIONS = frozenset({Section.CONTENTS, Section.OPINIONS, Section.CAUTIONS})


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """ダッシュボードの続きの一枚。

    name は URL、template は中身、build は事実と条件から材料を作る。sections は読む部分。実施内容を
    数え、並べる頁は of_contents で、実施内容の条件に合うものだけを材料にする。
    """

    name: str
    title: str
    template: str
    build: Callable[[Facts, Chosen], Facts]
    sections: frozenset[Section] = frozenset({Section.CONTENTS})
    of_contents: bool = False

    def context(self, facts: Facts, chosen: Chosen) -> Facts:
        """頁の材料。facts は絞り込んだ事実。"""
        return self.build(narrow_contents(facts, chosen) if self.of_contents else facts, chosen)


def attention_of(facts: Facts) -> Facts:
    """注意の要る項目と、理由ごとの項目数、計画の全体への未回答の意見。"""
    attention = find_attention(facts)
    whole = [row for row in facts.get("opinions", ()) if row["item"] is None]
    return {
        "attention": attention,
        "attention_counts": count_reasons(attention),
        "whole_plan_opinions": [row for row in whole if row["is_unanswered"]],
    }


def front_of(facts: Facts) -> Facts:
    """ダッシュボードの初めの頁の材料: 注意、評価と区分の件数、課の計の合計、期限を過ぎた項目。"""
    return attention_of(facts) | {
        "whole_ratings": count_ratings(facts)[0],
        "bands": with_ranks(facts["counts"]["indicators"]["bands"]),
        "shared": count_shared(facts),
        "late_departments": list(_late_departments(facts)),
    }


def _late_departments(facts: Facts) -> Iterator[Facts]:
    """期限を過ぎた項目のある課と、その項目。"""
    late = [row for row in facts["items"] if facts["year"]["is_overdue"] and is_waiting(row)]
    for department in facts["counts"]["by_department"]:
        items = [item for item in late if department["name"] in item["departments"]]
        if items:
            yield {"name": department["name"], "items": items}


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
                "shared": count_shared(facts),
            },
            frozenset({Section.CONTENTS, Section.PACES}),
            of_contents=True,
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
            of_contents=True,
        ),
        OverviewPage(
            "common",
            "事業共通",
            "reports/parts/themes.html",
            lambda facts, chosen: {"themes": list_themes(facts)},
            of_contents=True,
        ),
        OverviewPage(
            "improvements",
            "改善策のその後",
            "reports/parts/improvements.html",
            lambda facts, chosen: {
                "improvements": list_improvements(facts, chosen.get("outcome", ()))
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
