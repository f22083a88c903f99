"""営業日: 土日と祝日と年末年始を除いて数える。"""

import datetime as dt

import pytest

from progress.working_days import is_working_day, shift_working_days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2022-04-20", True),
        ("2022-04-23", False),
        ("2022-04-24", False),
        ("2022-04-29", False),
        ("2019-05-01", False),
        ("2019-04-30", False),
        ("2021-07-22", False),
        ("2021-07-19", True),
        ("2027-03-22", False),
        ("2022-12-28", True),
        ("2022-12-29", False),
        ("2023-01-03", False),
        ("2023-01-04", True),
    ],
)
def test_weekends_holidays_and_the_turn_of_the_year_are_no_working_days(
    day: str, works: bool
) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        ("2022-04-28", -1, "2022-04-27"),
        ("2022-04-28", -5, "2022-04-21"),
        ("2022-04-28", 1, "2022-05-02"),
        ("2022-04-28", 3, "2022-05-09"),
        ("2022-04-30", -1, "2022-04-28"),
        ("2022-04-30", 1, "2022-05-02"),
        ("2022-12-28", 1, "2023-01-04"),
        ("2022-04-20", 0, "2022-04-20"),
    ],
)
def test_days_are_counted_over_the_holidays(day: str, count: int, result: str) -> None:
    moved = shift_working_days(dt.date.fromisoformat(day), count)
    assert moved == dt.date.fromisoformat(result)
