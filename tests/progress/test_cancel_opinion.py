"""登録の取消し。番号を残して、委員会と公表から外す。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.choices import OpinionStage, OpinionState, ReviewState
from progress.models import AnnualReview, CommitteeRating, Opinion, OpinionDraft
from progress.opinion_rows import open_opinions_on, read_opinions
from progress.taking_in import Batch, Entry, take_in
from progress.workflow import NotAllowedError, ReasonNeededError
from reports.facts import year_facts
from tests.people import Cast, sign_in
from tests.progress.opinions import answer, cancel, confirm, take_one
from tests.progress.rounds import actor_of, open_year, record_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return open_year(plan, cast.secretariat)


@pytest.fixture
def opinion(review: AnnualReview, item: ActionItem, cast: Cast) -> Opinion:
    """福祉支援課に回答を頼んだ意見。"""
    return take_one(review, item, cast.secretariat)


def values_of(opinion: Opinion) -> dict[str, Any]:
    return Opinion.objects.filter(pk=opinion.pk).values().get()


def test_a_wrong_registration_is_cancelled_with_a_reason_and_keeps_its_number(
    opinion: Opinion, review: AnnualReview, cast: Cast
) -> None:
    before = values_of(opinion)
    cancel(opinion, cast.secretariat, "項目をまちがえた")
    after = values_of(opinion)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"state", "version", "cancelled_at", "cancelled_by_id", "cancel_reason"}
    assert (after["state"], after["cancelled_by_id"]) == ("cancelled", cast.secretariat.pk)
    last = Opinion.history.filter(id=opinion.pk).latest()
    assert (last.history_user, last.history_change_reason) == (
        cast.secretariat,
        "登録を取り消す：項目をまちがえた",
    )
    assert take_one(review, None, cast.secretariat).number == opinion.number + 1


def test_it_leaves_the_committee_the_facts_and_the_next_form(
    opinion: Opinion, item: ActionItem, plan: Plan, cast: Cast
) -> None:
    answer(opinion, cast.staff)
    confirm(opinion, cast.secretariat)
    cancel(opinion, cast.secretariat)
    assert year_facts(plan, 2021)["opinions"] == []
    assert year_facts(plan, 2021)["items"][0]["opinions"] == []
    assert open_opinions_on(record_for(item), actor_of(cast.staff)) == []
    member = sign_in(cast.committee_member)
    assert member.get(f"/opinions/{opinion.pk}/").status_code == 404
    assert opinion.text not in member.get("/opinions/").content.decode()


def test_the_office_still_reads_when_who_and_why(opinion: Opinion, cast: Cast) -> None:
    cancel(opinion, cast.secretariat, "二重に登録した")
    rows = read_opinions(actor_of(cast.staff), Opinion.objects.all())
    assert [row.stage for row in rows] == [OpinionStage.CANCELLED]
    page = sign_in(cast.staff).get(f"/opinions/{opinion.pk}/").content.decode()
    assert "に登録を取り消しました" in page
    assert "二重に登録した" in page
    assert "登録取消" in sign_in(cast.staff).get("/opinions/").content.decode()


def test_what_a_member_sent_waits_again(review: AnnualReview, cast: Cast) -> None:
    now = timezone.now()
    draft = OpinionDraft.objects.create(
        review=review, user=cast.committee_member, text="見てほしい", saved_at=now, sent_at=now
    )
    batch = Batch([Entry(text="見てほしい", kind="opinion", draft=draft.pk)])
    acting: dict[str, Any] = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    taken = take_in(review.pk, batch, at=now, **acting)[0]
    cancel(taken, cast.secretariat)
    draft.refresh_from_db()
    assert (draft.opinion, draft.text) == (None, "見てほしい")
    assert list(OpinionDraft.objects.sent().not_taken()) == [draft]


def test_nothing_is_cancelled_without_a_reason_or_by_another_department(
    opinion: Opinion, cast: Cast
) -> None:
    before = values_of(opinion)
    with pytest.raises(ReasonNeededError):
        cancel(opinion, cast.secretariat, "　")
    with pytest.raises(NotAllowedError):
        cancel(opinion, cast.staff)
    assert values_of(opinion) == before


def test_an_opinion_of_a_published_year_stays(
    opinion: Opinion, review: AnnualReview, cast: Cast
) -> None:
    AnnualReview.objects.filter(pk=review.pk).update(state=ReviewState.PUBLISHED)
    with pytest.raises(NotAllowedError):
        cancel(opinion, cast.secretariat)
    assert (
        "登録を取り消す"
        not in sign_in(cast.secretariat).get(f"/opinions/{opinion.pk}/").content.decode()
    )


def test_the_ground_of_a_rating_is_released_first(
    opinion: Opinion, item: ActionItem, review: AnnualReview, cast: Cast
) -> None:
    rating = CommitteeRating.objects.create(
        record=record_for(item),
        rating=review.scale.ratings.order_by("order")[0],
        reason="意見による",
        rated_on=timezone.localdate(),
        rated_by=cast.secretariat,
    )
    rating.opinions.add(opinion)
    with pytest.raises(NotAllowedError, match="根拠から外して"):
        cancel(opinion, cast.secretariat)
    assert values_of(opinion)["state"] == OpinionState.OPEN
    rating.opinions.clear()
    assert cancel(opinion, cast.secretariat).state == OpinionState.CANCELLED


def test_the_button_asks_for_the_reason_and_answers_on_the_page(
    opinion: Opinion, cast: Cast
) -> None:
    office, address = sign_in(cast.secretariat), f"/opinions/{opinion.pk}/cancel/"
    version = {"form_version": str(opinion.version)}
    refused = office.post(address, {**version, "reason": ""})
    assert refused.status_code == 400
    assert "「登録を取り消す」の理由を入れてください" in refused.content.decode()
    done = office.post(address, {**version, "reason": "重複"}, follow=True)
    assert "番号は欠番になります" in done.content.decode()
    assert values_of(opinion)["state"] == OpinionState.CANCELLED


def test_the_database_refuses_a_cancellation_that_nobody_signed(opinion: Opinion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(state=OpinionState.CANCELLED)
