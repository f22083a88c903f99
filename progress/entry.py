"""入力を保存する。報告・実績・実施内容の進捗を、一つのまとまりとして書く。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from progress.models import Actual, ContentProgress, ProgressRecord
from progress.workflow import answer_send_backs, apply_verb, lock_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from plans.actors import Actor
    from plans.models import User

TEXT_FIELDS = (
    "achievement",
    "issues",
    "improvement",
    "self_rating",
    "rating_reason",
    "last_outcome",
    "last_outcome_note",
)


@dataclass(slots=True)
class Entry:
    """入力の中身。record は書きかえた報告、actuals と contents は変わった行だけ。"""

    record: ProgressRecord
    actuals: Sequence[Actual] = field(default_factory=list)
    contents: Sequence[ContentProgress] = field(default_factory=list)


@transaction.atomic
def save_entry(
    entry: Entry,
    *,
    verb: str,
    actor: Actor,
    user: User,
    version: int,
    at: dt.datetime,
    reason: str = "",
) -> ProgressRecord:
    """入力を保存し、保存した報告を返す。

    verb は save（下書き）、submit（保存して提出）、correct（預かった人の訂正）のどれか。
    version は画面を開いたときの版、reason は訂正の理由。
    許されなければ NotAllowedError、先に変わっていれば ChangedMeanwhileError。何も書かれない。
    """
    record = lock_record(entry.record.pk, version)
    if verb != "correct":
        apply_verb(record, "save", actor=actor, user=user, at=at)
    for name in TEXT_FIELDS:
        setattr(record, name, getattr(entry.record, name))
    if verb != "save":
        apply_verb(record, verb, actor=actor, user=user, at=at, reason=reason)
    record.version = version + 1
    record.save()
    if verb == "submit":
        answer_send_backs(record, at)
    _update(entry.actuals, ("value", "absence", "note"), user)
    _update(entry.contents, ("pace", "activities"), user)
    return record


def _update(
    rows: Sequence[Actual] | Sequence[ContentProgress], fields: tuple[str, ...], user: User
) -> None:
    if rows:
        bulk_update_with_history(rows, type(rows[0]), list(fields), default_user=user)
