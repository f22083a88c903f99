"""公表してよい部分。公表していない年度の中身を、事実から除く。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.cells import NOT_PUBLIC_STATE, NOT_PUBLIC_WORD

if TYPE_CHECKING:
    from collections.abc import Collection

Facts = dict[str, Any]

PUBLISHED = "published"
HIDDEN = {"state": NOT_PUBLIC_STATE, "state_label": NOT_PUBLIC_WORD}


def open_to_public(facts: Facts, released: Collection[int]) -> Facts:
    """公表した年度と、その版の年度の中身だけを残した写しを返す。facts は変えない。

    載せるのは、固めたときに公表済で、いまも公表中の（released にある）年度だけ。ほかの年度の実績は
    「公表前」とする。注意と上半期の確認は内部のものなので除く。
    """
    years = {facts["year"]["year"], *(published_years(facts) & set(released))}
    plan = facts["plan"]
    is_whole = all(row["year"] in years for row in plan["years"] if row["year"] < max(years))
    return {
        **facts,
        "plan": {**plan, "years": [_cut_plan_year(row, years) for row in plan["years"]]},
        "items": [
            _cut_item(item if is_whole else _drop_sums(item), years) for item in facts["items"]
        ],
        "opinions": _cut_opinions(facts, years),
    }


def published_years(facts: Facts) -> set[int]:
    """固めたときに公表済だった、より前の年度。"""
    chosen = facts["year"]["year"]
    return {
        row["year"]
        for row in facts["plan"]["years"]
        if row["state"] == PUBLISHED and row["year"] < chosen
    }


def _cut_plan_year(row: Facts, years: set[int]) -> Facts:
    return row if row["year"] in years else {**row, **HIDDEN}


def _drop_sums(item: Facts) -> Facts:
    """公表していない年度の実績を足した計の文を、指標と全体を述べる文から除く。"""
    text = item.get("plain_text", "")
    for indicator in item["indicators"]:
        text = text.replace(indicator.get("share_sum") or "\0", "")
    indicators = [{**indicator, "share_sum": ""} for indicator in item["indicators"]]
    return {**item, "indicators": indicators, "plain_text": text}


def _cut_item(item: Facts, years: set[int]) -> Facts:
    return {
        **item,
        "cautions": [],
        "opinions": _cut_opinions(item, years),
        "half_year": {"total": 0, "filled": 0, "late": 0},
        "past": [row for row in item.get("past", ()) if row["year"] in years],
        "years": [_cut_year(row, years) for row in item.get("years", ())],
        "contents": [
            {**row, "years": [year for year in row.get("years", ()) if year["year"] in years]}
            for row in item["contents"]
        ],
        "indicators": [
            {**row, "years": [_cut_figures(year, years) for year in row["years"]]}
            for row in item["indicators"]
        ],
    }


def _cut_opinions(facts: Facts, years: set[int]) -> list[Facts]:
    """公表した年度の意見。まだ確かめていない回答は載せない。"""
    return [
        {**row, "responses": [answer for answer in row["responses"] if answer["text"]]}
        for row in facts.get("opinions", ())
        if row["year"] in years
    ]


def _cut_year(row: Facts, years: set[int]) -> Facts:
    if row["year"] in years:
        return row
    return {**dict.fromkeys(row, ""), "year": row["year"], **HIDDEN}


def _cut_figures(row: Facts, years: set[int]) -> Facts:
    if row["year"] in years:
        return row
    actual = dict.fromkeys(row["actual"], "") | {
        "status": NOT_PUBLIC_STATE,
        "status_label": NOT_PUBLIC_WORD,
    }
    judgement = {
        name: value if isinstance(value, bool) else "" for name, value in row["judgement"].items()
    }
    return {**row, "actual": actual, "judgement": judgement | {"is_judged": False, "second": None}}
