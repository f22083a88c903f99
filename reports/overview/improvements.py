"""改善策のその後（PDCA）。書いた年度ごとに、結果と、その後の評価・指標を一行に並べる。

結果は翌年度の報告が答える。答えのない改善策は、年度が進んでも残る。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.fiscal_year import wareki_label
from progress.choices import Outcome
from reports.overview.ratings import rating_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

OPEN_LABEL = "未回答"
OPEN = "none"


def list_improvements(facts: Facts, outcome: str = "") -> Facts:
    """対象年度より前の改善策。

    rows は前年度のものと、答えのないまま残るもの（新しい年度から）。closed は、答えの済んだ
    さらに前の年度のもの。counts は rows の結果ごとの件数。outcome を渡せば、その結果の行に限る。
    """
    year = facts["year"]["year"]
    every = sorted(_rows(facts), key=lambda row: (-row["year"], row["item"]["number"]))
    rows = [row for row in every if row["year"] == year - 1 or row["is_open"]]
    labels = [*((str(one.value), str(one.label)) for one in Outcome), (OPEN, OPEN_LABEL)]
    return {
        "rows": [row for row in rows if outcome in ("", row["code"])],
        "closed": [row for row in every if row not in rows and outcome in ("", row["code"])],
        "counts": [
            {"code": code, "label": label, "count": len([1 for row in rows if row["code"] == code])}
            for code, label in labels
        ],
    }


def _rows(facts: Facts) -> Iterator[Facts]:
    year = facts["year"]["year"]
    for item in facts["items"]:
        reports = {past["year"]: past for past in item["past"]} | {year: item["record"]}
        for past in item["past"]:
            text = past.get("amended_improvement") or past["improvement"]
            if text and past["year"] < year:
                yield _row(facts, item, past, reports.get(past["year"] + 1), text)


def _row(facts: Facts, item: Facts, past: Facts, answer: Facts | None, text: str) -> Facts:
    code = (answer["last_outcome"] if answer else "") or OPEN
    return {
        "item": item,
        "year": past["year"],
        "label": past["label"],
        "improvement": text,
        "code": code,
        "outcome": OPEN_LABEL if code == OPEN else answer and answer["last_outcome_label"],
        "note": answer["last_outcome_note"] if answer else "",
        "is_open": code == OPEN,
        "ratings": _ratings_since(facts, item, past["year"]),
        "indicators": list(_indicators_since(facts, item, past["year"])),
    }


def _ratings_since(facts: Facts, item: Facts, first: int) -> list[Facts]:
    """書いた年度から対象年度までの評価。"""
    return [
        {"year_label": wareki_label(row["year"]), "label": rating_of(row)["label"] or "－"}
        for row in item["years"]
        if first <= row["year"] <= facts["year"]["year"]
    ]


def _indicators_since(facts: Facts, item: Facts, first: int) -> Iterator[Facts]:
    """書いた年度と対象年度の、指標ごとの達成。"""
    for indicator in item["indicators"]:
        years = {row["year"]: row for row in indicator["years"]}
        before, now = years.get(first), years.get(facts["year"]["year"])
        if before and now:
            yield {"name": indicator["name"], "before": _tell(before), "now": _tell(now)}


def _tell(row: Facts) -> str:
    judgement = row["judgement"]
    words = (judgement["rate_text"], judgement["band_label"])
    return " ".join(word for word in words if word) or row["actual"].get("status_label") or "－"
