"""催促を送る。一人に一日一通。先に控え（Reminder）を書き、送れたかを後から書き入れる。

控えを書けた処理だけが送るので、同じ日に何度動かしても、並んで動いても、二通目は出ない。
送れなかった控えは failure に訳を残し、同じ日の次の回に送り直す。送る間に止まった控え
（どちらも空）は、届いたかもしれないので、その日は送り直さない。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from progress.models import Reminder
from progress.reminders import Notice, load_notices
from progress.working_days import is_working_day

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import User


@dataclass(slots=True)
class Delivery:
    """一回の結果。sent は送った人、failed は送れなかった人、without_address は宛先のない人。

    unknown は、前の回が送る途中で止まり、届いたか分からない人。
    """

    is_working_day: bool = True
    sent: list[User] = field(default_factory=list)
    failed: list[User] = field(default_factory=list)
    without_address: list[User] = field(default_factory=list)
    unknown: list[User] = field(default_factory=list)


def send_reminders(on: dt.date) -> Delivery:
    """その日の催促を送る。営業日でなければ何もしない。"""
    delivery = Delivery(is_working_day=is_working_day(on))
    if not delivery.is_working_day:
        return delivery
    today = {row.user_id: row for row in Reminder.objects.filter(on=on)}
    for notice in load_notices(on):
        known = today.get(notice.person.pk)
        if known:
            _send_again(known, notice.person, delivery)
        elif notice.is_due(on):
            _send_first(notice, on, delivery)
    return delivery


def _send_first(notice: Notice, on: dt.date, delivery: Delivery) -> None:
    if not notice.person.email:
        delivery.without_address.append(notice.person)
        return
    try:
        with transaction.atomic():
            row = Reminder.objects.create(
                user=notice.person, on=on, subject=notice.subject, body=notice.body
            )
    except IntegrityError:
        # 並んで動いたもう一つの処理が送る。
        return
    _send(row, notice.person, delivery)


def _send_again(row: Reminder, person: User, delivery: Delivery) -> None:
    if row.sent_at:
        return
    if not row.failure:
        delivery.unknown.append(person)
        return
    failed = Reminder.objects.filter(pk=row.pk, sent_at__isnull=True).exclude(failure="")
    if failed.update(failure=""):
        _send(row, person, delivery)


def _send(row: Reminder, person: User, delivery: Delivery) -> None:
    mine = Reminder.objects.filter(pk=row.pk)
    try:
        send_mail(row.subject, row.body, None, [person.email])
    except (OSError, ValueError) as error:
        # 宛先や本文が混じりうるので、誤りの文は残さず、種類だけを残す。
        mine.update(failure=type(error).__name__)
        delivery.failed.append(person)
        return
    mine.update(sent_at=timezone.now())
    delivery.sent.append(person)
