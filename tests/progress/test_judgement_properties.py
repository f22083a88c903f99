"""判定がいつも守ること。"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.choices import Absence, IndicatorKind
from plans.figures import Figure
from progress.bands import DEFAULT_BANDS, Band
from progress.judgement import Judgement, judge_figure

FIVE_BANDS = (
    Band("s", "S", Decimal(120)),
    Band("a", "A", Decimal(100)),
    Band("b", "B", Decimal(80)),
    Band("c", "C", Decimal(50)),
    Band("d", "D", None),
)
scales = st.sampled_from([DEFAULT_BANDS, FIVE_BANDS])
numbers = st.one_of(
    st.integers(-20, 20).map(Decimal),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
)
units = st.sampled_from(["", "人", "%", "千円"])


def optional(strategy: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Decimal | None]:
    return st.one_of(st.none(), strategy)


@st.composite
def number_figures(draw: st.DrawFn) -> Figure:
    lower, upper = sorted((draw(numbers), draw(numbers)))
    second_lower, second_upper = sorted((draw(numbers), draw(numbers)))
    return Figure.of(
        lower,
        upper=draw(st.sampled_from([None, upper])),
        second=draw(st.sampled_from([None, second_lower])),
        second_upper=second_upper,
        unit=draw(units),
    )


figures = st.one_of(
    number_figures(),
    st.sampled_from(
        ["参加", "参加した", "不参加", "実現", "総事務事業数の3分の1", "次期介護保険事業計画による"]
    ).map(Figure.parse),
)


def rank(judgement: Judgement, bands: tuple[Band, ...]) -> int:
    """区分の順位（0が最も良い）。"""
    assert judgement.band is not None
    return bands.index(judgement.band)


@given(
    kind=st.sampled_from(IndicatorKind),
    target=st.one_of(st.none(), figures),
    actual=st.one_of(st.none(), figures),
    absence=st.sampled_from(["", *Absence]),
    target_absence=st.sampled_from(["", *Absence]),
    settled=st.one_of(st.none(), figures),
    earlier=st.lists(figures, max_size=4),
    tolerance=st.integers(0, 5).map(Decimal),
    bands=scales,
)
def test_no_pair_of_figures_ever_raises(
    kind: IndicatorKind,
    target: Figure | None,
    actual: Figure | None,
    absence: str,
    target_absence: str,
    settled: Figure | None,
    earlier: list[Figure],
    tolerance: Decimal,
    bands: tuple[Band, ...],
) -> None:
    judgement = judge_figure(
        kind=kind,
        target=target,
        actual=actual,
        actual_absence=absence,
        target_absence=target_absence,
        settled=settled,
        earlier_actuals=earlier,
        tolerance=tolerance,
        bands=bands,
    )
    assert judgement.reason.endswith("。")
    assert judgement.is_judged == bool(judgement.formula)
    assert judgement.is_judged or judgement.rate is None
    if absence or actual is None:
        assert not judgement.is_judged


Betterment = Callable[[Decimal, Decimal, Decimal], tuple[Decimal, Decimal]]
BETTER_AND_WORSE: dict[IndicatorKind, Betterment] = {
    IndicatorKind.INCREASE: lambda target, one, two: (max(one, two), min(one, two)),
    IndicatorKind.OTHER_PLAN: lambda target, one, two: (max(one, two), min(one, two)),
    IndicatorKind.CUMULATIVE: lambda target, one, two: (max(one, two), min(one, two)),
    IndicatorKind.REACH: lambda target, one, two: (max(one, two), min(one, two)),
    IndicatorKind.DECREASE: lambda target, one, two: (min(one, two), max(one, two)),
    IndicatorKind.KEEP: lambda target, one, two: (
        min(one, two, key=lambda value: abs(value - target)),
        max(one, two, key=lambda value: abs(value - target)),
    ),
}


@given(
    kind=st.sampled_from(sorted(BETTER_AND_WORSE)),
    target=numbers,
    one=numbers,
    two=numbers,
    tolerance=st.integers(0, 5).map(Decimal),
    bands=scales,
)
def test_a_better_actual_never_gives_a_worse_band(
    kind: IndicatorKind,
    target: Decimal,
    one: Decimal,
    two: Decimal,
    tolerance: Decimal,
    bands: tuple[Band, ...],
) -> None:
    better, worse = BETTER_AND_WORSE[kind](target, one, two)
    ranks = [
        rank(
            judge_figure(
                kind=kind,
                target=Figure.of(target),
                actual=Figure.of(actual),
                tolerance=tolerance,
                bands=bands,
            ),
            bands,
        )
        for actual in (better, worse)
    ]
    assert ranks[0] <= ranks[1]


@given(
    kind=st.sampled_from(sorted(BETTER_AND_WORSE)),
    target=st.integers(-1000, 1000),
    actual=st.integers(-1000, 1000),
    factor=st.integers(1, 1000),
    tolerance=st.integers(0, 5),
)
def test_units_do_not_matter(
    kind: IndicatorKind, target: int, actual: int, factor: int, tolerance: int
) -> None:
    plain, scaled = (
        judge_figure(
            kind=kind,
            target=Figure.of(target * times),
            actual=Figure.of(actual * times),
            tolerance=Decimal(tolerance * times),
        )
        for times in (1, factor)
    )
    assert (plain.rate, plain.band) == (scaled.rate, scaled.band)


@given(target=numbers, actual=numbers, earlier=st.lists(numbers, max_size=5), data=st.data())
def test_the_order_of_entries_does_not_matter(
    target: Decimal, actual: Decimal, earlier: list[Decimal], data: st.DataObject
) -> None:
    orders = (earlier, data.draw(st.permutations(earlier)))
    judgements = [
        judge_figure(
            kind=IndicatorKind.CUMULATIVE,
            target=Figure.of(target),
            actual=Figure.of(actual),
            earlier_actuals=[Figure.of(number) for number in order],
        )
        for order in orders
    ]
    assert judgements[0] == judgements[1]


@given(target=number_figures(), actual=number_figures(), kind=st.sampled_from(IndicatorKind))
def test_the_second_figure_never_touches_the_first(
    target: Figure, actual: Figure, kind: IndicatorKind
) -> None:
    def judge(goal: Figure) -> Judgement:
        return judge_figure(kind=kind, target=goal, actual=actual, unit="人")

    alone = replace(target, second_number=None, second_upper=None)
    assert replace(judge(target), second=None) == judge(alone)


@pytest.mark.parametrize("kind", [IndicatorKind.INCREASE, IndicatorKind.DECREASE])
@given(target=numbers, actual=numbers)
def test_the_printed_rate_never_reaches_a_band_the_exact_rate_does_not(
    kind: IndicatorKind, target: Decimal, actual: Decimal
) -> None:
    judgement = judge_figure(kind=kind, target=Figure.of(target), actual=Figure.of(actual))
    if judgement.rate is None:
        return
    printed = Decimal(judgement.rate_csv)
    assert abs(printed) <= abs(judgement.rate) < abs(printed) + Decimal("0.1")
    assert (printed >= 100) == (judgement.rate >= 100)
