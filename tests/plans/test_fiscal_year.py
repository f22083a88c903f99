"""年度の数え方と和暦の表記。"""

from datetime import date, datetime

import pytest

from plans.fiscal_year import (
    FiscalYearError,
    first_day,
    fiscal_year_of,
    format_date,
    last_day,
    short_label,
    wareki_label,
)


@pytest.mark.parametrize(
    ("fiscal_year", "label", "short"),
    [
        (1989, "平成元（1989）年度", "平成元年度"),
        (1990, "平成2（1990）年度", "平成2年度"),
        (2015, "平成27（2015）年度", "平成27年度"),
        (2018, "平成30（2018）年度", "平成30年度"),
        (2019, "平成31（2019）年度", "平成31年度"),
        (2020, "令和2（2020）年度", "令和2年度"),
        (2021, "令和3（2021）年度", "令和3年度"),
        (2023, "令和5（2023）年度", "令和5年度"),
        (2200, "令和182（2200）年度", "令和182年度"),
    ],
)
def test_a_fiscal_year_is_shown_in_the_era_of_its_first_day(
    fiscal_year: int, label: str, short: str
) -> None:
    assert wareki_label(fiscal_year) == label
    assert short_label(fiscal_year) == short


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [
        (date(2019, 3, 31), 2018),
        (date(2019, 4, 1), 2019),
        (date(2019, 12, 31), 2019),
        (date(2020, 1, 1), 2019),
        (date(2020, 2, 29), 2019),
        (date(2020, 3, 31), 2019),
        (date(2020, 4, 1), 2020),
        (date(1989, 4, 1), 1989),
        (date(2201, 3, 31), 2200),
    ],
)
def test_a_fiscal_year_runs_from_april_to_march(day: date, fiscal_year: int) -> None:
    assert fiscal_year_of(day) == fiscal_year
    assert first_day(fiscal_year) <= day <= last_day(fiscal_year)


def test_first_and_last_day_of_a_fiscal_year() -> None:
    assert first_day(2021) == date(2021, 4, 1)
    assert last_day(2021) == date(2022, 3, 31)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 12, 31), "平成元年12月31日"),
        (date(2019, 1, 31), "平成31年1月31日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 12, 31), "令和元年12月31日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2022, 5, 31), "令和4年5月31日"),
        (date(2201, 3, 31), "令和183年3月31日"),
        (datetime(2022, 5, 31, 23, 59), "令和4年5月31日"),
    ],
)
def test_a_date_is_shown_in_the_era_of_that_day(day: date, shown: str) -> None:
    assert format_date(day) == shown


@pytest.mark.parametrize("fiscal_year", [1988, 2201, 0, -1, 31, 999999])
def test_a_year_outside_the_table_is_refused_by_name(fiscal_year: int) -> None:
    for show in (wareki_label, short_label, first_day, last_day):
        with pytest.raises(FiscalYearError, match="年度は1989から2200まで"):
            show(fiscal_year)


@pytest.mark.parametrize("day", [date(1989, 1, 7), date(2201, 4, 1), date.min, date.max])
def test_a_date_outside_the_table_is_refused_by_name(day: date) -> None:
    with pytest.raises(FiscalYearError):
        format_date(day)
    with pytest.raises(FiscalYearError):
        fiscal_year_of(day)


def test_the_error_is_a_value_error() -> None:
    assert issubclass(FiscalYearError, ValueError)
