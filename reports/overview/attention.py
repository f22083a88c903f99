"""注意の要る項目と、その理由。どの規則も、画面に出す一文を持つ。"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plans.fiscal_year import wareki_label
from progress.choices import RecordState
from progress.outlook import Outlook, outlook
from reports.overview.ratings import rating_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

NOT_RATED: Facts = {"code": "", "label": ""}
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
        bands = [row["judgement"]["band"] if row else "" for row in (before, now)]
        if not now or not before or not all(band in order for band in bands):
            continue
        if order.index(bands[1]) > order.index(bands[0]):
            yield (
                f"「{indicator['name']}」が前年度の{before['judgement']['band_label']}から"
                f"{now['judgement']['band_label']}に下がりました。"
            )


def _worse_rating(item: Facts, year: int, order: list[str]) -> Iterator[str]:
    """項目の評価が前年度より下がったこと。前年度の尺度が違えば、比べない。"""
    last = next((row for row in item["years"] if row["year"] == year - 1), None)
    before, now = rating_of(last) if last else NOT_RATED, rating_of(item["record"])
    if not {before["code"], now["code"]} <= {*order}:
        return
    if order.index(now["code"]) > order.index(before["code"]):
        yield f"評価が前年度の{before['label']}から{now['label']}に下がりました。"


def outlook_of(facts: Facts, indicator: Facts) -> Outlook | None:
    """指標の最終年度の見通し。対象年度までの実績から引く。最終年度の目標が数でなければ None。"""
    final_year = facts["plan"]["last_year"]
    last = _year_of(indicator, final_year)
    if not last or not last["target"] or not last["target"]["number"]:
        return None
    points = [
        (row["year"], Decimal(row["actual"]["number"]))
        for row in indicator["years"]
        if row["actual"]["number"] and row["year"] <= facts["year"]["year"]
    ]
    return outlook(
        points,
        final_year,
        Decimal(last["target"]["number"]),
        indicator["kind"],
        unit=indicator["unit"],
        tolerance=Decimal(indicator["tolerance"]),
    )


def _outlook_fails(facts: Facts, item: Facts) -> Iterator[str]:
    for indicator in item["indicators"]:
        view = outlook_of(facts, indicator)
        if view and not view.will_meet:
            yield f"「{indicator['name']}」：{view.sentence}"


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
