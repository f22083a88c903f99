"""PostgreSQL に届かないとき、待たせずに 503 を返すこと。"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

VISIT = """
import time
import django
from django.conf import settings
django.setup()
settings.ROOT_URLCONF = "tests.config.pages"
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "a" * 32
started = time.monotonic()
response = client.get("/inside/")
print(response.status_code, time.monotonic() - started)
"""


@pytest.fixture
def silent_server() -> Iterator[int]:
    """つながるが、何も答えない待ち受け。その番号。"""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def visit(port: int) -> tuple[int, float]:
    """データベースが port にあるつもりの画面を開き、（番号、秒）を返す。"""
    database = f"postgres://nobody:nothing@127.0.0.1:{port}/plans"
    result = subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=Path(settings.BASE_DIR),
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds = result.stdout.split()
    return int(status), float(seconds)


@pytest.mark.slow
def test_a_database_that_refuses_is_a_503_at_once() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        status, seconds = visit(unused.getsockname()[1])
    assert status == 503
    assert seconds < 1


@pytest.mark.slow
def test_a_database_that_never_answers_is_a_503_within_three_seconds(silent_server: int) -> None:
    status, seconds = visit(silent_server)
    assert status == 503
    assert seconds < 3
