"""公表した年度の事実。公開データのうち、公表した年度の分は、公表版の写しから取る。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plans.fiscal_year import wareki_label
from reports.models import PublishedReport

Facts = dict[str, Any]


def load_copies(plan_key: int) -> dict[int, Facts]:
    """計画の、公表中の最も新しい版の事実を、年度（西暦）から引けるように読む。問い合わせは一つ。"""
    rows = PublishedReport.objects.released().filter(plan_key=plan_key)
    return {row.fiscal_year: row.facts for row in rows}


def lay_copies(facts: Facts, copies: Mapping[int, Facts]) -> Facts:
    """年度の事実 facts に、公表した年度の写し copies を重ねて返す。

    重ねるのは、実績と判定、報告の文と評価、実施内容の進み、意見。計画そのものと、写しにない
    項目や指標は、いまのまま。facts は書きかえない。
    """
    opinions = [row for row in facts["opinions"] if row["year"] not in copies]
    for year, copy in copies.items():
        opinions += [row for row in copy.get("opinions", ()) if row["year"] == year]
    return {
        **facts,
        "opinions": sorted(opinions, key=lambda row: (row["year"], row["number"])),
        "items": [_lay_on_item(facts, item, copies) for item in facts["items"]],
    }


def _lay_on_item(facts: Facts, item: Facts, copies: Mapping[int, Facts]) -> Facts:
    own = {
        year: row
        for year, copy in copies.items()
        for row in copy["items"]
        if row["number"] == item["number"]
    }
    chosen = facts["year"]["year"]
    past = [row for row in item["past"] if row["year"] not in own]
    past += [
        {"year": year, "label": wareki_label(year), **row["record"]}
        for year, row in own.items()
        if year != chosen
    ]
    same_year = own.get(chosen, item)
    return {
        **item,
        "record": same_year["record"],
        "past": sorted(past, key=lambda row: int(row["year"])),
        "contents": [_lay_on_content(row, chosen, own) for row in item["contents"]],
        "indicators": [_lay_on_indicator(row, own) for row in item["indicators"]],
    }


def _lay_on_content(content: Facts, chosen: int, own: Mapping[int, Facts]) -> Facts:
    copied = {
        year: row
        for year, item in own.items()
        for row in item["contents"]
        if row["key"] == content["key"]
    }
    years = [row for row in content.get("years", ()) if row["year"] not in own]
    years += [{"year": year, **row["progress"]} for year, row in copied.items()]
    return {
        **content,
        "progress": copied.get(chosen, content)["progress"],
        "years": sorted(years, key=lambda row: int(row["year"])),
    }


def _lay_on_indicator(indicator: Facts, own: Mapping[int, Facts]) -> Facts:
    copied = {
        year: row
        for year, item in own.items()
        for one in item["indicators"]
        if one["number"] == indicator["number"]
        for row in one["years"]
        if row["year"] == year
    }
    return indicator | {
        "years": [
            row | {name: copied[row["year"]][name] for name in ("actual", "judgement")}
            if row["year"] in copied
            else row
            for row in indicator["years"]
        ]
    }
