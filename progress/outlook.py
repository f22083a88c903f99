"""最終年度の見通し: 最初と最後の実績を結ぶ直線を最終年度まで延ばし、目標と比べる。"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from plans.choices import IndicatorKind
from plans.figures import group_digits
from plans.fiscal_year import wareki_label

_WHOLE_PERCENT = Fraction(100)


@dataclass(frozen=True, slots=True)
class Outlook:
    """見通し: 最終年度の見込み、目標を満たすか、目標に要る1年あたりの増減（残る年がなければNone）。

    projectedとneeded_per_yearは指標の単位の丸めない分数。sentenceは見通しを述べる文。
    """

    projected: Fraction
    will_meet: bool
    needed_per_year: Fraction | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Goal:
    """最終年度の目標。範囲でなければupperはlowerと同じ。"""

    kind: IndicatorKind
    lower: Decimal
    upper: Decimal
    tolerance: Fraction
    unit: str

    def is_met_by(self, value: Fraction) -> bool:
        """目標を満たすか。"""
        if self.kind is IndicatorKind.DECREASE:
            return value <= self.upper
        if self.kind is IndicatorKind.KEEP:
            margin = self.tolerance
            return Fraction(self.lower) - margin <= value <= Fraction(self.upper) + margin
        return value >= self.lower

    def nearest_to(self, value: Fraction) -> Fraction:
        """目指す数。維持の範囲では、値に近いほうの端。"""
        if self.kind is IndicatorKind.DECREASE:
            return Fraction(self.upper)
        if self.kind is IndicatorKind.KEEP:
            return min(max(value, Fraction(self.lower)), Fraction(self.upper))
        return Fraction(self.lower)

    @property
    def decimals(self) -> int:
        """印字する小数のけた。目標より粗くしない。"""
        exponents = [number.normalize().as_tuple().exponent for number in (self.lower, self.upper)]
        return max(1, *(-exponent for exponent in exponents if isinstance(exponent, int)))

    def __str__(self) -> str:
        upper = "" if self.lower == self.upper else f"～{group_digits(self.upper)}"
        return f"目標{group_digits(self.lower)}{upper}{self.unit}"


def outlook(
    points: Sequence[tuple[int, Decimal]],
    final_year: int,
    final_target: Decimal,
    kind: str,
    *,
    upper: Decimal | None = None,
    unit: str = "",
    tolerance: Decimal = Decimal(0),
) -> Outlook | None:
    """見通しを立てる: (年度, その年度の実績)の並びから。累計の指標は年度ごとの値を足して見る。

    upperは目標が範囲のときの上の端。負にならない値は0で、百分率は100で止める。
    最終年度までの実績が2年分に満たないとき、また実績のみの指標ではNone。
    """
    goal = _Goal(
        IndicatorKind(kind),
        final_target,
        final_target if upper is None else upper,
        Fraction(tolerance),
        unit,
    )
    line = _draw_line(points, final_year, goal.kind)
    if len(line) < 2 or goal.kind is IndicatorKind.RECORD_ONLY:
        return None
    last, years_left = line[-1][1], final_year - line[-1][0]
    projected = _extend(line, final_year, goal)
    will_meet = goal.is_met_by(projected)
    needed = (goal.nearest_to(last) - last) / years_left if years_left else None
    told = (
        f"{wareki_label(final_year)}は{_print(projected, goal, is_final=not years_left)}{unit}で、"
    )
    verdict = "満たす" if will_meet else "満たさない"
    if years_left:
        told = f"このままの進み方なら、{told}"
    sentence = f"{told}{goal}を{verdict}{'見込みです' if years_left else '結果です'}。"
    need = "" if will_meet else _explain_need(needed, goal, is_met_now=goal.is_met_by(last))
    return Outlook(projected, will_meet, needed, sentence + need)


def _draw_line(
    points: Sequence[tuple[int, Decimal]], final_year: int, kind: IndicatorKind
) -> list[tuple[int, Fraction]]:
    by_year = {year: Fraction(value) for year, value in sorted(points) if year <= final_year}
    values = by_year.values()
    if kind is IndicatorKind.CUMULATIVE:
        return list(zip(by_year, accumulate(values), strict=True))
    return list(zip(by_year, values, strict=True))


def _extend(line: Sequence[tuple[int, Fraction]], final_year: int, goal: _Goal) -> Fraction:
    (first_year, first), (last_year, last) = line[0], line[-1]
    projected = last + (last - first) / (last_year - first_year) * (final_year - last_year)
    known = [*(value for _, value in line), Fraction(goal.lower), Fraction(goal.upper)]
    # 人数が負になる、取得率が100％を超えるという見込みは、だれも信じない。
    if min(known) >= 0:
        projected = max(projected, Fraction(0))
    if _is_percent(goal.unit) and max(known) <= _WHOLE_PERCENT:
        projected = min(projected, _WHOLE_PERCENT)
    return projected


def _is_percent(unit: str) -> bool:
    return unicodedata.normalize("NFKC", unit) == "%"


def _explain_need(needed: Fraction | None, goal: _Goal, *, is_met_now: bool) -> str:
    if needed is None:
        return ""
    if needed == 0 or is_met_now:
        return "いまの値を保てば、目標を満たします。"
    change = "増" if needed > 0 else "減"
    # 切り捨てると足りない数を告げてしまうので、切り上げる。
    scale = 10**goal.decimals
    yearly = group_digits(Decimal(math.ceil(abs(needed) * scale)) / scale)
    return f"目標を満たすには、1年に{yearly}{goal.unit}の{change}が要ります。"


def _print(value: Fraction, goal: _Goal, *, is_final: bool) -> str:
    if is_final:
        return group_digits(Decimal(value.numerator) / Decimal(value.denominator))
    # 目標に届かない値が、丸めて目標と同じに見えないようにする。
    scale = 10**goal.decimals
    is_below = value < goal.nearest_to(value)
    parts = math.floor(value * scale) if is_below else math.ceil(value * scale)
    return group_digits(Decimal(parts) / scale)
