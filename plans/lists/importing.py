"""一覧の取込。読んで預かり、変わるところを見せ、本人が確かめてから、一つのまとまりとして書く。

見せるときは何も保存せず、トランザクションも始めない（書込みの錠を取らない）。
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction

from plans.choices import ImportKind, ImportState
from plans.fiscal_year import format_date
from plans.importing import (
    ALREADY_DONE,
    EXPIRED,
    NOTHING_TO_TAKE,
    clean_name,
    finish_import,
    name_import,
)
from plans.lists.formats import ListWorkbook
from plans.models import ImportPlan, ImportRun
from plans.models.importing import IMPORT_LIFETIME
from plans.workbooks import Problem, ReadCell
from plans.workbooks.problems import shorten
from plans.workbooks.read_tables import cell_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.lists.resources import ListResource
    from plans.models import User
    from plans.workbooks import Table

logger = logging.getLogger(__name__)

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
_STANDINGS = {"new": NEW, "update": CHANGED, "skip": SAME}
BLANK_CODES = {"blank", "null", "required"}
FILL_IN = "値を入れてください。"
DOUBLED = "同じ行が二つあります。どちらか一つを消してください。"
UNREADABLE = "この行は取り込めません。画面で直してください。"
CHANGED_MESSAGE = (
    "確かめている間に、ほかの人が一覧を変えました。まだ何も取り込んでいません。"
    "いまの内容と見比べ直したので、もう一度確かめてください。"
)
HAS_PROBLEMS = "取り込めない行があります。ファイルを直して送り直してください。"


class ListNotTakenError(Exception):
    """一覧の取込ができない。済んでいるか、期限が過ぎたか、取り込むところがない。"""


class ListChangedError(ListNotTakenError):
    """確かめた後に、一覧が変わった。"""


@dataclass(frozen=True, slots=True)
class ListTable:
    """django-import-export に渡す表。見出しと、ますの並び。"""

    headers: list[str]
    rows: list[list[ReadCell | None]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[list[ReadCell | None]]:
        return iter(self.rows)


@dataclass(slots=True)
class ListRow:
    """見比べた一行。changes は（見出し, いまの内容, 取り込む内容）、reasons は取り込めないわけ。"""

    number: int
    name: str
    standing: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ListPreview:
    """ファイルの全部の見比べ。missing は、このファイルにない行の数。"""

    rows: list[ListRow]
    notices: list[str]
    missing: int = 0

    def standing(self, standing: str) -> list[ListRow]:
        """この結果の行。"""
        return [row for row in self.rows if row.standing == standing]

    @property
    def new(self) -> list[ListRow]:
        """加わる行。"""
        return self.standing(NEW)

    @property
    def changed(self) -> list[ListRow]:
        """変わる行。"""
        return self.standing(CHANGED)

    @property
    def refused(self) -> list[ListRow]:
        """取り込めない行。"""
        return self.standing(REFUSED)

    @property
    def same_count(self) -> int:
        """変わらない行の数。"""
        return len(self.standing(SAME))

    @property
    def taken(self) -> list[ListRow]:
        """取り込むと書かれる行。"""
        return [row for row in self.rows if row.standing in (NEW, CHANGED)]

    @property
    def is_takeable(self) -> bool:
        """取り込めるか。一行でも取り込めない行があれば、どの行も取り込まない。"""
        return bool(self.taken) and not self.refused

    @property
    def seen(self) -> str:
        """見せた内容の印。いまの内容が動けば、違う印になる。"""
        facts = [(row.number, row.standing, row.changes) for row in self.rows]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def keep_list_file(
    content: bytes, name: str, resource: ListResource, *, user: User, at: dt.datetime
) -> ImportPlan:
    """届いたファイルを読み、取込の予定として預かる。一覧には何も書かない。

    読めなければ WorkbookError（分かったことの全部）。期限の過ぎた予定は、ついでに消す。
    """
    table = ListWorkbook().read_list(content, resource.spec())
    ImportPlan.objects.filter(at__lt=at - IMPORT_LIFETIME).delete()
    kept: ImportPlan = ImportPlan.objects.create(
        kind=ImportKind.LIST,
        target=target_of(resource),
        file_name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        rows=_table_to_json(table, resource),
        user=user,
        at=at,
    )
    return kept


def target_of(resource: ListResource) -> str:
    """取込先の名。どの一覧へのファイルか。"""
    return str(resource._meta.model._meta.label_lower)


def preview_list(kept: ImportPlan, resource: ListResource) -> ListPreview:
    """預かったファイルを、いまの一覧と見比べる。何も保存せず、錠も取らない。"""
    return _run(kept, resource, is_dry=True)


def take_list(
    kept: ImportPlan, resource: ListResource, *, user: User, at: dt.datetime, seen: str
) -> ImportRun:
    """確かめた取込を行い、結果を返す。一つのトランザクションで、全部か、何もしないか。

    seen は確かめた画面の印。確かめた後に変わっていれば ListChangedError、済んだ・期限切れ・
    取り込むところがない・取り込めない行があるときは ListNotTakenError。
    """
    if kept.is_expired(at):
        raise ListNotTakenError(EXPIRED)
    with transaction.atomic():
        waiting = ImportPlan.objects.select_for_update().values_list("state", flat=True)
        if waiting.get(pk=kept.pk) == ImportState.DONE:
            raise ListNotTakenError(ALREADY_DONE)
        resource.user, resource.reason = user, name_import(kept.file_name, kept.sha256)
        preview = _run(kept, resource, is_dry=False)
        _check_taken(preview, seen)
        return _finish(kept, preview, resource, user, at)


def _check_taken(preview: ListPreview, seen: str) -> None:
    if preview.seen != seen:
        raise ListChangedError(CHANGED_MESSAGE)
    if preview.refused:
        raise ListNotTakenError(HAS_PROBLEMS)
    if not preview.taken:
        raise ListNotTakenError(NOTHING_TO_TAKE)


def _finish(
    kept: ImportPlan, preview: ListPreview, resource: ListResource, user: User, at: dt.datetime
) -> ImportRun:
    rows = [
        {"sheet": resource.sheet_name(), "name": row.name, "changes": row.changes}
        for row in preview.taken
    ]
    return finish_import(kept, rows, user=user, at=at)


def _run(kept: ImportPlan, resource: ListResource, *, is_dry: bool) -> ListPreview:
    """預かった行を、django-import-export に渡して確かめる。is_dry でなければ保存もする。"""
    rows = kept.rows["rows"]
    names = list(kept.rows["columns"])
    dataset = ListTable(
        [resource.fields[name].column_name for name in names],
        [[_cell_from_json(row["cells"].get(name)) for name in names] for row in rows],
    )
    # 試しの保存は書込みの錠を取るので、トランザクションを始めずに、確かめだけをさせる。
    result = resource.import_data_inner(dataset, is_dry, False, not is_dry, False)
    if result.base_errors:
        raise result.base_errors[0].error
    compared = [
        _compare_row(row, outcome, resource) for row, outcome in zip(rows, result.rows, strict=True)
    ]
    _refuse_doubled(rows, compared, resource)
    missing = resource.known.missing if resource.known else 0
    return ListPreview(compared, list(kept.rows["notices"]), missing)


def _compare_row(row: dict[str, Any], outcome: Any, resource: ListResource) -> ListRow:
    reasons = _reasons_of(row, outcome, resource)
    standing = REFUSED if reasons else _STANDINGS[outcome.import_type]
    name = outcome.object_repr or f"{row['number']}行目"
    compared = ListRow(row["number"], name, standing, reasons=reasons)
    if standing in (NEW, CHANGED):
        fields = resource.get_import_fields()
        compared.changes = [
            (str(field.column_name), _word(old), _word(new))
            for field, (old, new) in zip(fields, outcome.diff, strict=True)
            if old != new and not field.readonly
        ]
    return compared


def _reasons_of(row: dict[str, Any], outcome: Any, resource: ListResource) -> list[str]:
    if outcome.errors:
        logger.error("取り込めない行がありました。", exc_info=outcome.errors[0].error)
        return [str(Problem(UNREADABLE, resource.sheet_name(), f"{row['number']}行目"))]
    if not outcome.validation_error:
        return []
    return [
        _explain(row, name, error, resource)
        for name, errors in outcome.validation_error.error_dict.items()
        for error in errors
    ]


def _explain(row: dict[str, Any], name: str, error: Any, resource: ListResource) -> str:
    message = FILL_IN if error.code in BLANK_CODES else "".join(error.messages)
    sheet, place = resource.sheet_name(), row["places"].get(name, f"{row['number']}行目")
    if name == NON_FIELD_ERRORS or name not in resource.fields:
        return str(Problem(message, sheet, f"{row['number']}行目"))
    cell = _cell_from_json(row["cells"].get(name))
    heading = resource.fields[name].column_name
    return str(Problem(f"{heading}：{message}", sheet, place, cell.shown if cell else ""))


def _refuse_doubled(
    rows: list[dict[str, Any]], compared: list[ListRow], resource: ListResource
) -> None:
    """同じ行を指す行が二つあれば、どちらも断る。"""
    identities = resource.known.identities if resource.known else []
    counted = Counter(identity for identity in identities if identity is not None)
    for row, identity, one in zip(rows, identities, compared, strict=True):
        if counted[identity] > 1:
            place = f"{row['number']}行目"
            one.standing = REFUSED
            one.reasons.append(str(Problem(DOUBLED, resource.sheet_name(), place)))


def _word(value: Any) -> str:
    if isinstance(value, dt.date):
        return format_date(value)
    return "" if value is None else str(value)


def _table_to_json(table: Table, resource: ListResource) -> dict[str, Any]:
    notices = [
        f"「{shorten(heading)}」の列は、取り込みません。" for heading in table.unknown if heading
    ]
    notices += [
        f"「{field.column_name}」の列がないので、その欄は変えません。"
        for name, field in resource.writable()
        if name not in table.columns
    ]
    return {
        "columns": list(table.columns),
        "notices": notices,
        "rows": [
            {
                "number": row.number,
                "cells": {name: _cell_to_json(cell) for name, cell in row.cells.items()},
                "places": {name: cell_place(table, row, name) for name in table.columns},
            }
            for row in table.rows
        ],
    }


def _cell_to_json(cell: ReadCell) -> list[Any]:
    day = cell.day.isoformat() if cell.day else None
    return [cell.place, cell.kind, cell.text, str(cell.number), day, cell.is_percent]


def _cell_from_json(parts: list[Any] | None) -> ReadCell | None:
    if parts is None:
        return None
    place, kind, text, number, day, is_percent = parts
    known_day = dt.date.fromisoformat(day) if day else None
    return ReadCell(place, kind, text, Decimal(number), known_day, is_percent)
