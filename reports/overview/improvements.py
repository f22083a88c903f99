"""改善策のその後（PDCA）。書いた年度ごとに、結果と、その後の評価・指標を一行に並べる。

結果は翌年度の報告が答える。答えのない改善策は、年度が進んでも残る。
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from plans.fiscal_year import wareki_label
from progress.choices import Outcome
from reports.facts.counts import HIDDEN_LABELS
from reports.overview.ratings import rating_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Facts = dict[str, Any]

OPEN_LABEL = "未回答"
OPEN = "none"
OUTCOMES = {
    **{str(one.value): str(one.label) for one in Outcome},
    OPEN: OPEN_LABEL,
    **HIDDEN_LABELS,
}


def list_improvements(facts: Facts, outcomes: Iterable[str] = ()) -> Facts:
    """対象年度より前の改善策。

    rows は前年度のものと、答えのないまま残るもの（新しい年度から）。closed は、答えの済んだ
    さらに前の年度のもの。counts は rows の結果ごとの件数。outcomes を渡せば、その結果の行に限る。
    """
    year, wanted = facts["year"]["year"], list(outcomes)
    found = [row for row in _rows(facts) if all(row["code"] == code for code in wanted)]
    every = sorted(found, key=lambda row: (-row["year"], row["item"]["number"]))
    rows = [row for row in every if row["year"] == year - 1 or row["is_open"]]
    counts = Counter(row["code"] for row in rows)
    return {
        "rows": rows,
        "closed": [row for row in every if row["year"] != year - 1 and not row["is_open"]],
        "counts": [
            {"code": code, "label": label, "count": counts[code]}
            for code, label in OUTCOMES.items()
            if counts[code] or code not in HIDDEN_LABELS
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
    code = (answer["last_outcome"] if answer else "") or _code_of_silence(item, past["year"] + 1)
    return {
        "item": item,
        "year": past["year"],
        "label": past["label"],
        "improvement": text,
        "code": code,
        "outcome": OUTCOMES.get(code) or (answer or {}).get("last_outcome_label", ""),
        "note": answer["last_outcome_note"] if answer else "",
        "no_note": HIDDEN_LABELS.get(code, "記入なし"),
        "is_open": not (answer and answer["last_outcome"]),
        "ratings": _ratings_since(facts, item, past["year"]),
        "indicators": list(_indicators_since(facts, item, past["year"])),
    }


def _code_of_silence(item: Facts, year: int) -> str:
    """結果のないわけ: 答える年度の報告を伏せているか、年度が開いていなければ、そのこと。"""
    states = {row["year"]: row["state"] for row in item["years"]}
    return state if (state := states.get(year, "")) in HIDDEN_LABELS else OPEN


def _ratings_since(facts: Facts, item: Facts, first: int) -> list[Facts]:
    """書いた年度から対象年度までの評価。"""
    return [
        {
            "year_label": wareki_label(row["year"]),
            "label": rating_of(row)["label"],
            "state_label": row["state_label"],
        }
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
