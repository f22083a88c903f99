"""ログ: 番号は残り、人の書いた文章は残らないこと。"""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from config.request_log import LOGGING, PlainFormatter, RequestFilter
from tests.config.pages import SECRET_TEXT

pytestmark = [pytest.mark.urls("tests.config.pages"), pytest.mark.django_db]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """本番と同じ書式で書かれるログ。"""
    rules = LOGGING["formatters"]["plain"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RequestFilter())
    handler.setFormatter(
        PlainFormatter(rules["format"], style=rules["style"], defaults=rules["defaults"])
    )
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_a_request_leaves_one_line_with_numbers_only(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/fail/7/", {"q": SECRET_TEXT})
    line = next(text for text in log.getvalue().splitlines() if "config.request_log" in text)
    assert f"request={response['X-Request-ID']}" in line
    assert "verb=GET fail objects=7 status=500 ms=" in line
    assert "user=-" in line


def test_an_exception_is_logged_with_its_place_but_without_its_words(log: io.StringIO) -> None:
    Client(raise_request_exception=False).get("/fail/7/")
    written = log.getvalue()
    assert "ValueError" in written
    assert "IntegrityError" in written
    assert "pages.py" in written
    assert SECRET_TEXT not in written


def test_an_error_of_the_program_keeps_its_words(log: io.StringIO) -> None:
    Client(raise_request_exception=False).get("/database/")
    assert "connection refused" in log.getvalue()


def test_what_a_visitor_types_into_the_address_is_not_written(log: io.StringIO) -> None:
    Client().get(f"/{SECRET_TEXT}/")
    assert SECRET_TEXT not in log.getvalue()
    assert "status=404" in log.getvalue()


def test_every_answer_has_a_fresh_number() -> None:
    numbers = {Client().get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert all(re.fullmatch(r"[0-9a-f]{12}", number) for number in numbers)


def test_a_verb_and_its_objects_are_shown_where_they_are_given(log: io.StringIO) -> None:
    logging.getLogger("progress.workflow").info("", extra={"verb": "submit", "objects": "12"})
    assert "request=- user=- verb=submit objects=12" in log.getvalue()
