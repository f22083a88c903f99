"""値の判定: 目標と実績から達成率と区分を出し、式と理由を添える。データベースは使わない。

規則はdesign §5による。達成率は丸めない分数で持ち、区分もその分数で決める。
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from plans.choices import Absence, IndicatorKind
from plans.figures import Figure, FigureKind, group_digits, is_same_unit
from progress.bands import DEFAULT_BANDS, FULL_RATE, Band, describe_band, find_band

_ABSENCE_REASONS = {
    "": "{name}がないため、判定しません。",
    Absence.NOT_ENTERED: "{name}が未入力のため、判定しません。",
    Absence.NOT_APPLICABLE: "{name}が「該当なし（－）」のため、判定しません。",
    Absence.UNDETERMINED: "{name}が「未確定（…）」のため、まだ判定しません。",
    Absence.EXCLUDED: "{name}が「中止・評価対象外」のため、判定しません。",
}

# 「次期介護保険事業計画による」「職員定員適正化計画が定める人数」から計画の名を取り出す。
# 「研修計画に基づき実施」のように、後にすることが続く文言は、計画に任せた目標ではない。
_NAMES_OTHER_PLAN = re.compile(
    r"(?P<plan>.*計画)(?:による|に基づく|に準[ずじ]る|[がでに]定める)(?:数|人数|値|もの|とおり)?"
)

# 到達の指標に言葉で答えた実績のうち、迷わず読めるもの。ほかは人が判断する。
_REACHED_WORDS = frozenset(
    {"到達", "達成", "実現", "実施", "参加", "完了", "はい", "済", "済み", "実施済", "実施済み"}
    | {"○", "〇", "◯"}
)
_MISSED_WORDS = frozenset({"未到達", "未達成", "未実施", "不参加", "いいえ", "なし", "×"})

# 「3名不参加」「1件未実施」のように、数の後で否む語。数えたものが何か、人が読む。
_DENIAL = re.compile("[不未欠無非]")

# 割合（％）の指標で、100％のことをいう目標の文言。
_WHOLE_WORDS = frozenset({"実現", "達成", "完了"})
_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Judgement:
    """判定: 達成率（％、丸めない分数。なければNone）、区分（判定しなければNone）、式、理由。

    secondは、目標に第2値があるときの、第2値だけの判定。
    """

    rate: Fraction | None
    band: Band | None
    formula: str
    reason: str
    second: "Judgement | None" = None

    @property
    def is_judged(self) -> bool:
        """判定済み: 区分が付いたか。"""
        return self.band is not None

    @property
    def rate_text(self) -> str:
        """達成率の表示: 小数1けたで切り捨てた「95.2％」。率がなければ空。"""
        return "" if self.rate is None else f"{print_tenths(self.rate)}％"

    @property
    def rate_csv(self) -> str:
        """達成率のCSV: 小数1けたで切り捨てた「95.2」。率がなければ空。"""
        if self.rate is None:
            return ""
        return print_tenths(self.rate).replace("△", "-").replace(",", "")


@dataclass(frozen=True, slots=True)
class _Goal:
    """比べる目標。範囲でなければupperはlowerと同じ。wordsは式に出す言葉（目標10人）。

    at_leastとat_mostは、範囲のどちらの端と比べるかを添えた言葉（目標4～6回の下限4回）。
    """

    lower: Fraction
    upper: Fraction
    words: str
    at_least: str
    at_most: str


@dataclass(frozen=True, slots=True)
class _Result:
    """比べる実績。wordsは式に出す言葉（実績12人）。"""

    value: Fraction
    words: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """判定の条件。goal_noteは目標の後に添える言葉（別計画の名）。"""

    kind: IndicatorKind
    unit: str
    tolerance: Decimal
    bands: Sequence[Band]
    goal_note: str = ""


def judge_figure(
    *,
    kind: str,
    target: Figure | None,
    actual: Figure | None,
    actual_absence: str = "",
    target_absence: str = "",
    unit: str = "",
    bands: Sequence[Band] = DEFAULT_BANDS,
    tolerance: Decimal = Decimal(0),
    earlier_actuals: Sequence[Figure] = (),
    other_plan: str = "",
    settled: Figure | None = None,
) -> Judgement:
    """実績の判定: 指標の型（IndicatorKind）に従い、目標と実績を比べる。

    toleranceは維持の許容幅（指標の単位。割合の目標ではポイント）、earlier_actualsは累計に
    加える前年度までの実績（今年度のactualを含めない）、settledは別計画や決定機関が定めた
    目標で、あればtargetに代わる。知らない型はValueError。
    """
    terms = _Terms(IndicatorKind(kind), unit, tolerance, bands)
    if terms.kind is IndicatorKind.RECORD_ONLY:
        return _leave_unjudged("実績だけを記録する指標のため、判定しません。")
    if actual is None or actual_absence:
        return _leave_unjudged(_explain_absence("実績", actual_absence or Absence.NOT_ENTERED))
    goal = settled or (None if target_absence else target)
    if goal is None:
        return _leave_unjudged(_explain_absence("目標", target_absence))
    if reason := _explain_open_goal(terms.kind, goal, other_plan):
        return _leave_unjudged(reason)
    if settled is not None:
        note = f"（{other_plan}による）" if other_plan else "（別に定めた値）"
        terms = replace(terms, goal_note=note)
    return _judge_against(goal, actual, earlier_actuals, terms)


def print_tenths(number: Fraction) -> str:
    """小数1けたの印字: 0に向けて切り捨て、3けたごとにコンマを入れる（負は△）。

    切り捨てるので、99.96は99.9となり、100に見えることがない。
    """
    tenths = int(number * 10)
    return f"{'△' if tenths < 0 else ''}{abs(tenths) // 10:,}.{abs(tenths) % 10}"


def _leave_unjudged(reason: str) -> Judgement:
    return Judgement(rate=None, band=None, formula="", reason=reason)


def _explain_absence(name: str, absence: str) -> str:
    return _ABSENCE_REASONS[absence].format(name=name)


def _explain_open_goal(kind: IndicatorKind, goal: Figure, other_plan: str) -> str:
    if goal.kind is not FigureKind.TEXT:
        return ""
    named = _NAMES_OTHER_PLAN.fullmatch(goal.text)
    if named or kind is IndicatorKind.OTHER_PLAN:
        plan = other_plan or (named["plan"] if named else goal.text)
        return f"目標は「{plan}」によるため、その値が定まるまで判定しません。"
    if kind is IndicatorKind.REACH:
        return ""
    return f"目標が文言（{goal}）のため、数では判定しません。"


def _judge_against(
    goal: Figure, actual: Figure, earlier: Sequence[Figure], terms: _Terms
) -> Judgement:
    if goal.kind is FigureKind.TEXT:
        return _judge_wording(goal, actual, terms)
    if actual.kind is FigureKind.TEXT:
        return _leave_unjudged(f"実績が文言（{actual}）のため、数では判定しません。")
    if actual.upper is not None or actual.second_upper is not None:
        return _leave_unjudged(f"実績が範囲（{actual}）のため、判定しません。")
    counted = [*earlier, actual] if terms.kind is IndicatorKind.CUMULATIVE else [actual]
    if any(figure.upper is not None or figure.second_upper is not None for figure in counted):
        return _leave_unjudged("前の年度の実績が範囲のため、累計を出せません。")
    if goal.share is not None:
        return _judge_share(goal, goal.share, counted, terms)
    judgement = _judge_number(
        (goal.number, goal.upper),
        [figure.number for figure in counted],
        (goal.unit, actual.unit, terms.unit),
        terms,
    )
    if goal.second_number is None:
        return judgement
    second = _judge_number(
        (goal.second_number, goal.second_upper),
        [figure.second_number for figure in counted],
        (goal.second_unit, actual.second_unit, ""),
        terms,
    )
    return replace(judgement, second=second)


def _judge_number(
    goal: tuple[Decimal | None, Decimal | None],
    counted: Sequence[Decimal | None],
    units: tuple[str, str, str],
    terms: _Terms,
) -> Judgement:
    """数を比べる。goalは範囲の両端（範囲でなければupperはNone）、unitsは目標・実績・指標の単位。"""
    lower, upper = goal
    total = _add_up(counted)
    if lower is None or total is None:
        return _leave_unjudged("目標と比べる数が入力されていないため、判定しません。")
    goal_unit, actual_unit, own_unit = units
    if not is_same_unit(goal_unit, actual_unit or own_unit):
        pair = f"目標は「{goal_unit}」、実績は「{actual_unit or own_unit}」"
        return _leave_unjudged(f"単位が違う（{pair}）ため、判定しません。")
    unit = own_unit or actual_unit or goal_unit or terms.unit
    return _RULES[terms.kind](
        _describe_goal(lower, lower if upper is None else upper, unit, terms),
        _Result(Fraction(total), _describe_result(f"{group_digits(total)}{unit}", counted, terms)),
        terms,
    )


def _describe_goal(lower: Decimal, upper: Decimal, unit: str, terms: _Terms) -> _Goal:
    ends = [f"{group_digits(end)}{unit}" for end in (lower, upper)]
    if lower == upper:
        words = f"目標{ends[0]}{terms.goal_note}"
        return _Goal(Fraction(lower), Fraction(upper), words, words, words)
    words = f"目標{group_digits(lower)}～{ends[1]}{terms.goal_note}"
    return _Goal(
        Fraction(lower),
        Fraction(upper),
        words,
        f"{words}の下限{ends[0]}",
        f"{words}の上限{ends[1]}",
    )


def _judge_share(
    goal: Figure, share: Fraction, counted: Sequence[Figure], terms: _Terms
) -> Judgement:
    # 全体の数のない年度の分だけを足すと、割合が大きく出すぎる。
    *earlier, latest = counted
    paired = [one for one in earlier if None not in (one.number, one.second_number)]
    counted = [*paired, latest]
    part = _add_up([figure.number for figure in counted])
    whole = _add_up([figure.second_number for figure in counted])
    words = f"{share.denominator}分の{share.numerator}"
    if part is None or whole is None:
        return _leave_unjudged(f"{goal.prefix}の入力がないため、目標の{words}と比べられません。")
    if whole <= 0:
        state = "0" if whole == 0 else "負の数"
        return _leave_unjudged(f"{goal.prefix}が{state}のため、割合を出せません。")
    percent = share * 100
    whole_unit = counted[-1].second_unit or terms.unit
    division = f"（{group_digits(part)}{terms.unit} ÷ {group_digits(whole)}{whole_unit}）"
    told = f"目標{words}{terms.goal_note}"
    return _RULES[terms.kind](
        _Goal(percent, percent, told, told, told),
        _Result(
            Fraction(part) / Fraction(whole) * 100,
            _describe_result(division, [figure.number for figure in counted], terms),
        ),
        terms,
    )


def _add_up(numbers: Sequence[Decimal | None]) -> Decimal | None:
    # 最後が今年度の実績。それがなければ、前年度までの合計を今年度の実績と見せない。
    if numbers[-1] is None:
        return None
    return sum((number for number in numbers if number is not None), Decimal(0))


def _describe_result(printed: str, counted: Sequence[Decimal | None], terms: _Terms) -> str:
    if terms.kind is not IndicatorKind.CUMULATIVE:
        return f"実績{printed}"
    years = sum(number is not None for number in counted)
    return f"実績の累計{printed}（{years}年度分）"


def _judge_increase(goal: _Goal, result: _Result, terms: _Terms) -> Judgement:
    if goal.lower > 0:
        formula = f"{result.words} ÷ {goal.at_least} × 100"
        return _judge_rate(result.value / goal.lower * 100, formula, terms)
    return _judge_at_least(goal, result, _explain_no_rate(goal.lower), terms)


def _judge_decrease(goal: _Goal, result: _Result, terms: _Terms) -> Judgement:
    if goal.upper > 0 and result.value > 0:
        formula = f"{goal.at_most} ÷ {result.words} × 100"
        return _judge_rate(goal.upper / result.value * 100, formula, terms)
    met = result.value <= goal.upper
    formula = f"{result.words} {'≦' if met else '＞'} {goal.at_most}"
    if goal.upper <= 0:
        return _judge_met(met, formula, _explain_no_rate(goal.upper), terms)
    # 0まで減れば率は限りなく大きい。どんな正の実績より良いので最も高い区分にする。
    best = terms.bands[0]
    return Judgement(
        None,
        best,
        formula,
        f"実績が0以下で率は出せませんが、目標を満たすため「{best.label}」です。",
    )


def _judge_keep(goal: _Goal, result: _Result, terms: _Terms) -> Judgement:
    tolerance = Fraction(terms.tolerance)
    met = goal.lower - tolerance <= result.value <= goal.upper + tolerance
    width = f" ± {group_digits(terms.tolerance)}" if tolerance else ""
    question = "に入るか" if tolerance or goal.lower != goal.upper else "と同じか"
    formula = f"{result.words} が {goal.words}{width} {question}"
    return _judge_met(met, formula, "維持の指標のため率は出しません。", terms)


def _judge_reach(goal: _Goal, result: _Result, terms: _Terms) -> Judgement:
    why = "到達したかどうかを見る指標のため率は出しません。"
    return _judge_at_least(goal, result, why, terms)


def _judge_at_least(goal: _Goal, result: _Result, why: str, terms: _Terms) -> Judgement:
    met = result.value >= goal.lower
    formula = f"{result.words} {'≧' if met else '＜'} {goal.at_least}"
    return _judge_met(met, formula, why, terms)


_RULES: dict[IndicatorKind, Callable[[_Goal, _Result, _Terms], Judgement]] = {
    IndicatorKind.INCREASE: _judge_increase,
    IndicatorKind.DECREASE: _judge_decrease,
    IndicatorKind.KEEP: _judge_keep,
    IndicatorKind.CUMULATIVE: _judge_increase,
    IndicatorKind.REACH: _judge_reach,
    IndicatorKind.OTHER_PLAN: _judge_increase,
}


def _judge_wording(goal: Figure, actual: Figure, terms: _Terms) -> Judgement:
    formula = f"実績{actual} が 目標「{goal}」 に到達したか"
    why = "到達したかどうかを見る指標のため率は出しません。"
    if actual.number is not None and not _DENIAL.search(actual.unit):
        if goal.text in _WHOLE_WORDS and _is_percent(actual.unit or terms.unit):
            formula = f"実績{actual} が 目標「{goal}」（100％） に到達したか"
            return _judge_met(actual.number >= FULL_RATE, formula, why, terms)
        return _judge_met(actual.number > 0, formula, why, terms)
    answer = actual.text.removesuffix("した")
    if answer == goal.text or answer in _REACHED_WORDS:
        return _judge_met(True, formula, why, terms)
    if answer in _MISSED_WORDS:
        return _judge_met(False, formula, why, terms)
    return _leave_unjudged(f"実績の文言（{actual}）が到達を示すかは、人が判断します。")


def _is_percent(unit: str) -> bool:
    return unicodedata.normalize("NFKC", unit) == _PERCENT


def _judge_rate(rate: Fraction, formula: str, terms: _Terms) -> Judgement:
    band = find_band(rate, terms.bands)
    judgement = Judgement(rate, band, formula, "")
    span = describe_band(band, terms.bands)
    reason = f"達成率{judgement.rate_text}は{span}のため「{band.label}」です。"
    return replace(judgement, reason=reason)


def _judge_met(met: bool, formula: str, why: str, terms: _Terms) -> Judgement:
    band = find_band(FULL_RATE, terms.bands) if met else terms.bands[-1]
    outcome = "目標を満たす" if met else "目標を満たさない"
    return Judgement(None, band, formula, f"{why}{outcome}ため「{band.label}」です。")


def _explain_no_rate(goal: Fraction) -> str:
    return f"目標が{'0' if goal == 0 else '負の数'}のため率は出しません。"
