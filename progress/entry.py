"""入力を保存する。報告・実績・実施内容の進捗を、一つのまとまりとして書く。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from progress.cautions import store_cautions
from progress.choices import RecordState
from progress.models import Actual, ContentProgress, EntryDraft, ProgressRecord
from progress.workflow import answer_send_backs, apply_verb, lock_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from plans.actors import Actor
    from plans.models import User
    from progress.cautions import Finding
    from progress.models import Caution

TEXT_FIELDS = (
    "achievement",
    "issues",
    "improvement",
    "self_rating",
    "rating_reason",
    "last_outcome",
    "last_outcome_note",
    "source",
)


@dataclass(slots=True)
class Entry:
    """入力の中身。record は書きかえた報告、actuals と contents は変わった行だけ。

    findings は当たった注意（None なら注意に触れない）、known は今までの注意、
    answers は注意への説明（注意の鍵から引く）。
    """

    record: ProgressRecord
    actuals: Sequence[Actual] = field(default_factory=list)
    contents: Sequence[ContentProgress] = field(default_factory=list)
    findings: Sequence[Finding] | None = None
    known: Sequence[Caution] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


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
    version は画面を開いたときの版、reason は訂正の理由。その人の書きかけは消える。
    許されなければ NotAllowedError、先に変わっていれば ChangedMeanwhileError。何も書かれない。
    """
    record = lock_record(entry.record.pk, version)
    for name in TEXT_FIELDS:
        setattr(record, name, getattr(entry.record, name))
    locked = replace(entry, record=record)
    return write_entry(locked, verb=verb, actor=actor, user=user, at=at, reason=reason)


@transaction.atomic
def write_entry(
    entry: Entry, *, verb: str, actor: Actor, user: User, at: dt.datetime, reason: str = ""
) -> ProgressRecord:
    """入力を書く。同じトランザクションで、entry.record の行を押さえ、版を確かめてから呼ぶ。

    引数と誤りは save_entry と同じ。
    """
    record, version = entry.record, entry.record.version
    was_sent_back = record.state == RecordState.SENT_BACK
    if verb != "correct":
        apply_verb(record, "save", actor=actor, user=user, at=at)
    if verb != "save":
        apply_verb(record, verb, actor=actor, user=user, at=at, reason=reason)
    record.version = version + 1
    record.save()
    if verb == "submit" and was_sent_back:
        answer_send_backs(record, at)
    _update(entry.actuals, ("value", "absence", "note"), user)
    _update(entry.contents, ("pace", "activities", "is_individual"), user)
    if entry.findings is not None:
        store_cautions(
            record, entry.findings, known=entry.known, answers=entry.answers, user=user, at=at
        )
    EntryDraft.objects.filter(record=record, user=user).delete()
    return record


def _update(
    rows: Sequence[Actual] | Sequence[ContentProgress], fields: tuple[str, ...], user: User
) -> None:
    if rows:
        bulk_update_with_history(rows, type(rows[0]), list(fields), default_user=user)
