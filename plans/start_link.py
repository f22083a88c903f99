"""開始用のリンク。メールのない人が、総務課から渡された紙を見て、初めてのパスワードを決める。

一度使うか、7日たつか、セッションを終了するか、新しいリンクを発行すると使えなくなる。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.db.models import F
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from plans.models import User

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

GONE = 410


class StartTokens(PasswordResetTokenGenerator):
    """開始用のリンクの印。パスワード・最終ログイン・セッション世代のどれかが変わると効かない。"""

    key_salt = "plans.start_link.StartTokens"

    def check_token(self, user: Any, token: str | None) -> bool:
        """この人の、まだ使える印か。使えなくした人の印は効かない。"""
        return user is not None and user.is_active and super().check_token(user, token)

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        base = super()._make_hash_value(user, timestamp)
        return f"{base}{user.session_epoch}"


tokens = StartTokens()


def issue_start_path(person: User) -> str:
    """開始用のリンクの道を発行する。前のリンクと、この人のセッションはみな終わる。"""
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db()
    number = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("start", args=(number, tokens.make_token(person)))


class StartView(PasswordResetConfirmView):
    """開始用のリンクの先。パスワードを決めたら、ログインの画面へ進む。"""

    template_name = "registration/start.html"
    token_generator = tokens
    success_url = reverse_lazy("login")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """パスワードを決める。同じ端末に残る、ほかの人のログインは終える。"""
        response = super().form_valid(form)
        logout(self.request)
        messages.success(self.request, "パスワードを決めました。ログインしてください。")
        return response

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """使えないリンクは 410 で知らせる。"""
        if not self.validlink:
            options.setdefault("status", GONE)
        return super().render_to_response(context, **options)
