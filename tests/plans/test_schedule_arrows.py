"""矢印を年度のます目に割り付けること。"""

from hypothesis import given
from hypothesis import strategies as st

from plans.schedule_arrows import Cell, arrow_kind, lay_out
from plans.schedule_rows import SpanRow

YEARS = range(2019, 2024)


def span(label: str, first: int, last: int, stage: str = "consider") -> tuple[SpanRow, int, int]:
    return SpanRow(content="1", label=label, stages=(stage,)), first, last


def test_arrows_and_gaps_fill_the_years_of_the_plan() -> None:
    lanes = lay_out([span("検討", 2020, 2020), span("実施", 2022, 2023, "carry_out")], YEARS)
    assert lanes == [[Cell(1), Cell(1, "検討", "consider"), Cell(1), Cell(2, "実施", "carry_out")]]


def test_no_arrow_gives_one_empty_lane() -> None:
    assert lay_out([], YEARS) == [[Cell(5)]]


def test_arrows_that_overlap_go_to_a_lane_of_their_own() -> None:
    lanes = lay_out([span("検討", 2019, 2021), span("実施", 2021, 2023, "carry_out")], YEARS)
    assert [[cell.label for cell in lane if cell.label] for lane in lanes] == [["検討"], ["実施"]]


def test_years_outside_the_plan_are_cut_off() -> None:
    assert lay_out([span("検討", 2010, 2019), span("実施", 2030, 2031)], YEARS) == [
        [Cell(1, "検討", "consider"), Cell(4)]
    ]


def test_an_event_shows_over_every_other_stage() -> None:
    assert arrow_kind(["consider", "event"]) == "event"
    assert arrow_kind(["evaluate", "carry_out"]) == "carry_out"
    assert arrow_kind([]) == "consider"


@given(st.lists(st.tuples(st.integers(2015, 2026), st.integers(2015, 2026)), max_size=8))
def test_every_lane_is_as_wide_as_the_plan(spans: list[tuple[int, int]]) -> None:
    lanes = lay_out([span("実施", min(pair), max(pair)) for pair in spans], YEARS)
    assert {sum(cell.width for cell in lane) for lane in lanes} == {5}
