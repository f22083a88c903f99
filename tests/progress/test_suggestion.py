"""評価の案。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.choices import IndicatorKind
from plans.figures import Figure
from progress.bands import DEFAULT_BANDS, Band
from progress.choices import Pace
from progress.judgement import Judgement, judge_figure
from progress.suggestion import suggest_rating


def indicator(target: str, actual: str) -> Judgement:
    return judge_figure(
        kind=IndicatorKind.INCREASE, target=Figure.parse(target), actual=Figure.parse(actual)
    )


MET, NEARLY, MISSED = indicator("10", "10"), indicator("10", "9"), indicator("10", "1")
UNJUDGED = indicator("次期介護保険事業計画による", "5")
SECOND_MISSED = indicator("10（10）", "10（1）")
ON, LATE, LATE_START = Pace.ON_SCHEDULE, Pace.DELAYED, Pace.NOT_STARTED_LATE


@pytest.mark.parametrize(
    ("judgements", "paces", "label"),
    [
        # 指標だけ
        ([MET], [], "達成"),
        ([MET, MET], [], "達成"),
        ([MET, NEARLY], [], "概ね達成"),
        ([NEARLY], [], "概ね達成"),
        ([MET, MISSED], [], "未達成"),
        ([NEARLY, MISSED], [], "未達成"),
        ([SECOND_MISSED], [], "未達成"),
        ([MET, UNJUDGED], [], "達成"),
        # 実施内容だけ
        ([], [ON], "達成"),
        ([UNJUDGED], [ON, Pace.AHEAD, Pace.COMPLETED], "達成"),
        ([], [Pace.NOT_STARTED_PLANNED], "達成"),
        ([], [Pace.HELD], "達成"),
        ([], [ON, LATE], "概ね達成"),
        ([], [ON, ON, LATE_START], "概ね達成"),
        ([], [ON, LATE, LATE], "未達成"),
        ([], [ON, LATE, LATE_START], "未達成"),
        ([], [LATE], "未達成"),
        ([], [ON, ON, LATE, LATE], "概ね達成"),
        # 両方
        ([MET], [ON, ON], "達成"),
        ([MET], [ON, LATE], "概ね達成"),
        ([MET], [LATE, LATE], "未達成"),
        ([NEARLY], [ON], "概ね達成"),
        ([MISSED], [ON, ON], "未達成"),
        # 中止と未入力は件数に入れない
        ([MET], [Pace.CANCELLED, ""], "達成"),
        ([], [LATE, "", ""], "未達成"),
        ([], [LATE, ON, Pace.CANCELLED], "概ね達成"),
        ([MET], [Pace.NOT_HELD], "達成"),
        # 材料がない
        ([], [], "判定材料なし"),
        ([UNJUDGED], [], "判定材料なし"),
        ([], ["", Pace.CANCELLED], "判定材料なし"),
    ],
)
def test_the_suggestion_follows_the_settled_rule(
    judgements: list[Judgement], paces: list[str], label: str
) -> None:
    assert suggest_rating(judgements, paces).label == label


def test_the_code_is_that_of_the_band_and_empty_without_material() -> None:
    assert suggest_rating([MET], []).code == "achieved"
    assert suggest_rating([], []).code == ""


def test_the_reasons_tell_what_was_counted() -> None:
    suggestion = suggest_rating([MET, SECOND_MISSED], [ON, LATE, Pace.CANCELLED, "", Pace.NOT_HELD])
    assert suggestion.reasons == (
        "指標の値3件の判定は、達成2、未達成1です。",
        "実施内容3件のうち、遅れは1件です。",
        "中止した実施内容1件は、数えていません。",
        "進みが未入力の実施内容1件は、数えていません。",
        "実施しなかった予定行事が1件あります（遅れには数えていません）。",
    )


def test_the_reasons_tell_when_nothing_was_judged() -> None:
    assert suggest_rating([UNJUDGED], [ON]).reasons == (
        "判定できる指標はありません。",
        "実施内容1件に、遅れはありません。",
    )


FOUR_BANDS = (
    Band("a", "A", Decimal(100)),
    Band("b", "B", Decimal(80)),
    Band("c", "C", Decimal(50)),
    Band("d", "D", None),
)


@pytest.mark.parametrize(
    ("actuals", "paces", "label"),
    [
        (["10"], [ON], "A"),
        (["10"], [ON, LATE], "B"),
        (["10", "6"], [ON], "C"),
        (["6"], [ON, LATE], "C"),
        (["1"], [ON], "D"),
        (["10"], [LATE], "D"),
        ([], [ON], "A"),
    ],
)
def test_a_scale_of_four_takes_the_worst_band(
    actuals: list[str], paces: list[str], label: str
) -> None:
    judgements = [
        judge_figure(
            kind=IndicatorKind.INCREASE,
            target=Figure.parse("10"),
            actual=Figure.parse(actual),
            bands=FOUR_BANDS,
        )
        for actual in actuals
    ]
    assert suggest_rating(judgements, paces, FOUR_BANDS).label == label


@given(
    st.lists(st.sampled_from([MET, NEARLY, MISSED, UNJUDGED, SECOND_MISSED]), max_size=5),
    st.lists(st.sampled_from(["", *Pace]), max_size=8),
    st.data(),
)
def test_the_order_of_indicators_and_contents_does_not_matter(
    judgements: list[Judgement], paces: list[str], data: st.DataObject
) -> None:
    shuffled = suggest_rating(
        data.draw(st.permutations(judgements)), data.draw(st.permutations(paces))
    )
    assert shuffled == suggest_rating(judgements, paces)


@given(
    st.lists(st.sampled_from([MET, NEARLY, MISSED]), max_size=4),
    st.lists(st.sampled_from([ON, LATE, LATE_START]), min_size=1, max_size=6),
    st.data(),
)
def test_catching_up_never_worsens_the_suggestion(
    judgements: list[Judgement], paces: list[str], data: st.DataObject
) -> None:
    codes = [band.code for band in DEFAULT_BANDS]
    position = data.draw(st.integers(0, len(paces) - 1))
    caught_up = [*paces[:position], ON, *paces[position + 1 :]]
    before = suggest_rating(judgements, paces).code
    assert codes.index(suggest_rating(judgements, caught_up).code) <= codes.index(before)
