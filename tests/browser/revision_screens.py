"""計画の改定の画面のための行。"""

from django.urls import reverse
from django.utils import timezone

from plans.models import Plan, PlanRevision, RevisionDraft
from tests.browser.sample_site import SECRETARIAT, user_named


def revision_draft_address() -> str:
    """見直しの案のある計画の、案の画面。"""
    RevisionDraft.objects.get_or_create(
        plan=Plan.objects.get(),
        defaults={
            "name": "中間見直し",
            "from_year": 2022,
            "saved_by": user_named(SECRETARIAT),
            "saved_at": timezone.now(),
        },
    )
    return reverse("revision_draft")


def revision_address() -> str:
    """施行した改定の画面。目標値を一つ変え、実施内容を一つ廃止した。"""
    cells = [
        {"year": 2022, "label": "令和4（2022）年度", "before": "10人", "after": "15人"},
        {"year": 2023, "label": "令和5（2023）年度", "before": "10人", "after": "10人"},
    ]
    names = {"subject": "indicator", "operation": "change", "before": "指標1", "after": "指標1"}
    gone = {"subject": "content", "operation": "drop", "before": "1 講座", "after": ""}
    PlanRevision.objects.get_or_create(
        plan=Plan.objects.get(),
        number=1,
        defaults={
            "name": "第1回改定",
            "from_year": 2022,
            "reason": "実績の伸び",
            "lines": [
                {
                    "number": 5,
                    "title": "講座",
                    "rows": [{**names, "cells": cells}, {**gone, "cells": cells}],
                }
            ],
        },
    )
    return reverse("revision", args=(1,))
