"""ログインの見張り: 数え方、止め方、ほどけ方。"""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessLog
from django.contrib.auth import authenticate, get_user_model
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
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


def enter(client: Client, username: str, password: str) -> HttpResponse:
    """ログインの画面から試す。"""
    form = {"username": username, "password": password}
    response: HttpResponse = client.post("/login/", form, REMOTE_ADDR="10.0.0.1")
    return response


def plain(response: HttpResponse, username: str) -> str:
    """画面から、打った利用者名と画面ごとの印を除いたもの。"""
    page = response.content.decode().replace(username, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.slow
@pytest.mark.django_db
def test_an_office_of_thirty_behind_one_address_is_never_locked_out_as_a_whole() -> None:
    people = get_user_model().objects
    names = [f"person{number}" for number in range(30)]
    for name in names:
        people.create_user(username=name, password=PASSWORD)
    for name in names[1:]:
        for _ in range(9):
            assert enter(Client(), name, "wrong").status_code == 200
    for _ in range(12):
        last = enter(Client(), names[0], "wrong")
    assert last.status_code == 429
    assert [enter(Client(), name, PASSWORD).status_code for name in names] == [429] + [302] * 29


@pytest.mark.usefixtures("account")
def test_an_unknown_name_and_a_closed_account_are_answered_like_a_wrong_password() -> None:
    get_user_model().objects.create_user(username="gone", password=PASSWORD, is_active=False)
    known = enter(Client(), "soumu", "wrong")
    unknown = enter(Client(), "nobody", "wrong")
    closed = enter(Client(), "gone", PASSWORD)
    assert known.status_code == unknown.status_code == closed.status_code == 200
    pages = {plain(known, "soumu"), plain(unknown, "nobody"), plain(closed, "gone")}
    assert len(pages) == 1
    assert "利用者名かパスワードが違います" in pages.pop()


@pytest.mark.usefixtures("account")
def test_an_unknown_name_is_stopped_like_a_known_one() -> None:
    for name in ("soumu", "nobody"):
        for _ in range(9):
            assert enter(Client(), name, "wrong").status_code == 200
        assert enter(Client(), name, "wrong").status_code == 429


@pytest.mark.usefixtures("account")
def test_the_page_for_a_stopped_account_says_when_to_try_again() -> None:
    for _ in range(10):
        response = enter(Client(), "soumu", "wrong")
    assert response["Retry-After"] == "900"
    assert "15分" in response.content.decode().replace(" ", "")


@pytest.mark.usefixtures("account")
def test_the_way_back_after_signing_in_never_leads_to_another_site() -> None:
    form = {"username": "soumu", "password": PASSWORD, "next": "https://example.com/"}
    assert not Client().post("/login/", form)["Location"].startswith("https:")
    form["next"] = "/plan/"
    assert Client().post("/login/", form)["Location"] == "/plan/"


@pytest.mark.usefixtures("account")
def test_signing_in_changes_the_number_of_the_session() -> None:
    client = Client()
    client.get("/start/MQ/not-a-token/")
    before = client.session.session_key
    enter(client, "soumu", PASSWORD)
    assert client.session.session_key != before
