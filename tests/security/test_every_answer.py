"""どの道の答えにも付く守り: CSRF の印、枠・種類・出どころの見出し、控えを残さないこと。"""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.test import Client

from plans.models import User
from tests.people import sign_in
from tests.security.rows import hash_rows
from tests.security.scene import Scene, fresh
from tests.security.test_every_route import DECLARED

POLICY_PARTS = ("default-src", "frame-ancestors 'none'", "base-uri", "form-action")


@pytest.mark.slow
@pytest.mark.parametrize("person", ["staff", "secretariat", "administrator"])
def test_no_post_without_the_mark_of_the_page_changes_anything(scene: Scene, person: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        getattr(scene.cast, person), backend="django.contrib.auth.backends.ModelBackend"
    )
    cookies = SimpleCookie(client.cookies)
    before = hash_rows()
    passed = {}
    for route in DECLARED:
        address = route.address(scene.values(route))
        answer = fresh(client, cookies).post(address, scene.posted(route))
        if answer.status_code not in (403, 404, 405):
            passed[route.path] = answer.status_code
    assert passed == {}
    assert hash_rows() == before


@pytest.mark.slow
def test_every_answer_carries_the_headers_that_guard_it(scene: Scene) -> None:
    client = scene.client("secretariat")
    cookies = SimpleCookie(client.cookies)
    lacking = {}
    for route in DECLARED:
        answer = fresh(client, cookies).get(route.address(scene.values(route)))
        policy = answer.get("Content-Security-Policy", "")
        faults = [part for part in POLICY_PARTS if part not in policy]
        faults += ["unsafe"] if "unsafe" in policy else []
        faults += [] if answer.get("X-Content-Type-Options") == "nosniff" else ["nosniff"]
        faults += [] if answer.get("X-Frame-Options") == "DENY" else ["frame"]
        faults += [] if answer.get("Referrer-Policy") == "same-origin" else ["referrer"]
        if faults:
            lacking[route.path] = faults
    assert lacking == {}


def test_a_person_switched_off_is_out_at_the_next_request(scene: Scene) -> None:
    client = sign_in(scene.cast.staff)
    assert client.get("/my/").status_code == 200
    User.objects.filter(pk=scene.cast.staff.pk).update(is_active=False)
    answer = client.get("/my/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_a_person_who_leaves_a_department_writes_nothing_from_the_next_day(scene: Scene) -> None:
    client = sign_in(scene.cast.staff)
    scene.cast.staff.memberships.update(ends_on="2020-03-31")
    before = hash_rows()
    record = scene.records["submitted"]
    answer = client.post(f"/records/{record.pk}/withdraw/", {"version": str(record.version)})
    assert answer.status_code in (403, 404)
    assert client.get("/my/").status_code in (302, 403)
    assert hash_rows() == before
