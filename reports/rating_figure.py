"""評価の件数の図。基本方針ごとの帯に、濃さと模様で評価を示す。一色なので、紙面でも写しでも読める。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from reports.public.counts import NOT_RATED, policy_rows, rating_counts

Facts = dict[str, Any]

WIDTH, LEFT, RIGHT = 440, 8, 432
BAR_HEIGHT, ROW_HEIGHT, TOP = 26, 58, 8
LEGEND_HEIGHT = 30
LEGEND_STEP = 104
TITLE_HEIGHT = 34
CHARACTERS = 26
# 塗り方の名。三つ目までが評価の語、四つ目から先は繰り返さず白抜きにする。
FILLS = ("solid", "hatched", "dotted")
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
class RatingFigure:
    """評価の図。title は題、mark は見本の印（なければ空）。

    templates/reports/public/parts/rating_figure.html が描く。
    """

    title: str
    mark: str
    height: float
    bars: tuple[Bar, ...]
    legend: tuple[tuple[float, float, str, str], ...]


def draw_rating_figure(facts: Facts) -> RatingFigure:
    """全体と基本方針ごとの、評価の件数の図（単位は実施項目）。"""
    whole = {"name": "全体", **rating_counts(facts)}
    rows = [whole, *({"name": _policy_name(row), **row} for row in policy_rows(facts))]
    bars = tuple(
        Bar(f"{row['name']}（{row['total']}項目）", TOP + 18 + ROW_HEIGHT * index, _segments(row))
        for index, row in enumerate(row for row in rows if row["total"])
    )
    words = [(row["label"], _fill(index)) for index, row in enumerate(whole["ratings"])]
    words += [(NOT_RATED, BLANK)] if whole["unrated"] else []
    bottom = TOP + ROW_HEIGHT * len(bars) + 8
    legend = tuple(
        (LEFT + index % 4 * LEGEND_STEP, bottom + index // 4 * 24, fill, word)
        for index, (word, fill) in enumerate(words)
    )
    height = bottom + LEGEND_HEIGHT + (len(words) - 1) // 4 * 24
    title = f"{facts['year']['label']}の評価（単位：実施項目）"
    mark = facts["notices"]["sample_text"] if facts["year"].get("is_sample") else ""
    return RatingFigure(title, mark, height, bars, legend)


def figure_svg(facts: Facts) -> str:
    """評価の図だけの SVG。画像のファイルとして渡す。"""
    figure = draw_rating_figure(facts)
    context = {"figure": figure, "is_file": True, "whole_height": figure.height + TITLE_HEIGHT}
    return render_to_string("reports/public/parts/rating_figure.html", context).strip() + "\n"


def _policy_name(row: Facts) -> str:
    name = f"{row['policy']['code']} {row['policy']['title']}"
    return name if len(name) <= CHARACTERS else f"{name[: CHARACTERS - 1]}…"


def _fill(index: int) -> str:
    return FILLS[index] if index < len(FILLS) else BLANK


def _segments(row: Facts) -> tuple[Segment, ...]:
    counts = [(rating["count"], _fill(index)) for index, rating in enumerate(row["ratings"])]
    x, segments = float(LEFT), []
    for count, fill in [*counts, (row["unrated"], BLANK)]:
        width = (RIGHT - LEFT) * count / row["total"]
        if count:
            segments.append(Segment(x, width, fill, count))
        x += width
    return tuple(segments)
