"""折れ線の図。"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from reports.svg import BOTTOM, LEFT, RIGHT, TOP, draw_line_chart


def indicator(targets: list[str], actuals: list[str]) -> dict[str, Any]:
    return {
        "name": "参加者数",
        "years": [
            {"year": 2019 + index, "target": {"number": target}, "actual": {"number": actual}}
            for index, (target, actual) in enumerate(zip(targets, actuals, strict=True))
        ],
    }


def test_each_line_joins_only_the_years_that_have_a_number() -> None:
    chart = draw_line_chart(indicator(["10", "12", "", "16", "18"], ["9", "", "", "", ""]))
    assert chart is not None
    assert chart.target is not None
    assert chart.actual is not None
    assert [text for _, _, text in chart.target.points] == ["10", "12", "16", "18"]
    assert [text for _, _, text in chart.actual.points] == ["9"]


def test_many_years_are_named_every_other_year() -> None:
    for count, labels in ((8, 8), (10, 5)):
        chart = draw_line_chart(indicator(["10"] * count, [""] * count))
        assert chart is not None
        assert len(chart.years) == labels
        assert chart.years[0][1] == "2019"


def test_words_alone_make_no_chart() -> None:
    assert draw_line_chart(indicator(["", ""], ["", ""])) is None
    assert draw_line_chart(indicator(["", "3"], ["", ""])) is None


def test_the_scale_begins_at_zero_and_covers_the_highest() -> None:
    chart = draw_line_chart(indicator(["160", "240"], ["150", "131"]))
    assert chart is not None
    labels = [text for _, text in chart.grid]
    assert labels[0] == "0"
    assert int(labels[-1].replace(",", "")) >= 240


def test_names_at_the_same_height_are_parted() -> None:
    chart = draw_line_chart(indicator(["10", "10"], ["10", "10"]))
    assert chart is not None
    assert chart.target is not None
    assert chart.actual is not None
    assert abs(chart.target.end[1] - chart.actual.end[1]) >= 16


def test_a_name_keeps_clear_of_the_other_line_that_goes_on() -> None:
    # 項目12の形: 実績は2021年度で終わり、目標はそのすぐ上を続く。
    chart = draw_line_chart(indicator(["180"] * 3 + ["190"] * 2, ["182", "183", "184", "", ""]))
    assert chart is not None
    assert chart.target is not None
    assert chart.actual is not None
    x, baseline = chart.actual.end
    middle = baseline - 4
    (x1, y1, _), (x2, y2, _) = chart.target.points[2:4]
    for place in (x, x + 24):
        line = y1 + (y2 - y1) * (place - x1) / (x2 - x1)
        assert abs(line - middle) >= 8


def test_large_numbers_are_counted_in_units_that_fit_beside_the_axis() -> None:
    for target, labels in (
        ("12000000", ["0", "500万", "1,000万", "1,500万", "2,000万"]),
        ("350000000", ["0", "1億", "2億", "3億", "4億"]),
        ("-12000000", ["△1,500万", "△1,000万", "△500万", "0", "500万"]),
        ("4500000", ["0", "200万", "400万", "600万", "800万"]),
    ):
        chart = draw_line_chart(indicator([target, target], ["", ""]))
        assert chart is not None
        assert [text for _, text in chart.grid] == labels


def test_the_scale_of_mixed_signs_has_round_steps_and_a_zero() -> None:
    chart = draw_line_chart(indicator(["-31", "9"], ["", ""]))
    assert chart is not None
    assert [text for _, text in chart.grid] == ["△40", "△30", "△20", "△10", "0", "10"]


def test_targets_are_hollow_and_names_have_a_white_edge() -> None:
    chart = draw_line_chart(indicator(["10", "10"], ["10", "10"]))
    svg = render_to_string("reports/parts/chart.html", {"chart": chart})
    assert svg.count('fill="#ffffff" stroke="#8c3a00"') == 2
    assert svg.count('paint-order="stroke"') == 2
    assert svg.index("<circle") < svg.index(">目標<") < svg.index(">実績<")


numbers = st.one_of(
    st.just(""),
    st.decimals(-10_000_000, 10_000_000, places=2).map(lambda number: f"{number:f}"),
)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8))
def test_every_point_stays_inside_the_frame(pairs: list[tuple[str, str]]) -> None:
    chart = draw_line_chart(indicator([a for a, _ in pairs], [b for _, b in pairs]))
    for series in filter(None, (chart.target, chart.actual) if chart else ()):
        for x, y, _ in series.points:
            assert LEFT <= x <= RIGHT
            assert TOP - 0.01 <= y <= BOTTOM + 0.01
