"""年度の事実のうち、数えるもの。項目の事実だけから数え、行は読まない。"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from progress.choices import RecordState
from reports.facts.indicators import (
    ENTERED,
    NOT_OPENED_LABEL,
    STATUS_LABELS,
    UNFINALIZED_LABEL,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Facts = dict[str, Any]

HIDDEN_LABELS = {"unfinalized": UNFINALIZED_LABEL, "not_opened": NOT_OPENED_LABEL}
HIDDEN_CODES = {label: code for code, label in HIDDEN_LABELS.items()}
STATE_LABELS = {str(state.value): str(state.label) for state in RecordState} | HIDDEN_LABELS
UNJUDGED, UNJUDGED_LABEL = "unjudged", "実績あり（判定なし）"
WAITING_STATES = frozenset({RecordState.BLANK, RecordState.DRAFT, RecordState.SENT_BACK})


def count_facts(items: list[Facts], ratings: list[Facts], year: int, *, is_overdue: bool) -> Facts:
    """件数の事実。is_overdue は担当課の期限を過ぎているか（過ぎた未提出を遅れと数える）。"""
    return {
        "total": len(items),
        "by_state": _count_states(items),
        "by_department": [
            {
                "name": name,
                "total": len(group),
                "states": _count_states(group),
                "late": len([1 for item in group if is_overdue and is_waiting(item)]),
            }
            for name, group in _by_department(items).items()
        ],
        "by_rating": _count_labels(
            [(rating["code"], rating["label"]) for rating in ratings],
            (item["record"].get("rating", item["record"]["self_rating"]) for item in items),
        ),
        "indicators": _count_indicators(items, ratings, year),
    }


def is_waiting(item: Facts) -> bool:
    """担当課の提出を待つ項目か。"""
    return item["record"]["exists"] and item["record"]["state"] in WAITING_STATES


def _by_department(items: list[Facts]) -> dict[str, list[Facts]]:
    """課ごとの項目。二つの課の項目は両方で数えるので、合計は項目数と一致しない。"""
    groups: dict[str, list[Facts]] = {}
    for item in items:
        for name in item["departments"]:
            groups.setdefault(name, []).append(item)
    return groups


def _count_states(items: list[Facts]) -> list[Facts]:
    counts = Counter(item["record"]["state"] for item in items)
    shown = [*RecordState.values, *(state for state in counts if state not in RecordState.values)]
    return [
        {"state": str(state), "label": STATE_LABELS[state], "count": counts[state]}
        for state in shown
    ]


def _count_labels(labels: list[tuple[str, str]], codes: Iterable[str]) -> list[Facts]:
    counts = Counter(codes)
    return [{"code": code, "label": label, "count": counts[code]} for code, label in labels]


def _count_indicators(items: list[Facts], ratings: list[Facts], year: int) -> Facts:
    years = list(_chosen_years(items, year))
    counts = {
        "total": len(years),
        "judged": len([1 for row in years if row["judgement"]["is_judged"]]),
        "bands": _count_labels(
            [(rating["code"], rating["label"]) for rating in ratings],
            (row["judgement"]["band"] for row in years if row["judgement"]["is_judged"]),
        ),
        "absences": _count_absences([absence_code(row["actual"]) for row in years]),
    }
    return counts | {"unjudged": unjudged_row(counts)}


def unjudged_row(indicators: Facts) -> Facts:
    """実績はあるが判定しない指標（別計画によるなど）の件数。判定した数、実績のない数と足すと総数になる。

    indicators は件数の事実の指標の部分。前に固めた写しには、この行がないので数える。
    """
    absent = sum(row["count"] for row in indicators["absences"])
    count = indicators["total"] - indicators["judged"] - absent
    return {"code": UNJUDGED, "label": UNJUDGED_LABEL, "count": count}


def rest_rows(indicators: Facts) -> list[Facts]:
    """判定した指標のほかの内訳で、件数のあるもの。"""
    return [row for row in (unjudged_row(indicators), *indicators["absences"]) if row["count"]]


def absence_code(actual: Facts) -> str:
    """数のない実績の値。中身を出せないものは、語から見分ける（実績のあるものは ENTERED）。"""
    return HIDDEN_CODES.get(actual["status_label"], str(actual["status"]))


def _count_absences(codes: list[str]) -> list[Facts]:
    """数のない実績の件数。中身を出せないものは、あるときだけ並べる。"""
    counts = Counter(codes)
    return [
        {"code": str(code), "label": label, "count": counts[str(code)]}
        for code, label in (STATUS_LABELS | HIDDEN_LABELS).items()
        if code != ENTERED and (code in STATUS_LABELS or counts[code])
    ]


def _chosen_years(items: list[Facts], year: int) -> Iterator[Facts]:
    for item in items:
        for indicator in item["indicators"]:
            yield from (row for row in indicator["years"] if row["year"] == year)
