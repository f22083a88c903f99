"""まとめて記入の保存。書ける報告だけを書き、書けなかった項目はわけとともに返す。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from plans.signing import sign_change
from progress.common_cautions import review_cautions
from progress.common_themes import BLANK, ThemeBlock, load_department_blocks, value_of
from progress.models import ContentProgress, ProgressRecord
from progress.workflow import CHANGED_MESSAGE, WorkflowError, apply_verb

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from plans.actors import Actor
    from plans.models import ActionItem, User
    from progress.common_themes import Value
    from progress.models import AnnualReview

COMMON_REASON = "まとめて記入"
NOTHING_TO_JOIN = "まとめて記入の欄が空のため、加えませんでした。"


@dataclass(frozen=True, slots=True)
class RowChoice:
    """一つの項目の選び方。version は画面を開いたときの報告の版。"""

    is_joined: bool
    version: int


@dataclass(frozen=True, slots=True)
class CommonEntry:
    """まとめて記入の中身。values は事業共通ごとの値、choices は行ごとの選び方（番号から引く）。"""

    values: Mapping[int, Value]
    choices: Mapping[int, RowChoice]


@dataclass(slots=True)
class CommonResult:
    """保存の結果。saved は書いた項目、refused は書けなかった項目とそのわけ。"""

    saved: list[ActionItem] = field(default_factory=list)
    refused: list[tuple[ActionItem, str]] = field(default_factory=list)

    def refuse(self, row: ContentProgress, reason: str) -> None:
        """行の項目に書けなかったわけを足す。同じ項目の同じわけは一度だけ。"""
        if (row.record.item, reason) not in self.refused:
            self.refused.append((row.record.item, reason))


@transaction.atomic
def save_common(
    review: AnnualReview,
    department_id: int,
    entry: CommonEntry,
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
) -> CommonResult:
    """一つの課の事業共通の行をまとめて書き、結果を返す。at は時刻（タイムゾーンつき）。

    変わる行のある報告だけを保存し、その版と状態を「下書きを保存」と同じに進める。
    許されない報告と、開いた後に変わった報告は書かず、項目ごとにわけを返す。
    """
    _lock_records(entry, review)
    result = CommonResult()
    changes: dict[int, list[ContentProgress]] = {}
    for block in _blocks_of(review, department_id, actor.on):
        if block.theme.pk in entry.values:
            _change_rows(block, entry, changes, result)
    records = []
    for rows in changes.values():
        record = rows[0].record
        try:
            apply_verb(record, "save", actor=actor, user=user, at=at)
        except WorkflowError as error:
            result.refuse(rows[0], str(error))
            continue
        sign_change(record, user, COMMON_REASON)
        records.append(record)
        result.saved.append(record.item)
    written = {record.pk: changes[record.pk] for record in records}
    _write(records, [row for rows in written.values() for row in rows], user)
    review_cautions(review, written, user=user, at=at)
    return result


def _lock_records(entry: CommonEntry, review: AnnualReview) -> None:
    """行の属する報告を、いつも同じ順に押さえる。"""
    rows = ProgressRecord.objects.select_for_update(of=("self",)).order_by("pk")
    list(rows.filter(review=review, contents__pk__in=entry.choices).values_list("pk"))


def _blocks_of(review: AnnualReview, department_id: int, on: dt.date) -> list[ThemeBlock]:
    groups = load_department_blocks(review, on)
    return next((group.blocks for group in groups if group.department.pk == department_id), [])


def _change_rows(
    block: ThemeBlock,
    entry: CommonEntry,
    changes: dict[int, list[ContentProgress]],
    result: CommonResult,
) -> None:
    """まとまりの行を選び方に合わせて書きかえ、変わった行を changes に集める。"""
    value = entry.values[block.theme.pk]
    # 書きかえるとまとめの値も動くので、個別の行を先に決めておく。
    apart = {row.pk for row in block.rows if block.is_apart(row)}
    for row in block.rows:
        choice = entry.choices.get(row.pk)
        if choice is None or not _is_change(row, choice, value, is_apart=row.pk in apart):
            continue
        if row.record.version != choice.version:
            result.refuse(row, CHANGED_MESSAGE)
        elif choice.is_joined and row.pk in apart and value == BLANK:
            result.refuse(row, NOTHING_TO_JOIN)
        else:
            if choice.is_joined:
                row.pace, row.activities = value
            row.is_individual = not choice.is_joined
            changes.setdefault(row.record_id, []).append(row)


def _is_change(row: ContentProgress, choice: RowChoice, value: Value, *, is_apart: bool) -> bool:
    """選び方が、保存されている行と違うか。"""
    if not choice.is_joined:
        return not is_apart
    return row.is_individual or value_of(row) != value


def _write(records: list[ProgressRecord], rows: list[ContentProgress], user: User) -> None:
    if not records:
        return
    fields = ["state", "version", "is_on_behalf"]
    bulk_update_with_history(records, ProgressRecord, fields, default_user=user)
    bulk_update_with_history(
        rows,
        ContentProgress,
        ["pace", "activities", "is_individual"],
        default_user=user,
        default_change_reason=COMMON_REASON,
    )
