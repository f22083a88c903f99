"""課の引継ぎ。何代も続く名称変更、統合、分割のどれでも、受け持ちは一つの課にある。"""

from __future__ import annotations

import datetime as dt

import pytest

from plans.models import Department, ItemDepartment
from plans.succession import Succession

YEAR_ENDS = [dt.date(year, 3, 31) for year in (2020, 2021, 2022)]
FIRST, SECOND, THIRD, FOURTH, OTHER = 1, 2, 3, 4, 9


def make_succession(*links: tuple[int, int | None, dt.date | None]) -> Succession:
    """課の引継ぎ。links は（課の番号、引継先、廃止日）の並び。"""
    rows = [
        Department(pk=pk, name=f"第{pk}課", successor_id=heir, ends_on=day)
        for pk, heir, day in links
    ]
    return Succession({row.pk: row for row in rows})


@pytest.fixture
def renamed_thrice() -> Succession:
    """2020年から2022年まで、毎年度末に名の変わった課。"""
    return make_succession(
        (FIRST, SECOND, YEAR_ENDS[0]),
        (SECOND, THIRD, YEAR_ENDS[1]),
        (THIRD, FOURTH, YEAR_ENDS[2]),
        (FOURTH, None, None),
    )


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (dt.date(2020, 3, 31), FIRST),
        (dt.date(2020, 4, 1), SECOND),
        (dt.date(2021, 3, 31), SECOND),
        (dt.date(2021, 4, 1), THIRD),
        (dt.date(2022, 4, 1), FOURTH),
    ],
)
def test_each_year_has_the_department_of_its_day(
    renamed_thrice: Succession, day: dt.date, holder: int
) -> None:
    assert renamed_thrice.follow(FIRST, day).pk == holder


def test_the_last_heir_has_inherited_all_before_it(renamed_thrice: Succession) -> None:
    assert renamed_thrice.inherited(FOURTH, dt.date(2022, 4, 1)) == {FIRST, SECOND, THIRD}
    assert renamed_thrice.inherited(THIRD, dt.date(2022, 4, 1)) == frozenset()
    assert renamed_thrice.inherited(SECOND, dt.date(2020, 4, 1)) == {FIRST}
    assert renamed_thrice.inherited(FIRST, dt.date(2020, 3, 31)) == frozenset()


def test_merged_departments_have_one_heir() -> None:
    merged = make_succession(
        (FIRST, THIRD, YEAR_ENDS[0]), (SECOND, THIRD, YEAR_ENDS[0]), (THIRD, None, None)
    )
    assert merged.inherited(THIRD, dt.date(2020, 4, 1)) == {FIRST, SECOND}


def test_a_split_department_hands_each_item_to_the_one_named_for_it() -> None:
    split = make_succession(
        (FIRST, SECOND, YEAR_ENDS[0]),
        (SECOND, None, None),
        (THIRD, FOURTH, YEAR_ENDS[1]),
        (FOURTH, None, None),
    )
    rest, handed = (
        ItemDepartment(department_id=FIRST, successor_id=heir) for heir in (None, THIRD)
    )
    assert [split.holder(row, YEAR_ENDS[0]).pk for row in (rest, handed)] == [FIRST, FIRST]
    assert [split.holder(row, YEAR_ENDS[1]).pk for row in (rest, handed)] == [SECOND, THIRD]
    assert [split.holder(row, YEAR_ENDS[2]).pk for row in (rest, handed)] == [SECOND, FOURTH]


def test_an_ended_department_without_an_heir_stays_itself() -> None:
    ended = make_succession((FIRST, None, YEAR_ENDS[0]))
    assert ended.follow(FIRST, YEAR_ENDS[1]).pk == FIRST


def test_heirs_in_a_ring_do_not_go_round_for_ever() -> None:
    ring = make_succession((FIRST, SECOND, YEAR_ENDS[0]), (SECOND, FIRST, YEAR_ENDS[0]))
    assert ring.follow(FIRST, YEAR_ENDS[1]).pk == SECOND
