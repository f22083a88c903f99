"""測る舞台。公式の計画と見本に、残りの年度の写しを足して五か年にそろえる。"""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction

from progress.choices import ReviewState
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from tests.bench.many_plans import copy_plans
from tests.reports.publications import publish_the_sample

PATTERN_YEAR = 2020
LATER_YEARS = (2022, 2023)


def build(plans: int) -> None:
    """計画が plans 個あるデータベースを作る。"""
    call_command("migrate", verbosity=0)
    call_command("install_plan", "action_plan_2019", verbosity=0)
    call_command("load_sample", verbosity=0)
    publish_the_sample()
    with transaction.atomic():
        for year in LATER_YEARS:
            _repeat_year(year)
    if plans > 1:
        copy_plans(plans - 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _repeat_year(year: int) -> None:
    pattern = AnnualReview.objects.get(fiscal_year=PATTERN_YEAR)
    records = ProgressRecord.objects.filter(review=pattern)
    rows = [
        (row, row.record_id)
        for model in (Actual, ContentProgress)
        for row in model.objects.filter(record__review=pattern)
    ]
    pattern.pk, pattern.fiscal_year, pattern.state = None, year, ReviewState.DELIBERATING
    pattern.save()
    copies = {}
    for record in records:
        original = record.pk
        record.pk, record.review = None, pattern
        record.save()
        copies[original] = record
    for row, original in rows:
        row.pk, row.record = None, copies[original]
        row.save()
