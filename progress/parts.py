"""協力課の分。「当課の分は記入済」の知らせと、その課長の意見。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.models import DepartmentPart, ProgressRecord
from progress.permissions import can_mark_part, can_remark_part, case_of
from progress.workflow import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from plans.actors import Actor
    from plans.models import User
    from progress.permissions import RecordCase

    Rule = Callable[[Actor, RecordCase, int], bool]

DONE_REASON = "当課の分は記入済"
UNDONE_REASON = "記入済の取消し"
REMARK_REASON = "協力課の課長の意見"
NOT_ALLOWED = "この報告に、いま協力課としての操作はできません。"
HAS_REMARK = "課長の意見が添えられているため、記入済を取り消せません。"
MISSING = "「当課の分は記入済」の知らせがまだありません。"


class HasRemarkError(ChangedMeanwhileError):
    """課長の意見があるので、知らせを取り消せない。"""


@transaction.atomic
def mark_part(
    record_id: int, department_id: int, *, actor: Actor, user: User, at: dt.datetime
) -> DepartmentPart:
    """協力課の分を記入済にする。すでに記入済なら、そのままの知らせを返す。

    許されなければ NotAllowedError。報告の版は変えない（主担当の記入を妨げないため）。
    """
    _lock(record_id, department_id, actor, can_mark_part)
    known = DepartmentPart.objects.filter(record=record_id, department=department_id).first()
    if known:
        return known  # type: ignore[no-any-return]
    part = DepartmentPart(
        record_id=record_id, department_id=department_id, done_at=at, done_by=user
    )
    sign_change(part, user, DONE_REASON)
    part.save()
    return part


@transaction.atomic
def unmark_part(record_id: int, department_id: int, *, actor: Actor, user: User) -> None:
    """記入済の知らせを取り消す。課長の意見があれば取り消さず、HasRemarkError。"""
    _lock(record_id, department_id, actor, can_mark_part)
    part = DepartmentPart.objects.filter(record=record_id, department=department_id).first()
    if part is None:
        return
    if part.remark:
        raise HasRemarkError(HAS_REMARK)
    sign_change(part, user, UNDONE_REASON)
    part.delete()


@transaction.atomic
def remark_part(
    record_id: int, department_id: int, remark: str, *, actor: Actor, user: User
) -> DepartmentPart:
    """協力課の課長の意見を書く（空なら消す）。記入済の知らせがなければ ChangedMeanwhileError。"""
    _lock(record_id, department_id, actor, can_remark_part)
    part = DepartmentPart.objects.filter(record=record_id, department=department_id).first()
    if part is None:
        raise ChangedMeanwhileError(MISSING)
    if part.remark != remark:
        part.remark = remark
        sign_change(part, user, REMARK_REASON)
        part.save()
    return part  # type: ignore[no-any-return]


def _lock(record_id: int, department_id: int, actor: Actor, may: Rule) -> None:
    """報告の行を押さえ、同じ報告への操作を一つずつにしてから、許しを確かめる。"""
    record: ProgressRecord = (
        ProgressRecord.objects.select_for_update(of=("self",))
        .select_related("review", "item")
        .prefetch_related("item__item_departments")
        .get(pk=record_id)
    )
    if not may(actor, case_of(record), department_id):
        raise NotAllowedError(NOT_ALLOWED)
