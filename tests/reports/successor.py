"""第五次計画の試験の場面: 第四次の2023年度を審議している間に、第五次を始める。"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.choices import RecordState, ReviewState
from progress.models import Actual, AnnualReview, ProgressRecord
from progress.plan_rows import rows_of_plan
from reports.facts import year_facts
from tests.people import Cast, make_cast
from tests.progress.rounds import open_year

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.test import Client

CARRIED = 12
HEAD = {
    "name": "第五次アクションプラン",
    "short_name": "第五次",
    "first_year": "2024",
    "last_year": "2029",
    "baseline_year": "2023",
    "goals": "\n".join(f"目標{number}" for number in range(1, 8)),
    "policies": "地域づくり\n経営基盤",
    "carries_baselines": "on",
}
LINES = [
    *((number, f"引き継ぐ項目{number}", str(number)) for number in range(1, CARRIED + 1)),
    (13, "まとめた項目", "13、14、15"),
    (14, "分けた項目その1", "16"),
    (15, "分けた項目その2", "16"),
    *((number, f"新しい項目{number}", "") for number in range(16, 31)),
]


def begin(office: Client) -> Plan:
    """第五次を「次期計画を始める」の画面から、準備中で作る。"""
    rows = {
        f"item-{place}-{name}": str(value)
        for place, (number, title, sources) in enumerate(LINES)
        for name, value in (
            ("number", number), ("title", title), ("policy", 1), ("sources", sources)
        )
    }  # fmt: skip
    response = office.post("/next-plan/", {**HEAD, "rows": str(len(LINES)), **rows})
    assert response.status_code == 302
    return Plan.objects.get(name=HEAD["name"])


def everything_of(plan: Plan) -> str:
    """計画の行、報告、2023年度の事実のすべて。"""
    rows = [
        rows_of_plan(plan),
        list(Plan.objects.filter(pk=plan.pk).values()),
        list(ActionItem.objects.for_plan(plan).order_by("pk").values()),
        list(ProgressRecord.objects.for_plan(plan).order_by("pk").values()),
        list(Actual.objects.for_plan(plan).order_by("pk").values()),
        year_facts(plan, 2023, include_drafts=True),
    ]
    return json.dumps(rows, cls=DjangoJSONEncoder, default=str, ensure_ascii=False)


def deliberate_2023(fourth: Plan) -> Cast:
    """第四次の2023年度を、項目1と13～15だけ確定して、委員会審議中にする。"""
    cast = make_cast(fourth)
    review = open_year(fourth, cast.secretariat, 2023)
    Actual.objects.filter(record__item__number=1).update(value="12回", absence="")
    settle(ProgressRecord.objects.filter(item__number__in=(1, 13, 14, 15)), cast)
    AnnualReview.objects.filter(pk=review.pk).update(state=ReviewState.DELIBERATING)
    return cast


def settle(records: QuerySet[ProgressRecord], cast: Cast) -> None:
    """報告を確定した形にする。"""
    now = timezone.now()
    records.update(
        state=RecordState.FINALIZED,
        submitted_at=now,
        submitted_by=cast.staff,
        finalized_at=now,
        finalized_by=cast.secretariat,
    )
