"""エラー画面をブラウザーで見るための URL。本物の画面と同じ関数で描く。"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.errors import show_error, show_failure
from config.urls import urlpatterns as real_addresses
from progress.kept_text import answer_csrf_failure

WITHOUT_DATABASE = (500, 503)


@login_not_required
def show(request: HttpRequest, status: int) -> HttpResponse:
    """番号のエラー画面。"""
    draw = show_failure if status in WITHOUT_DATABASE else show_error
    return draw(request, status)


@login_not_required
def show_csrf_failure(request: HttpRequest) -> HttpResponse:
    """有効期限の切れた画面。"""
    return answer_csrf_failure(request)


urlpatterns = [
    path("errors/<int:status>/", show),
    path("errors/csrf/", show_csrf_failure),
    *real_addresses,
]
