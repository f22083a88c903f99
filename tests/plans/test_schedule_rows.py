"""矢印の編集。打たれたままの並びを、分ける・つなぐ・動かす。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.schedule_rows import (
    INDEX_EDITS,
    Rows,
    ScheduleEditError,
    SpanRow,
    add,
    delete,
    group_rows,
    join_next,
    move_down,
    move_up,
    share_again,
    split,
    take_alternative,
)

YEARS = range(2019, 2024)


def row(
    label: str, first: int | str, last: int | str, content: str = "1", **values: str
) -> SpanRow:
    return SpanRow(
        content=content,
        label=label,
        stages=("consider",),
        first_year=str(first),
        last_year=str(last),
        **values,
    )


def shown(rows: Rows) -> list[tuple[str, str, str]]:
    return [(one.label, one.first_year, one.last_year) for one in rows]


PAIR = [row("検討", 2019, 2020, span_id="7"), row("実施", 2021, 2023, span_id="8")]


def test_moving_an_arrow_forward_keeps_each_length_and_the_years_both_fill() -> None:
    moved = move_up(PAIR, 1)
    assert shown(moved) == [("実施", "2019", "2021"), ("検討", "2022", "2023")]
    assert [one.span_id for one in moved] == ["8", "7"]


def test_moving_back_undoes_moving_forward() -> None:
    assert move_down(move_up(PAIR, 1), 0) == PAIR


def test_a_gap_between_two_arrows_stays_between_them() -> None:
    rows = [row("検討", 2019, 2019), row("実施", 2022, 2023)]
    assert shown(move_up(rows, 1)) == [("実施", "2019", "2020"), ("検討", "2023", "2023")]


def test_arrows_of_other_contents_are_stepped_over() -> None:
    rows = [PAIR[0], row("試行", 2019, 2023, content="2"), PAIR[1]]
    assert [one.label for one in move_up(rows, 2)] == ["実施", "試行", "検討"]


@pytest.mark.parametrize(
    ("edit", "index"), [(move_up, 0), (move_down, 1), (join_next, 1), (split, 2)]
)
def test_what_cannot_be_done_is_refused_in_japanese(edit: object, index: int) -> None:
    rows = [*PAIR, row("評価", 2023, 2023, content="2")]
    with pytest.raises(ScheduleEditError) as refused:
        edit(rows, index)  # type: ignore[operator]
    assert str(refused.value).endswith("。")


def test_splitting_five_years_gives_two_and_three_with_the_saved_row_in_front() -> None:
    halves = split([row("実施", 2019, 2023, span_id="7")], 0)
    assert shown(halves) == [("実施", "2019", "2020"), ("実施", "2021", "2023")]
    assert [one.span_id for one in halves] == ["7", ""]


def test_joining_gathers_labels_stages_and_years() -> None:
    second = SpanRow("1", "8", "実施", ("carry_out", "consider"), "2021", "2023")
    joined = join_next([PAIR[0], second], 0)
    assert joined == [SpanRow("1", "7", "検討・実施", ("consider", "carry_out"), "2019", "2023")]


def test_joining_two_halves_undoes_a_split() -> None:
    whole = [row("実施", 2019, 2023, span_id="7")]
    assert join_next(split(whole, 0), 0) == whole


def test_deleting_takes_away_one_arrow() -> None:
    assert delete(PAIR, 0) == [PAIR[1]]


def test_an_added_arrow_takes_the_free_years_at_the_end() -> None:
    rows = [row("検討", 2019, 2021)]
    assert shown(add(rows, "1", YEARS))[1] == ("", "2022", "2023")
    assert shown(add([], "1", YEARS)) == [("", "2019", "2023")]


def test_an_added_arrow_without_room_leaves_its_years_open() -> None:
    assert shown(add(PAIR, "1", YEARS))[2] == ("", "", "")


def test_sharing_again_touches_one_content_only() -> None:
    other = row("試行", 2020, 2020, content="2")
    rows = [row("検討", "", ""), other, row("実施", 2019, 2019)]
    shared = share_again(rows, "1", YEARS)
    assert shown(shared) == [
        ("検討", "2019", "2020"),
        ("試行", "2020", "2020"),
        ("実施", "2021", "2023"),
    ]


def test_an_alternative_replaces_the_rows_it_names_and_keeps_saved_arrows() -> None:
    other = row("試行", 2020, 2020, content="2")
    taken = take_alternative([*PAIR, other], {"1": ["実施", "評価・充実"]}, YEARS)
    assert shown(taken) == [
        ("試行", "2020", "2020"),
        ("実施", "2019", "2020"),
        ("評価・充実", "2021", "2023"),
    ]
    assert [one.span_id for one in taken] == ["", "8", ""]
    assert taken[2].stages == ("evaluate",)


def test_a_moved_label_is_grouped_with_its_new_row() -> None:
    rows = [row("検討", 2019, 2019, content="2"), row("実施", 2019, 2019)]
    assert [one.content for one in group_rows(rows, ["1", "2"])] == ["1", "2"]


def test_arrows_whose_years_run_backwards_only_change_their_order() -> None:
    rows = [row("実施", 2021, 2023), row("検討", 2019, 2020)]
    assert shown(move_down(rows, 0)) == [("検討", "2019", "2020"), ("実施", "2021", "2023")]


WORDS = st.text(max_size=6)
TYPED_ROWS = st.lists(
    st.builds(
        SpanRow,
        content=st.sampled_from(["1", "2", "x", ""]),
        span_id=st.sampled_from(["", "7"]),
        label=WORDS,
        stages=st.tuples(st.sampled_from(["consider", "event"])),
        first_year=st.sampled_from(["2019", "2021", "2023", "9999", "２０２０", "", "abc"]),
        last_year=st.sampled_from(["2019", "2022", "0000", "-1", ""]),
    ),
    min_size=1,
    max_size=6,
)


@given(rows=TYPED_ROWS, verb=st.sampled_from(sorted(INDEX_EDITS)), place=st.integers(0, 5))
def test_no_input_breaks_an_edit_and_no_edit_loses_an_unnamed_arrow(
    rows: Rows, verb: str, place: int
) -> None:
    index = place % len(rows)
    before = list(rows)
    try:
        edited = INDEX_EDITS[verb](rows, index)
    except ScheduleEditError:
        edited = rows
    assert rows == before
    assert abs(len(edited) - len(rows)) <= 1
    others = [one for one in rows if one.content != rows[index].content]
    assert [one for one in edited if one.content != rows[index].content] == others
