"""最終年度の見通し: 最初と最後の実績を結ぶ直線を最終年度まで延ばし、目標と比べる。"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from plans.choices import IndicatorKind
from plans.figures import group_digits
from plans.fiscal_year import wareki_label


@dataclass(frozen=True, slots=True)
class Outlook:
    """見通し: 最終年度の見込み、目標を満たすか、目標に要る1年あたりの増減（残る年がなければNone）。

    projectedとneeded_per_yearは指標の単位の丸めない分数。sentenceは見通しを述べる文。
    """

    projected: Fraction
    will_meet: bool
    needed_per_year: Fraction | None
    sentence: str


def outlook(
    points: Sequence[tuple[int, Decimal]],
    final_year: int,
    final_target: Decimal,
    kind: str,
    *,
    unit: str = "",
    tolerance: Decimal = Decimal(0),
) -> Outlook | None:
    """見通しを立てる: (年度, その年度の実績)の並びから。累計の指標は年度ごとの値を足して見る。

    最終年度までの実績が2年分に満たないとき、また実績のみの指標ではNone。
    """
    line = _draw_line(points, final_year, IndicatorKind(kind))
    if len(line) < 2 or kind == IndicatorKind.RECORD_ONLY:
        return None
    (first_year, first), (last_year, last) = line[0], line[-1]
    years_left = final_year - last_year
    projected = last + (last - first) / (last_year - first_year) * years_left
    target = Fraction(final_target)
    will_meet = _meets(projected, target, IndicatorKind(kind), Fraction(tolerance))
    needed = (target - last) / years_left if years_left else None
    head = "このままの進み方なら、" if years_left else ""
    verdict = "満たす" if will_meet else "満たさない"
    sentence = (
        f"{head}{wareki_label(final_year)}は{_print_apart(projected, target)}{unit}で、"
        f"目標{group_digits(final_target)}{unit}を{verdict}{'見込みです' if head else '結果です'}。"
    )
    is_met_now = _meets(last, target, IndicatorKind(kind), Fraction(tolerance))
    need = "" if will_meet else _explain_need(needed, unit, is_met_now=is_met_now)
    return Outlook(projected, will_meet, needed, sentence + need)


def _draw_line(
    points: Sequence[tuple[int, Decimal]], final_year: int, kind: IndicatorKind
) -> list[tuple[int, Fraction]]:
    by_year = {year: Fraction(value) for year, value in sorted(points) if year <= final_year}
    values = by_year.values()
    if kind is IndicatorKind.CUMULATIVE:
        return list(zip(by_year, accumulate(values), strict=True))
    return list(zip(by_year, values, strict=True))


def _meets(value: Fraction, target: Fraction, kind: IndicatorKind, tolerance: Fraction) -> bool:
    if kind is IndicatorKind.DECREASE:
        return value <= target
    if kind is IndicatorKind.KEEP:
        return abs(value - target) <= tolerance
    return value >= target


def _explain_need(needed: Fraction | None, unit: str, *, is_met_now: bool) -> str:
    if needed is None:
        return ""
    if needed == 0 or is_met_now:
        return "いまの値を保てば、目標を満たします。"
    change = "増" if needed > 0 else "減"
    # 切り捨てると足りない数を告げてしまうので、切り上げる。
    yearly = group_digits(Decimal(math.ceil(abs(needed) * 10)) / 10)
    return f"目標を満たすには、1年に{yearly}{unit}の{change}が要ります。"


def _print_apart(value: Fraction, target: Fraction) -> str:
    # 目標に届かない値が、丸めて目標と同じに見えないようにする。
    tenths = math.floor(value * 10) if value < target else math.ceil(value * 10)
    return group_digits(Decimal(tenths) / 10)
