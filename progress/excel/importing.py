"""記入用のExcelの取込。読んで預かり、本人が確かめてから、一つのまとまりとして書く。"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from plans.choices import ImportKind, ImportState
from plans.importing import (
    ALREADY_DONE,
    EXPIRED,
    NOTHING_TO_TAKE,
    clean_name,
    finish_import,
    name_import,
)
from plans.models import ImportPlan, ImportRun
from plans.models.importing import IMPORT_LIFETIME
from progress.cautions import store_cautions
from progress.common_themes import mark_individual_in_year
from progress.entry import TEXT_FIELDS
from progress.excel.columns import ACTUALS, CONTENTS, SUMMARY
from progress.excel.comparing import Compared, Comparison, compare
from progress.excel.desks import load_desks
from progress.excel.reading import EntryFile, read_entry_file
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from progress.workflow import ChangedMeanwhileError, WorkflowError, apply_verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from plans.actors import Actor
    from plans.models import User
    from progress.entry_desk import EntryDesk

CHANGED_MESSAGE = (
    "確かめている間に、ほかの人が報告を変えました。まだ何も取り込んでいません。"
    "いまの内容と見比べ直したので、もう一度確かめてください。"
)
RECORD_FIELDS = ("state", "version", "is_on_behalf", *TEXT_FIELDS)


class NotTakenError(WorkflowError):
    """取込ができない。済んでいるか、期限が過ぎたか、取り込むところがない。"""


def keep_entry_file(
    content: bytes, name: str, review: AnnualReview, *, user: User, at: dt.datetime
) -> ImportPlan:
    """届いたファイルを読み、取込の予定として預かる。報告には何も書かない。

    読めなければ WorkbookError。期限の過ぎた予定は、ついでに消す。
    """
    file = read_entry_file(content)
    ImportPlan.objects.filter(at__lt=at - IMPORT_LIFETIME).delete()
    kept: ImportPlan = ImportPlan.objects.create(
        kind=ImportKind.ENTRY,
        target=str(review.pk),
        file_name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        rows=file.to_json(),
        user=user,
        at=at,
    )
    return kept


def compare_kept(
    kept: ImportPlan, review: AnnualReview, actor: Actor, chosen: Collection[str] | None = None
) -> Comparison:
    """預かったファイルを、いまの記入と見比べる。何も保存しない。"""
    file = EntryFile.from_json(kept.rows)
    return compare(review, file, load_desks(review, actor), actor, chosen)


def confirm_import(
    kept: ImportPlan,
    review: AnnualReview,
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
    seen: str,
    chosen: Collection[str],
) -> ImportRun:
    """確かめた取込を行い、結果を返す。一つのトランザクションで、全部か、何もしないか。

    seen は確かめた画面の印、chosen は食い違う欄のうち取り込むもの。確かめた後に変わっていれば
    ChangedMeanwhileError、済んだ・期限切れ・何もないときは NotTakenError。
    """
    _check_waiting(kept, at)
    comparison = compare_kept(kept, review, actor, chosen)
    if comparison.seen != seen:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    rows = [row for row in comparison.rows if row.row is not None and row.taken]
    taken = [row for row in rows if not row.reasons]
    if not taken:
        raise NotTakenError(NOTHING_TO_TAKE)
    return _write(kept, review, taken, actor=actor, user=user, at=at)


def _check_waiting(kept: ImportPlan, at: dt.datetime) -> None:
    if kept.state == ImportState.DONE:
        raise NotTakenError(ALREADY_DONE)
    if kept.is_expired(at):
        raise NotTakenError(EXPIRED)


@transaction.atomic
def _write(
    kept: ImportPlan,
    review: AnnualReview,
    taken: list[Compared],
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
) -> ImportRun:
    desks = {row.line.record.pk: row.line.desk for row in taken if row.line}
    _lock(kept, review, [desk.record for desk in desks.values()])
    reason = name_import(kept.file_name, kept.sha256)
    groups: dict[str, list[Compared]] = defaultdict(list)
    for row in taken:
        _place_row(row)
        groups[row.line.shape.code if row.line else ""].append(row)
    for desk in desks.values():
        apply_verb(desk.record, "save", actor=actor, user=user, at=at, reason=reason)
    contents = [row.row for row in groups[CONTENTS.code]]
    mark_individual_in_year(review, contents)
    records = [desk.record for desk in desks.values()]
    bulk_update_with_history(records, ProgressRecord, list(RECORD_FIELDS), default_user=user)
    actuals = [row.row for row in groups[ACTUALS.code]]
    _update(Actual, actuals, ("value", "absence", "note"), user, reason)
    _update(ContentProgress, contents, ("pace", "activities", "is_individual"), user, reason)
    for desk in desks.values():
        store_cautions(
            desk.record, desk.find_cautions(), known=desk.cautions, answers={}, user=user, at=at
        )
    return _finish(kept, taken, user, at)


def _lock(kept: ImportPlan, review: AnnualReview, records: list[ProgressRecord]) -> None:
    """取込の予定と報告を押さえ、見比べた後に動いていないことを確かめる。"""
    state = ImportPlan.objects.select_for_update().values_list("state", flat=True).get(pk=kept.pk)
    if state == ImportState.DONE:
        raise NotTakenError(ALREADY_DONE)
    known = {record.pk: (record.version, record.state) for record in records}
    rows = ProgressRecord.objects.select_for_update(of=("self",)).filter(pk__in=known)
    now = {pk: (version, state) for pk, version, state in
           rows.order_by("pk").values_list("pk", "version", "state")}  # fmt: skip
    stage = AnnualReview.objects.values_list("state", flat=True).get(pk=review.pk)
    if now != known or stage != review.state:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)


def _place_row(compared: Compared) -> None:
    """書く行を机に置く。提案と注意が、変わった後の行から計算されるようにする。"""
    line, row = compared.line, compared.row
    if line is None:
        return
    desk: EntryDesk = line.desk
    if line.shape is SUMMARY:
        for one in compared.taken:
            for name in one.columns:
                setattr(desk.record, name, getattr(row, name))
    elif line.shape is ACTUALS:
        desk.actuals = [row if known.pk == row.pk else known for known in desk.actuals]
    else:
        desk.contents = [row if known.pk == row.pk else known for known in desk.contents]


def _update(
    model: type[Actual] | type[ContentProgress],
    rows: list[Actual] | list[ContentProgress],
    fields: tuple[str, ...],
    user: User,
    reason: str,
) -> None:
    if rows:
        bulk_update_with_history(
            rows, model, list(fields), default_user=user, default_change_reason=reason
        )


def _finish(kept: ImportPlan, taken: list[Compared], user: User, at: dt.datetime) -> ImportRun:
    rows = [
        {
            "sheet": row.sheet,
            "name": row.name,
            "changes": [[one.label, one.old, one.new] for one in row.taken],
        }
        for row in taken
    ]
    return finish_import(kept, rows, user=user, at=at)
