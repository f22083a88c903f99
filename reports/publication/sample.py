"""見本データ（架空）の公表。見本の一年を公表し、訂正して第2版と正誤表を作る。

本番と同じ手続きを、見本の総務課の二人が行う。中身は fixtures/sample_publication.json にある。
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from plans.figures import parse_entry
from plans.models import Membership, User
from plans.signing import sign_change
from progress.models import Actual, AnnualReview, ProgressRecord
from progress.people import WORKING_ROLES, load_actor
from progress.sample_steps import moment
from progress.workflow import apply_verb, perform
from reports.models import MediaNotice, PublishedReport
from reports.publication.publishing import draft_publication, prepare, publish

if TYPE_CHECKING:
    from plans.actors import Actor

SOURCE = settings.BASE_DIR / "fixtures" / "sample_publication.json"
HOUR = 10


@dataclass(frozen=True, slots=True)
class Officer:
    """見本の総務課の人と、その立場。"""

    user: User
    actor: Actor


@transaction.atomic
def publish_sample(today: dt.date) -> int:
    """見本の一年を公表し、公表した版の数を返す。公表版が一つでもあれば何もしない（0）。

    today は、総務課の人の在任を見る日。見本の年度か、総務課の二人がいなければ 0。
    """
    given = json.loads(SOURCE.read_text(encoding="utf-8"))
    review = AnnualReview.objects.filter(
        is_sample=True, fiscal_year=given["fiscal_year"], committee_on__isnull=False
    ).first()
    officers = _find_officers(today)
    if review is None or len(officers) < 2 or PublishedReport.objects.exists():
        return 0
    days = given["days_after_committee"]
    _publish(review, officers, (days["prepared"], days["released"]))
    _correct(review, officers, given["correction"], days["corrected"])
    review.refresh_from_db()
    note = given["correction"]["note"]
    _publish(review, officers, (days["corrected"], days["released_again"]), note)
    for notice in given["notices"]:
        _record_notice(review, officers[0].user, notice)
    return 2


def _find_officers(today: dt.date) -> list[Officer]:
    members = Membership.objects.in_force(today).filter(
        department__is_secretariat=True, user__is_sample=True, role__in=WORKING_ROLES
    )
    people = [member.user for member in members.select_related("user").order_by("pk")]
    return [Officer(person, load_actor(person, today)) for person in people]


def _at(review: AnnualReview, days: int) -> dt.datetime:
    """委員会の日から days 日後の時刻。"""
    return moment((review.committee_on or dt.date.min) + dt.timedelta(days=days), HOUR)


def _publish(
    review: AnnualReview, officers: list[Officer], days: tuple[int, int], note: str = ""
) -> None:
    """一人目が用意し、二人目が公表する。"""
    first, second = officers[:2]
    at = _at(review, days[0])
    report = prepare(review, actor=first.actor, user=first.user, at=at, note=note)
    seen = len(draft_publication(review, made_on=at.date()).check.warnings)
    publish(
        report.pk,
        actor=second.actor,
        user=second.user,
        at=_at(review, days[1]),
        seen_warnings=seen,
    )


def _correct(
    review: AnnualReview, officers: list[Officer], given: dict[str, Any], days: int
) -> None:
    """確定を解き、実績を一つ直し、もう一度確定する。"""
    first, second = officers[:2]
    at, reason = _at(review, days), given["reason"]
    record = ProgressRecord.objects.get(review=review, item__number=given["item"])
    deed = {"at": at, "reason": reason}
    record = perform(
        record.pk, "reopen", actor=first.actor, user=first.user, version=record.version, **deed
    )
    record.review.refresh_from_db()
    apply_verb(record, "correct", actor=first.actor, user=first.user, **deed)
    record.save()
    actual = _write_actual(record, given, first.user)
    perform(
        record.pk, "finalize", actor=second.actor, user=second.user, version=record.version, at=at
    )
    for row in (review, record, actual):
        # いまの時刻で残った履歴を、見本の日付にそろえる。
        row.history.filter(history_date__gt=at).update(history_date=at)


def _write_actual(record: ProgressRecord, given: dict[str, Any], user: User) -> Actual:
    actual: Actual = Actual.objects.select_related("indicator").get(
        record=record, indicator__number=given["indicator"]
    )
    indicator = actual.indicator
    actual.value = parse_entry(
        given["value"],
        unit=indicator.unit,
        second_unit=indicator.second_unit,
        accepts=indicator.entry_kind,
    )
    sign_change(actual, user, given["reason"])
    actual.save()
    return actual


def _record_notice(review: AnnualReview, user: User, given: dict[str, Any]) -> None:
    notice = MediaNotice(
        review=review,
        medium=given["medium"],
        issue=given["issue"],
        published_on=_at(review, given["days_after_committee"]).date(),
    )
    sign_change(notice, user, "掲載記録")
    notice.save()
