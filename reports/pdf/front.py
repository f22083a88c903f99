"""個票集の前付け（表紙、総括表）を、印字する語だけの辞書に直す。"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from plans.fiscal_year import format_date
from reports.cells import rating_lines
from reports.facts.counts import unjudged_row
from reports.pdf.layout import (
    FOOT,
    MIDDLE,
    NOTHING,
    WIDE,
    figures,
    indicator_label,
    opened_years,
    policy_label,
    year_heading,
)
from reports.pdf.text import shorten, soften

Facts = Mapping[str, Any]

UNCONFIRMED_LEGEND = "破線の矢印：年度の位置は推定（要確認）"
PLAN_NAMES = ("name", "short_name", "organization", "committee_name", "period_label")
SHARED_NOTE = "複数の課が担当する項目は、それぞれの課で数えています。"
DRAFT_MARK = "確定前の内容を含む内部資料"


def lay_out_frame(facts: Facts, made_on: date, *, large: bool) -> dict[str, object]:
    """どの頁にも要る語: 計画と年度の名、作成時点、見本や下書きの印、年度の見出し。"""
    plan, year = facts["plan"], facts["year"]
    return {
        "large": large,
        "plan": {name: plan[name] for name in PLAN_NAMES}
        | {"foot_name": shorten(plan["short_name"], FOOT)},
        "year": {name: year[name] for name in ("label", "state_label", "is_opened")},
        "baseline_year": year_heading(plan["baseline_year"] | {"is_chosen": False}),
        "years": [year_heading(one) for one in plan["years"]],
        "made_on": "　".join([f"{format_date(made_on)}現在", *edition_words(facts)]),
        "marks": [*_marks(facts["notices"]), *(["絞り込み"] if facts.get("narrowing") else [])],
        "narrowing": _narrowing_line(facts),
        "unconfirmed_mark": facts["notices"]["unconfirmed_text"],
        "unconfirmed_legend": UNCONFIRMED_LEGEND,
        "ratings": [
            {"label": rating["label"], "description": rating["description"]}
            for rating in facts["scale"]["ratings"]
        ],
    }


def edition_words(facts: Facts) -> list[str]:
    """公表版の版の語（「公表版（第2版）」）。公表版でなければ空。"""
    publication = facts.get("publication")
    return [publication["label"]] if publication else []


def lay_out_summary(facts: Facts) -> dict[str, object]:
    """総括表: 件数の集計と、全項目の対象年度の一覧。"""
    counts = facts["counts"]
    indicators = counts["indicators"]
    return {
        "total": counts["total"],
        "groups": [
            _group("進捗報告の状態", counts["by_state"], "項目"),
            _group("自己評価", counts["by_rating"], "項目"),
            _group(
                f"指標の達成状況（全{indicators['total']}指標）",
                [*indicators["bands"], unjudged_row(indicators), *indicators["absences"]],
                "指標",
            ),
        ],
        "departments": _departments(
            counts["by_department"], is_internal=facts["notices"]["drafts_included"]
        ),
        "departments_note": _departments_note(counts),
        "rows": [_row(facts, item) for item in facts["items"]],
    }


def _marks(notices: Facts) -> list[str]:
    marks = [notices["sample_text"] if notices["is_sample"] else ""]
    marks.append(notices["migration_text"])
    marks.append(DRAFT_MARK if notices["drafts_included"] else "")
    return [mark for mark in marks if mark]


def _narrowing_line(facts: Facts) -> str:
    """表紙に書く絞り込みの条件。絞り込んでいなければ空。"""
    told = facts.get("narrowing")
    return f"絞り込み：{told}（条件に合う{len(facts['items'])}項目だけ）" if told else ""


def _group(title: str, counts: list[Facts], unit: str) -> dict[str, object]:
    return {
        "title": title,
        "counts": [{"label": one["label"], "count": f"{one['count']}{unit}"} for one in counts],
    }


def _departments_note(counts: Facts) -> str:
    listed = sum(one["total"] for one in counts["by_department"])
    return SHARED_NOTE if listed > counts["total"] else ""


def _departments(by_department: list[Facts], *, is_internal: bool) -> dict[str, object]:
    """課ごとの数。遅れは内部用だけに載せる（確定前の状態を伏せた紙では数えられない）。"""
    states = [state["label"] for state in by_department[0]["states"]] if by_department else []
    return {
        "headings": ["担当課", "担当", *states, *(["遅れ"] if is_internal else [])],
        "rows": [_department_row(one, is_internal=is_internal) for one in by_department],
    }


def _department_row(one: Facts, *, is_internal: bool) -> list[object]:
    late = [one["late"]] if is_internal else []
    return [one["name"], one["total"], *(state["count"] for state in one["states"]), *late]


def _row(facts: Facts, item: Facts) -> dict[str, object]:
    record, opened = item["record"], opened_years(facts)
    return {
        "number": item["number"],
        "title": soften(item["title"], WIDE),
        "policy": policy_label(item["policy"]),
        "departments": "\n".join(item["departments"]),
        "state": record["state_label"] or facts["year"]["state_label"],
        "rating": rating_lines(record, NOTHING),
        "indicators": [
            _indicator_row(indicator, facts["year"]["year"], opened)
            for indicator in item["indicators"]
        ]
        or [{"name": "（数値目標なし）", "target": NOTHING, "actual": NOTHING, "rate": NOTHING}],
    }


def _indicator_row(indicator: Facts, chosen: int, opened: set[int]) -> dict[str, str]:
    year = next(one for one in indicator["years"] if one["year"] == chosen)
    return {"name": soften(indicator_label(indicator), MIDDLE)} | figures(year, opened)
