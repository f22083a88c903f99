"""通信の守り。平文の要求は HTTPS へ送るが、同じ機械の中の要求は送らない。

中継なしに同じ機械の中から届いた要求は、網を通らない。点検の命令や機械の中の監視が、
HTTPS の支度なしに働くように、送る判断のときだけ「守られた通信」とみなす。
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")


def excuse_within_machine(get_response: Handler) -> Handler:
    """SecurityMiddleware の前に置く。機械の中の要求を、HTTPS へ送らせない。"""

    def handle(request: HttpRequest) -> HttpResponse:
        if is_within_machine(request):
            request.is_secure = _is_guarded  # type: ignore[method-assign]
        return get_response(request)

    return handle


def restore_transport(get_response: Handler) -> Handler:
    """SecurityMiddleware の後に置く。ここから先は、平文は平文として扱う。"""

    def handle(request: HttpRequest) -> HttpResponse:
        vars(request).pop("is_secure", None)
        return get_response(request)

    return handle


def is_within_machine(request: HttpRequest) -> bool:
    """同じ機械の中から、中継なしに届いた要求か。"""
    if any(name in request.META for name in FORWARDED_HEADERS):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_guarded() -> bool:
    return True
