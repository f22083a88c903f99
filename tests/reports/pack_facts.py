"""委員会資料の試験に使う年度の事実。データベースを使わない。"""

from __future__ import annotations

from typing import Any

from plans.fiscal_year import wareki_label
from progress.choices import RecordState
from tests.reports.sample_facts import book_facts, other_shape_facts

Facts = dict[str, Any]


def pack_facts() -> Facts:
    """計画書と同じ形の6項目に、評価の推移、前年度の改善策、意見と対応、総括を添えた事実。"""
    facts = complete(book_facts())
    facts["summaries"] = {
        "whole": "おおむね順調に進みました。",
        "goals": {"1": "相談の体制が整いました。"},
        "policies": {"1": "事業の見直しが進みました。"},
    }
    facts["opinions"] = [
        opinion(1, 5, 2020, text="利用者の声を集めてはどうか。"),
        opinion(2, None, 2020, text="市民に分かる言葉で書いてほしい。", responses=[]),
        opinion(1, 8, 2021, text="担い手をどう増やすのか。", follow_ups=[]),
    ]
    for item in facts["items"]:
        item["opinions"] = [one for one in facts["opinions"] if one["item"] == item["number"]]
    facts["items"][0]["record"] |= {"state": RecordState.FINALIZED.value, "state_label": "確定"}
    facts["items"][1]["record"] |= {"state": RecordState.DRAFT.value, "state_label": "下書き"}
    return facts


def many_items_facts() -> Facts:
    """40項目の、別の形の計画の事実。"""
    return complete(other_shape_facts())


def complete(facts: Facts) -> Facts:
    """印刷の試験の事実に、資料が使う残りの部分を添える。"""
    items = facts["items"]
    numbers = sorted({item["policy"]["number"] for item in items})
    policies = {item["policy"]["number"]: item["policy"] for item in items}
    names = list(dict.fromkeys(name for item in items for name in item["departments"]))
    facts["policies"] = [policies[number] | {"measures": []} for number in numbers]
    facts["goals"] = [
        {"number": 1, "title": "支えあうまち"},
        {"number": 4, "title": "つながるまち"},
    ]
    facts["departments"] = [
        {"name": name, "item_count": sum(name in item["departments"] for item in items)}
        for name in names
    ]
    year = facts["year"]["year"]
    for item in items:
        item["record"] = _record(item["record"])
        item["past"] = [
            _record(past) | {"year": year - 1, "label": "令和2（2020）年度"}
            for past in item["past"]
        ]
        item["years"] = [
            _year_rating(year - 1, "b", "概ね達成"),
            _year_rating(year, "a", "達成"),
        ]
        item["opinions"] = []
        for indicator in item["indicators"]:
            for row in indicator["years"]:
                row["judgement"] = {"band": "", "rate_csv": "", **row["judgement"]}
        for content in item["contents"]:
            content["judgement"] = {"is_late": content.get("pace") == "delayed"}
    facts["opinions"] = []
    facts["plan"]["first_year"] = facts["plan"]["years"][0]["year"]
    return facts


def _year_rating(year: int, code: str, label: str) -> Facts:
    names = ("self_rating", "rating")
    words = {f"{name}_label": label for name in names}
    return {"year": year, **dict.fromkeys(names, code), **words}


def _record(record: Facts) -> Facts:
    return {
        "last_outcome": "done",
        "last_outcome_label": "実施した",
        "last_outcome_note": "窓口を一つにした。",
        "committee_rating_label": "",
        "rating_label": record.get("self_rating_label", ""),
        "self_rating": "a",
        "rating": "a",
        "exists": True,
        **record,
    }


def opinion(number: int, item: int | None, year: int, **values: Any) -> Facts:
    """意見。値は、回答が確認済みの標準のものへの上書き。"""
    response = {
        "department": "福祉支援課",
        "state": "confirmed",
        "state_label": "確認済",
        "stance": "reflect",
        "stance_label": "反映する",
        "text": "アンケートを行います。",
        "due": "令和4年3月31日",
    }
    follow_up = {
        "department": "福祉支援課",
        "on": "令和3年9月1日",
        "state": "underway",
        "state_label": "対応中",
        "text": "設問を作った。",
    }
    return {
        "id": number,
        "number": number,
        "label": f"{wareki_label(year)}の意見{number}",
        "year": year,
        "year_label": wareki_label(year),
        "item": item,
        "item_title": "",
        "meeting": "第1回",
        "meeting_on": "令和3年6月24日",
        "kind": "opinion",
        "kind_label": "意見",
        "text": "",
        "people": 2,
        "is_closed": False,
        "is_carried": True,
        "is_unanswered": False,
        "closed_on": "",
        "stage": "underway",
        "stage_label": "回答待ち",
        "responses": [response],
        "follow_ups": [follow_up],
        **values,
    }
