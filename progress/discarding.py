"""準備中の計画を取りやめる動詞。公開も年度の用意もしていない計画だけを、一つの取引で消す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.deletion import Collector

from plans.models import Department, ItemSuccession, Plan, RevisionDraft, SourceNote
from plans.permissions import can_revise_plan
from plans.signing import sign_change
from progress.models import AnnualReview, CommitteeMember
from progress.plan_rows import PLAN_TABLES
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.actors import Actor
    from plans.models import User

DISCARDING_REASON = "準備中の計画の取りやめ"
WRONG_NAME = "略称が違います。取りやめる計画の略称を、そのまま入れてください。"


class DiscardRefusedError(Exception):
    """取りやめを断る。理由は画面に出せる日本語。"""


def find_obstacle(plan: Plan) -> str:
    """取りやめられないわけ。取りやめられるなら空文字。"""
    obstacles = (
        (plan.released_at is not None, "公開している計画は取りやめられません。"),
        (
            AnnualReview.objects.for_plan(plan).exists(),
            "年度の進行管理を用意している計画は取りやめられません。",
        ),
        (
            CommitteeMember.objects.filter(committee__plan=plan).exists(),
            "委員を登録している計画は取りやめられません。先に委員を外してください。",
        ),
        (
            Plan.objects.filter(predecessor=plan).exists()
            or ItemSuccession.objects.filter(predecessor__plan=plan).exists(),
            "この計画を前の計画とする、別の計画があります。先にそれを取りやめてください。",
        ),
    )
    return next((sentence for is_wrong, sentence in obstacles if is_wrong), "")


def count_rows(plan: Plan) -> list[tuple[str, int]]:
    """消える行の、種類の名と数。ないものは除く。"""
    counted = [
        (str(model._meta.verbose_name), rows.count())
        for model, rows in _rows_to_delete(plan)
        if model is not Plan
    ]
    return [(name, count) for name, count in reversed(counted) if count]


@transaction.atomic
def discard_plan(plan: Plan, typed_name: str, *, actor: Actor, user: User) -> None:
    """準備中の計画を、その行とともに消す。変更履歴には、だれがなぜ消したかが残る。

    typed_name は確かめのために打った略称。許されなければ NotAllowedError、
    略称が違うか、取りやめられない計画なら DiscardRefusedError。
    """
    if not can_revise_plan(actor):
        raise NotAllowedError("準備中の計画を取りやめられるのは総務課だけです。")
    held: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if typed_name.strip() != held.short_name:
        raise DiscardRefusedError(WRONG_NAME)
    obstacle = find_obstacle(held)
    if obstacle:
        raise DiscardRefusedError(obstacle)
    for _, rows in _rows_to_delete(held):
        _delete(list(rows), user)


def _rows_to_delete(plan: Plan) -> Iterator[tuple[Any, Any]]:
    """消す行。指す行が先、指される行が後。課はほかの計画も使うので残す。"""
    yield RevisionDraft, RevisionDraft.objects.for_plan(plan)
    yield SourceNote, SourceNote.objects.for_plan(plan)
    for model, names in reversed(PLAN_TABLES):
        if model is Department:
            continue
        rows = Plan.objects.filter(pk=plan.pk) if model is Plan else model.objects.for_plan(plan)
        if "repeats" in names:
            # 再掲の行は、掲げる行より先に消す。
            yield model, rows.filter(repeats__isnull=False)
            rows = rows.filter(repeats__isnull=True)
        yield model, rows


def _delete(rows: list[Any], user: User) -> None:
    if not rows:
        return
    for row in rows:
        sign_change(row, user, DISCARDING_REASON)
    # 署名した行そのものを消す。行の集合の delete() は読み直すので、署名が残らない。
    collector = Collector(using=rows[0]._state.db)
    collector.collect(rows)
    collector.delete()
