"""年度の事実から、表の出力（Excel と CSV）に要る値を取り出す。"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Facts = dict[str, Any]

ENTERED = "entered"
STATUS_WORDS = {
    ENTERED: "実績あり",
    "not_entered": "未入力",
    "not_applicable": "該当なし",
    "undetermined": "未確定",
    "excluded": "中止・評価対象外",
}
FIGURE_WORDS = {
    "number": "数値",
    "range": "範囲",
    "with_second": "第2値つき",
    "share": "割合",
    "text": "文言",
}
CONFIRMED_WORD = "確認済"
UNCONFIRMED_WORD = "要確認"
# 中身を出せる報告のない項目の、報告の状態。
HIDDEN_STATES = frozenset({"unfinalized", "not_opened"})
UNFINALIZED_WORD = "確定前"
NOT_OPENED_WORD = "年度未開始"
# 公表した写しの中の、公表していない年度（取り下げた年度を含む）。
NOT_PUBLIC_STATE = "not_public"
NOT_PUBLIC_WORD = "公表前"


def number_of(text: str) -> Decimal | None:
    """事実の数の文字（「12.5」、空は値なし）を数にする。"""
    return Decimal(text) if text else None


def figure_cells(figure: Facts | None) -> tuple[Decimal | None, ...]:
    """値の四つの数（値、値の上限、第2値、第2値の上限）。ないところは None。"""
    names = ("number", "upper", "second_number", "second_upper")
    return tuple(number_of(figure[name]) if figure else None for name in names)


def figure_word(figure: Facts) -> str:
    """値の型の語（数値、範囲 …）。値がないときは、ない理由の語。"""
    return FIGURE_WORDS.get(figure["kind"]) or STATUS_WORDS.get(figure.get("absence", ""), "")


def actual_text(actual: Facts) -> str:
    """実績の表記。実績のないときは空（理由は状態の列が示す）。"""
    return str(actual["text"]) if actual["status"] == ENTERED else ""


def rating_lines(record: Mapping[str, Any], blank: str) -> str:
    """自己評価と、あれば委員会後の評価（改行して添える）。どちらもなければ blank。"""
    committee = record.get("committee_rating_label", "")
    own = str(record["self_rating_label"] or blank)
    return f"{own}\n委員会後：{committee}" if committee else own


def branch_cell(content: Facts) -> int | None:
    """枝番。一つの番号に二行あるときだけ数になる。"""
    return content["branch"] or None


def confirmed_word(is_confirmed: bool) -> str:
    """実施時期の確認状況の語。"""
    return CONFIRMED_WORD if is_confirmed else UNCONFIRMED_WORD


def reports_by_year(facts: Facts, item: Facts) -> dict[int, Facts]:
    """中身を出せる報告を年度ごとに。対象年度の報告と、ほかの年度の報告を合わせる。"""
    reports = {report["year"]: report for report in item["past"]}
    if item["record"]["state"] not in HIDDEN_STATES:
        reports[facts["year"]["year"]] = item["record"]
    return dict(sorted(reports.items()))


def report_state(facts: Facts, item: Facts, plan_year: Facts) -> str:
    """その年度の報告の状態の語。plan_year は plan.years の一つ。"""
    report = reports_by_year(facts, item).get(plan_year["year"])
    if report:
        return str(report["state_label"])
    if plan_year["state"] == NOT_PUBLIC_STATE:
        return NOT_PUBLIC_WORD
    return UNFINALIZED_WORD if plan_year["state"] else NOT_OPENED_WORD


def sample_word(facts: Facts, plan_year: Facts) -> str:
    """見本の年度の印。見本でなければ空。plan_year は plan.years の一つ。"""
    return str(facts["notices"]["sample_text"]) if plan_year["is_sample"] else ""


def indicator_rows(facts: Facts) -> Iterator[tuple[Facts, Facts]]:
    """実施項目と指標の組を、番号順に。"""
    for item in facts["items"]:
        for indicator in item["indicators"]:
            yield item, indicator
