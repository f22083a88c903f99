"""委員会の意見を試すための手順。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from progress.choices import FollowUpState, OpinionKind, Stance
from progress.opinion_workflow import OpinionDeed, perform_opinion
from progress.taking_in import Batch, Entry, take_in
from tests.progress.rounds import actor_of

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import ActionItem, User
    from progress.models import AnnualReview, Opinion

ANSWER: dict[str, Any] = {"stance": Stance.REFLECT, "text": "反映します。", "due_on": None}


def take_one(review: AnnualReview, item: ActionItem | None, person: User, **values: Any) -> Opinion:
    """意見を一つ登録し、項目があれば主担当の課に回答を頼む。"""
    due_on = values.pop("answer_due_on", None)
    fields: dict[str, Any] = {"text": "相談の場を増やしてほしい。", "kind": OpinionKind.OPINION}
    entry = Entry(**{**fields, "item": item, "asks_lead": item is not None, **values})
    batch = Batch([entry], answer_due_on=due_on)
    return take_in(review.pk, batch, actor=actor_of(person), user=person, at=timezone.now())[0]


def do_opinion(opinion: Opinion, verb: str, person: User, **values: Any) -> Opinion:
    """動詞を、いまの版で行う。version などは values で変えられる。"""
    opinion.refresh_from_db()
    deed = OpinionDeed(verb, values.pop("version", opinion.version), **values)
    return perform_opinion(opinion.pk, deed, actor=actor_of(person), user=person, at=timezone.now())


def answer(opinion: Opinion, person: User, **changes: Any) -> Opinion:
    """頼まれた最初の課として回答する。"""
    return do_opinion(
        opinion,
        "answer",
        person,
        response_id=opinion.responses.order_by("pk")[0].pk,
        values={**ANSWER, **changes},
    )


def confirm(opinion: Opinion, person: User) -> Opinion:
    """最初の課の回答を確認する。"""
    response = opinion.responses.order_by("pk")[0]
    return do_opinion(opinion, "confirm", person, response_id=response.pk)


def follow_up(opinion: Opinion, person: User, on: dt.date, state: str = "") -> Opinion:
    """最初の課の対応状況を書く。"""
    department = opinion.responses.order_by("pk")[0].department
    values = {
        "department": department,
        "on": on,
        "state": state or FollowUpState.UNDERWAY,
        "text": "取り組んでいる。",
    }
    return do_opinion(opinion, "follow_up", person, values=values)


def cancel(opinion: Opinion, person: User, reason: str = "項目をまちがえた") -> Opinion:
    """登録を取り消す。"""
    return do_opinion(opinion, "cancel", person, reason=reason)


def close(opinion: Opinion, person: User, reason: str = "") -> Opinion:
    """完結にする。"""
    return do_opinion(opinion, "close", person, reason=reason)
