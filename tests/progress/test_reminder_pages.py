"""催促の控えと文: 総務課だけが、だれにいつ送ったかを見て、文を写す。"""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from plans.models import ActionItem, Plan, User
from progress.models import Reminder
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year

LIST = "/admin/progress/reminder/"
TEXTS = "/admin/progress/reminder/texts/"


@pytest.fixture(autouse=True)
def year(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = open_year(plan, cast.secretariat)
    review.department_due_on = timezone.localdate() + dt.timedelta(days=30)
    review.save()
    User.objects.filter(pk=cast.head.pk).update(email="head@example.jp")
    Reminder.objects.create(
        user=cast.head,
        on=dt.date(2022, 4, 21),
        subject="題",
        body="送った文",
        sent_at=timezone.now(),
    )


def test_the_secretariat_sees_who_was_reminded_when(cast: Cast) -> None:
    Reminder.objects.create(
        user=cast.staff, on=dt.date(2022, 4, 21), subject="題", body="文", failure="OSError"
    )
    client = sign_in(cast.secretariat)
    page = client.get(LIST).content.decode()
    assert "head 担当" in page
    assert "令和4年4月21日" in page
    assert "送信済" in page
    assert "送れませんでした" in page
    row = Reminder.objects.get(user=cast.head)
    assert "送った文" in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_a_sent_reminder_cannot_be_changed_added_or_deleted(cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    row = Reminder.objects.get()
    for address in (f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/", f"{LIST}add/"):
        assert client.post(address, {"body": "書き換え", "post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.body == "送った文"


def test_the_texts_to_copy_name_everyone_for_whom_something_waits(cast: Cast) -> None:
    page = sign_in(cast.secretariat).get(TEXTS).content.decode()
    assert "催促の文（2人）" in page
    assert "メールなし" in page
    assert "令和4年4月21日" in page
    assert page.count("お待ちしています") == 2
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["staff", "head", "reader", "committee_member", "administrator"])
def test_reminders_are_closed_to_everyone_else(cast: Cast, name: str) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get(LIST).status_code == 403
    assert client.get(TEXTS).status_code == 403


def test_the_texts_need_few_questions_to_the_database(cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    client.get(TEXTS)
    with count_queries(20):
        client.get(TEXTS)
