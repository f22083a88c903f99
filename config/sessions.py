"""ログインの続く時間。最後の操作から 8 時間、またはブラウザーを閉じるまで。"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

REFRESH_SECONDS = 15 * 60
SERVER_ERROR = 500
REFRESHED_AT = "refreshed_at"


class SlidingSessionMiddleware:
    """操作があれば期限を延ばす。書き込みを増やさないよう、延長は 15 分に一度だけにする。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """次の処理を受け取る。"""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """依頼を通したあと、読まれたセッションの期限を見る。"""
        response = self.get_response(request)
        session = request.session
        # データベースに届かなかったときに、もう一度読んで待たせない。
        if response.status_code >= SERVER_ERROR:
            return response
        if not session.accessed or session.is_empty():
            return response
        now = int(time.time())
        if now - session.get(REFRESHED_AT, 0) >= REFRESH_SECONDS:
            session[REFRESHED_AT] = now
        return response
