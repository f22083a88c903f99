"""改善策のその後。前の年度に書いた改善策と、その結果を一行ずつ並べる。"""

from __future__ import annotations

from typing import Any

from progress.choices import Outcome
from reports.overview.ratings import rating_of

Facts = dict[str, Any]

OPEN_LABEL = "未回答"


def list_improvements(facts: Facts) -> Facts:
    """前年度の改善策の一覧と、結果ごとの件数。改善策の書かれていない項目は並べない。"""
    before = facts["year"]["year"] - 1
    rows = [
        _row(item, past)
        for item in facts["items"]
        for past in item["past"]
        if past["year"] == before and past["improvement"]
    ]
    labels = [*(str(outcome.label) for outcome in Outcome), OPEN_LABEL]
    counts = [
        {"label": label, "count": len([1 for row in rows if row["outcome"] == label])}
        for label in labels
    ]
    return {"rows": rows, "counts": counts}


def _row(item: Facts, past: Facts) -> Facts:
    record = item["record"]
    return {
        "item": item,
        "label": past["label"],
        "improvement": past["improvement"],
        "outcome": record["last_outcome_label"] or OPEN_LABEL,
        "note": record["last_outcome_note"],
        "rating_before": rating_of(past)["label"],
        "rating_now": rating_of(record)["label"],
    }
