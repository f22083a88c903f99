"""年度を開く。全項目の報告と、その行をそろえる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from plans.choices import Absence
from plans.models import ActionItem, ImplementationContent, Indicator
from plans.signing import sign_change
from progress.choices import ReviewState
from progress.models import (
    Actual,
    AnnualReview,
    ContentProgress,
    ProgressRecord,
    RatingScale,
)
from progress.permissions import can_open_review
from progress.ready_scales import THREE_STEPS, create_ready_scales, create_scale
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from plans.actors import Actor
    from plans.models import User

OPENING_REASON = "年度の受付開始"


def default_scale() -> RatingScale:
    """新しい年度で使う評価の尺度。尺度が一つもなければ、用意する尺度を作る。"""
    create_ready_scales()
    known: RatingScale | None = (
        RatingScale.objects.filter(is_default=True).first()
        or RatingScale.objects.filter(name=THREE_STEPS.name).first()
    )
    return known or create_scale(THREE_STEPS)


@transaction.atomic
def open_review(review_id: int, *, actor: Actor, user: User, at: dt.datetime) -> int:
    """年度の受付を始め、足りない報告と行を作る。作った報告の数を返す。

    何度行っても、すでにある報告は変わらない。許されなければ NotAllowedError。
    """
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if not can_open_review(actor, review):
        raise NotAllowedError(f"{review.get_state_display()}の年度は開けません。")
    created = _create_records(review, user)
    _create_rows(review, user)
    if review.state == ReviewState.PREPARING:
        _start_accepting(review, user=user, at=at)
    return created


def _start_accepting(review: AnnualReview, *, user: User, at: dt.datetime) -> None:
    review.state = ReviewState.ACCEPTING
    sign_change(review, user, OPENING_REASON)
    review.save()
    plan = review.plan
    if plan.figures_locked_at is None and not review.is_sample:
        plan.figures_locked_at = at
        sign_change(plan, user, OPENING_REASON)
        plan.save()


def _create_records(review: AnnualReview, user: User) -> int:
    items = ActionItem.objects.for_plan(review.plan).exclude(records__review=review)
    return _bulk_create([ProgressRecord(review=review, item=item) for item in items], user)


def _create_rows(review: AnnualReview, user: User) -> None:
    records = {row.item_id: row for row in ProgressRecord.objects.filter(review=review)}
    year = review.fiscal_year
    indicators = Indicator.objects.for_plan(review.plan).in_force_in(year)
    contents = ImplementationContent.objects.for_plan(review.plan).in_force_in(year)
    _bulk_create(
        [
            Actual(record=records[row.item_id], indicator=row, absence=Absence.NOT_ENTERED)
            for row in indicators.exclude(actuals__record__review=review)
        ],
        user,
    )
    _bulk_create(
        [
            ContentProgress(record=records[row.item_id], content=row)
            for row in contents.exclude(progress__record__review=review)
        ],
        user,
    )


def _bulk_create(rows: Iterable[Any], user: User) -> int:
    objects = list(rows)
    if objects:
        bulk_create_with_history(
            objects, type(objects[0]), default_user=user, default_change_reason=OPENING_REASON
        )
    return len(objects)
