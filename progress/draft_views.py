"""書きかけの受け渡し。預かりは画面の裏から送られ、答えは画面に出す一文にする。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from plans.admin_site import actor_of
from progress.drafts import LateDraftError, discard_draft, keep_draft
from progress.entry_desk import may_enter
from progress.views import UNREADABLE_STATUS, find_record, user_of
from progress.workflow import NotAllowedError, WorkflowError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CLOCK = "%H:%M"
REFUSED_STATUS = {NotAllowedError: 403, LateDraftError: 409}


@never_cache
@require_POST
def keep(request: HttpRequest, record_id: int) -> JsonResponse:
    """書きかけを預かる。見えない報告は 404、書けない人には 403。"""
    record = find_record(request, record_id)
    try:
        draft = keep_draft(
            record,
            request.POST,
            actor=actor_of(request),
            user=user_of(request),
            at=timezone.now(),
        )
    except WorkflowError as error:
        status = REFUSED_STATUS.get(type(error), UNREADABLE_STATUS)
        return JsonResponse({"message": str(error)}, status=status)
    clock = timezone.localtime(draft.saved_at).strftime(CLOCK)
    message = f"書きかけを預かりました（{clock}）。"
    if draft.base_version != record.version:
        message += "開いた後に、ほかの人が保存しています。"
    return JsonResponse({"message": message})


@never_cache
@require_POST
def discard(request: HttpRequest, record_id: int) -> HttpResponse:
    """書きかけを捨てて、保存した内容の画面に戻る。"""
    record = find_record(request, record_id)
    if not may_enter(actor_of(request), record):
        raise PermissionDenied
    discard_draft(record, user_of(request))
    messages.success(request, "書きかけを捨てました。")
    address = reverse("admin:progress_progressrecord_change", args=(record.pk,))
    return HttpResponseRedirect(address)
