"""公表・取りやめ・用意・確定解除がぶつかっても、公表されるのは、見せた内容の一つの版だけである。"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord
from progress.workflow import WorkflowError, perform
from reports.choices import PublicationState
from reports.models import PublishedReport
from reports.publication import publishing
from reports.publication.freezing import hash_bytes
from reports.publication.publishing import discard, prepare, publish
from tests.builders import make_department
from tests.people import Cast, make_person
from tests.races.crowd import Person, crowd_of, person_of
from tests.reports.publishing import FILES, deliberate, ready

RACES = 12


def try_to(deed: Any) -> bool:
    """行ってみる。断られれば偽。"""
    try:
        deed()
    except WorkflowError:
        return False
    return True


def deeds_of(
    people: list[Person], review: AnnualReview, report: PublishedReport, record: ProgressRecord
) -> list[Any]:
    """四人の行い: 二人が公表し、一人が用意し直し、一人が確定を解く。"""
    signed = [{"actor": one.actor, "user": one.user, "at": timezone.now()} for one in people]
    return [
        partial(publish, report.pk, seen_warnings=99, **signed[0]),
        partial(publish, report.pk, seen_warnings=99, **signed[1]),
        partial(prepare, review, note="直した。", **signed[2]),
        partial(perform, record.pk, "reopen", version=record.version, reason="誤記", **signed[3]),
        partial(discard, report.pk, **signed[2]),
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_only_one_version_is_ever_released(
    plan: Plan, item: ActionItem, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "make_files", lambda *_, **__: FILES)
    review = deliberate(plan, cast)
    record = ProgressRecord.objects.get()
    third = make_person("third", make_department("総務課"))
    people = [person_of(one) for one in (cast.secretariat_head, third, third, cast.secretariat)]
    with crowd_of(5) as crowd:
        for number in range(RACES):
            ProgressRecord.objects.update(
                state=RecordState.FINALIZED,
                achievement=f"成果{number}",
                finalized_at=timezone.now(),
                finalized_by=cast.secretariat,
            )
            AnnualReview.objects.update(state=ReviewState.DELIBERATING)
            before = PublishedReport.objects.filter(state=PublicationState.RELEASED).count()
            report = ready(review, cast.secretariat, f"第{number}回の訂正。")
            record.refresh_from_db()
            deeds = deeds_of(people, review, report, record)
            won = crowd.together(lambda who, deeds=deeds: try_to(deeds[who]))
            released = PublishedReport.objects.filter(state=PublicationState.RELEASED)
            assert won[:2].count(True) <= 1
            assert released.count() == before + won[:2].count(True)
            versions = [row.version for row in released.order_by("version")]
            assert versions == list(range(1, len(versions) + 1))
            for row in released:
                assert hash_bytes(row.facts_text.encode()) == row.sha256
                assert row.released_by_id != row.prepared_by_id
            record.refresh_from_db()
            review.refresh_from_db()
            if record.state != RecordState.FINALIZED:
                assert review.state == ReviewState.DELIBERATING
