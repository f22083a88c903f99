"""評価の案。手で打った表と、性質。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.choices import IndicatorKind
from plans.figures import Figure
from progress.bands import DEFAULT_BANDS, Band
from progress.choices import Pace
from progress.judgement import Judgement, judge_figure
from progress.phases import PhaseJudgement, PlannedSpan, judge_phase
from progress.ready_scales import LETTERS
from progress.suggestion import Suggestion, suggest_rating, suggestion_rules

PLAN = (PlannedSpan("検討", 2020, 2020), PlannedSpan("実施", 2021, 2023))
ELECTION = (PlannedSpan("改選", 2021, 2021, is_event=True),)


def indicator(target: str, actual: str) -> Judgement:
    return judge_figure(
        kind=IndicatorKind.INCREASE, target=Figure.parse(target), actual=Figure.parse(actual)
    )


MET, NEARLY, MISSED = indicator("10", "10"), indicator("10", "9"), indicator("10", "1")
UNJUDGED = indicator("次期介護保険事業計画による", "5")
SECOND_MISSED = indicator("10（10）", "10（1）")


def as_told(pace: str) -> PhaseJudgement:
    """原本と照合していない実施内容の判定。"""
    return judge_phase(PLAN, 2021, pace, is_confirmed=False)


def planned(year: int, pace: str) -> PhaseJudgement:
    """2020年度に始まる計画と比べた判定。"""
    return judge_phase(PLAN, year, pace, is_confirmed=True)


def election(year: int, pace: str) -> PhaseJudgement:
    """2021年度に予定の行事の判定。"""
    return judge_phase(ELECTION, year, pace, is_confirmed=True)


def suggest(
    judgements: list[Judgement], paces: list[str], bands: tuple[Band, ...] = DEFAULT_BANDS
) -> Suggestion:
    """計画の年度と比べない進みからの案。"""
    return suggest_rating(judgements, [as_told(pace) for pace in paces], bands)


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
        # 予定の年度が分からない行事をしなかったことは、件数に入れない
        ([MET], [Pace.NOT_HELD], "達成"),
        ([], [Pace.NOT_HELD, LATE, ON], "概ね達成"),
        # 材料がない
        ([], [], "判定材料なし"),
        ([UNJUDGED], [], "判定材料なし"),
        ([], ["", Pace.CANCELLED], "判定材料なし"),
        ([], [Pace.NOT_HELD], "判定材料なし"),
    ],
)
def test_the_suggestion_follows_the_settled_rule(
    judgements: list[Judgement], paces: list[str], label: str
) -> None:
    assert suggest(judgements, paces).label == label


NOT_YET, TOLD_LATE = Pace.NOT_STARTED_PLANNED, Pace.NOT_STARTED_LATE


@pytest.mark.parametrize(
    ("phases", "label"),
    [
        # 始まる年度なのに「未着手（予定どおり）」と報告したものは、遅れと数える
        ([planned(2020, NOT_YET)], "未達成"),
        ([planned(2021, NOT_YET), planned(2021, ON)], "概ね達成"),
        ([planned(2021, NOT_YET), planned(2021, NOT_YET), planned(2021, ON)], "未達成"),
        ([planned(2021, NOT_YET), planned(2021, LATE), planned(2021, ON)], "未達成"),
        # 始まる前の年度なら「未着手（遅れ）」と報告しても、遅れに数えない
        ([planned(2019, TOLD_LATE)], "達成"),
        ([planned(2019, TOLD_LATE), planned(2021, LATE)], "概ね達成"),
        ([planned(2019, NOT_YET)], "達成"),
        # 照合していない実施時期は、だれの不利にもしない
        ([as_told(NOT_YET)], "達成"),
        ([as_told(NOT_YET), as_told(ON)], "達成"),
        # 行事は、予定の年度にだけ問う
        ([election(2021, Pace.NOT_HELD)], "未達成"),
        ([election(2021, Pace.NOT_HELD), planned(2021, ON)], "概ね達成"),
        ([election(2020, Pace.NOT_HELD)], "判定材料なし"),
        ([election(2020, Pace.NOT_HELD), planned(2021, LATE)], "未達成"),
        ([election(2021, Pace.HELD)], "達成"),
        ([planned(2021, Pace.AHEAD), planned(2021, Pace.COMPLETED)], "達成"),
        ([planned(2021, Pace.CANCELLED), planned(2021, ON)], "達成"),
        ([planned(2021, "")], "判定材料なし"),
    ],
)
def test_a_confirmed_schedule_decides_what_is_late(
    phases: list[PhaseJudgement], label: str
) -> None:
    assert suggest_rating([], phases).label == label


def test_the_reasons_tell_where_the_plan_overrules_the_report() -> None:
    phases = [planned(2021, NOT_YET), planned(2019, TOLD_LATE), election(2021, Pace.NOT_HELD)]
    assert suggest_rating([], phases).reasons == (
        "判定できる指標はありません。",
        "実施内容3件のうち、遅れは2件です。",
        "計画の年度と比べて遅れとした実施内容が2件あります。",
        "計画では始まる前の実施内容1件は、遅れに数えていません。",
    )


def test_the_rules_are_told_in_the_words_of_the_scale() -> None:
    assert suggestion_rules()[:3] == [
        "指標の判定（第2値は別の1件）がすべて「達成」で、実施内容に遅れがなければ「達成」です。",
        "指標に「未達成」があるか、遅れが実施内容の半数を超えれば「未達成」です。",
        "ほかは、最も悪い指標の判定とします。遅れがあれば「概ね達成」より上にはしません。",
    ]
    assert "「Ｂ」より上にはしません" in suggestion_rules(LETTERS.bands)[2]


def test_the_code_is_that_of_the_band_and_empty_without_material() -> None:
    assert suggest([MET], []).code == "achieved"
    assert suggest([], []).code == ""


def test_the_reasons_tell_what_was_counted() -> None:
    suggestion = suggest([MET, SECOND_MISSED], [ON, LATE, Pace.CANCELLED, "", Pace.NOT_HELD])
    assert suggestion.reasons == (
        "指標の値3件の判定は、達成2、未達成1です。",
        "実施内容2件のうち、遅れは1件です。",
        "計画の年度と比べず、報告のまま数えた実施内容が2件あります。",
        "中止した実施内容1件は、数えていません。",
        "進みが未入力の実施内容1件は、数えていません。",
        "しなかった行事1件は、予定の年度でないか推定のため、数えていません。",
    )


def test_the_reasons_tell_when_nothing_was_judged() -> None:
    assert suggest_rating([UNJUDGED], [planned(2021, ON)]).reasons == (
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
    assert suggest(judgements, paces, FOUR_BANDS).label == label


@given(
    st.lists(st.sampled_from([MET, NEARLY, MISSED, UNJUDGED, SECOND_MISSED]), max_size=5),
    st.lists(st.sampled_from(["", *Pace]), max_size=8),
    st.data(),
)
def test_the_order_of_indicators_and_contents_does_not_matter(
    judgements: list[Judgement], paces: list[str], data: st.DataObject
) -> None:
    shuffled = suggest(data.draw(st.permutations(judgements)), data.draw(st.permutations(paces)))
    assert shuffled == suggest(judgements, paces)


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
    before = suggest(judgements, paces).code
    assert codes.index(suggest(judgements, caught_up).code) <= codes.index(before)


@given(
    st.lists(st.sampled_from(["", *Pace]), min_size=1, max_size=6),
    st.lists(
        st.builds(PlannedSpan, st.just("実施"), st.integers(2015, 2025), st.just(2030)), max_size=4
    ),
)
def test_an_unconfirmed_schedule_never_changes_the_suggestion(
    paces: list[str], spans: list[PlannedSpan]
) -> None:
    phases = [judge_phase(spans, 2021, pace, is_confirmed=False) for pace in paces]
    assert suggest_rating([], phases) == suggest([], paces)
