"""全体の状況の試験の事実。"""

from __future__ import annotations

from typing import Any

RATINGS = [
    {"code": "achieved", "label": "達成"},
    {"code": "mostly_achieved", "label": "概ね達成"},
    {"code": "not_achieved", "label": "未達成"},
]


def judgement(band: str = "", rate: str = "", second: Any = None) -> dict[str, Any]:
    label = next((row["label"] for row in RATINGS if row["code"] == band), "")
    return {"band": band, "band_label": label, "rate_text": rate, "second": second}


def indicator_year(year: int, target: str, actual: str, **values: Any) -> dict[str, Any]:
    return {
        "year": year,
        "target": {"number": target},
        "actual": {"number": actual},
        "judgement": judgement(**values),
    }


def make_facts(**changes: Any) -> dict[str, Any]:
    """2019～2021年度の計画の、2021年度。項目は一つで、注意は何もない。"""
    item = {
        "number": 1,
        "title": "見守り",
        "policy": {"number": 1},
        "departments": ["支援課"],
        "record": {
            "exists": True,
            "state": "submitted",
            "state_label": "提出済",
            "self_rating": "achieved",
            "self_rating_label": "達成",
            "last_outcome": "done",
            "last_outcome_label": "実施した",
            "last_outcome_note": "月二回に増やした",
        },
        "years": [
            {
                "year": year,
                "state": "finalized",
                "state_label": "確定",
                "self_rating": "achieved",
                "self_rating_label": "達成",
            }
            for year in (2019, 2020, 2021)
        ],
        "past": [
            {
                "year": 2020,
                "label": "令和2（2020）年度",
                "improvement": "回数を増やす",
                "self_rating": "mostly_achieved",
                "self_rating_label": "概ね達成",
            }
        ],
        "contents": [
            {
                "key": "1",
                "goals": [1, 2],
                "progress": {"pace": "on_schedule", "pace_label": "予定どおり"},
                "judgement": {"is_late": False},
            },
            {
                "key": "2",
                "goals": [],
                "progress": {"pace": "", "pace_label": ""},
                "judgement": {"is_late": False},
            },
        ],
        "cautions": [],
        "indicators": [
            {
                "name": "参加者数",
                "unit": "人",
                "kind": "increase",
                "tolerance": "0",
                "years": [
                    indicator_year(2019, "10", "10", band="achieved", rate="100.0％"),
                    indicator_year(2020, "11", "11", band="achieved", rate="100.0％"),
                    indicator_year(2021, "12", "12", band="achieved", rate="100.0％"),
                ],
            }
        ],
    }
    facts = {
        "plan": {"last_year": 2021},
        "year": {
            "year": 2021,
            "is_opened": True,
            "is_overdue": False,
            "department_due_on": "令和4年4月28日",
        },
        "scale": {"ratings": RATINGS},
        "policies": [{"number": 1, "code": "Ⅰ", "title": "支えあう"}],
        "departments": [{"name": "支援課"}],
        "goals": [{"number": 1, "title": "つながる"}, {"number": 2, "title": "育てる"}],
        "items": [item],
    }
    return {**facts, **changes}
