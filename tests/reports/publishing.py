"""公表の試験の場面と手順。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from progress.models import AnnualReview, ProgressRecord
from progress.review_workflow import move_review
from reports.publication.publishing import draft_publication, prepare, publish
from tests.progress.rounds import actor_of, finish, open_year

if TYPE_CHECKING:
    from plans.models import Plan, User
    from reports.models import PublishedReport
    from tests.people import Cast

FILES = {"sheets.pdf": b"%PDF-1.7", "items.csv": b"items"}


def deliberate(plan: Plan, cast: Cast, fiscal_year: int = 2021) -> AnnualReview:
    """すべての報告が確定した、委員会審議中の年度。"""
    review = open_year(plan, cast.secretariat, fiscal_year)
    for record in ProgressRecord.objects.filter(review=review):
        finish(record, cast.staff, cast.head, cast.secretariat)
    deed = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    return move_review(review.pk, "deliberate", **deed)


def ready(review: AnnualReview, person: User, note: str = "") -> PublishedReport:
    """その人が用意する。"""
    review.refresh_from_db()
    return prepare(review, actor=actor_of(person), user=person, at=timezone.now(), note=note)


def release(report: PublishedReport, person: User, **values: Any) -> PublishedReport:
    """その人が、知らせをすべて見たうえで公表する。"""
    values.setdefault("seen_warnings", 99)
    return publish(report.pk, actor=actor_of(person), user=person, at=timezone.now(), **values)


def publish_year(review: AnnualReview, cast: Cast, note: str = "") -> PublishedReport:
    """総務課の二人で公表する。"""
    return release(ready(review, cast.secretariat, note), cast.secretariat_head)


def warning_count(review: AnnualReview) -> int:
    """知らせの件数。"""
    return len(draft_publication(review, made_on=timezone.localdate()).check.warnings)
