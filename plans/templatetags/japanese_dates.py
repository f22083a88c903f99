"""日付を和暦で出す。"""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from plans.fiscal_year import format_date

register = template.Library()


@register.filter
def wareki(day: dt.date | None) -> str:
    """和暦の日付。「令和4年4月28日」。日時は日本の日付にする。なければ空文字。"""
    if day is None:
        return ""
    return format_date(timezone.localdate(day) if isinstance(day, dt.datetime) else day)


@register.filter
def wareki_time(moment: dt.datetime | None) -> str:
    """和暦の日時。「令和4年4月28日 14:03」。なければ空文字。"""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{format_date(local.date())} {local:%H:%M}"
