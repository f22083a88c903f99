"""要求に行為者を添え、ログインの切れた人が打った文を預かる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from progress.kept_forms import kept_form_of
from progress.kept_text import EXPIRED, is_draft, show_expired, show_lost
from progress.people import load_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

LOST_STATUS: dict[type[Exception], int] = {PermissionDenied: 403, Http404: 404}
KEPT_HERE = "打った内容はこの画面に残っています。別のタブでログインしてください。"


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


class KeepingLoginMiddleware(LoginRequiredMiddleware):
    """ログインの見張り。入力の画面から送られた文だけは、ログインへ移らずに預かりの画面で返す。"""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """ログインしていない人への答え。ログインしていれば何もしない。

        ログインの要らない画面ではだれかを調べないので、その画面は人によらない写しにできる。
        """
        if not getattr(view_func, "login_required", True):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and is_draft(request):
            return JsonResponse({"message": f"{EXPIRED.heading}。{KEPT_HERE}"}, status=401)
        if answer is not None and kept_form_of(request):
            return show_expired(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """送り先がなくなっていても（404）、許されなくなっていても（403）、打った文だけは返す。"""
        status = LOST_STATUS.get(type(exception))
        if status is None or kept_form_of(request) is None:
            return None
        message = str(exception) if isinstance(exception, PermissionDenied) else ""
        return show_lost(request, status, message)
