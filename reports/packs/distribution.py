"""委員会資料の配布。配布した版のファイルは、二度と変わらない。"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from plans.signing import sign_change
from progress.workflow import (
    ChangedMeanwhileError,
    NotAllowedError,
    ReasonNeededError,
)
from reports.choices import PackState
from reports.models import CommitteePack
from reports.permissions import can_distribute_pack

if TYPE_CHECKING:
    from plans.actors import Actor
    from plans.models import User

MAX_RECIPIENTS = 500
CHANGED_MESSAGE = (
    "開いた後に、ほかの人がこの資料を作り直したか、配布しました。"
    "いまの資料を確かめてから、もう一度お試しください。"
)


@transaction.atomic
def distribute_pack(
    pack_id: int,
    *,
    version: int,
    recipients: str,
    actor: Actor,
    user: User,
    at: dt.datetime,
) -> CommitteePack:
    """委員会資料を配布し、配布した資料を返す。ここからは、だれも作り直せない。

    version は開いたときの保存の回数。違えば ChangedMeanwhileError。許されなければ NotAllowedError、
    会議の名称・開催日・配布先がなければ ReasonNeededError。何も変わらない。
    """
    rows = CommitteePack.objects.select_for_update(of=("self",)).select_related("review")
    pack: CommitteePack = rows.get(pk=pack_id)
    if pack.version != version:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    if not can_distribute_pack(actor, pack):
        raise NotAllowedError("この委員会資料は、いま配布できません。")
    text = recipients.strip()
    _require(pack, text)
    pack.state, pack.recipients = PackState.DISTRIBUTED, text
    pack.distributed_at, pack.distributed_by = at, user
    hashes = "、".join(
        f"{row.get_kind_display()} {row.sha256}" for row in pack.files.defer("content")
    )
    sign_change(pack, user, f"配布：{text}（{hashes}）")
    pack.save()
    return pack


def _require(pack: CommitteePack, recipients: str) -> None:
    if not pack.meeting_name or pack.held_on is None:
        raise ReasonNeededError(
            "会議の名称と開催日が決まっていません。作り方の画面で入れ、作り直してから配布してください。"
        )
    if not recipients:
        raise ReasonNeededError("配布先を入れてください（例：進行管理委員会委員9人、事務局）。")
    if len(recipients) > MAX_RECIPIENTS:
        raise ReasonNeededError(f"配布先は{MAX_RECIPIENTS}字以内にしてください。")
