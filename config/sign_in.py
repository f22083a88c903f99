"""ログインの見張り（django-axes）に渡す、利用者名と接続元の読み方。"""

import unicodedata
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

NAME_LENGTH = 255


def account_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """数えるための利用者名。全角・大文字の違いで失敗の数を分けさせない。"""
    typed = (credentials or request.POST).get("username") or ""
    name = unicodedata.normalize("NFKC", typed).casefold().replace("\0", "").strip()
    return name[:NAME_LENGTH]


def client_address(request: HttpRequest) -> str:
    """接続元の IP アドレス。

    前に立つ中継の数（PROXY_COUNT）だけ X-Forwarded-For を右から数える。
    利用者が書き足した左側は信じない。
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    count: int = settings.PROXY_COUNT
    if count == 0 or len(hops) < count:
        return direct
    return hops[-count]
