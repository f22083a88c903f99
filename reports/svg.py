"""折れ線の図。目標は破線と四角、実績は実線と丸で、線の終わりに名を書く。

色だけに頼らず、白黒の写しでも、390ピクセルの幅でも読める。形の見た目は属性だけで書く
（style を使わないので、厳しい CSP の下でも、印刷でも同じに見える）。
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plans.figures import group_digits
from reports.facts.indicators import goal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Facts = dict[str, Any]

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 384, 16, 168
STEPS = 4
MOST_LABELS = 8
NAME_WIDTH, NAME_HEIGHT = 40, 16


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
    def end(self) -> tuple[float, float]:
        """線の終わり。名を書く場所。"""
        x, y, _ = self.points[-1]
        return (x + 8, y + 4 + self.name_shift)


@dataclass(frozen=True, slots=True)
class LineChart:
    """折れ線の図。templates/reports/parts/chart.html が描く。"""

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
    low, high = _bounds(numbers)
    places = [_place(index, len(years)) for index in range(len(years))]
    target = _series("目標", places, targets, low, high)
    actual = _series("実績", places, actuals, low, high)
    target, actual = _part_names(target, actual)
    return LineChart(
        label=f"{indicator['name']}の目標と実績の推移",
        years=_year_labels(places, years),
        grid=tuple(_grid(low, high)),
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
    """線の終わりが近いとき、名が重ならないように上下へ離す。"""
    if target is None or actual is None:
        return target, actual
    (x1, y1), (x2, y2) = target.end, actual.end
    if abs(x1 - x2) > NAME_WIDTH or abs(y1 - y2) >= NAME_HEIGHT:
        return target, actual
    shift = NAME_HEIGHT / 2 if y1 >= y2 else -NAME_HEIGHT / 2
    return replace(target, name_shift=shift), replace(actual, name_shift=-shift)


def _number(figure: Facts | None) -> Decimal | None:
    return Decimal(figure["number"]) if figure and figure["number"] else None


def _bounds(numbers: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """縦軸の下と上。0 を含め、切りのよい幅にする。"""
    low, high = min(Decimal(0), *numbers), max(Decimal(0), *numbers)
    rough = max((high - low) / STEPS, Decimal("0.25"))
    unit = Decimal(10) ** (rough.adjusted())
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= rough)
    first = step * Decimal(math.floor(low / step))
    return first, first + step * max(STEPS, math.ceil((high - first) / step))


def _place(index: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * (index + 0.5) / count


def _height(number: Decimal, low: Decimal, high: Decimal) -> float:
    return BOTTOM - (BOTTOM - TOP) * float((number - low) / (high - low))


def _grid(low: Decimal, high: Decimal) -> list[tuple[float, str]]:
    step = (high - low) / STEPS
    values = [low + step * index for index in range(STEPS + 1)]
    return [(_height(value, low, high), group_digits(value.normalize())) for value in values]


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
