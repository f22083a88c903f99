"""最終年度の見通し。"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.choices import IndicatorKind
from progress.outlook import outlook

Points = list[tuple[int, str]]


def as_points(points: Points) -> list[tuple[int, Decimal]]:
    return [(year, Decimal(value)) for year, value in points]


@pytest.mark.parametrize(
    ("kind", "points", "target", "projected", "will_meet", "needed"),
    [
        (IndicatorKind.INCREASE, [(2019, "60"), (2021, "70")], "80", "80", True, "5"),
        (IndicatorKind.INCREASE, [(2019, "60"), (2021, "68")], "80", "76", False, "6"),
        (IndicatorKind.INCREASE, [(2021, "68"), (2019, "60")], "80", "76", False, "6"),
        # 間の年は直線に入れない
        (
            IndicatorKind.INCREASE,
            [(2019, "60"), (2020, "99"), (2021, "68")],
            "80",
            "76",
            False,
            "6",
        ),
        (IndicatorKind.INCREASE, [(2019, "60"), (2020, "50")], "80", "20", False, "10"),
        (IndicatorKind.INCREASE, [(2019, "5"), (2023, "7")], "7", "7", True, None),
        (IndicatorKind.INCREASE, [(2019, "5"), (2023, "6")], "7", "6", False, None),
        (IndicatorKind.INCREASE, [(2022, "5"), (2023, "6"), (2024, "99")], "7", "6", False, None),
        (IndicatorKind.INCREASE, [(2019, "0"), (2020, "0")], "0", "0", True, "0"),
        (IndicatorKind.DECREASE, [(2019, "20"), (2021, "16")], "12", "12", True, "-2"),
        (IndicatorKind.DECREASE, [(2019, "20"), (2021, "17")], "12", "14", False, "-2.5"),
        (IndicatorKind.KEEP, [(2019, "33"), (2021, "33")], "33", "33", True, "0"),
        (IndicatorKind.KEEP, [(2019, "33"), (2021, "34")], "33", "35", False, "-0.5"),
        (IndicatorKind.CUMULATIVE, [(2019, "4"), (2020, "4"), (2021, "4")], "20", "20", True, "4"),
        (IndicatorKind.CUMULATIVE, [(2019, "4"), (2020, "2"), (2021, "4")], "20", "16", False, "5"),
        (IndicatorKind.OTHER_PLAN, [(2019, "60"), (2021, "70")], "80", "80", True, "5"),
        (IndicatorKind.REACH, [(2019, "60"), (2021, "80")], "100", "100", True, "10"),
        # 負にならない値は、見込みも 0 で止まる
        (IndicatorKind.INCREASE, [(2019, "100"), (2020, "10")], "80", "0", False, "70/3"),
        (IndicatorKind.DECREASE, [(2019, "9"), (2020, "3")], "2", "0", True, "-1/3"),
        (IndicatorKind.INCREASE, [(2019, "1"), (2020, "-4")], "5", "-19", False, "3"),
    ],
)
def test_a_straight_line_leads_to_the_final_year(
    kind: str, points: Points, target: str, projected: str, will_meet: bool, needed: str | None
) -> None:
    seen = outlook(as_points(points), 2023, Decimal(target), kind)
    assert seen is not None
    assert (seen.projected, seen.will_meet) == (Fraction(projected), will_meet)
    assert seen.needed_per_year == (None if needed is None else Fraction(needed))


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        (IndicatorKind.INCREASE, []),
        (IndicatorKind.INCREASE, [(2021, "70")]),
        (IndicatorKind.INCREASE, [(2021, "70"), (2021, "71")]),
        (IndicatorKind.INCREASE, [(2021, "70"), (2024, "71")]),
        (IndicatorKind.RECORD_ONLY, [(2019, "60"), (2021, "70")]),
    ],
)
def test_there_is_no_outlook_without_two_years_of_a_judged_indicator(
    kind: str, points: Points
) -> None:
    assert outlook(as_points(points), 2023, Decimal(80), kind) is None


@pytest.mark.parametrize(
    ("kind", "points", "target", "sentence"),
    [
        (
            IndicatorKind.INCREASE,
            [(2019, "60"), (2021, "70")],
            "80",
            "このままの進み方なら、令和5（2023）年度は80人で、目標80人を満たす見込みです。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "1000"), (2021, "1001")],
            "1004",
            "このままの進み方なら、令和5（2023）年度は1,002人で、目標1,004人を満たさない見込みです。"
            "目標を満たすには、1年に1.5人の増が要ります。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "60"), (2022, "79.96")],
            "90",
            "このままの進み方なら、令和5（2023）年度は86.6人で、目標90人を満たさない見込みです。"
            "目標を満たすには、1年に10.1人の増が要ります。",
        ),
        (
            IndicatorKind.DECREASE,
            [(2019, "12.04"), (2022, "10.54")],
            "10",
            "このままの進み方なら、令和5（2023）年度は10.1人で、目標10人を満たさない見込みです。"
            "目標を満たすには、1年に0.6人の減が要ります。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "60"), (2023, "70")],
            "80",
            "令和5（2023）年度は70人で、目標80人を満たさない結果です。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "60"), (2023, "80")],
            "80",
            "令和5（2023）年度は80人で、目標80人を満たす結果です。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "90"), (2021, "80")],
            "80",
            "このままの進み方なら、令和5（2023）年度は70人で、目標80人を満たさない見込みです。"
            "いまの値を保てば、目標を満たします。",
        ),
    ],
)
def test_the_outlook_is_told_in_a_sentence(
    kind: str, points: Points, target: str, sentence: str
) -> None:
    seen = outlook(as_points(points), 2023, Decimal(target), kind, unit="人")
    assert seen is not None
    assert seen.sentence == sentence


def test_a_level_is_kept_within_its_tolerance() -> None:
    points = as_points([(2019, "33"), (2021, "34")])
    seen = outlook(points, 2023, Decimal(33), IndicatorKind.KEEP, tolerance=Decimal(2))
    assert seen is not None
    assert seen.will_meet


@given(
    st.lists(
        st.tuples(st.integers(2019, 2026), st.integers(-99, 99).map(Decimal)),
        max_size=6,
        unique_by=lambda point: point[0],
    ),
    st.sampled_from(IndicatorKind),
    st.integers(-99, 99).map(Decimal),
    st.data(),
)
def test_the_order_of_the_points_does_not_matter(
    points: list[tuple[int, Decimal]], kind: IndicatorKind, target: Decimal, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(points))
    assert outlook(shuffled, 2023, target, kind) == outlook(points, 2023, target, kind)


def test_a_falling_line_that_still_meets_the_target_needs_no_further_fall() -> None:
    view = outlook(
        [(2020, Decimal(14)), (2021, Decimal(11))], 2023, Decimal(10), "increase", unit="名"
    )
    assert view is not None
    assert not view.will_meet
    assert "いまの値を保てば、目標を満たします。" in view.sentence
    assert "減が要ります" not in view.sentence


@pytest.mark.parametrize(
    ("unit", "points", "projected"),
    [
        ("%", [(2019, "60"), (2020, "99")], "100"),
        ("％", [(2019, "60"), (2020, "99")], "100"),
        ("%", [(2019, "60"), (2020, "120")], "300"),
        ("人", [(2019, "60"), (2020, "99")], "216"),
    ],
)
def test_a_percentage_stops_at_a_hundred(unit: str, points: Points, projected: str) -> None:
    seen = outlook(as_points(points), 2023, Decimal(80), IndicatorKind.INCREASE, unit=unit)
    assert seen is not None
    assert seen.projected == Fraction(projected)


@pytest.mark.parametrize(
    ("kind", "points", "sentence"),
    [
        (
            IndicatorKind.KEEP,
            [(2019, "5"), (2021, "5")],
            "このままの進み方なら、令和5（2023）年度は5回で、目標4～6回を満たす見込みです。",
        ),
        (
            IndicatorKind.DECREASE,
            [(2019, "5.9"), (2021, "5.9")],
            "このままの進み方なら、令和5（2023）年度は5.9回で、目標4～6回を満たす見込みです。",
        ),
        (
            IndicatorKind.KEEP,
            [(2019, "4"), (2021, "6")],
            "このままの進み方なら、令和5（2023）年度は8回で、目標4～6回を満たさない見込みです。"
            "いまの値を保てば、目標を満たします。",
        ),
        (
            IndicatorKind.INCREASE,
            [(2019, "1"), (2021, "2")],
            "このままの進み方なら、令和5（2023）年度は3回で、目標4～6回を満たさない見込みです。"
            "目標を満たすには、1年に1回の増が要ります。",
        ),
    ],
)
def test_a_range_is_met_at_the_end_that_counts(kind: str, points: Points, sentence: str) -> None:
    seen = outlook(as_points(points), 2023, Decimal(4), kind, upper=Decimal(6), unit="回")
    assert seen is not None
    assert seen.sentence == sentence


@pytest.mark.parametrize(
    ("points", "target", "told"),
    [
        ([(2019, "0.2"), (2023, "0.25")], "0.25", "は0.25%で、目標0.25%を満たす結果です。"),
        ([(2019, "1"), (2023, "12.34")], "10", "は12.34%で、目標10%を満たす結果です。"),
        ([(2019, "0.2"), (2023, "0.26")], "0.3", "は0.26%で、目標0.3%を満たさない結果です。"),
        ([(2019, "0.20"), (2022, "0.22")], "0.25", "は0.22%で、目標0.25%を満たさない見込みです。"),
    ],
)
def test_a_result_is_printed_as_it_is_and_a_projection_as_fine_as_its_target(
    points: Points, target: str, told: str
) -> None:
    seen = outlook(as_points(points), 2023, Decimal(target), IndicatorKind.INCREASE, unit="%")
    assert seen is not None
    assert told in seen.sentence
