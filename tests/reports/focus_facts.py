"""重点項目の試験に使う、要る所だけの年度の事実。"""

from __future__ import annotations

from typing import Any

from progress.phases import LATE

Facts = dict[str, Any]

YEAR = 2021
RATINGS = [
    {"code": "a", "label": "達成"},
    {"code": "b", "label": "概ね達成"},
    {"code": "c", "label": "未達成"},
]


def focus_facts(*items: Facts, opinions: list[Facts] | None = None) -> Facts:
    """項目を並べた年度の事実。"""
    return {
        "plan": {"first_year": 2019},
        "year": {"year": YEAR},
        "scale": {"ratings": RATINGS},
        "items": list(items),
        "opinions": opinions or [],
    }


def focus_item(
    number: int = 1,
    *,
    rating: str = "a",
    last_rating: str = "a",
    paces: tuple[str, ...] = ("on_schedule",),
    indicators: tuple[Facts, ...] = (),
) -> Facts:
    """実施項目。paces は実施内容の進み。"""
    return {
        "number": number,
        "title": f"項目その{number}",
        "record": _rating(rating),
        "years": [{"year": YEAR - 1, **_rating(last_rating)}],
        "contents": [
            {"key": str(key), "judgement": {"is_late": pace in LATE}}
            for key, pace in enumerate(paces, 1)
        ],
        "indicators": list(indicators),
    }


def focus_indicator(
    rate: str = "100.0", last_rate: str = "100.0", *, band: str = "a", **target: Any
) -> Facts:
    """指標。達成率（％）は対象年度と前年度のもの。target は目標の値の上書き。"""
    years = [_year(YEAR - 1, last_rate, "a"), _year(YEAR, rate, band, **target)]
    return {"name": "相談件数", "years": years}


def _year(year: int, rate: str, band: str, **target: Any) -> Facts:
    return {
        "year": year,
        "target": {"text": "10件", "settled_text": "", "revised_from": None, **target},
        "actual": {"text": "5件", "status": "entered"},
        "judgement": {"band": band, "rate_text": f"{rate}％" if rate else "", "rate_csv": rate},
    }


def _rating(code: str) -> Facts:
    return {"self_rating": code, "self_rating_label": code, "rating": code, "rating_label": code}
