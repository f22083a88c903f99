"""課名。廃止された課は、廃止日までは元の名、その後は引継先の名で示す。"""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, F, When


def name_on(day: dt.date, path: str) -> Case:
    """day の課名を表す式。path は行から課への道筋。引継先がなければ元の名。"""
    handed_over = When(
        **{f"{path}__ends_on__lt": day, f"{path}__successor__isnull": False},
        then=F(f"{path}__successor__name"),
    )
    return Case(handed_over, default=F(f"{path}__name"))
