"""わたしの入力と、ボタンで行う動詞の画面。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plans.admin_site import actor_of
from progress.deeds import (
    DONE_MESSAGES,
    Deed,
    load_remark_fields,
    read_deed,
    without_hidden_letters,
)
from progress.forms import PlainTextField
from progress.loading import load_running, records_with_parts
from progress.opinion_permissions import can_open_committee_page
from progress.opinion_rows import opinions_to_answer, waits_for_answer
from progress.parts import HasRemarkError, mark_part, remark_part, unmark_part
from progress.people import load_actor
from progress.permissions import can_open_my_page, can_view_record, case_of
from progress.waiting import (
    awaiting_approval,
    awaiting_finalization,
    count_states,
    entry_tasks,
    next_unfinished,
)
from progress.workflow import (
    MAX_REASON,
    ChangedMeanwhileError,
    NotAllowedError,
    WorkflowError,
    allowed_verbs,
    perform,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from plans.models import User
    from progress.models import ProgressRecord

FORBIDDEN_STATUS = 403
REFUSED_STATUS = {
    NotAllowedError: FORBIDDEN_STATUS,
    ChangedMeanwhileError: 409,
    HasRemarkError: 409,
}
UNREADABLE_STATUS = 400


class SignInView(LoginView):
    """ログインの画面。課で働く人は「わたしの入力」、委員は「委員の画面」へ進む。"""

    template_name = "login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """行き先の指定がないときの、ログインの後の画面。"""
        actor = load_actor(self.request.user, timezone.localdate())
        if can_open_committee_page(actor):
            return reverse("committee")
        return reverse("my") if can_open_my_page(actor) else super().get_default_redirect_url()


@never_cache
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """わたしの入力。課として書くものと、確認・確定を待つもの。持たない人はダッシュボードへ。"""
    actor = actor_of(request)
    if not can_open_my_page(actor):
        return redirect("dashboard")
    records = load_running(actor)
    years = entry_tasks(actor, records)
    context = {
        "years": years,
        "next": next_unfinished(years),
        "approvals": awaiting_approval(actor, records),
        "finalizations": awaiting_finalization(actor, records),
        "state_counts": count_states(records) if actor.is_secretariat else [],
        "is_secretariat": actor.is_secretariat,
        "is_head": bool(actor.head_of),
        "opinions": [row for row in opinions_to_answer(actor) if waits_for_answer(actor, row)],
        "shows_plan": len({record.review.plan_id for record in records}) > 1,
    }
    return render(request, "progress/my.html", context)


@never_cache
@require_POST
def perform_deed(request: HttpRequest, record_id: int, verb: str) -> HttpResponse:
    """ボタンの動詞を行い、元の画面へ戻る。断られたら、書いた理由を残した画面を返す。"""
    record = find_record(request, record_id)
    deed = read_deed(verb, request.POST, load_remark_fields(record) if verb == "send_back" else ())
    if deed.errors:
        return _show_refusal(request, record, deed, UNREADABLE_STATUS)
    try:
        perform(
            record.pk,
            verb,
            actor=actor_of(request),
            user=user_of(request),
            version=deed.version,
            at=timezone.now(),
            reason=deed.reason,
            remarks=deed.remarks,
        )
    except WorkflowError as error:
        deed.errors.append(str(error))
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show_refusal(request, find_record(request, record_id), deed, status)
    messages.success(request, f"「{record.item}」：{DONE_MESSAGES[verb]}")
    return HttpResponseRedirect(next_url(request))


@never_cache
@require_POST
def change_part(
    request: HttpRequest, record_id: int, department_id: int, change: str
) -> HttpResponse:
    """協力課の「記入済」の知らせ、その取消し、課長の意見。"""
    record = find_record(request, record_id)
    try:
        done = PART_CHANGES[change](request, record.pk, department_id)
    except forms.ValidationError as error:
        return _show_part_refusal(request, record, error.messages[0], UNREADABLE_STATUS)
    except WorkflowError as error:
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return _show_part_refusal(request, record, str(error), status)
    messages.success(request, f"「{record.item}」：{done}")
    return HttpResponseRedirect(next_url(request))


def _mark_part(request: HttpRequest, record_id: int, department_id: int) -> str:
    actor, user = actor_of(request), user_of(request)
    mark_part(record_id, department_id, actor=actor, user=user, at=timezone.now())
    return "当課の分を記入済にしました。"


def _unmark_part(request: HttpRequest, record_id: int, department_id: int) -> str:
    unmark_part(record_id, department_id, actor=actor_of(request), user=user_of(request))
    return "記入済を取り消しました。"


def _remark_part(request: HttpRequest, record_id: int, department_id: int) -> str:
    remark = str(PlainTextField(max_length=MAX_REASON).clean(request.POST.get("remark", "")))
    remark_part(record_id, department_id, remark, actor=actor_of(request), user=user_of(request))
    return "意見を保存しました。" if remark else "意見を消しました。"


def _show_part_refusal(
    request: HttpRequest, record: ProgressRecord, error: str, status: int
) -> HttpResponse:
    context = {
        "record": record,
        "error": error,
        "remark": without_hidden_letters(request.POST.get("remark", "")),
        "back": next_url(request),
        "may_retry": status != FORBIDDEN_STATUS,
    }
    return render(request, "progress/part_refused.html", context, status=status)


PART_CHANGES = {"done": _mark_part, "undo": _unmark_part, "remark": _remark_part}


def find_record(request: HttpRequest, record_id: int) -> ProgressRecord:
    """見える報告を返す。見えなければ Http404、事務局側の人でなければ PermissionDenied。"""
    actor = actor_of(request)
    record = records_with_parts(actor).filter(pk=record_id).first()
    if record is None or not can_view_record(actor, case_of(record)):
        raise Http404
    if not actor.is_office:
        raise PermissionDenied
    return record


def user_of(request: HttpRequest) -> User:
    """ログイン中の人。"""
    return request.user  # type: ignore[return-value]


def next_url(request: HttpRequest) -> str:
    """元の画面。送られた next が自分のところの道でなければ「わたしの入力」。"""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else reverse("my")


def _show_refusal(
    request: HttpRequest, record: ProgressRecord, deed: Deed, status: int
) -> HttpResponse:
    context = {
        "record": record,
        "deed": deed,
        "may_retry": deed.verb in allowed_verbs(actor_of(request), case_of(record)),
        "back": next_url(request),
    }
    return render(request, "progress/refused.html", context, status=status)
