"""手引。役割ごとに A4 一枚で、その人がすることだけを順に述べる。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.admin_site import actor_of
from reports.permissions import can_read_guides

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Guide:
    """手引の一枚。name は URL と template の名、reader は読む人。"""

    name: str
    title: str
    reader: str

    @property
    def template(self) -> str:
        """本文。"""
        return f"reports/guide/{self.name}.html"


GUIDES = {
    guide.name: guide
    for guide in (
        Guide("staff", "実績を入力する", "担当課の職員"),
        Guide("head", "報告を確かめる", "課長・課長代理"),
        Guide("secretariat", "一年の進行管理", "総務課"),
        Guide("committee", "資料を読み、意見を述べる", "進行管理委員会の委員"),
        Guide("administrator", "利用者と課を整える", "管理者"),
        Guide("next-plan", "次期計画の始め方", "総務課"),
        Guide("handover", "引継ぎ", "異動する人・引き継ぐ人"),
    )
}


@require_safe
def list_guides(request: HttpRequest) -> HttpResponse:
    """手引の一覧。ログインした人みなが読む。"""
    _check_reader(request)
    return render(request, "reports/guide/list.html", {"guides": GUIDES.values()})


@require_safe
def show_guide(request: HttpRequest, page: str) -> HttpResponse:
    """手引の一枚。知らない名は 404。"""
    _check_reader(request)
    guide = GUIDES.get(page)
    if guide is None:
        raise Http404("その手引はありません。")
    return render(request, guide.template, {"guide": guide})


def _check_reader(request: HttpRequest) -> None:
    if not can_read_guides(actor_of(request)):
        raise PermissionDenied
