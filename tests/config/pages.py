"""エラー画面の試験のための URL。どれも決まった失敗をする。"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from config.health import healthz

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

SECRET_TEXT = "住民の相談内容"


@login_not_required
def send_nonsense(request: HttpRequest) -> HttpResponse:
    raise BadRequest(SECRET_TEXT)


@login_not_required
def lack_permission(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET_TEXT)


@login_not_required
def fail(request: HttpRequest, pk: int = 0) -> HttpResponse:
    try:
        raise IntegrityError(SECRET_TEXT)
    except IntegrityError as error:
        raise ValueError(SECRET_TEXT) from error


@login_not_required
def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@csrf_protect
@login_not_required
def post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def needs_login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("login/", post, name="login"),
    path("nonsense/", send_nonsense),
    path("forbidden/", lack_permission),
    path("fail/<int:pk>/", fail, name="fail"),
    path("database/", lose_database),
    path("post/", post),
    path("inside/", needs_login),
]
