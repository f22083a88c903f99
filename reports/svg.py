"""折れ線の図。目標は破線と白い四角、実績は実線と黒い丸で、線の終わりに名を書く。

色だけに頼らず、白黒の写しでも、390ピクセルの幅でも読める。形の見た目は属性だけで書く
（style を使わないので、厳しい CSP の下でも、印刷でも同じに見える）。
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from plans.figures import group_digits
from reports.facts.indicators import goal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Facts = dict[str, Any]
Place = tuple[float, float]

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 384, 16, 168
STEPS = 4
MOST_LABELS = 8
NAME_WIDTH, NAME_HEIGHT = 28, 16
# 名は字の下端に置く。字の中ほどは、そこからこれだけ上。
NAME_MIDDLE = 4
# 目盛の字の幅（その他は漢字と△の幅）と、左に収まる幅。
NARROW = {",": 3.0, ".": 3.0, **dict.fromkeys("0123456789", 6.2)}
LETTER, GRID_WIDTH = 11.0, 46
# 目盛を書く単位。大きな数は、左に収まる単位で書く。
UNITS = {"": 0, "万": 4, "億": 8, "兆": 12}


@dataclass(frozen=True, slots=True)
class Series:
    """一本の線。points は（横、縦、値の文字）の並び。値のない年度は飛ばす。"""

    name: str
    points: tuple[tuple[float, float, str], ...]
    name_shift: float = 0

    @property
    def path(self) -> str:
        """折れ線の座標。"""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in self.points)

    @property
    def end(self) -> Place:
        """線の終わり。名を書く場所。"""
        x, y, _ = self.points[-1]
        return (x + 8, y + NAME_MIDDLE + self.name_shift)


@dataclass(frozen=True, slots=True)
class LineChart:
    """折れ線の図。画面では parts/chart.html、紙では pdf/typ/chart.typ が描く。"""

    label: str
    years: tuple[tuple[float, str], ...]
    grid: tuple[tuple[float, str], ...]
    target: Series | None
    actual: Series | None


def draw_line_chart(indicator: Facts) -> LineChart | None:
    """指標の計画期間の目標と実績を図にする。目標も実績も合わせて二点に満たなければ None。"""
    years = [row["year"] for row in indicator["years"]]
    targets = [_number(goal_of(row["target"])) for row in indicator["years"]]
    actuals = [_number(row["actual"]) for row in indicator["years"]]
    numbers = [number for number in [*targets, *actuals] if number is not None]
    if len(numbers) < 2:
        return None
    low, high, step = _scale(numbers)
    places = [_place(index, len(years)) for index in range(len(years))]
    target = _series("目標", places, targets, low, high)
    actual = _series("実績", places, actuals, low, high)
    target, actual = _part_names(target, actual)
    return LineChart(
        label=f"{indicator['name']}の目標と実績の推移",
        years=_year_labels(places, years),
        grid=tuple(_grid(low, high, step)),
        target=target,
        actual=actual,
    )


def _year_labels(places: Sequence[float], years: Sequence[int]) -> tuple[tuple[float, str], ...]:
    """横軸の年度。多いときは一つおきに書き、隣の字とくっつかないようにする。"""
    every = 1 if len(years) <= MOST_LABELS else 2
    return tuple((x, str(year)) for x, year in zip(places, years, strict=True))[::every]


def _part_names(
    target: Series | None, actual: Series | None
) -> tuple[Series | None, Series | None]:
    """線の名が、ほかの線の名とも、ほかの線とも重ならないように、上下へ離す。"""
    if target is None or actual is None:
        return target, actual
    (x1, y1), (x2, y2) = target.end, actual.end
    if abs(x1 - x2) <= NAME_WIDTH and abs(y1 - y2) < NAME_HEIGHT:
        # 二つの名の中ほどから、同じだけ離す。上の線の名は上に置く。
        apart = (NAME_HEIGHT - abs(y1 - y2)) / 2
        shift = apart if y1 >= y2 else -apart
        return replace(target, name_shift=shift), replace(actual, name_shift=-shift)
    return _clear_of(target, actual), _clear_of(actual, target)


def _clear_of(series: Series, other: Series) -> Series:
    """名がほかの線に掛かれば、掛からない高さまで上か下へ、近いほうにずらした線を返す。"""
    x, y = series.end
    heights = list(_heights_under(other, x, x + NAME_WIDTH))
    if not heights:
        return series
    middle, half = y - NAME_MIDDLE, NAME_HEIGHT / 2
    if middle + half <= min(heights) or middle - half >= max(heights):
        return series
    up, down = min(heights) - half - middle, max(heights) + half - middle
    # 図の外へは出さない。
    fits = [shift for shift in (up, down) if TOP <= middle + shift <= BOTTOM]
    return replace(series, name_shift=min(fits or [up], key=abs))


def _heights_under(series: Series, first: float, last: float) -> Iterator[float]:
    """横が first から last までの間にある、線の高さ（両端と折れ目）。"""
    places = [(x, y) for x, y, _ in series.points]
    yield from (y for x, y in places if first <= x <= last)
    for (x1, y1), (x2, y2) in pairwise(places):
        for x in (first, last):
            if x1 <= x <= x2:
                yield y1 + (y2 - y1) * (x - x1) / (x2 - x1)


def _number(figure: Facts | None) -> Decimal | None:
    return Decimal(figure["number"]) if figure and figure["number"] else None


def _scale(numbers: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """縦軸の下と上と目盛の幅。0 を含め、どの目盛も切りのよい数にする。"""
    low, high = min(Decimal(0), *numbers), max(Decimal(0), *numbers)
    rough = max((high - low) / STEPS, Decimal("0.25"))
    unit = Decimal(10) ** (rough.adjusted())
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= rough)
    first = step * Decimal(math.floor(low / step))
    return first, first + step * max(STEPS, math.ceil((high - first) / step)), step


def _place(index: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * (index + 0.5) / count


def _height(number: Decimal, low: Decimal, high: Decimal) -> float:
    return BOTTOM - (BOTTOM - TOP) * float((number - low) / (high - low))


def _grid(low: Decimal, high: Decimal, step: Decimal) -> list[tuple[float, str]]:
    values = [low + step * index for index in range(int((high - low) / step) + 1)]
    heights = [_height(value, low, high) for value in values]
    return list(zip(heights, _grid_labels(values), strict=True))


def _grid_labels(values: Sequence[Decimal]) -> list[str]:
    """目盛の数。そのままでは左に収まらないとき、収まる単位（万・億・兆）で書く。"""
    labels: list[str] = []
    for unit, digits in UNITS.items():
        labels = [
            f"{group_digits(value.scaleb(-digits))}{unit if value else ''}" for value in values
        ]
        if max(map(_width_of, labels)) <= GRID_WIDTH:
            break
    return labels


def _width_of(text: str) -> float:
    return sum(NARROW.get(letter, LETTER) for letter in text)


def _series(
    name: str,
    places: Sequence[float],
    numbers: Sequence[Decimal | None],
    low: Decimal,
    high: Decimal,
) -> Series | None:
    points = tuple(
        (x, _height(number, low, high), group_digits(number))
        for x, number in zip(places, numbers, strict=True)
        if number is not None
    )
    return Series(name, points) if points else None
