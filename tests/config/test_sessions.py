"""ログインの続く時間: 操作していれば延び、12 時間で必ず終わり、書き込みは増えないこと。"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.urls("tests.config.pages"), pytest.mark.django_db]

BACKEND = "django.contrib.auth.backends.ModelBackend"
START = datetime(2021, 5, 6, 0, 0, tzinfo=UTC)


def sign_in() -> Client:
    client = Client()
    user = get_user_model().objects.create_user(username="soumu", password="x" * 12)
    client.force_login(user, backend=BACKEND)
    return client


def test_work_every_few_hours_goes_on_past_eight_hours() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in()
        assert client.get("/inside/").status_code == 200
        for _ in range(2):
            clock.shift(timedelta(hours=5))
            assert client.get("/inside/").status_code == 200


def test_twelve_hours_after_signing_in_the_session_ends_though_work_goes_on() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in()
        for _ in range(12):
            assert client.get("/inside/").status_code == 200
            clock.shift(timedelta(hours=1))
        assert client.get("/inside/").status_code == 302
        assert Session.objects.count() == 0


def test_signing_in_again_begins_a_new_twelve_hours() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in()
        client.get("/inside/")
        clock.shift(timedelta(hours=13))
        assert client.get("/inside/").status_code == 302
        client.force_login(get_user_model().objects.get(), backend=BACKEND)
        client.get("/inside/")
        clock.shift(timedelta(hours=7))
        assert client.get("/inside/").status_code == 200


def test_eight_idle_hours_end_the_session() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in()
        assert client.get("/inside/").status_code == 200
        clock.shift(timedelta(hours=8, seconds=1))
        assert client.get("/inside/").status_code == 302


def test_within_a_quarter_of_an_hour_reading_writes_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    member = sign_in()
    member.get("/inside/")
    with django_assert_num_queries(2):
        member.get("/inside/")


def test_the_cookie_ends_with_the_browser() -> None:
    response = sign_in().get("/inside/")
    assert response.cookies["sessionid"]["max-age"] == ""
    assert response.cookies["sessionid"]["httponly"] is True
