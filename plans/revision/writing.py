"""見直しの施行: 比べた結果を行に書く。呼ぶ側の一つの取引の中で使う。"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from plans.choices import Absence
from plans.fiscal_year import wareki_label
from plans.models import ImplementationContent, Indicator, PhaseSpan, Target
from plans.revision.comparing import DROPPED, Operation, RowChange, Subject
from plans.schedule_save import compare_spans, write_spans
from plans.versioning import advance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plans.models import PlanRevision, User

Facts = dict[str, Any]


def describe_changes(changes: Sequence[RowChange]) -> list[Facts]:
    """変わるところを、項目ごとにまとめた素の辞書の並びにする。改定の「新旧の控え」になる。"""
    groups: dict[int, Facts] = {}
    for change in changes:
        first = {"number": change.item.number, "title": change.item.title, "rows": []}
        groups.setdefault(change.item.number, first)["rows"].append(
            {
                "subject": str(change.subject),
                "operation": str(change.operation),
                "before": change.before,
                "after": change.after,
                "cells": [
                    {
                        "year": cell.year,
                        "label": wareki_label(cell.year),
                        "before": cell.before,
                        "after": cell.after,
                    }
                    for cell in change.cells
                ],
            }
        )
    return [groups[number] for number in sorted(groups)]


def write_revision(revision: PlanRevision, changes: Sequence[RowChange], user: User) -> None:
    """改定の行を書く: 目標値は新しい行で足し、指標と実施内容には改定の印を付ける。

    適用開始年度より前の目標値と実施時期には触れない。
    """
    reason = f"計画の改定（{revision.name}）：{revision.reason}"
    marks = {"default_user": user, "default_change_reason": reason}
    indicators = [row for row in changes if row.subject is Subject.INDICATOR]
    contents = [row for row in changes if row.subject is Subject.CONTENT]
    _mark_rows(revision, indicators, Indicator, ["dropped_in"], marks)
    for change in contents:
        _rename(revision, change)
    fields = ["dropped_in", "title", "former_titles"]
    _mark_rows(revision, contents, ImplementationContent, fields, marks)
    _write_targets(revision, indicators, marks)
    _write_spans(contents, user, reason)
    for item in {change.item.pk for change in changes}:
        advance(item)


def _mark_rows(
    revision: PlanRevision,
    changes: Sequence[RowChange],
    model: Any,
    fields: list[str],
    marks: dict[str, Any],
) -> None:
    added = [change.row for change in changes if change.operation is Operation.ADD]
    for row in added:
        row.added_in = revision
    dropped = [change.row for change in changes if change.operation is Operation.DROP]
    for row in dropped:
        row.dropped_in = revision
    renamed = [
        change.row
        for change in changes
        if change.operation is Operation.CHANGE and change.before != change.after
    ]
    if added:
        bulk_create_with_history(added, model, **marks)
    if dropped or renamed:
        bulk_update_with_history([*dropped, *renamed], model, fields, **marks)


def _rename(revision: PlanRevision, change: RowChange) -> None:
    content = change.row
    if change.operation is not Operation.CHANGE or not isinstance(content, ImplementationContent):
        return
    title = change.after.removeprefix(content.key).strip()
    if title != content.title:
        former = {"before": revision.from_year, "title": content.title}
        content.former_titles = [*content.former_titles, former]
        content.title = title


def _write_targets(
    revision: PlanRevision, changes: Sequence[RowChange], marks: dict[str, Any]
) -> None:
    targets = [
        Target(
            indicator_id=change.row.pk,
            revision=revision,
            fiscal_year=cell.year,
            value=cell.value,
            absence="" if cell.value else Absence.EXCLUDED,
            as_printed=cell.after if cell.value else DROPPED,
        )
        for change in changes
        for cell in change.cells
        if cell.is_changed
    ]
    if targets:
        bulk_create_with_history(targets, Target, **marks)


def _write_spans(changes: Sequence[RowChange], user: User, reason: str) -> None:
    for change in changes:
        if not any(cell.is_changed for cell in change.cells):
            continue
        stored = list(PhaseSpan.objects.filter(content=change.row.pk).order_by("order"))
        difference = compare_spans(stored, _spans_of(change, stored))
        if difference:
            write_spans(difference, user, reason)


def _spans_of(change: RowChange, stored: list[PhaseSpan]) -> list[PhaseSpan]:
    """変わる年度から後だけを組み直した矢印の並び。続く年度の同じ表記は一本につなぐ。"""
    first = next(cell.year for cell in change.cells if cell.is_changed)
    runs = [_cut_before(span, first) for span in stored if span.first_year < first]
    known = {(span.label, span.first_year): span.pk for span in reversed(stored)}
    for cell in (cell for cell in change.cells if cell.year >= first):
        for label, stages in cell.value or ():
            _extend(runs, PhaseSpan(label=label, stages=list(stages), first_year=cell.year))
    for order, run in enumerate(runs, start=1):
        run.order, run.content_id = order, change.row.pk
        if run.pk is None:
            run.pk = known.pop((run.label, run.first_year), None)
    return runs


def _cut_before(span: PhaseSpan, year: int) -> PhaseSpan:
    cut = copy(span)
    cut.last_year = min(span.last_year, year - 1)
    return cut


def _extend(runs: list[PhaseSpan], added: PhaseSpan) -> None:
    """前の年度まで同じ表記が続いていれば延ばし、なければ新しい矢印にする。"""
    for run in runs:
        if run.label == added.label and run.last_year == added.first_year - 1:
            run.last_year = added.first_year
            return
    added.last_year = added.first_year
    runs.append(added)
