"""サイトのすべての道。urls.py から拾い、引数を場面の行の番号で埋める。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
MISSING = "987654"


@dataclass(frozen=True, slots=True)
class Route:
    """道。name は「admin:index」のような名で、名のない道では path と同じ。path は型のまま。"""

    name: str
    path: str

    @property
    def arguments(self) -> list[str]:
        """道の引数の名。"""
        return ARGUMENT.findall(self.path)

    def address(self, values: Mapping[str, str]) -> str:
        """引数を埋めた URL。"""
        return "/" + ARGUMENT.sub(lambda found: values[found[1]], self.path)


def all_routes() -> list[Route]:
    """サイトのすべての道。"""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, path, namespace + space)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}" if pattern.name else path, path)


def _plain(pattern: str) -> str:
    return GROUP.sub(r"<\1>", pattern).strip("^$")
