"""運用の記録（ログ）。標準エラーに、いつ・どの依頼・誰・何をしたか・対象の番号だけを書く。

人が入力した文章は書かない。例外の言葉には入力した値が混じることがあるので、
プログラムの誤りを示す種類のほかは、例外の種類と場所だけを残す。
"""

import logging
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import NoReverseMatch

logger = logging.getLogger(__name__)

CLIENT_ERROR = 400
ERRORS_WITHOUT_INPUT = (
    AttributeError,
    FieldError,
    ImportError,
    ImproperlyConfigured,
    InterfaceError,
    NameError,
    NoReverseMatch,
    OperationalError,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def request_id_of(request: HttpRequest | None) -> str:
    """依頼の番号。画面に「お問い合わせ番号」として出し、ログと突き合わせる。依頼の外では "-"。"""
    return getattr(request, "log_id", "-")


def user_id_of(request: HttpRequest | None) -> str:
    """ログイン中の人の番号。データベースへは問い合わせず、まだ読まれていなければ "-"。"""
    user = vars(request).get("_cached_user") if request else None
    return str(getattr(user, "pk", None) or "-")


class RequestLogMiddleware:
    """依頼ごとに番号を振り、終わりに一行（方法・画面名・対象の番号・結果・時間 ms）を書く。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """次の処理を受け取る。"""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """依頼を通し、番号を応答ヘッダー X-Request-ID にも付ける。"""
        vars(request)["log_id"] = uuid.uuid4().hex[:12]
        token = current_request.set(request)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            write_line(request, response, time.perf_counter() - started)
        finally:
            current_request.reset(token)
        response["X-Request-ID"] = request_id_of(request)
        return response


def write_line(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """依頼の終わりの一行を書く。無事に渡した静的ファイルは書かない。"""
    match = request.resolver_match
    if match is None and response.status_code < CLIENT_ERROR:
        return
    numbers = [str(value) for value in match.kwargs.values()] if match else []
    objects = ",".join(number for number in numbers if number.isascii() and number.isdigit())
    verb = f"{request.method} {match.view_name if match else '-'}"
    logger.info(
        "status=%s ms=%d",
        response.status_code,
        seconds * 1000,
        extra={"verb": verb, "objects": objects or "-"},
    )


class RequestFilter(logging.Filter):
    """記録の一件ごとに、依頼と利用者の番号を添える。"""

    def filter(self, record: logging.LogRecord) -> bool:
        """番号を付けて、必ず通す。"""
        request = current_request.get()
        record.request_id = request_id_of(request)
        record.user_id = user_id_of(request)
        return True


class PlainFormatter(logging.Formatter):
    """入力された値を漏らさない書式。例外は種類と場所を書く。"""

    def formatException(self, ei: Any) -> str:
        """例外の鎖を、起きた順に、言葉を落として並べる。"""
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            words = f": {error}" if isinstance(error, ERRORS_WITHOUT_INPUT) else ""
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{type(error).__qualname__}{words}")
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(parts))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": RequestFilter}},
    "formatters": {
        "plain": {
            "()": PlainFormatter,
            "format": (
                "{asctime} {levelname} {name} request={request_id} user={user_id} "
                "verb={verb} objects={objects} {message}"
            ),
            "style": "{",
            "defaults": {"verb": "-", "objects": "-"},
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": "plain",
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # 4xx は依頼の一行で足りる。URL や送られた名前をここから書かせない。
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "axes": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
