"""意見の登録。委員が送ったものも、紙で届いたものも、総務課が一度に何件でも登録する。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from plans.models import ItemDepartment
from plans.signing import sign_change
from plans.succession import load_succession
from progress.choices import OpinionSource
from progress.models import AnnualReview, Opinion
from progress.opinion_deeds import Act, ask, take_draft
from progress.opinion_permissions import can_take_in
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from plans.actors import Actor
    from plans.models import ActionItem, User
    from progress.models import CommitteeMeeting

TAKE_REASON = "意見の登録"
NOT_ALLOWED = "この年度には、いま意見を登録できません。"


@dataclass(frozen=True, slots=True)
class Entry:
    """登録する一件。item がなければ計画の全体への意見。people は件数（同じ意見の人数）。

    draft は委員が送った意見の番号（紙のものは None）。asks_lead なら主担当の課に回答を頼む。
    received_on は受け付けた日（分からなければ None）。
    """

    text: str
    kind: str
    item: ActionItem | None = None
    people: int = 1
    draft: int | None = None
    asks_lead: bool = False
    received_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """一度に登録するまとまり。meeting は言われた会議、answer_due_on は課に頼む回答の期限。"""

    entries: Sequence[Entry]
    meeting: CommitteeMeeting | None = None
    answer_due_on: dt.date | None = None


@transaction.atomic
def take_in(
    review_id: int, batch: Batch, *, actor: Actor, user: User, at: dt.datetime
) -> list[Opinion]:
    """意見を登録し、番号の順に返す。番号は年度ごとに1から。

    許されなければ NotAllowedError。委員の意見が先に登録されていれば ChangedMeanwhileError。
    どのときも何も書かれない。
    """
    # 番号が重ならないように、年度の行を押さえる。
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if not can_take_in(actor, review):
        raise NotAllowedError(NOT_ALLOWED)
    last = Opinion.objects.filter(review=review).aggregate(last=Max("number"))["last"] or 0
    act = Act(user=user, at=at, values={}, reason=TAKE_REASON)
    leads = _find_leads(review, actor.on) if any(row.asks_lead for row in batch.entries) else {}
    opinions = []
    for number, entry in enumerate(batch.entries, start=last + 1):
        opinion = _create(review, number, entry, batch, act)
        lead = leads.get(entry.item.pk) if entry.item and entry.asks_lead else None
        if lead is not None:
            ask(opinion, lead, act, batch.answer_due_on)
        opinions.append(opinion)
    return opinions


def _create(review: AnnualReview, number: int, entry: Entry, batch: Batch, act: Act) -> Opinion:
    opinion = Opinion(
        review=review,
        number=number,
        meeting=batch.meeting,
        item=entry.item,
        kind=entry.kind,
        text=entry.text,
        people=entry.people,
        source=OpinionSource.PAPER if entry.draft is None else OpinionSource.SCREEN,
        received_on=entry.received_on,
        taken_at=act.at,
        taken_by=act.user,
    )
    sign_change(opinion, act.user, TAKE_REASON)
    opinion.save()
    if entry.draft is not None:
        take_draft(entry.draft, opinion)
    return opinion


def _find_leads(review: AnnualReview, on: dt.date) -> dict[int, int]:
    """項目の番号（pk）から引く、いまの主担当の課の番号。廃止された課は引継先に読み替える。"""
    succession = load_succession()
    leads: dict[int, int] = {}
    rows = ItemDepartment.objects.filter(item__plan=review.plan_id).order_by("order")
    for row in rows:
        leads.setdefault(row.item_id, succession.holder(row, on).pk)
    return leads
