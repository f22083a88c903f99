"""催促: だれに、いつ、何を知らせ、いつ黙るか。期限は令和4年4月28日（木）、翌日から大型連休。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail

from plans.choices import Role
from plans.models import ActionItem, Membership, Plan, User
from progress.models import AnnualReview, ProgressRecord, Reminder
from progress.reminder_mail import Delivery, send_reminders
from progress.reminders import latest_reminder_day
from tests.people import Cast
from tests.progress.opinions import answer, take_one
from tests.progress.rounds import do, open_year, record_for

DUE = dt.date(2022, 4, 28)
WORKERS = ("staff", "head", "other_staff", "secretariat", "secretariat_head")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(dt.datetime(2022, 4, 1, 0, 0, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def review(clock: Any, plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    """福祉支援課の一項目の年度。みなにメールがある。"""
    for person in User.objects.all():
        person.email = f"{person.username}@example.jp"
        person.save()
    review = open_year(plan, cast.secretariat)
    review.department_due_on = DUE
    review.head_due_on = DUE + dt.timedelta(days=20)
    review.secretariat_due_on = DUE + dt.timedelta(days=40)
    review.save()
    return review


def run(clock: Any, day: str, hour: int = 8) -> Delivery:
    """その日の朝に動かす。"""
    on = dt.date.fromisoformat(day)
    clock.move_to(dt.datetime(on.year, on.month, on.day, hour, tzinfo=JAPAN))
    return send_reminders(on)


JAPAN = dt.timezone(dt.timedelta(hours=9))


def names(people: list[User]) -> set[str]:
    return {person.username for person in people}


def told(clock: Any, day: str) -> set[str]:
    """その日に送られた人。"""
    return names(run(clock, day).sent)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2022-04-20", None),
        ("2022-04-21", "2022-04-21"),
        ("2022-04-26", "2022-04-21"),
        ("2022-04-27", "2022-04-27"),
        ("2022-04-28", "2022-04-27"),
        ("2022-05-01", "2022-04-27"),
        ("2022-05-02", "2022-05-02"),
        ("2022-05-06", "2022-05-02"),
        ("2022-05-09", "2022-05-09"),
        ("2022-05-11", "2022-05-11"),
        ("2022-05-17", "2022-05-11"),
        ("2022-05-18", "2022-05-18"),
        ("2022-05-25", "2022-05-25"),
    ],
)
def test_the_days_of_telling_around_a_deadline(on: str, day: str | None) -> None:
    latest = latest_reminder_day(DUE, dt.date.fromisoformat(on))
    assert (latest and latest.isoformat()) == day


def test_those_who_write_are_told_five_days_and_one_day_before_and_not_between(
    clock: Any, review: AnnualReview
) -> None:
    assert told(clock, "2022-04-20") == set()
    assert told(clock, "2022-04-21") == {"staff", "head"}
    assert told(clock, "2022-04-22") == set()
    assert told(clock, "2022-04-26") == set()
    assert told(clock, "2022-04-27") == {"staff", "head"}
    assert told(clock, "2022-04-28") == set()


def test_the_late_are_told_after_one_three_five_and_then_every_five_working_days(
    clock: Any, review: AnnualReview
) -> None:
    days = [DUE + dt.timedelta(days=step) for step in range(29)]
    with_mail = [day.isoformat() for day in days if "staff" in told(clock, day.isoformat())]
    # 初日の一通は、まだ一度も知らせていない、1営業日前の分。
    assert with_mail == [
        "2022-04-28",
        "2022-05-02",
        "2022-05-09",
        "2022-05-11",
        "2022-05-18",
        "2022-05-25",
    ]


def test_no_mail_goes_out_on_a_holiday(clock: Any, review: AnnualReview) -> None:
    delivery = run(clock, "2022-04-29")
    assert not delivery.is_working_day
    assert mail.outbox == []
    assert Reminder.objects.count() == 0


def test_running_again_the_same_day_sends_no_second_mail(clock: Any, review: AnnualReview) -> None:
    run(clock, "2022-04-21")
    for hour in (9, 12, 18):
        assert run(clock, "2022-04-21", hour).sent == []
    assert len(mail.outbox) == 2
    assert sorted(message.to[0] for message in mail.outbox) == [
        "head@example.jp",
        "staff@example.jp",
    ]


def test_a_day_without_a_run_is_made_up_for(clock: Any, review: AnnualReview) -> None:
    assert told(clock, "2022-04-25") == {"staff", "head"}
    assert told(clock, "2022-04-26") == set()


def test_a_mail_lists_everything_that_waits_with_its_deadline(
    clock: Any, review: AnnualReview
) -> None:
    run(clock, "2022-04-21")
    message = next(one for one in mail.outbox if one.to == ["staff@example.jp"])
    assert message.subject == "アクションプラン進行管理：お待ちしているものが1件あります"
    assert "staff 担当さん" in message.body
    assert "令和3（2021）年度の実績" in message.body
    assert "提出期限 令和4年4月28日、残り7日" in message.body
    assert "実施項目その1" in message.body
    assert Reminder.objects.get(user__username="staff").body == message.body


def test_the_address_of_the_site_is_written_where_it_is_set(
    clock: Any, review: AnnualReview, settings: Any
) -> None:
    settings.SITE_URL = "https://plan.example.jp"
    run(clock, "2022-04-21")
    assert "https://plan.example.jp/my/" in mail.outbox[0].body


def submit(cast: Cast) -> ProgressRecord:
    record = record_for(ActionItem.objects.get())
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    return record


def test_what_is_handed_on_is_told_to_the_next_on_the_next_run(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    record = submit(cast)
    assert told(clock, "2022-04-04") == {"head"}
    assert told(clock, "2022-04-05") == set()
    do(record, "approve", cast.head)
    assert told(clock, "2022-04-06") == {"secretariat", "secretariat_head"}
    do(record, "finalize", cast.secretariat)
    assert told(clock, "2022-05-25") == set()


def test_what_is_sent_back_is_told_on_the_next_run_without_its_reason(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    record = submit(cast)
    assert told(clock, "2022-04-04") == {"head"}
    clock.shift(dt.timedelta(hours=2))
    do(record, "send_back", cast.head, reason="相談者の氏名を消してください")
    mail.outbox.clear()
    assert names(run(clock, "2022-04-04", hour=12).sent) == {"staff"}
    assert "■差戻し" in mail.outbox[0].body
    assert "氏名を消して" not in mail.outbox[0].body
    assert told(clock, "2022-04-05") == set()


def test_a_second_send_back_on_a_day_waits_for_the_next_run(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    record = submit(cast)
    do(record, "send_back", cast.head, reason="数値をご確認ください")
    assert told(clock, "2022-04-04") == {"staff"}
    clock.shift(dt.timedelta(hours=1))
    do(record, "submit", cast.staff)
    do(record, "send_back", cast.head, reason="もう一度ご確認ください")
    assert names(run(clock, "2022-04-04", hour=18).sent) == set()
    assert told(clock, "2022-04-05") == {"staff"}


def test_a_head_told_once_is_told_again_around_the_heads_deadline(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    submit(cast)
    assert told(clock, "2022-04-04") == {"head"}
    assert told(clock, "2022-04-28") == set()
    assert told(clock, "2022-05-11") == {"head"}
    assert "課長の確認期限" in mail.outbox[-1].body


def test_nobody_is_told_of_a_sample_year_or_a_migration_year(
    clock: Any, review: AnnualReview
) -> None:
    for field in ("is_sample", "is_migration"):
        AnnualReview.objects.update(is_sample=False, is_migration=False)
        AnnualReview.objects.update(**{field: True})
        assert told(clock, "2022-04-21") == set()
    assert Reminder.objects.count() == 0


@pytest.mark.parametrize("state", ["preparing", "published"])
def test_nobody_is_told_of_a_year_that_is_not_running(
    clock: Any, review: AnnualReview, state: str
) -> None:
    AnnualReview.objects.update(state=state)
    assert told(clock, "2022-04-21") == set()


def test_those_switched_off_or_moved_away_are_not_told(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    Membership.objects.filter(user=cast.staff).update(ends_on="2022-03-31")
    assert told(clock, "2022-04-21") == set()


def test_sample_people_are_not_told(clock: Any, review: AnnualReview, cast: Cast) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_sample=True)
    assert told(clock, "2022-04-21") == {"head"}


def test_a_deputy_head_in_office_is_told_like_the_head(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    Membership.objects.create(
        user=cast.outsider,
        department=cast.head.memberships.get().department,
        role=Role.DEPUTY_HEAD,
        starts_on="2022-04-01",
        ends_on="2022-04-30",
    )
    submit(cast)
    assert told(clock, "2022-04-04") == {"head", "outsider"}
    assert told(clock, "2022-05-11") == {"head"}


def test_those_without_an_address_are_named_and_have_no_mail(
    clock: Any, review: AnnualReview, cast: Cast
) -> None:
    User.objects.filter(pk=cast.staff.pk).update(email="")
    delivery = run(clock, "2022-04-21")
    assert names(delivery.without_address) == {"staff"}
    assert names(delivery.sent) == {"head"}
    assert not Reminder.objects.filter(user=cast.staff).exists()


def test_an_opinion_waiting_for_an_answer_is_in_the_letter_of_its_department(
    clock: Any, review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    take_one(review, item, cast.secretariat, answer_due_on=DUE)
    run(clock, "2022-04-27")
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    for name in ("staff", "head"):
        assert "■委員会の意見への回答　令和3（2021）年度の実績" in letters[f"{name}@example.jp"]
        assert "・意見1（1 実施項目その1）" in letters[f"{name}@example.jp"]
    assert all("委員会の意見" not in letters.get(f"{name}@example.jp", "") for name in OTHERS)


OTHERS = ("other_staff", "secretariat", "secretariat_head", "reader", "committee_member")


def test_an_answered_opinion_asks_no_more(
    clock: Any, review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    answer(take_one(review, item, cast.secretariat, answer_due_on=DUE), cast.staff)
    run(clock, "2022-04-27")
    assert all("委員会の意見" not in letter.body for letter in mail.outbox)
