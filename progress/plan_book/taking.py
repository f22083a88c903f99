"""計画のExcelの取込。預かって見比べ、確かめてから、準備中の計画へ一つのまとまりとして書く。"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_update_with_history

from plans.choices import ImportKind, ImportState
from plans.importing import ALREADY_DONE, EXPIRED, clean_name, finish_import, name_import
from plans.models import ActionItem, Department, ImportPlan, Plan
from plans.permissions import can_revise_plan
from progress.excel.importing import NotTakenError
from progress.installation import PlanCreation
from progress.models import AnnualReview
from progress.plan_book.reading import Known, read_plan_book
from progress.plan_book.shapes import heading_of, sheet_name, write_value
from progress.plan_file import Key, Row, expect_fields, key_of, load_fields, name_row
from progress.plan_rows import PLAN_TABLES, label_of
from progress.workflow import ChangedMeanwhileError, NotAllowedError

if TYPE_CHECKING:
    from plans.actors import Actor
    from plans.models import User

CHANGED = (
    "確かめている間に、計画が変わりました。まだ何も取り込んでいません。もう一度確かめてください。"
)
RELEASED = "この名の計画は公開されているか、年度を開いています。計画名を変えて読み込んでください。"
NOTHING = "変わるところがありません。"
BROKEN = "番号の重なりか、決まりに合わない値があるため、取り込めません。"
NONE_WORD = "（なし）"
SHOWN = 200
"""確かめの画面に並べる行の数。"""


@dataclass(slots=True)
class SheetChanges:
    """一つのシートの違い。changed は行の鍵から、（欄, 前, 後）の並び。"""

    model: Any
    name: str
    unchanged: int = 0
    added: list[Key] = field(default_factory=list)
    removed: list[Key] = field(default_factory=list)
    changed: dict[Key, list[tuple[Any, Any, Any]]] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """見せる行: （変わり方, 文）。"""
        added = [("加わる", name_row(self.model, key)) for key in self.added]
        removed = [("なくなる", name_row(self.model, key)) for key in self.removed]
        changed = [
            ("変わる", f"{name_row(self.model, key)}の{_describe(*change)}")
            for key, changes in self.changed.items()
            for change in changes
        ]
        return [*changed, *added, *removed][:SHOWN]


@dataclass(slots=True)
class BookChanges:
    """計画のExcelと登録との違い。plan は読み込む先の準備中の計画（新しい計画なら None）。"""

    plan_name: str
    plan: Plan | None
    refusal: str
    sheets: list[SheetChanges]
    seen: str

    @property
    def total(self) -> int:
        """変わる行の数。"""
        return sum(len(s.added) + len(s.removed) + len(s.changed) for s in self.sheets)


def keep_plan_book(content: bytes, name: str, *, user: User, at: dt.datetime) -> ImportPlan:
    """届いたファイルを読み、取込の予定として預かる。計画には何も書かない。

    読めなければ WorkbookError。
    """
    known = Known(
        departments=set(Department.objects.values_list("name", flat=True)),
        items=set(ActionItem.objects.values_list("plan__name", "number")),
    )
    rows = read_plan_book(content, known)
    kept: ImportPlan = ImportPlan.objects.create(
        kind=ImportKind.PLAN,
        target=rows[0]["fields"]["name"][:100],
        file_name=clean_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        rows={"rows": rows},
        user=user,
        at=at,
    )
    return kept


def compare_book(kept: ImportPlan) -> BookChanges:
    """預かったファイルを、登録された計画と見比べる。何も保存しない。"""
    rows: list[Row] = kept.rows["rows"]
    name = rows[0]["fields"]["name"]
    plan = Plan.objects.filter(name=name).first()
    sheets = [_compare_sheet(model, names, rows, plan) for model, names in PLAN_TABLES]
    found = [[s.unchanged, s.added, s.removed, list(s.changed.items())] for s in sheets]
    state = json.dumps(found, default=str)
    seen = hashlib.sha256(state.encode()).hexdigest()
    return BookChanges(name, plan, _refusal(plan), sheets, seen)


def _refusal(plan: Plan | None) -> str:
    if plan is None:
        return ""
    is_fixed = plan.released_at is not None or plan.figures_locked_at is not None
    return RELEASED if is_fixed or AnnualReview.objects.for_plan(plan).exists() else ""


def _compare_sheet(
    model: Any, names: tuple[str, ...], rows: list[Row], plan: Plan | None
) -> SheetChanges:
    found = [row["fields"] for row in rows if row["model"] == label_of(model)]
    wanted = {key_of(model, row): expect_fields(model, names, row) for row in found}
    stored = _stored(model, names, plan, set(wanted))
    changes = SheetChanges(model, sheet_name(model))
    for key, fields in wanted.items():
        if key not in stored:
            changes.added.append(key)
            continue
        differing = [
            (model._meta.get_field(name), stored[key][name], value)
            for name, value in fields.items()
            if stored[key][name] != value
        ]
        if differing and model is not Department:
            changes.changed[key] = differing
        else:
            changes.unchanged += 1
    if model is not Department:
        changes.removed = [key for key in stored if key not in wanted]
    return changes


def _stored(
    model: Any, names: tuple[str, ...], plan: Plan | None, wanted: set[Key]
) -> dict[Key, Row]:
    if model is Department:
        # 課はほかの計画も使うので、取込では足すだけで、直しも消しもしない。
        names_known = set(Department.objects.values_list("name", flat=True))
        return {key: dict.fromkeys(names) for key in wanted if key[0] in names_known}
    return load_fields(model, plan, names) if plan else {}


def _describe(field: Any, before: Any, after: Any) -> str:
    old, new = (write_value(field, value) for value in (before, after))
    shown = [NONE_WORD if value is None else value for value in (old, new)]
    return f"{heading_of(field)}：{shown[0]} → {shown[1]}"


def take_plan_book(
    kept: ImportPlan, *, actor: Actor, user: User, at: dt.datetime, seen: str
) -> Plan:
    """確かめた取込を行い、計画を返す。一つの取引で、全部か、何もしないか。

    許されなければ NotAllowedError、確かめた後に変わっていれば ChangedMeanwhileError、
    済んだ・期限切れ・公開済み・違いのないときは NotTakenError。
    """
    if not can_revise_plan(actor):
        raise NotAllowedError("計画を読み込めるのは総務課だけです。")
    try:
        with transaction.atomic():
            return _take(kept, user=user, at=at, seen=seen)
    except IntegrityError as error:
        raise NotTakenError(BROKEN) from error


def _take(kept: ImportPlan, *, user: User, at: dt.datetime, seen: str) -> Plan:
    kept = ImportPlan.objects.select_for_update().get(pk=kept.pk)
    if kept.state == ImportState.DONE:
        raise NotTakenError(ALREADY_DONE)
    if kept.is_expired(at):
        raise NotTakenError(EXPIRED)
    changes = compare_book(kept)
    for is_wrong, error in (
        (changes.seen != seen, ChangedMeanwhileError(CHANGED)),
        (bool(changes.refusal), NotTakenError(changes.refusal)),
        (not changes.total, NotTakenError(NOTHING)),
    ):
        if is_wrong:
            raise error
    reason = name_import(kept.file_name, kept.sha256, "計画のExcel")
    _write(kept.rows["rows"], changes, user, reason)
    rows = [{"sheet": s.name, "changes": s.lines} for s in changes.sheets if s.lines]
    finish_import(kept, rows, user=user, at=at)
    plan: Plan = Plan.objects.get(name=changes.plan_name)
    return plan


def _write(rows: list[Row], changes: BookChanges, user: User, reason: str) -> None:
    for sheet in reversed(changes.sheets):
        _remove(sheet, user, reason)
    creation = PlanCreation(reason=reason, user=user)
    creation.recall(Department, Department.objects.all())
    previous = rows[0]["fields"]["predecessor_name"]
    creation.recall(ActionItem, ActionItem.objects.filter(plan__name=previous))
    if changes.plan:
        for model, _ in PLAN_TABLES:
            if model is not Department:
                creation.recall(model, model.objects.for_plan(changes.plan))
    added = {(sheet.model, key) for sheet in changes.sheets for key in sheet.added}
    models = {label_of(model): model for model, _ in PLAN_TABLES}
    creation.create(
        [
            row
            for row in rows
            if (models[row["model"]], key_of(models[row["model"]], row["fields"])) in added
        ]
    )
    for sheet in changes.sheets:
        _change(sheet, creation, user, reason)


def _remove(sheet: SheetChanges, user: User, reason: str) -> None:
    for key in sheet.removed:
        row = sheet.model.objects.filter(
            **dict(zip(sheet.model.natural_key_fields, key, strict=True))
        ).first()
        if row is not None:
            row._history_user, row._change_reason = user, reason
            row.delete()


def _change(sheet: SheetChanges, creation: PlanCreation, user: User, reason: str) -> None:
    if not sheet.changed:
        return
    numbers = {creation.numbers[sheet.model, key]: key for key in sheet.changed}
    rows = list(sheet.model.objects.filter(pk__in=numbers))
    names: set[str] = set()
    for row in rows:
        for column, _, value in sheet.changed[numbers[row.pk]]:
            if column.many_to_many:
                row._history_user, row._change_reason = user, reason
                getattr(row, column.name).set(creation.number_of(column, key) for key in value)
                continue
            names.add(column.name)
            is_link = column.is_relation and value is not None
            setattr(row, column.attname, creation.number_of(column, value) if is_link else value)
    if names:
        marks = {"default_user": user, "default_change_reason": reason}
        bulk_update_with_history(rows, sheet.model, sorted(names), **marks)
