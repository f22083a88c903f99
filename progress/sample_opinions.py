"""見本の委員会。会議、意見と対応、委員の書きかけ、委員会後の評価と総括を、本番と同じ規則で作る。

中身は fixtures/sample_opinions.json にある。日は、登録した日からの日数で決める。
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from plans.models import Department
from plans.signing import sign_change
from progress.models import (
    AmendedImprovement,
    AnnualReview,
    CommitteeMeeting,
    CommitteeRating,
    FollowUp,
    Opinion,
    OpinionDraft,
    OpinionResponse,
    ProgressRecord,
    Summary,
)
from progress.opinion_workflow import OpinionDeed, perform_opinion
from progress.sample_steps import Cast, moment
from progress.summaries import draft_texts
from progress.taking_in import Batch, Entry, take_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plans.models import User

TAKEN_AFTER, ANSWERED_AFTER, CONFIRMED_AFTER = (dt.timedelta(days=days) for days in (7, 21, 28))
HOUR = 10
MEETING_FIELDS = (
    "place", "agenda", "return_to", "present_count", "absent_count", "attendance", "minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """作っている年度の委員会。begun は作り始めた時刻（変更履歴の日付を直すときの目印）。"""

    entry: Mapping[str, Any]
    review: AnnualReview
    cast: Cast
    users: Mapping[str, User]
    today: dt.date
    begun: dt.datetime

    def day(self, days: int | None) -> dt.date | None:
        """登録した日からの日数の日。"""
        return None if days is None else self.today + dt.timedelta(days=days)


def create_opinions(
    entry: Mapping[str, Any], cast: Cast, users: Mapping[str, User], today: dt.date
) -> None:
    """一つの年度の委員会の見本を作る。その年度がなければ何もしない。"""
    review = AnnualReview.objects.filter(fiscal_year=entry["fiscal_year"]).first()
    if review is None:
        return
    made = Round(entry, review, cast, users, today, timezone.now())
    meetings = {given["number"]: _create_meeting(made, given) for given in entry["meetings"]}
    opinions = [_create_opinion(made, given, meetings[1]) for given in entry["opinions"]]
    _create_drafts(made)
    _create_verdicts(made, opinions)
    _create_summaries(made)


def _create_meeting(made: Round, given: Mapping[str, Any]) -> CommitteeMeeting:
    values = {name: given[name] for name in MEETING_FIELDS if name in given}
    meeting = CommitteeMeeting(
        review=made.review,
        number=given["number"],
        held_on=made.today + dt.timedelta(days=given["days"]),
        opinions_due_on=made.day(given["opinions_due_days"]),
        **values,
    )
    sign_change(meeting, made.cast.officers[0], "会議の登録")
    meeting.save()
    return meeting


def _create_opinion(made: Round, given: Mapping[str, Any], meeting: CommitteeMeeting) -> Opinion:
    """意見を登録し、答え、確認し、完結まで進める。答える見本の人のいない課では、待ったままにする。"""
    officer, held_on = made.cast.officers[0], meeting.held_on
    item = made.review.plan.items.filter(number=given["item"]).first()
    fields = {name: given[name] for name in ("text", "kind", "people")}
    entry = Entry(item=item, asks_lead=item is not None, **fields)
    due_days = given.get("answer_due_days")
    due_on = made.day(due_days) if due_days else held_on + CONFIRMED_AFTER
    at = moment(held_on + TAKEN_AFTER, HOUR)
    batch = Batch([entry], meeting=meeting, answer_due_on=due_on)
    actor = made.cast.actors[officer.pk]
    opinion = take_in(made.review.pk, batch, actor=actor, user=officer, at=at)[0]
    _date_history(made, at)
    if "departments" in given:
        departments = [Department.objects.get_by_natural_key(name) for name in given["departments"]]
        values = {"departments": departments, "answer_due_on": due_on}
        _do(made, opinion, OpinionDeed("assign", 0, values=values), officer, at)
    if "answer" in given and opinion.responses.exists():
        _answer(made, opinion, given, held_on)
    opinion.refresh_from_db()
    return opinion


def _answer(made: Round, opinion: Opinion, given: Mapping[str, Any], held_on: dt.date) -> None:
    response = opinion.responses.select_related("department").get()
    staff = made.cast.staff.get(response.department.name)
    if not staff:
        return
    writer, checker = staff[0], made.cast.finalizer_of(staff[0])
    answer = given["answer"]
    values = {
        "stance": answer["stance"],
        "text": answer["text"],
        "due_on": made.day(answer["due_days"]),
    }
    at = moment(held_on + ANSWERED_AFTER, HOUR)
    deed = OpinionDeed("answer", 0, response_id=response.pk, values=values)
    _do(made, opinion, deed, writer, at)
    if given.get("is_unconfirmed"):
        return
    at = moment(held_on + CONFIRMED_AFTER, HOUR)
    _do(made, opinion, OpinionDeed("confirm", 0, response_id=response.pk), checker, at)
    for follow_up in given["follow_ups"]:
        on = made.today + dt.timedelta(days=follow_up["days"])
        at = moment(on, HOUR)
        rows = {"department": response.department, "on": on}
        words = {name: follow_up[name] for name in ("state", "text")}
        _do(made, opinion, OpinionDeed("follow_up", 0, values={**rows, **words}), writer, at)
    if given["closed"] is not None:
        _do(made, opinion, OpinionDeed("close", 0, reason=given["closed"]), checker, at)


def _do(made: Round, opinion: Opinion, deed: OpinionDeed, user: User, at: dt.datetime) -> None:
    """動詞を、いまの版で行い、変更履歴の日付をその時にする。"""
    version = Opinion.objects.values_list("version", flat=True).get(pk=opinion.pk)
    now = OpinionDeed(deed.verb, version, deed.reason, deed.response_id, deed.values)
    perform_opinion(opinion.pk, now, actor=made.cast.actors[user.pk], user=user, at=at)
    _date_history(made, at)


def _date_history(made: Round, at: dt.datetime) -> None:
    models: tuple[Any, ...] = (Opinion, OpinionResponse, FollowUp)
    for model in models:
        model.history.filter(history_date__gte=made.begun).update(
            history_date=min(at, made.begun - dt.timedelta(minutes=1))
        )


def _create_drafts(made: Round) -> None:
    """委員が画面で書いた意見。送ったものと、書きかけのもの。"""
    at = moment(made.today - dt.timedelta(days=2), HOUR)
    OpinionDraft.objects.bulk_create(
        OpinionDraft(
            review=made.review,
            user=made.users[given["username"]],
            item=made.review.plan.items.filter(number=given["item"]).first(),
            kind=given["kind"],
            text=given["text"],
            saved_at=at,
            sent_at=at if given["is_sent"] else None,
        )
        for given in made.entry.get("drafts", [])
    )


def _create_verdicts(made: Round, opinions: list[Opinion]) -> None:
    """委員会後の評価と、委員会後の改善策。"""
    records = {
        row.item.number: row
        for row in ProgressRecord.objects.filter(review=made.review).select_related("item")
    }
    ratings = {row.code: row for row in made.review.scale.ratings.all()}
    grounds = {row.number: row for row in opinions}
    officer = made.cast.officers[0]
    for given in made.entry.get("ratings", []):
        verdict = CommitteeRating(
            record=records[given["item"]],
            rating=ratings[given["rating"]],
            reason=given["reason"],
            rated_on=made.today,
            rated_by=officer,
        )
        sign_change(verdict, officer, "委員会後の評価")
        verdict.save()
        verdict.opinions.set([grounds[number] for number in given["opinions"]])
    for given in made.entry.get("improvements", []):
        record = records[given["item"]]
        writer = record.submitted_by or officer
        amended = AmendedImprovement(
            record=record, text=given["text"], amended_on=made.today, amended_by=writer
        )
        sign_change(amended, writer, "委員会後の改善策")
        amended.save()


def _create_summaries(made: Round) -> None:
    """件数から作った下書きを、そのまま総括にする。"""
    officer = made.cast.officers[0]
    for (subject, number), text in draft_texts(made.review).items():
        row = Summary(review=made.review, subject=subject, number=number, text=f"（例）{text}")
        sign_change(row, officer, "総括")
        row.save()
