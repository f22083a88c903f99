"""公表版の試験のための行。公表の手続きを経ずに、公表中の版を一つ作る。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from reports.choices import PublicationState
from reports.freezing import freeze, hash_bytes
from reports.models import PublishedFile, PublishedReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plans.models import User


def make_published(
    facts: Mapping[str, Any],
    prepared_by: User,
    released_by: User,
    *,
    plan_key: int = 1,
    version: int = 1,
    files: Mapping[str, bytes] | None = None,
    **values: Any,
) -> PublishedReport:
    """facts の年度の、公表中の版を作る。values は欄の上書き。"""
    frozen, now = freeze(facts), timezone.now()
    defaults = {
        "plan_name": facts["plan"]["name"],
        "fiscal_year": facts["year"]["year"],
        "state": PublicationState.RELEASED,
        "is_sample": facts["year"]["is_sample"],
        "prepared_at": now,
        "released_at": now,
    }
    report = PublishedReport.objects.create(
        plan_key=plan_key,
        version=version,
        facts_text=frozen.text,
        sha256=frozen.sha256,
        prepared_by=prepared_by,
        released_by=released_by,
        **{**defaults, **values},
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(
            report=report,
            name=name,
            content=content,
            sha256=hash_bytes(content),
            size=len(content),
        )
        for name, content in (files or {}).items()
    )
    return report
