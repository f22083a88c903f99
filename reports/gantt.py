"""実施時期の図（ガントチャート）。計画の矢印を帯で、年度ごとの判定を記号で、一目に並べる。

色だけに頼らず、白黒の写しでも読める。値は、図の下の項目ごとの表にもある。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.fiscal_year import short_label
from plans.schedule_arrows import Cell
from progress.choices import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable

Facts = dict[str, Any]

WIDTH, LEFT, RIGHT = 720, 224, 714
HEAD, ITEM_HEIGHT, LANE_HEIGHT, MARK_HEIGHT = 38, 26, 17, 17
TALLEST = 430
"""一枚の高さの限り。A4 の紙の一頁に二枚が収まる。"""

LETTER = 11
"""一文字の幅。文字の大きさと同じ。"""

SIGNS = {
    str(pace.value): sign
    for sign, paces in {
        "●": (Pace.AHEAD, Pace.ON_SCHEDULE, Pace.COMPLETED, Pace.HELD),
        "▲": (Pace.DELAYED, Pace.NOT_STARTED_LATE),
        "○": (Pace.NOT_STARTED_PLANNED, Pace.NOT_HELD),
        "－": (Pace.CANCELLED,),
    }.items()
    for pace in paces
}
FILLS = {
    "consider": "#ffffff",
    "trial": "#ededed",
    "carry_out": "#c7cfe8",
    "evaluate": "#dfeee3",
    "event": "#ffffff",
}
# 帯の形。予定行事は両端を斜めにする。
SQUARE = "M{x} {y}h{width}v14h-{width}z"
SHAPES = {"event": "M{x} {y}m6 0h{width}l6 7l-6 7h-{width}l-6-7z"}


@dataclass(frozen=True, slots=True)
class Word:
    """図の中の文字。"""

    x: str
    y: str
    text: str


@dataclass(slots=True)
class Gantt:
    """図。shade は選んだ年度の地、heads は項目の名、titles は実施内容の名、marks は判定の記号。

    bars は計画の帯で、塗りと推定かの組から、同じ見た目の帯を続けた線（path）を引く。座標は SVG に
    書く文字。marks の x は、並べた記号の位置を空白で続けたもの。
    """

    shade_x: str
    shade_width: str
    height: int = HEAD
    years: list[Word] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    bars: dict[tuple[str, bool], str] = field(default_factory=dict)
    heads: list[Word] = field(default_factory=list)
    titles: list[Word] = field(default_factory=list)
    labels: list[Word] = field(default_factory=list)
    marks: list[Word] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    @property
    def label(self) -> str:
        """図の名。"""
        first, last = self.numbers[0], self.numbers[-1]
        items = f"{first}～{last}" if first != last else str(first)
        return f"実施項目{items}の実施時期"


def draw_gantts(facts: Facts, groups: Iterable[Facts]) -> list[Gantt]:
    """項目の並びの図。groups は項目（item）と、矢印の段と実施内容の行（rows）の組。

    TALLEST を超えるときは、次の項目から次の図に分ける。
    """
    figures: list[Gantt] = []
    for group in groups:
        if not figures or figures[-1].height + _height_of(group) > TALLEST:
            figures.append(_open_figure(facts))
        _draw_item(figures[-1], facts, group)
    return figures


def _years_of(facts: Facts) -> list[int]:
    return [row["year"] for row in facts["plan"]["years"]]


def _open_figure(facts: Facts) -> Gantt:
    years, chosen = _years_of(facts), facts["year"]["year"]
    step = (RIGHT - LEFT) / len(years)
    figure = Gantt(f"{LEFT + years.index(chosen) * step:g}", f"{step:g}")
    figure.years = [
        Word(f"{LEFT + (place + 0.5) * step:g}", y, text)
        for place, year in enumerate(years)
        for y, text in (("16", short_label(year)), ("31", f"（{year}）"))
    ]
    return figure


def _height_of(group: Facts) -> int:
    lanes = [len(row["lanes"]) * LANE_HEIGHT + MARK_HEIGHT for row in group["rows"]]
    return ITEM_HEIGHT + sum(lanes)


def _draw_item(figure: Gantt, facts: Facts, group: Facts) -> None:
    item = group["item"]
    title = _cut(f"{item['number']}　{item['title']}", WIDTH // LETTER - 6)
    figure.numbers.append(item["number"])
    figure.rules.append(str(figure.height + 4))
    figure.heads.append(Word("4", str(figure.height + 19), title))
    figure.height += ITEM_HEIGHT
    for row in group["rows"]:
        _draw_content(figure, row, _years_of(facts), is_estimated=not item["schedule_confirmed"])


def _draw_content(figure: Gantt, row: Facts, years: list[int], *, is_estimated: bool) -> None:
    content, step = row["content"], (RIGHT - LEFT) / len(years)
    title = _cut(f"{content['key']}　{content['title']}", (LEFT - 16) // LETTER)
    figure.titles.append(Word("12", str(figure.height + 11), title))
    for lane in row["lanes"]:
        _draw_lane(figure, lane, step, is_estimated=is_estimated)
        figure.height += LANE_HEIGHT
    _draw_marks(figure, content, years, step)
    figure.height += MARK_HEIGHT


def _draw_marks(figure: Gantt, content: Facts, years: list[int], step: float) -> None:
    judged = {one["year"]: one["judgement"]["code"] for one in content["years"]}
    signs = [
        (f"{LEFT + (place + 0.5) * step:g}", SIGNS[code])
        for place, year in enumerate(years)
        if (code := judged.get(year, "")) in SIGNS
    ]
    if signs:
        places, marks = zip(*signs, strict=True)
        figure.marks.append(Word(" ".join(places), str(figure.height + 9), "".join(marks)))


def _draw_lane(figure: Gantt, lane: list[Cell], step: float, *, is_estimated: bool) -> None:
    x = float(LEFT)
    for cell in lane:
        width = cell.width * step
        if cell.label:
            style, shape = (FILLS[cell.kind], is_estimated), SHAPES.get(cell.kind, SQUARE)
            inner = width - (16 if cell.kind in SHAPES else 4)
            path = shape.format(x=f"{x + 2:g}", y=figure.height, width=f"{inner:g}")
            figure.bars[style] = figure.bars.get(style, "") + path
            text = _cut(cell.label, int(width - 8) // LETTER)
            figure.labels.append(Word(f"{x + width / 2:g}", str(figure.height + 11), text))
        x += width


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
