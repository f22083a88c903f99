"""実施時期の矢印を、年度のます目に割り付ける。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from plans.choices import Stage

# 一本の矢印が段階をいくつも持つとき、色と形は先に挙げた段階のものにする。
_STRONGEST_FIRST = (Stage.EVENT, Stage.CARRY_OUT, Stage.TRIAL, Stage.EVALUATE, Stage.CONSIDER)


class Placed(Protocol):
    """年度に置かれた矢印。"""

    @property
    def label(self) -> str: ...

    @property
    def stages(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """ます。width は年度の数、label が空なら矢印のないます。kind は段階の値。"""

    width: int
    label: str = ""
    kind: str = ""

    @property
    def colspan(self) -> str:
        """表のますの幅。数のまま渡すと、ひな形がけたを区切る手間をかける。"""
        return str(self.width)


def lay_out(spans: Iterable[tuple[Placed, int, int]], years: range) -> list[list[Cell]]:
    """矢印（矢印、開始年度、終了年度）を段に分けて割り付ける。

    重なる矢印は下の段に送る。期間の外へはみ出す年度は切り落とす。矢印がなくても一段を返す。
    """
    lanes: list[list[tuple[Placed, int, int]]] = [[]]
    for span, first, last in sorted(spans, key=lambda row: row[1]):
        start, end = max(first, years[0]), min(last, years[-1])
        if start > end:
            continue
        lane = next((row for row in lanes if not row or row[-1][2] < start), None)
        if lane is None:
            lane = []
            lanes.append(lane)
        lane.append((span, start, end))
    return [list(_cells(lane, years)) for lane in lanes]


def _cells(lane: list[tuple[Placed, int, int]], years: range) -> Iterator[Cell]:
    year = years[0]
    for span, first, last in lane:
        if first > year:
            yield Cell(first - year)
        yield Cell(last - first + 1, span.label or "（表記なし）", arrow_kind(span.stages))
        year = last + 1
    if year <= years[-1]:
        yield Cell(years[-1] - year + 1)


def arrow_kind(stages: Iterable[str]) -> str:
    """矢印の色と形を決める段階の値。段階がなければ検討と同じ。"""
    held = set(stages)
    return next((stage.value for stage in _STRONGEST_FIRST if stage in held), Stage.CONSIDER.value)
