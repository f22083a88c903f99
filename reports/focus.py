"""重点項目: 委員会で時間を割く項目を、理由と数を添えて選ぶ。入力は年度の事実の辞書だけ。

五つの規則か、答えのない注意に当たる項目を、重みの大きい順に八つまで勧める。決めるのは総務課で、
勧めと違えるときは一文を添える。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.fiscal_year import short_label
from reports.cells import ENTERED
from reports.overview.ratings import rating_of

Facts = dict[str, Any]
Rule = Callable[[Facts, Facts, "FocusThresholds"], Iterator[str]]


class FocusError(ValueError):
    """重点項目の選び方の誤り。本文は画面に出す日本語の文。"""


@dataclass(frozen=True, slots=True)
class FocusThresholds:
    """重点項目の目安。

    rate_points: 達成率がこの差（ポイント）以上動けば大きな変化。late_contents: 遅れがこの件数以上。
    years_without_opinion: この年数のあいだ意見がなければ勧める。most_items: 勧める数の上限。
    """

    rate_points: Decimal = Decimal(20)
    late_contents: int = 1
    years_without_opinion: int = 2
    most_items: int = 8


DEFAULT_THRESHOLDS = FocusThresholds()


@dataclass(frozen=True, slots=True)
class FocusReason:
    """勧める理由: 規則の名、見出し、数の入った一文。"""

    rule: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FocusProposal:
    """勧める項目: 番号、名称、理由の並び、重みの合計。"""

    number: int
    title: str
    reasons: tuple[FocusReason, ...]
    weight: int


def propose_focus(
    facts: Facts, thresholds: FocusThresholds = DEFAULT_THRESHOLDS
) -> list[FocusProposal]:
    """重点項目の勧め: 重みの大きい順（同じなら理由の多い順、番号順）に、most_items まで返す。"""
    proposals = [_propose(facts, item, thresholds) for item in facts["items"]]
    found = [proposal for proposal in proposals if proposal.reasons]
    found.sort(key=lambda one: (-one.weight, -len(one.reasons), one.number))
    return found[: thresholds.most_items]


def decide_focus(
    facts: Facts,
    chosen: Mapping[int, str],
    removed: Mapping[int, str],
    thresholds: FocusThresholds = DEFAULT_THRESHOLDS,
) -> list[dict[str, Any]]:
    """重点項目を決める: 勧めに、加えた項目 chosen と外した項目 removed（番号 → 一文）を合わせる。

    資料とともに残す辞書の並びを、番号順に返す。外した項目も is_chosen を偽にして残す。
    一文がないとき、選んだ項目が most_items を超えるときは FocusError。
    """
    proposals = {proposal.number: proposal for proposal in propose_focus(facts, thresholds)}
    removed = {number: text for number, text in removed.items() if number in proposals}
    chosen = {number: text for number, text in chosen.items() if number not in proposals}
    for number, text in {**removed, **chosen}.items():
        if not text.strip():
            raise FocusError(f"項目{number}を勧めと違えた理由を、一文で入れてください。")
    numbers = (set(proposals) | set(chosen)) - set(removed)
    if len(numbers) > thresholds.most_items:
        raise FocusError(
            f"重点項目は{thresholds.most_items}項目までです（いま{len(numbers)}項目）。"
            "どれかの印を外してください。"
        )
    titles = {item["number"]: item["title"] for item in facts["items"]}
    notes = {**removed, **chosen}
    return [
        {
            "number": number,
            "title": titles[number],
            "is_chosen": number in numbers,
            "is_proposed": number in proposals,
            "note": notes.get(number, ""),
            "reasons": _reasons_of(proposals.get(number)),
        }
        for number in sorted(numbers | set(removed))
        if number in titles
    ]


def _reasons_of(proposal: FocusProposal | None) -> list[dict[str, str]]:
    reasons = proposal.reasons if proposal else ()
    return [{"rule": one.rule, "label": one.label, "sentence": one.sentence} for one in reasons]


def _propose(facts: Facts, item: Facts, thresholds: FocusThresholds) -> FocusProposal:
    reasons = tuple(
        FocusReason(name, rule.label, sentence)
        for name, rule in RULES.items()
        for sentence in rule.find(facts, item, thresholds)
    )
    weight = sum(RULES[name].weight for name in {reason.rule for reason in reasons})
    return FocusProposal(item["number"], item["title"], reasons, weight)


def _year_of(indicator: Facts, year: int) -> Facts | None:
    return next((row for row in indicator["years"] if row["year"] == year), None)


def find_worst(facts: Facts, item: Facts, thresholds: FocusThresholds) -> Iterator[str]:
    """最も低い: 項目の評価か、指標の判定が、尺度の最も低い区分である。"""
    ratings = facts["scale"]["ratings"]
    lowest = ratings[-1] if len(ratings) > 1 else {"code": None}
    if rating_of(item["record"])["code"] == lowest["code"]:
        yield f"評価が「{lowest['label']}」です。"
    for indicator in item["indicators"]:
        row = _year_of(indicator, facts["year"]["year"])
        if row and row["judgement"]["band"] == lowest["code"]:
            rate = row["judgement"]["rate_text"]
            shown = f"達成率{rate}、" if rate else ""
            target = row["target"]["text"] if row["target"] else "－"
            actual = row["actual"]["text"]
            yield (
                f"「{indicator['name']}」が{lowest['label']}です"
                f"（{shown}目標{target}、実績{actual}）。"
            )


def find_changes(facts: Facts, item: Facts, thresholds: FocusThresholds) -> Iterator[str]:
    """大きな変化: 評価の区分が前年度と違うか、達成率が目安以上に動いた。"""
    year = facts["year"]["year"]
    yield from _rating_change(facts, item, year)
    for indicator in item["indicators"]:
        last, this = (_year_of(indicator, one) for one in (year - 1, year))
        before, now = _rate_of(last), _rate_of(this)
        if before is None or now is None or abs(now - before) < thresholds.rate_points:
            continue
        move = "増" if now > before else "減"
        yield (
            f"「{indicator['name']}」の達成率が、前年度の{before:.1f}％から{now:.1f}％に"
            f"変わりました（{abs(now - before):.1f}ポイント{move}）。"
        )


def _rating_change(facts: Facts, item: Facts, year: int) -> Iterator[str]:
    labels = {rating["code"]: rating["label"] for rating in facts["scale"]["ratings"]}
    row = next((one for one in item["years"] if one["year"] == year - 1), None)
    before, now = rating_of(row)["code"] if row else "", rating_of(item["record"])["code"]
    if before in labels and now in labels and before != now:
        yield f"評価が、前年度の「{labels[before]}」から「{labels[now]}」に変わりました。"


def _rate_of(row: Facts | None) -> Decimal | None:
    text = row["judgement"]["rate_csv"] if row and row["actual"]["status"] == ENTERED else ""
    return Decimal(text) if text else None


def find_delays(facts: Facts, item: Facts, thresholds: FocusThresholds) -> Iterator[str]:
    """遅れ: 実施内容のうち、計画の実施時期と比べて遅れているものが目安の件数以上ある。"""
    late = [content["key"] for content in item["contents"] if content["judgement"]["is_late"]]
    if len(late) >= thresholds.late_contents:
        keys, total = "、".join(late), len(item["contents"])
        yield f"実施内容{keys}が遅れています（{total}件のうち{len(late)}件）。"


def find_target_changes(facts: Facts, item: Facts, thresholds: FocusThresholds) -> Iterator[str]:
    """目標の変更: 対象年度からの目標が計画の改定で変わったか、別計画で定まった。"""
    year = facts["year"]["year"]
    for indicator in item["indicators"]:
        for row in indicator["years"]:
            target = row["target"] or {}
            name, label = indicator["name"], short_label(row["year"])
            if row["year"] >= year and (target.get("revised_from") or 0) >= year:
                yield (
                    f"「{name}」の{label}の目標が、{target['revision']}で"
                    f"{target['replaced_text']}から{target['text']}に変わりました。"
                )
            if row["year"] == year and target.get("settled_text"):
                settled = target["settled_text"]
                yield f"「{name}」の{label}の目標が、別の計画で{settled}に定まりました。"


def find_uncommented(facts: Facts, item: Facts, thresholds: FocusThresholds) -> Iterator[str]:
    """久しく意見がない: 目安の年数のあいだ、この項目への意見がない。

    意見の記録が計画に一つもないときは、記録を始める前と区別できないので、勧めない。
    """
    year, wanted = facts["year"]["year"], thresholds.years_without_opinion
    first = facts["plan"]["first_year"]
    opinions = [one for one in facts.get("opinions", []) if one["year"] <= year]
    if not opinions or year - first < wanted:
        return
    years = [one["year"] for one in opinions if one["item"] == item["number"]]
    since = max(years) if years else first - 1
    if year - since > wanted:
        yield f"{short_label(since + 1)}から{year - since}年度分、委員会の意見がありません。"


def find_unanswered_cautions(
    facts: Facts, item: Facts, thresholds: FocusThresholds
) -> Iterator[str]:
    """答えのない注意: 入力のときの知らせに、一文の答えがないまま残っている。"""
    for caution in item.get("cautions", ()):
        if not caution["answer"]:
            yield f"入力のときの注意に答えがありません（{caution['sentence'].rstrip('。')}）。"


@dataclass(frozen=True, slots=True)
class FocusRule:
    """規則: 見出し、重み、理由の文を見つける関数。"""

    label: str
    weight: int
    find: Rule


RULES: dict[str, FocusRule] = {
    "worst": FocusRule("最も低い評価", 8, find_worst),
    "late": FocusRule("遅れ", 6, find_delays),
    "change": FocusRule("大きな変化", 4, find_changes),
    "target": FocusRule("目標の変更", 3, find_target_changes),
    "caution": FocusRule("答えのない注意", 2, find_unanswered_cautions),
    "uncommented": FocusRule("久しく意見がない", 1, find_uncommented),
}
