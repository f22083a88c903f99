"""注意の要る項目と、その理由。どの規則も、画面に出す一文を持つ。"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plans.fiscal_year import wareki_label
from progress.choices import RecordState
from progress.outlook import Outlook, outlook
from reports.facts.indicators import goal_of
from reports.overview.ratings import rating_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

NOT_RATED: Facts = {"code": "", "label": ""}
NOT_JUDGED: Facts = {"band": "", "band_label": ""}
WAITING_STATES = frozenset({RecordState.BLANK, RecordState.DRAFT, RecordState.SENT_BACK})


def find_attention(facts: Facts) -> list[Facts]:
    """注意の要る項目。項目と、理由（規則の名 code・見出し label・文 sentence）の並び。"""
    found = []
    for item in facts["items"]:
        reasons = [
            {"code": code, "label": label, "sentence": sentence}
            for code, (label, rule) in RULES.items()
            for sentence in rule(facts, item)
        ]
        if reasons:
            found.append({"item": item, "reasons": reasons})
    return found


def count_reasons(attention: list[Facts]) -> list[Facts]:
    """理由ごとの項目数。"""
    return [
        {"code": code, "label": label, "count": _count_items(attention, code)}
        for code, (label, _) in RULES.items()
    ]


def _count_items(attention: list[Facts], code: str) -> int:
    return len([row for row in attention if any(r["code"] == code for r in row["reasons"])])


def _year_of(indicator: Facts, year: int) -> Facts | None:
    return next((row for row in indicator["years"] if row["year"] == year), None)


def _late(facts: Facts, item: Facts) -> Iterator[str]:
    if facts["year"]["is_overdue"] and item["record"]["state"] in WAITING_STATES:
        due, state = facts["year"]["department_due_on"], item["record"]["state_label"]
        yield f"提出期限（{due}）を過ぎて{state}です。"


def _sent_back(facts: Facts, item: Facts) -> Iterator[str]:
    if item["record"]["state"] == RecordState.SENT_BACK:
        yield "差し戻されたままです。"


def _below_band(facts: Facts, item: Facts) -> Iterator[str]:
    lowest = facts["scale"]["ratings"][-1]["code"]
    for indicator in item["indicators"]:
        row = _year_of(indicator, facts["year"]["year"])
        judgements = [row["judgement"], row["judgement"]["second"]] if row else []
        for judgement in judgements:
            if judgement and judgement["band"] == lowest:
                rate = f"（{judgement['rate_text']}）" if judgement["rate_text"] else ""
                yield f"「{indicator['name']}」が{judgement['band_label']}{rate}です。"


def _worse(facts: Facts, item: Facts) -> Iterator[str]:
    order = [rating["code"] for rating in facts["scale"]["ratings"]]
    year = facts["year"]["year"]
    yield from _worse_rating(item, year, order)
    for indicator in item["indicators"]:
        now, before = _year_of(indicator, year), _year_of(indicator, year - 1)
        if not now or not before:
            continue
        first = (before["judgement"], now["judgement"])
        second = tuple(judgement["second"] or NOT_JUDGED for judgement in first)
        name = indicator.get("second_label") or "かっこ内の数"
        for part, (last, latest) in (("", first), (f"（{name}）", second)):
            if not {last["band"], latest["band"]} <= {*order}:
                continue
            if order.index(latest["band"]) > order.index(last["band"]):
                yield (
                    f"「{indicator['name']}」{part}が前年度の{last['band_label']}から"
                    f"{latest['band_label']}に下がりました。"
                )


def _worse_rating(item: Facts, year: int, order: list[str]) -> Iterator[str]:
    """項目の評価が前年度より下がったこと。前年度の尺度が違えば、比べない。"""
    last = next((row for row in item["years"] if row["year"] == year - 1), None)
    before, now = rating_of(last) if last else NOT_RATED, rating_of(item["record"])
    if not {before["code"], now["code"]} <= {*order}:
        return
    if order.index(now["code"]) > order.index(before["code"]):
        yield f"評価が前年度の{before['label']}から{now['label']}に下がりました。"


def outlooks_of(facts: Facts, indicator: Facts) -> Iterator[tuple[str, Outlook]]:
    """指標の最終年度の見通しと、どの値のものか（第1値は空、第2値はその名）。

    対象年度までの実績から引く。最終年度の目標が数でなければ、何も返さない。
    """
    final_year = facts["plan"]["last_year"]
    last = _year_of(indicator, final_year)
    goal = goal_of(last["target"]) if last else None
    if goal is None:
        return
    second_unit = indicator.get("second_unit") or indicator["unit"]
    second_name = indicator.get("second_label") or "かっこ内の数"
    for name, unit, (lower, upper) in (
        ("", indicator["unit"], ("number", "upper")),
        (second_name, second_unit, ("second_number", "second_upper")),
    ):
        if not goal.get(lower):
            continue
        points = [
            (row["year"], Decimal(row["actual"][lower]))
            for row in indicator["years"]
            if row["actual"].get(lower) and row["year"] <= facts["year"]["year"]
        ]
        view = outlook(
            points,
            final_year,
            Decimal(goal[lower]),
            indicator["kind"],
            upper=Decimal(goal[upper]) if goal.get(upper) else None,
            unit=unit,
            tolerance=Decimal(indicator["tolerance"]),
        )
        if view:
            yield name, view


def _outlook_fails(facts: Facts, item: Facts) -> Iterator[str]:
    for indicator in item["indicators"]:
        for name, view in outlooks_of(facts, indicator):
            if not view.will_meet:
                part = f"（{name}）" if name else ""
                yield f"「{indicator['name']}」{part}：{view.sentence}"


def _delayed(facts: Facts, item: Facts) -> Iterator[str]:
    for content in item["contents"]:
        if content["judgement"]["is_late"]:
            told = f"実施内容{content['key']}が{content['judgement']['label']}です。"
            yield told + (content["judgement"]["reason"] if content["judgement"]["planned"] else "")


def _unanswered_opinion(facts: Facts, item: Facts) -> Iterator[str]:
    for opinion in item.get("opinions", ()):
        if opinion["is_unanswered"]:
            carried = "（前の年度から）" if opinion["is_carried"] else ""
            yield f"委員会の{opinion['label']}{carried}に、確認の済んだ回答がまだありません。"


def _unanswered_caution(facts: Facts, item: Facts) -> Iterator[str]:
    for caution in item["cautions"]:
        if not caution["answer"]:
            yield caution["sentence"]


def _unanswered_outcome(facts: Facts, item: Facts) -> Iterator[str]:
    before = next((row for row in item["past"] if row["year"] == facts["year"]["year"] - 1), None)
    if before and before["improvement"] and item["record"]["exists"]:
        is_begun = item["record"]["state"] not in (RecordState.BLANK, RecordState.DRAFT)
        if is_begun and not item["record"]["last_outcome"]:
            yield f"{wareki_label(before['year'])}の改善策の結果が書かれていません。"


RULES = {
    "late": ("提出の遅れ", _late),
    "sent_back": ("差戻し", _sent_back),
    "below_band": ("最も低い区分", _below_band),
    "worse": ("前年度より低い区分", _worse),
    "outlook": ("最終年度の見通し", _outlook_fails),
    "delayed": ("実施内容の遅れ", _delayed),
    "caution": ("答えのない注意", _unanswered_caution),
    "outcome": ("改善策の結果が未記入", _unanswered_outcome),
    "opinion": ("意見への未回答", _unanswered_opinion),
}
