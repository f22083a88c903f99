"""計画の改定の画面と、一覧の取込の画面のための行。"""

from django.urls import reverse
from django.utils import timezone

from plans.models import ImportPlan, Plan, PlanRevision, RevisionDraft
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


def list_import_address() -> str:
    """送った担当課の一覧の、確かめの画面。変わる行と加わる行がある。"""
    order = ["C2", "number", "", "7", None, False]
    cells = [
        {"name": ["B2", "text", name, "0", None, False], "order": order}
        for name in ("総務課", "相談支援課")
    ]
    kept = ImportPlan.objects.create(
        kind="list",
        target="plans.department",
        file_name="担当課",
        sha256="0" * 64,
        rows={
            "columns": ["name", "order"],
            "notices": ["「設置日」の列がないので、その欄は変えません。"],
            "rows": [
                {"number": number, "cells": row, "places": {}}
                for number, row in enumerate(cells, 2)
            ],
        },
        user=user_named(SECRETARIAT),
        at=timezone.now(),
    )
    return reverse("admin:plans_department_import_check", args=(kept.pk,))


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
