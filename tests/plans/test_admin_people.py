"""利用者と課の管理画面。"""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Department, Membership, User
from tests.people import PASSWORD, Cast, sign_in
from tests.plans.admin_pages import change_address, list_address, opened, save, text_of

ADD = "/admin/plans/user/add/"
MANAGERS = ("secretariat", "administrator")
NEW_PASSWORD = "iroha-nihoheto-chirinuru"


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return sign_in(cast.administrator)


@pytest.mark.parametrize("name", ["staff", "head", "reader", "committee_member", "outsider"])
def test_people_are_closed_to_everyone_else(cast: Cast, name: str) -> None:
    client = sign_in(getattr(cast, name))
    for address in (list_address(User), ADD, list_address(Department)):
        assert client.get(address).status_code == 403
    assert client.get(change_address(cast.staff)).status_code in (403, 404)
    assert client.post(f"/admin/plans/user/{cast.staff.pk}/password/").status_code in (403, 404)
    assert client.post(f"/admin/plans/user/{cast.staff.pk}/end-sessions/").status_code in (403, 404)


@pytest.mark.parametrize("name", MANAGERS)
def test_both_managers_open_every_page(cast: Cast, name: str) -> None:
    client = sign_in(getattr(cast, name))
    department = Department.objects.get(name="総務課")
    addresses = (
        list_address(User),
        ADD,
        change_address(cast.staff),
        f"/admin/plans/user/{cast.staff.pk}/password/",
        list_address(Department),
        change_address(department),
    )
    for address in addresses:
        assert client.get(address).status_code == 200


def test_a_person_is_added_with_a_password_that_works(cast: Cast, clerk: Client) -> None:
    posted = {
        "username": "newcomer",
        "last_name": "総務課",
        "first_name": "新任",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    response = clerk.post(ADD, posted)
    person = User.objects.get(username="newcomer")
    assert response.url == change_address(person)
    assert str(person) == "総務課 新任"
    assert person.check_password(NEW_PASSWORD)
    assert not person.is_superuser


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("short", "short", "12"),
        ("123456789012345", "123456789012345", "数字"),
        ("password12345", "password12345", "一般的"),
        (NEW_PASSWORD, "another-password-here", "一致"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(
    cast: Cast, clerk: Client, first: str, second: str, message: str
) -> None:
    posted = {"username": "newcomer", "password1": first, "password2": second}
    response = clerk.post(ADD, posted)
    assert response.status_code == 200
    assert message in text_of(response)
    assert not User.objects.filter(username="newcomer").exists()


def test_a_name_that_differs_only_in_case_is_refused(cast: Cast, clerk: Client) -> None:
    posted = {"username": "STAFF", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert clerk.post(ADD, posted).status_code == 200
    assert not User.objects.filter(username="STAFF").exists()


def test_a_membership_is_entered_with_its_dates(cast: Cast, clerk: Client) -> None:
    department = Department.objects.get(name="総務課")
    changes = {
        "memberships-TOTAL_FORMS": "2",
        "memberships-0-ends_on": "2021-03-31",
        "memberships-1-department": str(department.pk),
        "memberships-1-role": "head",
        "memberships-1-starts_on": "2021-04-01",
    }
    assert save(clerk, change_address(cast.staff), changes).status_code == 302
    posts = list(Membership.objects.filter(user=cast.staff).order_by("starts_on"))
    assert str(posts[0].ends_on) == "2021-03-31"
    assert (posts[1].department, posts[1].role) == (department, "head")
    assert posts[1].history.first().history_user == cast.secretariat


def test_dates_that_run_backwards_are_refused_at_the_row(cast: Cast, clerk: Client) -> None:
    changes = {"memberships-0-ends_on": "2000-01-01"}
    response = save(clerk, change_address(cast.staff), changes)
    assert "離任日は着任日以後の日にしてください" in text_of(response)


def test_the_secretariat_cannot_touch_an_administrator(cast: Cast, clerk: Client) -> None:
    person = cast.administrator
    page = text_of(clerk.get(change_address(person)))
    assert 'name="_save"' not in page
    assert "セッションを終了" not in page
    base = f"/admin/plans/user/{person.pk}"
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert clerk.post(change_address(person), {"is_active": ""}).status_code == 403
    assert clerk.post(f"{base}/password/", passwords).status_code == 403
    assert clerk.get(f"{base}/password/").status_code == 403
    assert clerk.post(f"{base}/end-sessions/").status_code == 403
    person.refresh_from_db()
    assert person.is_active
    assert person.session_epoch == 0
    assert person.check_password(PASSWORD)


def test_the_secretariat_appoints_no_administrator(cast: Cast, clerk: Client) -> None:
    assert "is_superuser" not in opened(clerk, change_address(cast.staff))
    save(clerk, change_address(cast.staff), {"is_superuser": "on"})
    cast.staff.refresh_from_db()
    assert not cast.staff.is_superuser


def test_an_administrator_appoints_another(cast: Cast, administrator: Client) -> None:
    save(administrator, change_address(cast.staff), {"is_superuser": "on"})
    cast.staff.refresh_from_db()
    assert cast.staff.is_superuser


def test_the_form_shows_no_group_no_permission_and_no_staff_switch(
    cast: Cast, administrator: Client
) -> None:
    fields = opened(administrator, change_address(cast.staff))
    assert {"groups", "user_permissions", "is_staff", "session_epoch"}.isdisjoint(fields)
    page = text_of(administrator.get(list_address(User)))
    assert "グループ" not in page
    save(administrator, change_address(cast.staff), {"is_staff": "on"})
    cast.staff.refresh_from_db()
    assert not cast.staff.is_staff


def test_ending_the_sessions_signs_the_person_out_everywhere(cast: Cast, clerk: Client) -> None:
    phone, desk = sign_in(cast.staff), sign_in(cast.staff)
    assert desk.get(list_address(Membership).replace("membership", "plan")).status_code == 200
    address = f"/admin/plans/user/{cast.staff.pk}/end-sessions/"
    assert clerk.get(address).status_code == 405
    response = clerk.post(address)
    assert "セッションをすべて終了しました" in text_of(clerk.get(response.url))
    for client in (phone, desk):
        assert client.get("/admin/plans/plan/").status_code == 302
    assert sign_in(User.objects.get(pk=cast.staff.pk)).get("/admin/plans/plan/").status_code == 200


def test_a_person_is_switched_off_not_deleted(cast: Cast, clerk: Client) -> None:
    signed_in = sign_in(cast.staff)
    assert clerk.post(f"/admin/plans/user/{cast.staff.pk}/delete/").status_code == 403
    posted = opened(clerk, change_address(cast.staff))
    del posted["is_active"]
    clerk.post(change_address(cast.staff), {**posted, "_save": "保存"})
    cast.staff.refresh_from_db()
    assert not cast.staff.is_active
    assert signed_in.get("/admin/plans/plan/").status_code == 302


def test_a_new_password_signs_in_and_the_old_one_no_longer(cast: Cast, clerk: Client) -> None:
    address = f"/admin/plans/user/{cast.staff.pk}/password/"
    clerk.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    cast.staff.refresh_from_db()
    assert cast.staff.check_password(NEW_PASSWORD)
    assert not cast.staff.check_password(PASSWORD)


def test_a_department_shows_its_people_and_changes_only_itself(cast: Cast, clerk: Client) -> None:
    department = Department.objects.get(name="福祉支援課")
    page = text_of(clerk.get(change_address(department)))
    assert "reader 担当" in page
    assert save(clerk, change_address(department), {"name": "支援課"}).status_code == 302
    department.refresh_from_db()
    assert department.name == "支援課"
    assert department.memberships.count() == 3


def test_a_department_with_people_cannot_be_deleted_and_says_why(cast: Cast, clerk: Client) -> None:
    department = Department.objects.get(name="福祉支援課")
    page = text_of(clerk.post(f"{list_address(Department)}{department.pk}/delete/", {"post": "1"}))
    assert "は消せません" in page
    assert Department.objects.filter(pk=department.pk).exists()
