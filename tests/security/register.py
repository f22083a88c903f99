"""道を歩くための場面のうち、委員会の意見。動詞ごとに、それがちょうど許される意見を置く。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from plans.models import ActionItem
from progress.choices import RecordState, ReviewState
from progress.models import (
    AnnualReview,
    CommitteeMeeting,
    Opinion,
    OpinionDraft,
    ProgressRecord,
)
from tests.people import Cast
from tests.progress.opinions import answer, close, confirm, take_one
from tests.progress.rounds import prepare_year
from tests.security.routes import Route

# 動詞の道は、その動詞がちょうど許される意見で試す。ほかは、回答を待つ意見。
OPINION_OF_VERB = {
    "opinion_send_back": "answered",
    "opinion_confirm": "answered",
    "opinion_close": "confirmed",
    "opinion_reopen": "closed",
}


@dataclass(frozen=True, slots=True)
class Register:
    """意見の場面。opinions は状態の名ごとの意見で、どれも福祉支援課に回答を頼んである。

    draft は委員の書きかけ、record は委員会審議中の年度の、確定した報告。
    """

    opinions: Mapping[str, Opinion]
    draft: OpinionDraft
    record: ProgressRecord

    def opinion_for(self, route: Route) -> Opinion:
        """この道で試す意見。"""
        return self.opinions[OPINION_OF_VERB.get(route.name, "asked")]

    def posted(self, route: Route) -> dict[str, str]:
        """意見の道に送る正しい中身。ほかの道には何も足さない。"""
        if not route.name.startswith(("opinion", "committee_opinion", "deliberation")):
            return {}
        opinion = self.opinion_for(route)
        version = {"committee_opinion": self.draft.version, "deliberation": 0}
        kind = next((name for name in version if route.name.startswith(name)), "")
        return {
            "form_version": str(version.get(kind, opinion.version)),
            "response": str(opinion.responses.get().pk),
            "stance": "reflect",
            "kind": "opinion",
            "text": "直した文",
            "people": "1",
            "item": "",
            "meeting": "",
            "on": "2022-07-01",
            "state": "done",
            "rating": str(self.record.review.scale.ratings.order_by("order")[0].pk),
        }


def make_register(review: AnnualReview, item: ActionItem, cast: Cast) -> Register:
    """意見を一つずつ、その状態まで進める。"""
    CommitteeMeeting.objects.create(review=review, number=1, held_on=dt.date(2022, 7, 1))
    names = ("asked", "answered", "confirmed", "closed")
    opinions = {name: take_one(review, item, cast.secretariat) for name in names}
    for name in names[1:]:
        answer(opinions[name], cast.head)
    for name in names[2:]:
        confirm(opinions[name], cast.secretariat_head)
    close(opinions["closed"], cast.secretariat_head, reason="見送りと決まった")
    for opinion in opinions.values():
        opinion.refresh_from_db()
    draft = OpinionDraft.objects.create(
        review=review, user=cast.committee_member, text="書きかけ", saved_at=timezone.now()
    )
    return Register(opinions, draft, _make_deliberated_record(item, cast))


def _make_deliberated_record(item: ActionItem, cast: Cast) -> ProgressRecord:
    now = timezone.now()
    record: ProgressRecord = ProgressRecord.objects.create(
        review=prepare_year(item.plan, 2020, state=ReviewState.DELIBERATING),
        item=item,
        state=RecordState.FINALIZED,
        submitted_at=now,
        submitted_by=cast.staff,
        approved_at=now,
        approved_by=cast.head,
        finalized_at=now,
        finalized_by=cast.secretariat,
    )
    return record
