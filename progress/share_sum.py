"""割合の目標の合計: 毎年度3分の1ずつの目標なら、続く3年度の計が全体に届いたかを述べる。"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from plans.figures import Figure, group_digits
from plans.fiscal_year import wareki_label
from progress.judgement import print_tenths


def tell_share_sum(
    share: Fraction,
    actuals: Mapping[int, Figure],
    year: int,
    *,
    names: tuple[str, str],
    units: tuple[str, str] = ("", ""),
) -> str:
    """割合の合計の文: share（3分の1）ずつで全体に届く年数だけ、year（西暦）までの実績を足す。

    actualsは年度ごとの実績（第1値が数えたもの、第2値が全体）、namesとunitsは二つの値の名と単位。
    足せる年度が2つに満たなければ空文字。
    """
    span = ceil(1 / share)
    counted = {
        one: figure.number
        for one in range(year - span + 1, year + 1)
        if (figure := actuals.get(one)) and figure.number is not None and figure.upper is None
    }
    if len(counted) < 2 or year not in counted:
        return ""
    total = sum(counted.values())
    first = wareki_label(min(counted))
    partly = "" if len(counted) == span else f"（{span}年度のうち{len(counted)}年度分）"
    told = (
        f"{first}から{wareki_label(year)}まで{partly}の{names[0]}の計は"
        f"{group_digits(total)}{units[0]}"
    )
    whole = actuals[year].second_number
    if whole is None or whole <= 0:
        return f"{told}です。"
    percent = print_tenths(Fraction(total) / Fraction(whole) * 100)
    of_whole = f"{wareki_label(year)}の{names[1]}{group_digits(whole)}{units[1]}"
    return f"{told}で、{of_whole}の{percent}％です。"
