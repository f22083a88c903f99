"""エラー画面: 日本語で、内部を見せず、データベースがなくても出ること。"""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from config.errors import show_error, too_many_requests
from tests.config.pages import SECRET_TEXT

pytestmark = [pytest.mark.urls("tests.config.pages"), pytest.mark.django_db]

PAGES = [
    ("/nonsense/", 400, "送られた内容を読み取れませんでした"),
    ("/forbidden/", 403, "この画面を開く権限がありません"),
    ("/no-such-page/", 404, "お探しの画面が見つかりません"),
    ("/fail/7/", 500, "処理中に問題が起きました"),
    ("/database/", 503, "ただいま混み合っているか、点検中です"),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "cursor", refuse)
    yield
    monkeypatch.undo()


@pytest.mark.parametrize(("path", "status", "heading"), PAGES)
def test_each_failure_has_its_own_japanese_page(
    visitor: Client, path: str, status: int, heading: str
) -> None:
    response = visitor.get(path)
    page = response.content.decode()
    assert response.status_code == status
    assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", page)
    assert 'lang="ja"' in page


@pytest.mark.parametrize(("path", "status", "heading"), PAGES)
def test_no_failure_shows_a_trace_or_what_was_typed(
    visitor: Client, path: str, status: int, heading: str
) -> None:
    page = visitor.get(path).content.decode()
    assert "Traceback" not in page
    assert "Error" not in page
    assert SECRET_TEXT not in page


def test_a_form_whose_token_ran_out_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/post/")
    assert response.status_code == 403
    assert "画面の有効期限が切れています" in response.content.decode()


def test_the_page_for_a_conflict_and_for_too_many_requests(rf: RequestFactory) -> None:
    conflict = show_error(rf.get("/"), 409)
    assert conflict.status_code == 409
    assert "ほかの方が先に変更しました" in conflict.content.decode()
    refused = too_many_requests(rf.post("/login/"), None, {"username": "a"})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"


@pytest.mark.parametrize("template", ["errors/500.html", "errors/503.html"])
def test_the_pages_of_last_resort_need_no_query_and_no_context(
    template: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = render_to_string(template)
    assert "<h1" in page
    assert "お問い合わせ番号" not in page


def test_a_failure_names_the_number_to_ask_about(visitor: Client) -> None:
    response = visitor.get("/fail/7/")
    assert f"お問い合わせ番号：{response['X-Request-ID']}" in response.content.decode()


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("path", ["/healthz", "/inside/"])
def test_without_a_database_every_page_is_503_within_three_seconds(
    visitor: Client, path: str
) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    started = time.monotonic()
    response = visitor.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert time.monotonic() - started < 3


def test_healthz_needs_no_login(visitor: Client) -> None:
    response = visitor.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_every_other_page_asks_for_a_login(visitor: Client) -> None:
    response = visitor.get("/inside/")
    assert response.status_code == 302
    assert response["Location"] == "/login/?next=/inside/"
