"""一つの worker の立ち上がりと大きさ。新しいプロセスで、最初の一枚と PDF の前後を測る。

試験の道具（django.test）は本番にないので、サーバーと同じく WSGI の入口を呼ぶ。
"""

from __future__ import annotations

import time
from importlib import import_module
from wsgiref.util import setup_testing_defaults

import psutil
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.urls import reverse

from config.wsgi import application

OFFICE = "soumu1"
YEAR = 2021
PRINTINGS = 3
MEBIBYTE = 1024 * 1024

LIMITS = {
    "立ち上がりと最初の一枚（CPU ミリ秒）": 1500.0,
    "メモリー（PDF を作る前、MiB）": 90.0,
    "メモリー（PDF を作った後、MiB）": 260.0,
}


def measure_worker() -> dict[str, float]:
    """LIMITS の名ごとの値。呼ぶプロセスは、ほかの仕事をまだしていないこと。"""
    session = _open_session()
    _read("dashboard", session)
    ready = time.process_time() * 1000
    before = _memory()
    for _ in range(PRINTINGS):
        _read("sheets_pdf", session)
    return dict(zip(LIMITS, (ready, before, _memory()), strict=True))


def _open_session() -> str:
    """総務課の人のログインした状態の番号。"""
    user = get_user_model().objects.get(username=OFFICE)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _read(view: str, session: str) -> None:
    statuses: list[str] = []
    environ = {
        "HTTP_HOST": "testserver",
        "PATH_INFO": reverse(view),
        "QUERY_STRING": f"year={YEAR}",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}",
        "REMOTE_ADDR": "127.0.0.1",
    }
    setup_testing_defaults(environ)
    response = application(environ, lambda status, _headers: statuses.append(status))
    assert statuses == ["200 OK"], f"{view}: {statuses}"
    assert b"".join(response)


def _memory() -> float:
    resident: int = psutil.Process().memory_info().rss
    return resident / MEBIBYTE
