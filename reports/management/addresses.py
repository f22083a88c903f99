"""コマンドに渡す住所の読み取り。"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from urllib.parse import SplitResult, quote, urlsplit

# 住所のパスの中で、そのまま書いてよい記号（RFC 3986）。% は、すでに直した字の始まり。
PATH_SIGNS = "/%:@!$&'()*+,;=~-._"
REFUSED = re.compile(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


def read_base_url(word: str) -> str:
    """住所の読み取り: https か http の住所に、終わりの「/」を添える。誤りは ArgumentTypeError。

    日本語の住所は、検索のための一覧に書ける字（ASCII）に直す。
    """
    try:
        parts = urlsplit(word)
        host = _host_of(parts)
    except ValueError as error:
        raise _refusal(word) from error
    is_plain = parts.scheme in ("http", "https") and not (parts.query or parts.fragment)
    if not is_plain or not HOST.fullmatch(host) or REFUSED.search(word):
        raise _refusal(word)
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path, safe=PATH_SIGNS)
    return f"{parts.scheme}://{host}{port}{path if path.endswith('/') else f'{path}/'}"


def _host_of(parts: SplitResult) -> str:
    """サーバーの名。日本語の名は ASCII に直す。名乗り（名:合言葉@）や番号の誤りは ValueError。"""
    host = parts.hostname or ""
    if "@" in parts.netloc or parts.port == 0:
        raise ValueError(parts.netloc)
    return f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")


def _refusal(word: str) -> ArgumentTypeError:
    return ArgumentTypeError(
        f"「{word}」は住所として読めません。https://www.example.jp/plan/ の形で指定してください。"
    )
