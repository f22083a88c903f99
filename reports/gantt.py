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

LEFT, MARGIN, STEP, NARROWEST = 4, 6, 70, 360
"""左右の余白、年度一つの幅、図の狭さの限り。五年の図は、390 の幅の画面でもそのまま読める。"""

HEAD, TITLE_HEIGHT, LANE_HEIGHT, MARK_HEIGHT, GAP = 38, 18, 17, 17, 6
TALLEST = 500
"""一枚の高さの限り。A4 の紙の一頁に四枚が収まる。"""

LETTER = 11
"""一文字の幅。文字の大きさと同じ。"""

HEAD_LETTER = 12
MANY_YEARS = 5
"""これより多い年度の図は、狭い画面では横に送る。"""

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

    名は矢印の上の段に置き、矢印は図の幅いっぱいに引く（狭い画面で名が隠れない）。

    bars は計画の帯で、塗りと推定かの組から、同じ見た目の帯を続けた線（path）を引く。座標は SVG に
    書く文字。marks の x は、並べた記号の位置を空白で続けたもの。
    """

    shade_x: str
    shade_width: str
    width: int
    is_wide: bool
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
        height = _height_of(group, _width_of(_years_of(facts)))
        if not figures or figures[-1].height + height > TALLEST:
            figures.append(_open_figure(facts))
        _draw_item(figures[-1], facts, group)
    return figures


def _years_of(facts: Facts) -> list[int]:
    return [row["year"] for row in facts["plan"]["years"]]


def _width_of(years: list[int]) -> int:
    return max(NARROWEST, LEFT + len(years) * STEP + MARGIN)


def _step_of(years: list[int]) -> float:
    return (_width_of(years) - LEFT - MARGIN) / len(years)


def _open_figure(facts: Facts) -> Gantt:
    years, chosen = _years_of(facts), facts["year"]["year"]
    step = _step_of(years)
    figure = Gantt(
        f"{LEFT + years.index(chosen) * step:g}",
        f"{step:g}",
        _width_of(years),
        is_wide=len(years) > MANY_YEARS,
    )
    figure.years = [
        Word(f"{LEFT + (place + 0.5) * step:g}", y, text)
        for place, year in enumerate(years)
        for y, text in (("16", short_label(year)), ("31", f"（{year}）"))
    ]
    return figure


def _height_of(group: Facts, width: int) -> int:
    """項目一つの高さ。名の段、実施内容ごとの名の段と矢印の段と記号の段。"""
    contents = [
        TITLE_HEIGHT + len(row["lanes"]) * LANE_HEIGHT + MARK_HEIGHT for row in group["rows"]
    ]
    return GAP + len(_head_lines(group["item"], width)) * TITLE_HEIGHT + sum(contents)


def _head_lines(item: Facts, width: int) -> list[str]:
    """項目の番号と名。長ければ二行に分ける。"""
    text, most = f"{item['number']}　{item['title']}", (width - 2 * MARGIN) // HEAD_LETTER
    return [text[:most], _cut(text[most:], most)] if len(text) > most else [text]


def _draw_item(figure: Gantt, facts: Facts, group: Facts) -> None:
    item = group["item"]
    figure.numbers.append(item["number"])
    figure.rules.append(str(figure.height + 2))
    for line in _head_lines(item, figure.width):
        figure.height += TITLE_HEIGHT
        figure.heads.append(Word(str(LEFT), str(figure.height), line))
    for row in group["rows"]:
        _draw_content(figure, row, _years_of(facts), is_estimated=not item["schedule_confirmed"])
    figure.height += GAP


def _draw_content(figure: Gantt, row: Facts, years: list[int], *, is_estimated: bool) -> None:
    content, step = row["content"], _step_of(years)
    title = _cut(f"{content['key']}　{content['title']}", (figure.width - 2 * MARGIN) // LETTER)
    figure.titles.append(Word(str(LEFT), str(figure.height + 13), title))
    figure.height += TITLE_HEIGHT
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
