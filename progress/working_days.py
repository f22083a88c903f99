"""営業日。土曜・日曜・祝日と、年末年始（12月29日～1月3日）を除いた日。"""

from __future__ import annotations

import datetime as dt

import jpholiday

SATURDAY = 5
YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
ONE_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """営業日か。祝日は内閣府の暦（jpholiday）による。"""
    if day.weekday() >= SATURDAY or (day.month, day.day) in YEAR_END:
        return False
    return not jpholiday.is_holiday(day)


def shift_working_days(day: dt.date, count: int) -> dt.date:
    """day から count 営業日後（負なら前）の日。day 自身は数えない。0 なら day を返す。"""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day
