"""パスワードの変更: だれにも同じ一つの画面で、いまのパスワードを確かめてから変える。"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import PASSWORD, Cast, sign_in

ADDRESS = "/password/"
NEW = "iroha-nihoheto-chirinuru"
EVERYONE = ("staff", "head", "reader", "secretariat", "committee_member", "administrator")


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> str:
    """変更の画面から送り、行き先（失敗なら空）を返す。"""
    posted = {"old_password": old, "new_password1": new, "new_password2": again}
    response = client.post(ADDRESS, posted)
    return response["Location"] if response.status_code == 302 else ""


@pytest.mark.parametrize("name", EVERYONE)
def test_everyone_changes_their_own_password_and_stays_signed_in(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    client, elsewhere = sign_in(person), sign_in(person)
    page = client.get(ADDRESS).content.decode()
    assert "現在のパスワード" in page or "元のパスワード" in page
    assert change(client) == "/password/done/"
    assert "パスワードを変更しました" in client.get("/password/done/").content.decode()
    assert elsewhere.get(ADDRESS).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, "short", "short"),
        (PASSWORD, "password1234", "password1234"),
        (PASSWORD, "123412341234", "123412341234"),
        (PASSWORD, NEW, NEW + "x"),
        ("", NEW, NEW),
    ],
)
def test_a_wrong_weak_or_mistyped_password_changes_nothing(
    cast: Cast, old: str, new: str, again: str
) -> None:
    client = sign_in(cast.staff)
    assert change(client, old, new, again) == ""
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(PASSWORD)


def test_the_page_is_only_for_the_signed_in(client: Client, cast: Cast) -> None:
    assert client.get(ADDRESS)["Location"] == "/login/?next=/password/"
    assert change(client).startswith("/login/")


def test_the_page_writes_no_password_back(cast: Cast) -> None:
    client = sign_in(cast.staff)
    posted = {"old_password": "himitsu-no-kotoba", "new_password1": NEW, "new_password2": NEW}
    page = client.post(ADDRESS, posted).content.decode()
    assert "himitsu-no-kotoba" not in page
    assert NEW not in page
