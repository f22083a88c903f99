"""委員が画面で書く意見。書きかけを預かり、一度だけ送る。送った後は、だれも書きかえない。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from progress.models import AnnualReview, OpinionDraft
from progress.opinion_permissions import can_change_draft, can_write_opinion
from progress.workflow import (
    ChangedMeanwhileError,
    NotAllowedError,
    ReasonNeededError,
    WorkflowError,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from plans.actors import Actor
    from plans.models import User

DRAFT_FIELDS = ("item", "kind", "text")
CLOSED_MESSAGE = "この年度の意見は、いま受け付けていません。"
SENT_MESSAGE = "この意見は送り終えています。直すときは総務課にご連絡ください。"
CHANGED_MESSAGE = "別の画面で先に保存されました。下の内容を確かめて、もう一度送ってください。"
EMPTY_MESSAGE = "意見を書いてから送ってください。"
TOO_MANY_MESSAGE = "書きかけが多すぎます。送るか捨てるかしてから、新しく書いてください。"
MAX_DRAFTS = 50


class TooManyError(WorkflowError):
    """書きかけが多すぎる。"""


@transaction.atomic
def start_opinion(review_id: int, *, actor: Actor, user: User, at: dt.datetime) -> OpinionDraft:
    """新しい書きかけを作って返す。まだ何も書かれていない書きかけがあれば、それを返す。

    書けない人、書けない年度には NotAllowedError、多すぎれば TooManyError。
    """
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if not can_write_opinion(actor, review):
        raise NotAllowedError(CLOSED_MESSAGE)
    own = OpinionDraft.objects.filter(review=review, user=user, sent_at__isnull=True)
    blank: OpinionDraft | None = own.filter(text="").first()
    if blank is not None:
        return blank
    if own.count() >= MAX_DRAFTS:
        raise TooManyError(TOO_MANY_MESSAGE)
    draft: OpinionDraft = OpinionDraft.objects.create(review=review, user=user, saved_at=at)
    return draft


@transaction.atomic
def keep_opinion(
    draft_id: int,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    version: int,
    at: dt.datetime,
    is_autosave: bool = False,
) -> OpinionDraft:
    """書きかけを預かる。values は項目、種類、意見。

    is_autosave（画面の裏からの預かり）では版を進めない。打ち続けている同じ画面から送れるように。

    送った後や他人のものなら NotAllowedError、別の画面で先に変わっていれば ChangedMeanwhileError。
    """
    draft = _lock(draft_id, actor, version)
    draft.version += not is_autosave
    return _write(draft, values, at)


@transaction.atomic
def send_opinion(
    draft_id: int, values: Mapping[str, Any], *, actor: Actor, version: int, at: dt.datetime
) -> OpinionDraft:
    """意見を送る。送れるのは一度だけ。空なら ReasonNeededError。"""
    draft = _lock(draft_id, actor, version)
    if not values["text"].strip():
        raise ReasonNeededError(EMPTY_MESSAGE)
    draft.sent_at = at
    draft.version += 1
    return _write(draft, values, at)


@transaction.atomic
def discard_opinion(draft_id: int, *, actor: Actor, version: int) -> None:
    """書きかけを捨てる。送った意見は捨てられない。"""
    _lock(draft_id, actor, version).delete()


def _lock(draft_id: int, actor: Actor, version: int) -> OpinionDraft:
    rows = OpinionDraft.objects.select_for_update(of=("self",)).select_related("review")
    draft: OpinionDraft | None = rows.filter(pk=draft_id).first()
    if draft is None or not can_change_draft(actor, draft):
        is_sent = draft is not None and draft.sent_at is not None
        raise NotAllowedError(SENT_MESSAGE if is_sent else CLOSED_MESSAGE)
    if draft.version != version:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    return draft


def _write(draft: OpinionDraft, values: Mapping[str, Any], at: dt.datetime) -> OpinionDraft:
    for name in DRAFT_FIELDS:
        setattr(draft, name, values[name])
    draft.saved_at = at
    draft.save()
    return draft
