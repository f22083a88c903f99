"""要求に行為者を添える。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from progress.people import load_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ActorMiddleware:
    """行為者の中間処理。request.actor を初めて使うときに一度だけ作る。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """応答を返す。行為者は使われるまで作らない。"""
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: load_actor(request.user, timezone.localdate())
        )
        return self.get_response(request)
