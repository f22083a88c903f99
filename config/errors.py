"""エラー画面。どの場合も日本語の短い案内だけを返し、内部の情報は出さない。

500 と 503 はデータベースが使えないときにも出るので、利用者も設定値も読まずに描く。
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from config.request_log import request_id_of

PUBLIC_HOME = "/public/"
RETRY_AFTER_SECONDS = {429: 15 * 60, 503: 30}


def show_error(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """番号 status のエラー画面を返す。template を省くと errors/<番号>.html。"""
    context = {"error_home": home_of(request)}
    response = render(request, template or f"errors/{status}.html", context, status=status)
    return add_retry_after(response)


def show_failure(request: HttpRequest, status: int) -> HttpResponse:
    """データベースに触れずにエラー画面（500・503）を返す。お問い合わせ番号だけを添える。"""
    context = {"request_id": request_id_of(request), "error_home": home_of(request)}
    page = render_to_string(f"errors/{status}.html", context)
    return add_retry_after(HttpResponse(page, status=status))


def home_of(request: HttpRequest) -> str:
    """戻る先の入口。公開の画面を読む人を、ログインの画面へ送らない。"""
    return PUBLIC_HOME if request.path_info.startswith(PUBLIC_HOME) else "/"


def add_retry_after(response: HttpResponse) -> HttpResponse:
    """待てば直るエラーに、待つ秒数（Retry-After）を付ける。"""
    seconds = RETRY_AFTER_SECONDS.get(response.status_code)
    if seconds is not None:
        response["Retry-After"] = str(seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 送られた内容を読めない。"""
    return show_error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 権限がない。"""
    return show_error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 見つからない。例外が template を持てば、その案内を見せる。"""
    return show_error(request, 404, getattr(exception, "template", ""))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 処理の誤り。データベースに届かないときは 503。"""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return show_failure(request, 503)
    return show_failure(request, 500)


def too_many_requests(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, str] | None = None,
) -> HttpResponse:
    """429 ログインの失敗が続いた。15 分で自然に解ける（django-axes から呼ばれる）。"""
    return show_error(request, 429)
