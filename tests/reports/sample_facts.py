"""印刷の試験に使う facts。データベースを使わず、難しい場合を一項目ずつ持つ。"""

from __future__ import annotations

import copy
import re
from typing import Any

from plans.fiscal_year import short_label, wareki_label

Facts = dict[str, Any]

CHOSEN_YEAR = 2021
BOOK_YEARS = range(2019, 2024)
LONG_TEXT = (
    "関係機関との連携会議を4回開催し、情報共有を図った。「気軽に参加できる居場所がない」、"
    "『相談先が分からない』等の意見をふまえ、地域サポート連絡会と共催で居場所を2か所開設した。"
)


def book_facts() -> Facts:
    """計画書と同じ形（5か年、施策・事業共通あり）の、6項目の facts。"""
    items = [
        item_facts(5, "ファミリー・サポート・センター事業", [second_figures()]),
        item_facts(8, "任意後見事業", [zero_targets()]),
        item_facts(10, "生活支援体制整備事業", [deferred_targets()]),
        item_facts(15, "事務事業評価の実施", [share_targets()], policy=2),
        item_facts(20, "人事考課制度の充実", [], policy=2),
        organization_item(),
    ]
    return frame_facts(items, BOOK_YEARS, CHOSEN_YEAR)


def one_item_facts(**changes: Any) -> Facts:
    """一項目だけの facts。changes は項目の値の上書き。"""
    item = item_facts(9, "地域福祉コーディネーター事業", [plain_targets()]) | changes
    return frame_facts([item], BOOK_YEARS, CHOSEN_YEAR)


def other_shape_facts() -> Facts:
    """別の形の計画: 6か年、基本目標3、40項目、4課、施策なし、共通なし、指標のない方針。"""
    years = range(2024, 2030)
    items = []
    for number in range(1, 41):
        policy = (number - 1) // 14 + 1
        indicators = [] if policy == 3 else [plain_targets(years)]
        item = item_facts(
            number, f"もう一つの計画の実施項目その{number}", indicators, policy=policy
        )
        item["measure"] = None
        item["departments"] = [f"第{number % 4 + 1}課"]
        item["contents"] = [content_facts("1", years=years, goals=[number % 3 + 1])]
        item["past"] = []
        items.append(item)
    facts = frame_facts(items, years, 2025)
    facts["plan"] |= {"name": "もう一つの地域福祉計画", "short_name": "もう一つの計画"}
    return facts


def not_opened_facts() -> Facts:
    """対象年度がまだ開かれていない facts。計画だけがある。"""
    facts = book_facts()
    facts["year"] |= {"state": "", "state_label": "年度未開始", "is_opened": False}
    for year in facts["plan"]["years"]:
        year |= {"state": "", "state_label": "年度未開始"}
    for item in facts["items"]:
        item["record"] = record_facts() | {"exists": False, "state": "not_opened"}
        item["past"] = []
        for indicator in item["indicators"]:
            for year in indicator["years"]:
                year["actual"] = actual_facts("", "not_entered")
                year["judgement"] = judgement_facts()
    return facts


def frame_facts(items: list[Facts], years: range, chosen: int) -> Facts:
    """項目の並びに、計画・年度・件数・断りを付けた facts。"""
    return {
        "schema": 1,
        "plan": {
            "name": "試験のための地域福祉活動計画を具現化するためのアクションプラン",
            "short_name": "アクションプラン",
            "organization": "試験社会福祉協議会",
            "committee_name": "試験の進行管理委員会",
            "period_label": f"{wareki_label(years[0])}～{wareki_label(years[-1])}",
            "baseline_year": {"year": years[0] - 1, "label": wareki_label(years[0] - 1)},
            "years": [_plan_year(year, chosen) for year in years],
            "first_year": years[0],
            "last_year": years[-1],
        },
        "year": {
            "year": chosen,
            "label": wareki_label(chosen),
            "state": "accepting",
            "state_label": "受付中",
            "is_opened": True,
        },
        "scale": {
            "name": "3段階",
            "ratings": [
                {"code": "a", "label": "達成", "minimum": "100", "description": "100％以上"},
                {"code": "b", "label": "概ね達成", "minimum": "80", "description": ""},
            ],
        },
        "counts": count_facts(len(items)),
        "notices": {
            "is_sample": True,
            "sample_text": "見本データ（架空）",
            "migration_text": "",
            "unconfirmed_items": len(items),
            "unconfirmed_text": "推定・要確認",
            "drafts_included": False,
        },
        "items": copy.deepcopy(items),
    }


def _plan_year(year: int, chosen: int) -> Facts:
    is_opened = year <= chosen
    return {
        "year": year,
        "label": wareki_label(year),
        "short_label": short_label(year),
        "is_chosen": year == chosen,
        "state": "accepting" if is_opened else "",
        "state_label": "受付中" if is_opened else "年度未開始",
        "is_sample": is_opened,
    }


def count_facts(total: int) -> Facts:
    """件数。値そのものは印刷の試験では問わない。"""
    states = [{"state": "submitted", "label": "提出済", "count": total}]
    return {
        "total": total,
        "by_state": states,
        "by_department": [
            {"name": name, "total": total, "states": states, "late": 0}
            for name in ("総務課", "福祉支援課")
        ],
        "by_rating": [{"code": "a", "label": "達成", "count": total}],
        "indicators": {
            "total": 5,
            "judged": 1,
            "bands": [{"code": "a", "label": "達成", "count": 1}],
            "absences": [{"code": "undetermined", "label": "未確定", "count": 1}],
        },
    }


def item_facts(number: int, title: str, indicators: list[Facts], policy: int = 1) -> Facts:
    """実施項目。二つの実施内容（固有と共通）がある。"""
    entries = [{"mark": "・", "text": "新規相談の増加により、きめ細やかな対応が困難となっている"}]
    return {
        "number": number,
        "title": title,
        "policy": {"number": policy, "code": "ⅠⅡⅢ"[policy - 1], "title": f"方針その{policy}"},
        "measure": {"number": 1, "title": "多様な市民の参加を推進する仕組みづくり"},
        "departments": ["福祉活動推進課", "福祉支援課"],
        "lead_department": "福祉活動推進課",
        "kinds": ["市委託事業", "独自事業"],
        "remark": "＊ 目標数値は総合計画の後期計画に掲載済みのもの",
        "schedule_confirmed": False,
        "statements": {
            "current_state": entries,
            "direction": entries,
            "response": [{"mark": "①", "text": "職員の質的・量的向上を図る"}],
        },
        "contents": [content_facts("1"), content_facts("共通1", kind="common")],
        "indicators": indicators,
        "record": record_facts(),
        "past": [{"year": 2019, "label": wareki_label(2019), **record_facts()}],
    }


def organization_item() -> Facts:
    """項目23: 一つの番号に二行あり、年度の中で矢印が混み合う。予定行事もある。"""
    item = item_facts(23, "適正な組織の運営", [], policy=2)
    rows = [
        content_facts("1-1", spans=[("改選", 2019, 2019), ("選定", 2020, 2020)], is_event=True),
        content_facts("1-2", spans=[("選定", 2019, 2020), ("改選", 2020, 2023)], is_event=True),
        content_facts("2", spans=[("検討・実施・評価・充実", 2021, 2021)]),
        content_facts("3", spans=[]),
    ]
    return item | {"contents": rows, "schedule_confirmed": True, "remark": ""}


def content_facts(
    key: str,
    *,
    kind: str = "own",
    years: range = BOOK_YEARS,
    goals: list[int] | None = None,
    spans: list[tuple[str, int, int]] | None = None,
    is_event: bool = False,
) -> Facts:
    """実施内容。spans は（表記、開始年度、終了年度）の並び。"""
    if spans is None:
        spans = [("検討", years[0], years[0]), ("評価・充実", years[1], years[-1])]
    return {
        "key": key,
        "kind": kind,
        "title": "社協内の部署間連携や関係機関との連携による課題解決の仕組みづくり",
        "qualifier": "strengthened",
        "qualifier_label": "充実・強化",
        "goals": [1, 4] if goals is None else goals,
        "is_event": is_event,
        "repeats": "16-1" if key == "2" else "",
        "spans": [
            {
                "order": order,
                "label": label,
                "stages": [label],
                "first_year": first_year,
                "last_year": last_year,
                "is_confirmed": is_event,
            }
            for order, (label, first_year, last_year) in enumerate(spans, start=1)
        ],
        "sentence": "検討、評価・充実の順（年度の位置は推定）",
        "progress": {
            "pace": "not_started_planned",
            "pace_label": "未着手（予定どおり）",
            "activities": LONG_TEXT,
        },
    }


def record_facts() -> Facts:
    """進捗報告の文章。"""
    return {
        "exists": True,
        "state": "submitted",
        "state_label": "提出済",
        "version": 1,
        "achievement": f"{LONG_TEXT}\n{LONG_TEXT}",
        "issues": LONG_TEXT,
        "improvement": LONG_TEXT,
        "self_rating": "b",
        "self_rating_label": "概ね達成",
        "rating_reason": "目標をやや下回ったが、居場所づくりが進んだため。",
        "submitted_at": "令和4年4月20日",
        "is_on_behalf": True,
    }


def indicator_facts(name: str, unit: str, years: list[Facts], **changes: Any) -> Facts:
    """指標。years は figure_facts の並び。"""
    indicator = {
        "number": 1,
        "name": name,
        "unit": unit,
        "kind": "increase",
        "kind_label": "増やす",
        "entry_kind": "number",
        "first_label": "",
        "second_label": "",
        "second_unit": "",
        "second_label_is_confirmed": True,
        "other_plan": "",
        "tolerance": "0",
        "definition": "",
        "source": "事業報告書",
        "note": "",
        "baseline": baseline_facts(f"172{unit}"),
        "years": years,
    }
    return indicator | changes


def baseline_facts(text: str) -> Facts:
    """見込みの基準値。"""
    return {"text": text, "is_estimate": True, "as_of": "平成31年1月31日", "note": ""}


def figure_facts(year: int, target: str, actual: Facts, judgement: Facts) -> Facts:
    """一年度の目標・実績・判定。"""
    settled = {"settled_text": "", "settled_source": "", "settled_on": ""} | number_facts(target)
    return {
        "year": year,
        "target": {"text": target, "absence": "", **settled} if target else None,
        "actual": actual,
        "judgement": judgement,
    }


def actual_facts(text: str, status: str = "entered", label: str = "") -> Facts:
    """実績。値がないときは status がその理由。"""
    names = {"text": text, "status": status, "status_label": label or status, "note": ""}
    return names | number_facts(text)


def number_facts(text: str) -> Facts:
    """数で始まる値の、数の部分（「73人（46人）」の 73）。"""
    found = re.match(r"[0-9]+", text)
    return {"number": found[0] if found else "", "upper": ""}


def judgement_facts(rate: str = "", band: str = "", formula: str = "") -> Facts:
    """判定。率も区分もないときは理由だけがある。"""
    reason = "" if band else "実績が未入力のため、判定しません。"
    return {
        "rate_text": rate,
        "band_label": band,
        "formula": formula,
        "reason": reason,
        "second": None,
        "is_judged": bool(band),
    }


def plain_targets(years: range = BOOK_YEARS) -> Facts:
    """ふつうの数の指標。実績の五つの場合（値あり、該当なし、未確定、未入力、対象外）を持つ。"""
    absent = [
        actual_facts("180件"),
        actual_facts("－", "not_applicable"),
        actual_facts("…", "undetermined"),
        actual_facts("", "not_entered", "未入力"),
        actual_facts("中止・評価対象外", "excluded"),
        actual_facts("", "not_entered", "未入力"),
    ]
    judged = judgement_facts("91.3％", "概ね達成", "実績180件 ÷ 目標197件 × 100")
    rows = [
        figure_facts(
            year, "197件", actual, judged if actual["text"] == "180件" else judgement_facts()
        )
        for year, actual in zip(years, absent, strict=False)
    ]
    return indicator_facts("相談支援件数", "件", rows)


def second_figures() -> Facts:
    """項目5: 第2値つき（67人（40人））。"""
    judged = judgement_facts("127.3％", "達成", "実績93人 ÷ 目標73人 × 100")
    judged["second"] = judgement_facts("100.0％", "達成", "実績46人 ÷ 目標46人 × 100")
    rows = [
        figure_facts(year, "73人（46人）", actual_facts("93人（46人）"), judged)
        for year in BOOK_YEARS
    ]
    changes = {"second_label": "障がいに関わる活動者数", "second_label_is_confirmed": False}
    return indicator_facts("障がい児に関わる活動者数（*2）", "人", rows, **changes)


def zero_targets() -> Facts:
    """項目8: 目標が0。率はなく、達成か否かだけ。"""
    judged = judgement_facts("", "達成", "目標0件に対し実績0件")
    rows = [figure_facts(year, "0件", actual_facts("0件"), judged) for year in BOOK_YEARS]
    return indicator_facts("任意後見事業の件数", "件", rows)


def deferred_targets() -> Facts:
    """項目10: 目標を別計画にゆだねる。後に定まった値が添う。"""
    rows = [
        figure_facts(
            year, "次期介護保険事業計画による", actual_facts("年4～6回"), judgement_facts()
        )
        for year in BOOK_YEARS
    ]
    rows[2]["target"] |= {
        "settled_text": "2,000人",
        "settled_source": "第8期介護保険事業計画",
        "settled_on": "令和3年4月1日",
    }
    return indicator_facts("協力員数", "人", rows, other_plan="次期介護保険事業計画")


def share_targets() -> Facts:
    """項目15: 割合の文言。基準値はない。"""
    rows = [
        figure_facts(year, "総事務事業数の3分の1", actual_facts("12事業"), judgement_facts())
        for year in BOOK_YEARS
    ]
    return indicator_facts("評価事務事業数", "", rows, baseline=None)
