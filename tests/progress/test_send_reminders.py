"""send_reminders の命令: 結果の言葉、送れなかったとき、途中で止まったとき、並んで動いたとき。"""

from __future__ import annotations

import datetime as dt
from io import StringIO
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from plans.models import ActionItem, Plan, User
from progress import reminder_mail
from progress.models import Reminder
from tests.people import Cast
from tests.progress.rounds import open_year

DAY = "2022-04-21"


@pytest.fixture(autouse=True)
def year(plan: Plan, item: ActionItem, cast: Cast) -> None:
    """福祉支援課の職員と課長に、一項目が待っている年度。"""
    for person in (cast.staff, cast.head):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.jp")
    review = open_year(plan, cast.secretariat)
    review.department_due_on = dt.date(2022, 4, 28)
    review.save()


def run(day: str = DAY) -> str:
    """命令を動かし、表示された言葉を返す。"""
    out = StringIO()
    call_command("send_reminders", date=day, stdout=out)
    return out.getvalue()


def refuse(*_: Any, **__: Any) -> int:
    raise SMTPServerDisconnected("staff@example.jp: no route")


def test_the_command_says_how_many_were_told() -> None:
    assert "令和4年4月21日の催促を2人に送りました。" in run()
    assert "0人に送りました" in run()


def test_the_command_names_those_without_an_address(cast: Cast) -> None:
    User.objects.filter(pk=cast.staff.pk).update(email="")
    assert "メールアドレスがないため、送らなかった人：staff 担当" in run()


def test_the_command_is_silent_on_a_holiday() -> None:
    assert "営業日でないため、送りません" in run("2022-04-29")


@pytest.mark.parametrize("day", ["2022/04/20", "きょう", "2022-13-01"])
def test_a_date_that_cannot_be_read_is_refused(day: str) -> None:
    with pytest.raises(CommandError, match="2022-04-20 の形"):
        run(day)
    assert Reminder.objects.count() == 0


def test_without_a_date_the_command_takes_today(monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[dt.date] = []
    path = "progress.management.commands.send_reminders"
    monkeypatch.setattr(f"{path}.timezone.localdate", lambda: dt.date(2022, 4, 21))
    monkeypatch.setattr(
        f"{path}.send_reminders", lambda on: days.append(on) or reminder_mail.Delivery()
    )
    call_command("send_reminders", stdout=StringIO())
    assert days == [dt.date(2022, 4, 21)]


def test_a_failed_mail_is_reported_and_tried_again_the_same_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reminder_mail, "send_mail", refuse)
        with pytest.raises(CommandError, match="2人に送れませんでした"):
            run()
    assert set(Reminder.objects.values_list("failure", flat=True)) == {"SMTPServerDisconnected"}
    assert not Reminder.objects.sent().exists()
    assert "2人に送りました" in run()
    assert len(mail.outbox) == 2
    assert set(Reminder.objects.values_list("failure", flat=True)) == {""}
    assert Reminder.objects.sent().count() == 2


def test_one_failure_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    really_send = reminder_mail.send_mail

    def refuse_staff(subject: str, body: str, sender: None, to: list[str]) -> int:
        return refuse() if to == ["staff@example.jp"] else really_send(subject, body, sender, to)

    monkeypatch.setattr(reminder_mail, "send_mail", refuse_staff)
    with pytest.raises(CommandError, match="1人に送れませんでした"):
        run()
    assert [message.to for message in mail.outbox] == [["head@example.jp"]]


def test_a_failed_day_is_told_on_the_next_working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reminder_mail, "send_mail", refuse)
        with pytest.raises(CommandError):
            run()
    assert "2人に送りました" in run("2022-04-22")


def test_a_run_killed_in_the_middle_sends_no_second_mail_that_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_: Any, **__: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(reminder_mail, "send_mail", die)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert "届いたか分からない人" in run()
    assert len(mail.outbox) == 1
    assert Reminder.objects.filter(sent_at=None, failure="").count() == 1


def test_two_runs_side_by_side_send_one_mail_each(monkeypatch: pytest.MonkeyPatch) -> None:
    create = Reminder.objects.create

    def create_second(**values: Any) -> Reminder:
        create(**values)
        return create(**values)

    monkeypatch.setattr(Reminder.objects, "create", create_second)
    delivery = reminder_mail.send_reminders(dt.date.fromisoformat(DAY))
    assert delivery.sent == []
    assert mail.outbox == []


def test_the_database_itself_holds_one_reminder_a_day(cast: Cast) -> None:
    values = {"user": cast.staff, "on": dt.date(2022, 4, 21), "subject": "題", "body": "文"}
    Reminder.objects.create(**values)
    with pytest.raises(IntegrityError):
        Reminder.objects.create(**values)
