"""意見を、回答と対応状況とともに読む。一覧、一枚の画面、わたしの入力、入力の画面で使う。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from progress.choices import OpinionStage, ResponseState
from progress.models import FollowUp, Opinion, OpinionResponse
from progress.opinion_permissions import OpinionCase, opinion_case
from progress.opinion_stage import stage_of
from progress.waiting import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plans.actors import Actor
    from progress.models import ProgressRecord
    from progress.querysets import OpinionQuerySet

UNCONFIRMED_WORDS = "回答の準備中です。"


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """一つの課の回答。is_shown が偽なら、まだ中身を見せない（委員に、確認前の回答）。"""

    response: OpinionResponse
    is_shown: bool
    deadline: Deadline

    @property
    def stance_label(self) -> str:
        """見せてよい対応方針。"""
        return self.response.get_stance_display() if self.is_shown else ""

    @property
    def state_label(self) -> str:
        """回答の状態。"""
        return self.response.get_state_display() if self.is_shown else UNCONFIRMED_WORDS

    @property
    def is_late(self) -> bool:
        """期限を過ぎて、まだ答えていないか。"""
        return self.deadline.is_over and self.response.state == ResponseState.ASKED


@dataclass(slots=True)
class OpinionRow:
    """一つの意見。"""

    opinion: Opinion
    case: OpinionCase
    stage: OpinionStage
    responses: list[ResponseRow] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """対象の項目。全体なら「計画の全体」。"""
        return str(self.opinion.item) if self.opinion.item else "計画の全体"

    @property
    def is_late(self) -> bool:
        """期限を過ぎた回答があるか。"""
        return any(row.is_late for row in self.responses)

    @property
    def latest(self) -> FollowUp | None:
        """最後の対応状況。"""
        return self.follow_ups[-1] if self.follow_ups else None


def read_opinions(actor: Actor, rows: OpinionQuerySet) -> list[OpinionRow]:
    """意見を、年度と番号の順に読む。問い合わせは三つまで。

    確認していない回答の中身は、事務局側の人にだけ見せる。
    """
    responses = OpinionResponse.objects.select_related("department", "answered_by", "confirmed_by")
    follow_ups = FollowUp.objects.select_related("department", "by")
    found = (
        rows.select_related("review__plan", "meeting__review", "item", "taken_by", "closed_by")
        .prefetch_related(
            Prefetch("responses", responses.order_by("department__order", "pk")),
            Prefetch("follow_ups", follow_ups.order_by("on", "pk")),
        )
        .order_by("review__fiscal_year", "number")
    )
    return [_row_of(actor, opinion) for opinion in found]


def _row_of(actor: Actor, opinion: Opinion) -> OpinionRow:
    responses = list(opinion.responses.all())
    return OpinionRow(
        opinion=opinion,
        case=opinion_case(opinion, responses),
        stage=stage_of(opinion.state, (row.state for row in responses)),
        responses=[
            ResponseRow(
                row,
                is_shown=actor.is_office or row.state == ResponseState.CONFIRMED,
                deadline=Deadline("回答期限", row.answer_due_on, actor.on),
            )
            for row in responses
        ],
        follow_ups=list(opinion.follow_ups.all()),
    )


def open_opinions_on(record: ProgressRecord, actor: Actor) -> list[OpinionRow]:
    """入力の画面に見せる、この項目のまだ完結していない意見。前の年度からの持ち越しも含む。"""
    rows = Opinion.objects.all().visible_to(actor).still_open().filter(item=record.item_id)
    year = record.review.fiscal_year
    return read_opinions(actor, rows.filter(review__fiscal_year__lte=year))


def opinions_to_answer(actor: Actor) -> list[OpinionRow]:
    """この人の課に、回答か対応状況の知らせを待っている意見。問い合わせは三つまで。"""
    rows = Opinion.objects.all().visible_to(actor).still_open()
    ours = rows.filter(review__is_sample=actor.is_sample, responses__department__in=actor.member_of)
    return read_opinions(actor, ours.distinct())


def waits_for_answer(actor: Actor, row: OpinionRow) -> bool:
    """この人の課の回答を待っているか。"""
    return any(
        one.response.state == ResponseState.ASKED and one.response.department_id in actor.member_of
        for one in row.responses
    )


def count_stages(rows: Iterable[OpinionRow]) -> list[tuple[OpinionStage, str, int]]:
    """位置ごとの件数。"""
    found = [row.stage for row in rows]
    return [(stage, str(stage.label), found.count(stage)) for stage in OpinionStage]
