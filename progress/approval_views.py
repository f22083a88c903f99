"""課長の確認と総務課の確定の画面。待っている報告を一つの画面に並べ、まとめて行える。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.admin_site import actor_of
from progress.deeds import read_version
from progress.loading import load_running
from progress.permissions import can_open_approvals, can_open_finalizations
from progress.reading import load_readings
from progress.views import user_of
from progress.waiting import (
    approval_deadline,
    awaiting_approval,
    awaiting_finalization,
    finalization_deadline,
)
from progress.workflow import WorkflowError, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

    from plans.actors import Actor
    from progress.models import AnnualReview, ProgressRecord
    from progress.waiting import Deadline

NOTHING_CHOSEN = "まとめて行う項目に印を付けてください。"


@dataclass(frozen=True, slots=True)
class Desk:
    """読んで決める机。verb を許された人（may_open）が、その人を待つ報告（awaiting）を読む。"""

    name: str
    verb: str
    title: str
    button: str
    all_button: str
    done: str
    empty: str
    may_open: Callable[[Actor], bool]
    awaiting: Callable[[Actor, Iterable[ProgressRecord]], list[ProgressRecord]]
    deadline: Callable[[AnnualReview, dt.date], Deadline]


APPROVALS = Desk(
    name="approvals",
    verb="approve",
    title="課長の確認",
    button="読みました",
    all_button="読んだ項目をまとめて確認",
    done="確認しました",
    empty="いま確認を待つ報告はありません。",
    may_open=can_open_approvals,
    awaiting=awaiting_approval,
    deadline=approval_deadline,
)
FINALIZATIONS = Desk(
    name="finalizations",
    verb="finalize",
    title="進行管理の確定",
    button="確かめました",
    all_button="確かめた項目をまとめて確定",
    done="確定しました",
    empty="いま確定を待つ報告はありません。",
    may_open=can_open_finalizations,
    awaiting=awaiting_finalization,
    deadline=finalization_deadline,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """待っている報告を並べる。POST では、印の付いた項目を一件ずつ行い、一件ずつ結果を伝える。"""
    actor = actor_of(request)
    if not desk.may_open(actor):
        raise PermissionDenied
    records = desk.awaiting(actor, load_running(actor))
    if request.method == "POST":
        _perform_chosen(request, desk, records)
        return HttpResponseRedirect(reverse(desk.name))
    reviews = {record.review_id: record.review for record in records}
    context = {
        "desk": desk,
        "readings": load_readings(records),
        "verbs": (desk.verb, "send_back"),
        "deadlines": [(review, desk.deadline(review, actor.on)) for review in reviews.values()],
    }
    return render(request, "progress/desk.html", context)


def _perform_chosen(request: HttpRequest, desk: Desk, records: list[ProgressRecord]) -> None:
    chosen = request.POST.getlist("chosen")
    if not chosen:
        messages.warning(request, NOTHING_CHOSEN)
        return
    versions = dict(_read_choice(text) for text in chosen)
    waiting = {record.pk: record for record in records}
    for record_id, version in versions.items():
        if record_id in waiting:
            _perform_one(request, desk, waiting[record_id], version)
    gone = len(versions.keys() - waiting.keys())
    if gone:
        messages.error(
            request,
            f"{gone}件は、もうここで待っていません。ほかの人が先に進めたか、取り下げました。",
        )


def _perform_one(request: HttpRequest, desk: Desk, record: ProgressRecord, version: int) -> None:
    """一件を一つの取引で行う。一件が断られても、ほかの件は進む。"""
    try:
        perform(
            record.pk,
            desk.verb,
            actor=actor_of(request),
            user=user_of(request),
            version=version,
            at=timezone.now(),
        )
    except WorkflowError as error:
        messages.error(request, f"「{record.item}」：{error}")
    else:
        messages.success(request, f"「{record.item}」：{desk.done}。")


def _read_choice(text: str) -> tuple[int, int]:
    """印の値「報告の番号-版」を読む。読めなければ、どれとも合わない 0。"""
    record_id, _, version = text.partition("-")
    return read_version(record_id), read_version(version)
