"""前の計画からのあゆみの表。個票の画面、紙、公開の画面が、同じ並びから作る。"""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

SAMPLE_MARK = "（見本）"


def inherited_items(item: Facts) -> list[Facts]:
    """引き継いだ前の計画の項目ごとの、年度の見出し、評価、指標の実績。近い計画から順に。

    ratings と、指標の texts は、years と同じ並び（値のない年度は空文字）。引継ぎのない項目と、
    あゆみを持たない前の写しでは空。
    """
    return [_inherited_item(row) for row in item.get("story", ())]


def _inherited_item(row: Facts) -> Facts:
    years = [year["year"] for year in row["years"]]
    return {
        "plan_key": row.get("plan_key"),
        "plan": row["plan_short_name"],
        "number": row["number"],
        "title": row["title"],
        "relation": row["relation"],
        "years": [_year_label(year) for year in row["years"]],
        "ratings": [year["rating_label"] for year in row["years"]],
        "indicators": [
            {"name": _indicator_label(indicator), "texts": _aligned(indicator["years"], years)}
            for indicator in row["indicators"]
            if indicator["years"]
        ],
    }


def _year_label(year: Facts) -> str:
    label: str = year["label"]
    return f"{label}{SAMPLE_MARK}" if year.get("is_sample") else label


def _indicator_label(indicator: Facts) -> str:
    unit = indicator["unit"]
    return f"{indicator['name']}（{unit}）" if unit else str(indicator["name"])


def _aligned(rows: list[Facts], years: list[int]) -> list[str]:
    """年度の並びに揃えた実績。途中で加わった指標などの、ない年度は空文字。"""
    texts = {row["year"]: row["text"] for row in rows}
    return [texts.get(year, "") for year in years]
