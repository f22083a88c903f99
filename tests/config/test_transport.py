"""平文の要求の扱い。"""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db

SECURE = override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=3600, ALLOWED_HOSTS=["testserver"]
)


@pytest.mark.parametrize(
    ("address", "headers", "redirected"),
    [
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("203.0.113.5", {}, True),
        ("10.0.0.5", {}, True),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}, True),
        ("127.0.0.1", {"X-Forwarded-Proto": "http"}, True),
        ("", {}, True),
    ],
)
def test_only_requests_from_within_the_machine_stay_on_plain_http(
    address: str, headers: dict[str, str], redirected: bool
) -> None:
    with SECURE:
        page = Client(REMOTE_ADDR=address, headers=headers).get("/login/")
    assert (page.status_code == 301) is redirected


def test_a_local_request_is_still_treated_as_plain_http_afterwards() -> None:
    with SECURE:
        page = Client(REMOTE_ADDR="127.0.0.1").get("/login/")
    assert page.status_code == 200
    assert not page.wsgi_request.is_secure()
    assert "Strict-Transport-Security" not in page.headers
