"""評価の件数の図。基本方針ごとの帯に、濃さと模様で評価を示す。一色なので、紙面でも写しでも読める。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from reports.excel.text_fitting import text_width, wrap_text
from reports.public.counts import NOT_RATED, policy_rows, rating_counts

Facts = dict[str, Any]

WIDTH, LEFT, RIGHT = 440, 8, 432
BAR_HEIGHT, ROW_HEIGHT, TOP = 26, 58, 8
TITLE_HEIGHT, MARK_HEIGHT = 34, 22
LETTER = 14
KEY_WIDTH, KEY_GAP, KEY_HEIGHT, LINE_HEIGHT = 24, 20, 24, 18
# 塗り方の名。評価の語に、上から順に当てる（八つを越える尺度では初めに戻る）。
# 白抜き（BLANK）は「評価なし」だけに使う。
FILLS = ("solid", "hatched", "dotted", "striped", "crossed", "upright", "backward", "checked")
BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Segment:
    """帯の一区切り。"""

    x: float
    width: float
    fill: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """一本の帯。y は帯の上の縁、名はその上に書く。"""

    name: str
    y: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """凡例の一つ。長い語は lines に折り返す。"""

    x: float
    y: float
    fill: str
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """見本のますと語を合わせた幅。"""
        return KEY_WIDTH + max(_width(line) for line in self.lines)

    @property
    def height(self) -> float:
        """語の行数に要る高さ。"""
        return KEY_HEIGHT + LINE_HEIGHT * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class RatingFigure:
    """評価の図。title は題、mark は見本の印（なければ空）。

    templates/reports/public/parts/rating_figure.html が描く。
    """

    title: str
    mark: str
    height: float
    bars: tuple[Bar, ...]
    legend: tuple[Key, ...]

    @property
    def title_height(self) -> float:
        """画像のファイルで、図の上に題と見本の印を書く高さ。"""
        return TITLE_HEIGHT + (MARK_HEIGHT if self.mark else 0)


def draw_rating_figure(facts: Facts) -> RatingFigure:
    """全体と基本方針ごとの、評価の件数の図（単位は実施項目）。"""
    whole = {"name": "全体", **rating_counts(facts)}
    rows = [whole, *({"name": _policy_name(row), **row} for row in policy_rows(facts))]
    bars = tuple(
        Bar(_bar_name(row), TOP + 18 + ROW_HEIGHT * index, _segments(row))
        for index, row in enumerate(row for row in rows if row["total"])
    )
    words = [(row["label"], _fill(index)) for index, row in enumerate(whole["ratings"])]
    words += [(NOT_RATED, BLANK)] if whole["unrated"] else []
    bottom = TOP + ROW_HEIGHT * len(bars) + 8
    legend = _lay_legend(words, bottom)
    height = max((key.y + key.height for key in legend), default=bottom) + 6
    title = f"{facts['year']['label']}の評価（単位：実施項目）"
    mark = facts["notices"]["sample_text"] if facts["year"].get("is_sample") else ""
    return RatingFigure(title, mark, height, bars, legend)


def figure_svg(facts: Facts) -> str:
    """評価の図だけの SVG。画像のファイルとして渡す。"""
    figure = draw_rating_figure(facts)
    context = {
        "figure": figure,
        "is_file": True,
        "top": -figure.title_height,
        "whole_height": figure.height + figure.title_height,
    }
    return render_to_string("reports/public/parts/rating_figure.html", context).strip() + "\n"


def _policy_name(row: Facts) -> str:
    return f"{row['policy']['code']} {row['policy']['title']}"


def _bar_name(row: Facts) -> str:
    """帯の名。図の幅に収まらない名は「…」で切り、項目の数は必ず書く。"""
    name, count = row["name"], f"（{row['total']}項目）"
    if _width(f"{name}{count}") > RIGHT - LEFT:
        while _width(f"{name}…{count}") > RIGHT - LEFT:
            name = name[:-1]
        name = f"{name}…"
    return f"{name}{count}"


def _width(text: str) -> float:
    return text_width(text) * LETTER / 2


def _lay_legend(words: list[tuple[str, str]], top: float) -> tuple[Key, ...]:
    """凡例を左から詰めて並べる。右の縁を越えるものは次の段に送る。"""
    room = (RIGHT - LEFT - KEY_WIDTH) / LETTER * 2
    keys: list[Key] = []
    x, y, height = float(LEFT), top, 0.0
    for word, fill in words:
        lines = tuple(wrap_text(word, room))
        key = Key(x, y, fill, lines)
        if keys and x + key.width > RIGHT:
            x, y, height = float(LEFT), y + height, 0.0
            key = Key(x, y, fill, lines)
        keys.append(key)
        x, height = x + key.width + KEY_GAP, max(height, key.height)
    return tuple(keys)


def _fill(index: int) -> str:
    return FILLS[index % len(FILLS)]


def _segments(row: Facts) -> tuple[Segment, ...]:
    counts = [(rating["count"], _fill(index)) for index, rating in enumerate(row["ratings"])]
    x, segments = float(LEFT), []
    for count, fill in [*counts, (row["unrated"], BLANK)]:
        width = (RIGHT - LEFT) * count / row["total"]
        if count:
            segments.append(Segment(x, width, fill, count))
        x += width
    return tuple(segments)
