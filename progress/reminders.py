"""催促。だれに、いつ、何を知らせるか。送ることは reminder_mail にある。

知らせる日は、期限の5営業日前と1営業日前、期限の1・3・5営業日後と、その後は5営業日ごと。
差戻し・提出・課長確認で新しく回ってきたものは、次の営業日の一通に入る。
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from plans.actors import Actor
from plans.fiscal_year import format_date, wareki_label
from plans.models import Membership, User
from plans.permissions import can_view_plan
from progress.choices import RecordState, ResponseState
from progress.loading import load_running
from progress.models import Opinion, Reminder
from progress.opinion_rows import OpinionRow, read_opinions
from progress.people import WORKING_ROLES, load_actor
from progress.waiting import (
    Deadline,
    approval_deadline,
    awaiting_approval,
    awaiting_finalization,
    entry_deadline,
    entry_tasks,
    finalization_deadline,
)
from progress.working_days import ONE_DAY, is_working_day, shift_working_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from progress.models import ProgressRecord
    from progress.waiting import Task

DAYS_BEFORE = (5, 1)
DAYS_AFTER = (1, 3)
EVERY_DAYS_AFTER = 5

ENTRY, APPROVAL, FINALIZATION, SENT_BACK = "記入", "課長の確認", "確定", "差戻し"
ANSWER = "委員会の意見への回答"
KINDS = (SENT_BACK, ENTRY, ANSWER, APPROVAL, FINALIZATION)


@dataclass(frozen=True, slots=True)
class Waiting:
    """一人に待っている一件。year は年度、subject は項目か意見の呼び名。

    arrived_at は回ってきた時刻（初めからあるものは None）。
    """

    kind: str
    year: int
    subject: str
    deadline: Deadline
    arrived_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """一人への知らせ。last はその人に最後に送った催促。"""

    person: User
    waiting: tuple[Waiting, ...]
    last: Reminder | None = None

    @property
    def subject(self) -> str:
        """件名。"""
        return f"アクションプラン進行管理：お待ちしているものが{len(self.waiting)}件あります"

    @property
    def last_day(self) -> str:
        """最後に送った催促の日。なければ空。"""
        return format_date(self.last.on) if self.last else ""

    @property
    def body(self) -> str:
        """本文。指摘や成果などの中身は書かず、画面で読んでもらう。"""
        return "\n".join(_body(self))

    def is_due(self, on: dt.date) -> bool:
        """その日に知らせるか。一件でも知らせる日に当たれば、待っているものをみな知らせる。"""
        return any(_is_new(one, self.last) or _is_time(one, self.last, on) for one in self.waiting)


@lru_cache(maxsize=64)
def latest_reminder_day(due: dt.date, on: dt.date) -> dt.date | None:
    """期限 due について、on までで最後の知らせる日。まだ来ていなければ None。"""
    before = (shift_working_days(due, -days) for days in DAYS_BEFORE)
    latest = max((day for day in before if day <= on), default=None)
    day, passed = due, 0
    while day < on:
        day += ONE_DAY
        passed += is_working_day(day)
        if is_working_day(day) and (passed in DAYS_AFTER or passed % EVERY_DAYS_AFTER == 0):
            latest = day
    return latest


def _is_new(waiting: Waiting, last: Reminder | None) -> bool:
    """最後の催促の後に回ってきたか。"""
    if waiting.arrived_at is None:
        return False
    return last is None or last.sent_at is None or waiting.arrived_at > last.sent_at


def _is_time(waiting: Waiting, last: Reminder | None, on: dt.date) -> bool:
    """最後の催促の後に、知らせる日が来たか。動かなかった日の分も、次に動いた日に知らせる。"""
    if waiting.deadline.day is None:
        return False
    day = latest_reminder_day(waiting.deadline.day, on)
    return day is not None and (last is None or last.on < day)


def load_notices(on: dt.date) -> list[Notice]:
    """その日に、待っているものがある人の知らせ。

    見本の年度と人、移行入力の年度、使えなくした人、閲覧者には知らせない。
    問い合わせは、報告に五つ、意見に三つまで、人に二つと一人に二つずつ。
    """
    overseer = Actor(user_id=None, on=on, is_secretariat=True)
    records = [record for record in load_running(overseer) if not record.review.is_migration]
    opinions = _asked_opinions(overseer)
    if not records and not opinions:
        return []
    people = list(_people(on))
    last = _last_reminders(people)
    notices = (
        Notice(
            person,
            tuple(waiting_for(load_actor(person, on), records, opinions)),
            last.get(person.pk),
        )
        for person in people
    )
    return [notice for notice in notices if notice.waiting]


def _people(on: dt.date) -> Iterable[User]:
    posts = Membership.objects.all().in_force(on).filter(role__in=WORKING_ROLES)
    return User.objects.filter(
        is_active=True, is_sample=False, pk__in=posts.values("user")
    ).order_by("pk")


def _last_reminders(people: Iterable[User]) -> dict[int, Reminder]:
    rows = Reminder.objects.sent().filter(user__in=list(people)).order_by("on")
    return {row.user_id: row for row in rows}


def _asked_opinions(overseer: Actor) -> list[OpinionRow]:
    """課の回答を待っている、本番の意見。"""
    rows = Opinion.objects.all().visible_to(overseer).still_open()
    asked = rows.filter(review__is_sample=False, responses__state=ResponseState.ASKED)
    return read_opinions(overseer, asked.distinct())


def waiting_for(
    actor: Actor, records: Iterable[ProgressRecord], opinions: Iterable[OpinionRow] = ()
) -> list[Waiting]:
    """この人に待っているもの。差戻し、記入、意見への回答、課長の確認、確定の順。"""
    seen = [record for record in records if can_view_plan(actor, record.review.plan)]
    tasks = (task for year in entry_tasks(actor, seen) for task in year.tasks if task.is_unfinished)
    found = [_entry(task, actor) for task in tasks]
    found += [
        _waiting(APPROVAL, row, approval_deadline(row.review, actor.on), row.submitted_at)
        for row in awaiting_approval(actor, seen)
    ]
    found += [
        _waiting(FINALIZATION, row, finalization_deadline(row.review, actor.on), row.approved_at)
        for row in awaiting_finalization(actor, seen)
    ]
    found += [one for row in opinions for one in _answers(row, actor)]
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _waiting(
    kind: str,
    record: ProgressRecord,
    deadline: Deadline,
    arrived_at: dt.datetime | None = None,
) -> Waiting:
    return Waiting(kind, record.review.fiscal_year, str(record.item), deadline, arrived_at)


def _answers(row: OpinionRow, actor: Actor) -> Iterator[Waiting]:
    """この人の課が、まだ答えていない意見。"""
    for one in row.responses:
        response = one.response
        if response.state == ResponseState.ASKED and response.department_id in actor.member_of:
            deadline = Deadline("回答期限", response.answer_due_on, actor.on)
            year = row.opinion.review.fiscal_year
            subject = f"意見{row.opinion.number}（{row.subject}）"
            yield Waiting(ANSWER, year, subject, deadline, response.asked_at)


def _entry(task: Task, actor: Actor) -> Waiting:
    deadline = entry_deadline(task.record.review, actor.on)
    if task.case.state != RecordState.SENT_BACK:
        return _waiting(ENTRY, task.record, deadline)
    # 自分で差し戻した課長には、新しく回ってきたものとしては知らせない。
    times = (row.at for row in task.send_backs if row.by_id != actor.user_id)
    return _waiting(SENT_BACK, task.record, deadline, max(times, default=None))


def _body(notice: Notice) -> Iterator[str]:
    yield f"{notice.person}さん"
    yield ""
    yield "アクションプランの進行管理で、次のものがお待ちしています。"
    heading = ""
    for one in notice.waiting:
        title = f"■{one.kind}　{_year(one)}　{one.deadline.text}"
        if title != heading:
            yield from ("", title)
        heading = title
        yield f"・{one.subject}"
    yield ""
    yield from _closing(notice)


def _year(one: Waiting) -> str:
    return f"{wareki_label(one.year)}の実績"


def _closing(notice: Notice) -> Iterator[str]:
    if any(one.kind == SENT_BACK for one in notice.waiting):
        yield "差戻しの理由は、画面でご確認ください。"
    yield "ログインすると「わたしの入力」に並びます。"
    if settings.SITE_URL:
        yield settings.SITE_URL + reverse("my")
    yield "このメールは、お待ちしているものがある方に、一日に一通まで自動でお送りしています。"
