"""ログインの見張り: 数え方、止め方、ほどけ方。"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessLog
from django.contrib.auth import authenticate, get_user_model
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.sign_in import account_name, client_address

START = datetime(2021, 5, 6, 0, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def attempt(rf: RequestFactory, password: str, address: str = "10.0.0.1") -> tuple[bool, bool]:
    """一度ログインを試し、（入れたか、止められたか）を返す。"""
    form = {"username": "soumu", "password": password}
    request: WSGIRequest = rf.post("/login/", form, REMOTE_ADDR=address)
    user = authenticate(request, **form)
    return user is not None, getattr(request, "axes_locked_out", False)


@pytest.fixture
def account(db: None) -> None:
    get_user_model().objects.create_user(username="soumu", password=PASSWORD)


@pytest.mark.parametrize("typed", ["soumu", "ＳＯＵＭＵ", " Soumu ", "sou\0mu"])
def test_ways_of_writing_a_name_count_as_one(rf: RequestFactory, typed: str) -> None:
    assert account_name(rf.get("/"), {"username": typed}) == "soumu"


def test_a_very_long_name_fits_the_column(rf: RequestFactory) -> None:
    assert len(account_name(rf.post("/", {"username": "あ" * 5000}))) == 255


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_an_address_is_read_from_the_trusted_side(
    rf: RequestFactory, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.usefixtures("account")
def test_ten_failures_stop_that_account_from_that_address_only(rf: RequestFactory) -> None:
    for _ in range(10):
        attempt(rf, "wrong")
    assert attempt(rf, PASSWORD) == (False, True)
    assert attempt(rf, PASSWORD, address="10.0.0.2") == (True, False)


@pytest.mark.usefixtures("account")
def test_the_stop_ends_after_fifteen_minutes_though_someone_keeps_trying(
    rf: RequestFactory,
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(10):
            attempt(rf, "wrong")
        clock.move_to(START + timedelta(minutes=14))
        assert attempt(rf, PASSWORD) == (False, True)
        clock.move_to(START + timedelta(minutes=15, seconds=1))
        assert attempt(rf, PASSWORD) == (True, False)


@pytest.mark.usefixtures("account")
def test_a_success_forgets_the_failures_before_it(rf: RequestFactory) -> None:
    for _ in range(9):
        attempt(rf, "wrong")
    form = {"username": "soumu", "password": PASSWORD}
    request = rf.post("/login/", form, REMOTE_ADDR="10.0.0.1")
    AxesProxyHandler.user_logged_in(None, request, authenticate(request, **form))
    assert attempt(rf, "wrong") == (False, False)
    assert attempt(rf, PASSWORD) == (True, False)


@pytest.mark.usefixtures("account")
def test_the_login_page_turns_into_a_polite_refusal(client: Client) -> None:
    form = {"username": "soumu", "password": "wrong"}
    statuses = [client.post("/login/", form).status_code for _ in range(10)]
    assert statuses[0] == 200
    response = client.post("/login/", {**form, "password": PASSWORD})
    assert response.status_code == 429
    assert "15 分ほど待って" in response.content.decode()
    assert response["Retry-After"] == "900"


@pytest.mark.usefixtures("account")
def test_the_login_page_lets_the_right_person_in(client: Client) -> None:
    response = client.post("/login/", {"username": "soumu", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert AccessLog.objects.get().username == "soumu"
