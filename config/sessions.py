"""ログインの続く時間。最後の操作から 8 時間、ログインから 12 時間、ブラウザーを閉じるまで。"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

REFRESH_SECONDS = 15 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
SERVER_ERROR = 500
REFRESHED_AT = "refreshed_at"
BEGAN_AT = "began_at"


class SlidingSessionMiddleware:
    """操作があれば期限を延ばし、ログインから 12 時間で必ず終える。

    書き込みを増やさないよう、延長は 15 分に一度だけにする。
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """次の処理を受け取る。"""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """長すぎるセッションを先に終え、依頼を通したあと、読まれたセッションの期限を見る。"""
        # クッキーのない依頼では、セッションを読みに行かない。
        if settings.SESSION_COOKIE_NAME in request.COOKIES and is_too_long(request.session):
            request.session.flush()
        response = self.get_response(request)
        # データベースに届かなかったときに、もう一度読んで待たせない。
        if response.status_code < SERVER_ERROR and request.session.accessed:
            extend(request.session)
        return response


def is_too_long(session: SessionBase) -> bool:
    """ログインから 12 時間を過ぎたか。"""
    began_at = session.get(BEGAN_AT)
    return began_at is not None and time.time() - began_at >= ABSOLUTE_SECONDS


def extend(session: SessionBase) -> None:
    """期限を延ばす。ログインした時刻は、ログインの後の初めての依頼で書きとめる。"""
    if session.is_empty():
        return
    now = int(time.time())
    if SESSION_KEY in session and BEGAN_AT not in session:
        session[BEGAN_AT] = now
    if now - session.get(REFRESHED_AT, 0) >= REFRESH_SECONDS:
        session[REFRESHED_AT] = now
