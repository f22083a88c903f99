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

LEFT, RIGHT, TOP, BOTTOM = 56, 384, 16, 168
STEPS = 4
# 目盛と年度の字の幅（字の大きさを1とする）。その他は漢字と△。
WIDTHS = {",": 0.5, ".": 0.5, **dict.fromkeys("0123456789", 0.56)}
# 目盛を書く単位。大きな数は、左に収まる単位で書く。
UNITS = {"万": 4, "億": 8, "兆": 12}
# 目盛の数と縦軸のすき間、線の終わりと名のすき間。
GRID_GAP, NAME_GAP = 6, 8
# 名は字の下端に置く。字の中ほどは、そこからこれだけ上。
NAME_MIDDLE = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """図の枠。left から right、top から bottom に線を引く。letter は字の大きさ。"""

    left: float
    right: float
    top: float
    bottom: float
    letter: float

    @property
    def name_width(self) -> float:
        """二字の名と、そのすき間。"""
        return self.letter * 2.5

    @property
    def name_height(self) -> float:
        """上下に並ぶ名が重ならない高さ。"""
        return self.letter * 1.5

    def place(self, index: int, count: int) -> float:
        """count 年のうち index 番目の年度の横。"""
        return self.left + (self.right - self.left) * (index + 0.5) / count

    def height_of(self, number: Decimal, low: Decimal, high: Decimal) -> float:
        """low から high までの軸での、数の縦。"""
        return self.bottom - (self.bottom - self.top) * float((number - low) / (high - low))


SCREEN = Frame(LEFT, RIGHT, TOP, BOTTOM, letter=11)


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
        return (x + NAME_GAP, y + NAME_MIDDLE + self.name_shift)


@dataclass(frozen=True, slots=True)
class LineChart:
    """折れ線の図。画面では parts/chart.html、紙では pdf/typ/chart.typ が描く。"""

    label: str
    years: tuple[tuple[float, str], ...]
    grid: tuple[tuple[float, str], ...]
    target: Series | None
    actual: Series | None


def draw_line_chart(indicator: Facts, frame: Frame = SCREEN) -> LineChart | None:
    """指標の計画期間の目標と実績を図にする。目標も実績も合わせて二点に満たなければ None。"""
    years = [row["year"] for row in indicator["years"]]
    targets = [_number(goal_of(row["target"])) for row in indicator["years"]]
    actuals = [_number(row["actual"]) for row in indicator["years"]]
    numbers = [number for number in [*targets, *actuals] if number is not None]
    if len(numbers) < 2:
        return None
    low, high, step = _scale(numbers)

    def draw(name: str, series: Sequence[Decimal | None]) -> Series | None:
        points = tuple(
            (
                frame.place(index, len(years)),
                frame.height_of(number, low, high),
                group_digits(number),
            )
            for index, number in enumerate(series)
            if number is not None
        )
        return Series(name, points) if points else None

    target, actual = _part_names(draw("目標", targets), draw("実績", actuals), frame)
    values = [low + step * index for index in range(int((high - low) / step) + 1)]
    heights = [frame.height_of(value, low, high) for value in values]
    return LineChart(
        label=f"{indicator['name']}の目標と実績の推移",
        years=_year_labels(years, frame),
        grid=tuple(zip(heights, _grid_labels(values, frame), strict=True)),
        target=target,
        actual=actual,
    )


def _year_labels(years: Sequence[int], frame: Frame) -> tuple[tuple[float, str], ...]:
    """横軸の年度。隣の字とくっつくときは、一つおきに書く。"""
    labels = [(frame.place(index, len(years)), str(year)) for index, year in enumerate(years)]
    room = (frame.right - frame.left) / len(years)
    return tuple(labels[:: 1 if room >= frame.letter * 3.1 else 2])


def _part_names(
    target: Series | None, actual: Series | None, frame: Frame
) -> tuple[Series | None, Series | None]:
    """線の名が、ほかの線の名とも、ほかの線とも重ならないように、上下へ離す。"""
    if target is None or actual is None:
        return target, actual
    (x1, y1), (x2, y2) = target.end, actual.end
    apart = (frame.name_height - abs(y1 - y2)) / 2
    if abs(x1 - x2) < frame.name_width and apart > 0:
        # 二つの名の中ほどから、同じだけ離す。上の線の名は上に置く。
        shift = apart if y1 >= y2 else -apart
        return replace(target, name_shift=shift), replace(actual, name_shift=-shift)
    return _clear_of(target, actual, frame), _clear_of(actual, target, frame)


def _clear_of(series: Series, other: Series, frame: Frame) -> Series:
    """名がほかの線に掛かれば、掛からない高さまで上か下へ、近いほうにずらした線を返す。"""
    x, y = series.end
    heights = list(_heights_under(other, x, x + frame.name_width))
    middle, half = y - NAME_MIDDLE, frame.name_height / 2
    if not heights or middle + half <= min(heights) or middle - half >= max(heights):
        return series
    up, down = min(heights) - half - middle, max(heights) + half - middle
    # 図の外へは出さない。
    fits = [shift for shift in (up, down) if frame.top <= middle + shift <= frame.bottom]
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
    return Decimal(figure["number"]) if figure and figure.get("number") else None


def _scale(numbers: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """縦軸の下と上と目盛の幅。0 を含め、どの目盛も切りのよい数にする。"""
    low, high = min(Decimal(0), *numbers), max(Decimal(0), *numbers)
    rough = max((high - low) / STEPS, Decimal("0.25"))
    unit = Decimal(10) ** (rough.adjusted())
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= rough)
    first = step * Decimal(math.floor(low / step))
    return first, first + step * max(STEPS, math.ceil((high - first) / step)), step


def _grid_labels(values: Sequence[Decimal], frame: Frame) -> list[str]:
    """目盛の数。そのままでは左に収まらないとき、目盛の幅に合う単位（万・億・兆）で書く。"""
    labels = [group_digits(value) for value in values]
    if _widest(labels) * frame.letter <= frame.left - GRID_GAP:
        return labels
    step = values[1] - values[0]
    for unit, digits in UNITS.items():
        # 一つの目盛が単位の半分に満たないと、小数ばかりになる。
        if step * 2 >= Decimal(10) ** digits:
            labels = [_grid_label(value.scaleb(-digits), unit) for value in values]
    return labels


def _grid_label(value: Decimal, unit: str) -> str:
    return f"{group_digits(value)}{unit if value else ''}"


def _widest(texts: Sequence[str]) -> float:
    return max(sum(WIDTHS.get(letter, 1) for letter in text) for text in texts)
