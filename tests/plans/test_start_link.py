"""開始用のリンク: 渡された人だけが、一度だけ、7日のうちに、パスワードを決める。"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from plans.models import User
from tests.people import PASSWORD, Cast, sign_in
from tests.plans.admin_pages import text_of

NEW = "iroha-nihoheto-chirinuru"
START = datetime(2022, 4, 1, 3, 0, tzinfo=UTC)


def issue(clerk: Client, person: User) -> str:
    """総務課が発行し、紙に印刷されたリンクの道を返す。"""
    page = text_of(clerk.post(f"/admin/plans/user/{person.pk}/start-link/"))
    return re.findall(r"http://testserver(/start/[^<]+)<", page)[0]


def choose_password(client: Client, link: str, password: str = NEW) -> int:
    """リンクを開いてパスワードを決め、最後の応答の番号を返す。"""
    opened = client.get(link)
    if opened.status_code != 302:
        return opened.status_code
    posted = {"new_password1": password, "new_password2": password}
    return client.post(opened["Location"], posted).status_code


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


def test_a_newcomer_without_mail_starts_from_the_slip(clerk: Client) -> None:
    added = {"username": "newcomer", "last_name": "総務課", "first_name": "新任", "password1": ""}
    assert clerk.post("/admin/plans/user/add/", added).status_code == 302
    person = User.objects.get(username="newcomer")
    assert not person.has_usable_password()
    link = issue(clerk, person)
    desk = Client()
    assert choose_password(desk, link) == 302
    form = {"username": "newcomer", "password": NEW}
    assert "パスワードを決めました" in text_of(desk.get("/login/"))
    assert desk.post("/login/", form).status_code == 302
    assert "_auth_user_id" in desk.session


def test_the_slip_names_the_person_the_link_and_the_last_day(cast: Cast, clerk: Client) -> None:
    with time_machine.travel(START, tick=False):
        clerk = sign_in(cast.secretariat)
        page = text_of(clerk.post(f"/admin/plans/user/{cast.staff.pk}/start-link/"))
    assert "staff" in page
    assert "/start/" in page
    assert "令和4年4月8日まで" in page


def test_a_link_works_once(cast: Cast, clerk: Client) -> None:
    link = issue(clerk, cast.staff)
    assert choose_password(Client(), link) == 302
    assert choose_password(Client(), link, "another-unusual-password") == 410
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(NEW)


@pytest.mark.parametrize(("days", "answer"), [(6.9, 302), (7.1, 410)])
def test_a_link_lives_seven_days(cast: Cast, days: float, answer: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        link = issue(sign_in(cast.secretariat), cast.staff)
        clock.shift(timedelta(days=days))
        assert choose_password(Client(), link) == answer


def test_a_newer_link_ends_the_older_and_every_session(cast: Cast, clerk: Client) -> None:
    desk = sign_in(cast.staff)
    older = issue(clerk, cast.staff)
    assert desk.get("/password/").status_code == 302
    newer = issue(clerk, cast.staff)
    assert choose_password(Client(), older) == 410
    assert choose_password(Client(), newer) == 302


def test_ending_the_sessions_ends_the_link(cast: Cast, clerk: Client) -> None:
    link = issue(clerk, cast.staff)
    clerk.post(f"/admin/plans/user/{cast.staff.pk}/end-sessions/")
    assert choose_password(Client(), link) == 410


def test_a_link_of_a_person_switched_off_is_gone(cast: Cast, clerk: Client) -> None:
    link = issue(clerk, cast.staff)
    User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    assert choose_password(Client(), link) == 410
    page = text_of(clerk.post(f"/admin/plans/user/{cast.staff.pk}/start-link/", follow=True))
    assert "発行できません" in page


@pytest.mark.parametrize(
    "link",
    ["/start/MQ/abc-def/", "/start/OTk5OTk5/abc-def/", "/start/!!/x/", "/start/MQ/set-password/"],
)
def test_a_made_up_link_is_gone(cast: Cast, link: str) -> None:
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"new_password1": NEW, "new_password2": NEW}).status_code == 410


def test_a_link_of_one_person_does_not_open_another(cast: Cast, clerk: Client) -> None:
    mine, other = issue(clerk, cast.staff), issue(clerk, cast.head)
    mixed = other.rsplit("/", 2)[0] + "/" + mine.rsplit("/", 2)[1] + "/"
    assert choose_password(Client(), mixed) == 410


def test_a_weak_password_is_refused_and_the_link_still_works(cast: Cast, clerk: Client) -> None:
    link = issue(clerk, cast.staff)
    assert choose_password(Client(), link, "short") == 200
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(PASSWORD)
    assert choose_password(Client(), link) == 302


def test_choosing_a_password_ends_the_sign_in_left_on_the_same_desk(
    cast: Cast, clerk: Client
) -> None:
    link = issue(clerk, cast.staff)
    desk = sign_in(cast.other_staff)
    assert choose_password(desk, link) == 302
    assert "_auth_user_id" not in desk.session


def test_the_secretariat_issues_no_link_for_an_administrator(cast: Cast, clerk: Client) -> None:
    address = f"/admin/plans/user/{cast.administrator.pk}/start-link/"
    assert clerk.post(address).status_code == 403
    cast.administrator.refresh_from_db()
    assert cast.administrator.session_epoch == 0


def test_one_empty_box_of_two_is_a_mistyped_password(cast: Cast, clerk: Client) -> None:
    posted = {"username": "newcomer", "password1": NEW, "password2": ""}
    assert clerk.post("/admin/plans/user/add/", posted).status_code == 200
    assert not User.objects.filter(username="newcomer").exists()
