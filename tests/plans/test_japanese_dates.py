"""画面の和暦の日付。"""

from __future__ import annotations

import datetime as dt

import pytest

from plans.templatetags.japanese_dates import wareki, wareki_time


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (None, ""),
        (dt.date(2022, 4, 28), "令和4年4月28日"),
        (dt.date(2019, 4, 30), "平成31年4月30日"),
        (dt.date(2019, 5, 1), "令和元年5月1日"),
        (dt.datetime(2022, 4, 27, 15, 0, tzinfo=dt.UTC), "令和4年4月28日"),
    ],
)
def test_dates_are_shown_in_the_japanese_era(day: dt.date | None, text: str) -> None:
    assert wareki(day) == text


def test_times_are_those_of_japan() -> None:
    assert wareki_time(dt.datetime(2022, 4, 27, 15, 3, tzinfo=dt.UTC)) == "令和4年4月28日 00:03"
    assert wareki_time(None) == ""
