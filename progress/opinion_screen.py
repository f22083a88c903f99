"""意見の登録簿の絞り込み。読んだ行だけを見て、データベースは読まない。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plans.fiscal_year import wareki_label
from progress.choices import OpinionStage, OpinionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from progress.opinion_rows import OpinionRow

EVERYTHING = "すべて"
STILL_OPEN = "still_open"


@dataclass(frozen=True, slots=True)
class Filter:
    """絞り込みの欄。options は値と表記、chosen は選ばれている値。"""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def _stages(row: OpinionRow) -> set[str]:
    is_open = row.opinion.state == OpinionState.OPEN
    return {row.stage.value, *([STILL_OPEN] if is_open else [])}


MATCHERS: Mapping[str, Callable[[OpinionRow], set[str]]] = {
    "year": lambda row: {str(row.opinion.review.fiscal_year)},
    "stage": _stages,
    "department": lambda row: {str(one.response.department_id) for one in row.responses},
    "item": lambda row: {str(row.opinion.item.number) if row.opinion.item else "0"},
}


def narrow(rows: Iterable[OpinionRow], query: Mapping[str, str]) -> list[OpinionRow]:
    """問い合わせ（?year=・?stage=・?department=・?item=）に合う意見。"""
    return [
        row
        for row in rows
        if all(
            not query.get(name) or query[name] in values_of(row)
            for name, values_of in MATCHERS.items()
        )
    ]


def offer_filters(rows: Iterable[OpinionRow], query: Mapping[str, str]) -> list[Filter]:
    """絞り込みの欄。登録のある値だけを選べる。"""
    found = list(rows)
    years = {str(row.opinion.review.fiscal_year): row.opinion.review.fiscal_year for row in found}
    departments = {
        str(one.response.department_id): one.response.department
        for row in found
        for one in row.responses
    }
    items = {row.opinion.item.number: row.subject for row in found if row.opinion.item}
    options = {
        "year": ("年度", [(key, wareki_label(year)) for key, year in sorted(years.items())]),
        "stage": ("いまの位置", [(STILL_OPEN, "完結していないもの"), *OpinionStage.choices]),
        "department": ("担当課", [(key, str(row)) for key, row in departments.items()]),
        "item": (
            "実施項目",
            [("0", "計画の全体"), *((str(number), items[number]) for number in sorted(items))],
        ),
    }
    return [
        Filter(name, label, (("", EVERYTHING), *choices), query.get(name, ""))
        for name, (label, choices) in options.items()
    ]
