"""実施内容の判定。手で打った表と、性質。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.choices import Pace
from progress.phases import LATE, PlannedSpan, judge_phase

PLAN = (
    PlannedSpan("検討", 2020, 2020),
    PlannedSpan("試行", 2021, 2021),
    PlannedSpan("実施", 2023, 2023),
)
EVENT = (PlannedSpan("改選", 2019, 2019, is_event=True), PlannedSpan("改選", 2021, 2021, True))

CASES = [
    # 年度、報告された進み、判定、計画の段階
    (2019, "", "", "始まる前"),
    (2019, "not_started_planned", "not_started_planned", "始まる前"),
    (2019, "not_started_late", "not_started_planned", "始まる前"),
    (2019, "on_schedule", "ahead", "始まる前"),
    (2019, "delayed", "delayed", "始まる前"),
    (2019, "ahead", "ahead", "始まる前"),
    (2019, "completed", "completed", "始まる前"),
    (2019, "cancelled", "cancelled", "始まる前"),
    (2020, "not_started_planned", "not_started_late", "「検討」"),
    (2020, "not_started_late", "not_started_late", "「検討」"),
    (2020, "on_schedule", "on_schedule", "「検討」"),
    (2020, "delayed", "delayed", "「検討」"),
    (2021, "ahead", "ahead", "「試行」"),
    (2021, "completed", "completed", "「試行」"),
    (2021, "", "", "「試行」"),
    (2022, "on_schedule", "on_schedule", "段階と段階の間"),
    (2022, "not_started_planned", "not_started_late", "段階と段階の間"),
    (2023, "not_started_planned", "not_started_late", "「実施」"),
    (2023, "cancelled", "cancelled", "「実施」"),
    (2024, "on_schedule", "on_schedule", "予定を終えた後"),
    (2024, "delayed", "delayed", "予定を終えた後"),
]
EVENT_CASES = [
    (2019, "held", "on_schedule"),
    (2019, "not_held", "delayed"),
    (2020, "not_held", ""),
    (2020, "held", "on_schedule"),
    (2021, "not_held", "delayed"),
    (2018, "held", "ahead"),
    (2018, "not_held", ""),
]


@pytest.mark.parametrize(("year", "pace", "code", "planned"), CASES)
def test_a_confirmed_plan_is_compared_with_the_pace(
    year: int, pace: str, code: str, planned: str
) -> None:
    judgement = judge_phase(PLAN, year, pace, is_confirmed=True)
    assert (judgement.code, judgement.planned) == (code, planned)
    assert judgement.is_compared
    assert judgement.is_late == (code in ("delayed", "not_started_late"))
    assert judgement.reason.endswith("。")


@pytest.mark.parametrize(("year", "pace", "code"), EVENT_CASES)
def test_an_event_is_asked_for_in_its_own_year_only(year: int, pace: str, code: str) -> None:
    assert judge_phase(EVENT, year, pace, is_confirmed=True).code == code


def test_two_phases_in_one_year_are_both_named() -> None:
    spans = (PlannedSpan("試行", 2020, 2021), PlannedSpan("実施", 2021, 2023))
    judgement = judge_phase(spans, 2021, "not_started_planned", is_confirmed=True)
    assert judgement.planned == "「試行」「実施」"
    assert judgement.reason == "計画では「試行」「実施」の年度ですが、始まっていません。"


def test_the_label_says_the_judgement_or_that_there_is_none() -> None:
    assert judge_phase(PLAN, 2020, "not_started_planned", is_confirmed=True).label == (
        "未着手（遅れ）"
    )
    assert judge_phase(PLAN, 2020, "", is_confirmed=True).label == "判定しない"


def test_an_unknown_pace_is_an_error() -> None:
    with pytest.raises(ValueError, match="soon"):
        judge_phase(PLAN, 2020, "soon", is_confirmed=True)


spans = st.lists(
    st.builds(
        lambda first, length, is_event: PlannedSpan("実施", first, first + length, is_event),
        st.integers(2015, 2025),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=5,
)
paces = st.sampled_from(["", *Pace.values])


@given(spans, spans, st.integers(2015, 2030), paces)
def test_unconfirmed_spans_never_change_a_judgement(
    ones: list[PlannedSpan], others: list[PlannedSpan], year: int, pace: str
) -> None:
    one, other = (judge_phase(rows, year, pace, is_confirmed=False) for rows in (ones, others))
    assert (one.code, one.planned, one.is_compared) == (other.code, other.planned, False)


@given(spans, st.integers(2015, 2030), paces)
def test_unconfirmed_spans_never_count_against_anyone(
    rows: list[PlannedSpan], year: int, pace: str
) -> None:
    if judge_phase(rows, year, pace, is_confirmed=False).is_late:
        assert pace in LATE


@given(spans, st.integers(2015, 2030), paces)
def test_nothing_planned_yet_and_nothing_begun_is_never_late(
    rows: list[PlannedSpan], year: int, pace: str
) -> None:
    later = [row for row in rows if row.first_year > year]
    judgement = judge_phase(later, year, pace, is_confirmed=True)
    if later and pace in (Pace.NOT_STARTED_PLANNED, Pace.NOT_STARTED_LATE, Pace.NOT_HELD):
        assert not judgement.is_late
