"""試験のための公表版。公表の手続きは通さず、行だけを作る。"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from plans.models import Plan, User
from reports.choices import PublicationState
from reports.facts import year_facts
from reports.models import PublishedFile, PublishedReport

Facts = dict[str, Any]

RELEASED_AT = dt.datetime(2022, 9, 1, 1, 0, tzinfo=dt.UTC)


def publish_facts(
    plan: Plan,
    people: tuple[User, User],
    year: int,
    *,
    facts: Facts | None = None,
    version: int = 1,
    **values: Any,
) -> PublishedReport:
    """公表中の版。people は用意した人と公表した人。facts を省くと、いまの年度の事実。"""
    text = json.dumps(facts or year_facts(plan, year), ensure_ascii=False, sort_keys=True)
    preparer, releaser = people
    row: PublishedReport = PublishedReport.objects.create(
        plan=plan,
        review=plan.reviews.filter(fiscal_year=year).first(),
        plan_key=plan.pk,
        plan_name=plan.name,
        fiscal_year=year,
        version=version,
        facts_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        prepared_at=RELEASED_AT,
        prepared_by=preparer,
        **{
            "state": PublicationState.RELEASED,
            "released_at": RELEASED_AT + dt.timedelta(days=version),
            "released_by": releaser,
            **values,
        },
    )
    return row


def add_file(report: PublishedReport, name: str, content: bytes) -> PublishedFile:
    """公表版のファイル。"""
    return PublishedFile.objects.create(
        report=report,
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def publish_the_sample(year: int = 2019) -> Plan:
    """見本の年度を公表し、その計画を返す。もう公表してあれば、そのまま。"""
    plan: Plan = Plan.objects.order_by("pk")[0]
    if not PublishedReport.objects.all().released().of_year(plan.pk, year).exists():
        first, second = User.objects.filter(username__in=("soumu1", "soumu2"))
        publish_facts(plan, (first, second), year, is_sample=True)
    return plan
