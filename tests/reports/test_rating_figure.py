"""評価の図: 語はどれも図の中に収まり、塗り方は一つずつ違う。"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from reports.excel.text_fitting import text_width
from reports.rating_figure import BLANK, FILLS, draw_rating_figure, figure_svg
from tests.reports.export_facts import Facts, database, official_facts, official_plan

__all__ = ["database", "official_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SVG = "{http://www.w3.org/2000/svg}"
Extent = tuple[float, float, float, str]


@pytest.fixture
def facts(official_facts: Facts) -> Facts:
    return copy.deepcopy(official_facts)


def with_ratings(facts: Facts, labels: list[str]) -> Facts:
    """評語を替え、項目に順に当て、一つを評価なしにした事実。"""
    codes = [f"rating{index}" for index in range(len(labels))]
    facts["scale"]["ratings"] = [
        {"code": code, "label": label, "minimum": "", "description": ""}
        for code, label in zip(codes, labels, strict=True)
    ]
    for index, item in enumerate(facts["items"]):
        item["record"]["rating"] = ["", *codes][index % (len(labels) + 1)]
    return facts


def moved(element: ElementTree.Element) -> tuple[float, float]:
    x, y = re.findall(r"-?[\d.]+", element.get("transform", "translate(0 0)"))
    return float(x), float(y)


def lines_of(text: ElementTree.Element) -> Iterator[tuple[float, float, str]]:
    """文字の行の（左、基線、文字）。"""
    x, y = float(text.get("x", 0)), float(text.get("y", 0)) + float(text.get("dy", 0))
    yield x, y, text.text or ""
    for line in text.iter(f"{SVG}tspan"):
        y += float(line.get("dy", 0))
        yield float(line.get("x", 0)), y, line.text or ""


def extents_of(svg: str) -> tuple[list[float], list[Extent]]:
    """図の枠と、文字の行ごとの（左、右、基線、文字）。"""
    root = ElementTree.fromstring(svg)  # noqa: S314 自分で描いた図
    frame = [float(part) for part in root.get("viewBox", "").split()]
    groups = [((0.0, 0.0), text) for text in root.findall(f"{SVG}text")]
    for group in root.findall(f"{SVG}g"):
        groups += [(moved(group), text) for text in group.findall(f"{SVG}text")]
    found = []
    for (left, top), text in groups:
        size = float(text.get("font-size", root.get("font-size", "0")))
        for x, y, words in lines_of(text):
            found.append((left + x, left + x + text_width(words) * size / 2, top + y, words))
    return frame, found


LONG = "目標の半分に届かず、次の年度に取組のしくみから見直すことが必要であると委員会が認めたもの"
SCALES = [
    ["達成", "概ね達成", "未達成"],
    ["◎", "○", "△", "×"],
    ["目標を達成した", "目標を概ね達成した", "目標をやや下回った", "目標を大きく下回った"],
    [LONG, "Ａ", f"{LONG}の外", "大きく目標を下回り見直しの要るもの", "中止"],
]


@pytest.mark.parametrize("labels", SCALES)
def test_every_word_stands_within_the_picture_and_over_no_other(
    facts: Facts, labels: list[str]
) -> None:
    facts["policies"][0]["title"] = "たいへん長い名の基本方針" * 4
    frame, lines = extents_of(figure_svg(with_ratings(facts, labels)))
    left, top, width, height = frame
    for x, end, y, words in lines:
        assert left <= x < end <= left + width, words
        assert top + 11 <= y <= top + height - 4, words
    for index, (x, end, y, words) in enumerate(lines):
        for other_x, other_end, other_y, other in lines[index + 1 :]:
            assert abs(y - other_y) >= 14 or end <= other_x or other_end <= x, (words, other)
    for label in labels:
        assert label in "".join(words for *_, words in lines)


def test_the_sample_mark_has_its_own_line(facts: Facts) -> None:
    _, lines = extents_of(figure_svg(facts))
    assert lines[1][3] == "見本データ（架空）"
    assert lines[1][2] > lines[0][2]


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_every_rating_has_its_own_fill_and_only_the_unrated_is_white(
    facts: Facts, count: int
) -> None:
    facts = with_ratings(facts, [f"評語{number}" for number in range(count)])
    legend = draw_rating_figure(facts).legend
    fills = [key.fill for key in legend]
    assert len(set(fills)) == count + 1
    assert fills[-1] == BLANK
    assert legend[-1].lines == ("評価なし",)
    assert BLANK not in fills[:-1]


def test_every_fill_is_drawn_its_own_way(facts: Facts) -> None:
    root = ElementTree.fromstring(figure_svg(facts))  # noqa: S314 自分で描いた図
    patterns = {
        pattern.get("id"): ElementTree.tostring(pattern, encoding="unicode").split(">", 1)[1]
        + pattern.get("patternTransform", "")
        for pattern in root.iter(f"{SVG}pattern")
    }
    assert set(patterns) == set(FILLS) - {"solid"}
    assert len(set(patterns.values())) == len(patterns)


def test_the_bars_use_the_fills_of_the_legend(facts: Facts) -> None:
    figure = draw_rating_figure(with_ratings(facts, ["◎", "○", "△", "×"]))
    drawn = {segment.fill for bar in figure.bars for segment in bar.segments}
    assert drawn == {key.fill for key in figure.legend}
