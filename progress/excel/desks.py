"""一つの年度の記入の机を、まとめて用意する。問い合わせの数は、項目の数によらない。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from plans.choices import Stage
from plans.fiscal_year import wareki_label
from plans.models import ItemDepartment, PhaseSpan, Target
from plans.succession import load_succession
from progress.entry_desk import EntryDesk
from progress.entry_sheet import EntrySheet
from progress.models import Actual, Caution, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from plans.actors import Actor
    from plans.models import Department
    from progress.models import AnnualReview


@dataclass(slots=True)
class _Rows:
    """まとめて読んだ行。報告・項目・実施内容・指標の番号から引く。"""

    actuals: dict[int, list[Actual]]
    contents: dict[int, list[ContentProgress]]
    targets: dict[int, Target]
    spans: dict[int, list[PhaseSpan]]
    cautions: dict[int, list[Caution]]
    last_records: dict[int, ProgressRecord]
    ratings: list[Any] = field(default_factory=list)


def items_by_department(review: AnnualReview, on: dt.date) -> dict[Department, set[int]]:
    """この年度の項目（番号）を、on に受け持つ課ごとに。課は並び順。問い合わせは二つ。"""
    succession = load_succession()
    held: dict[Department, set[int]] = defaultdict(set)
    for row in ItemDepartment.objects.filter(item__records__review=review):
        held[succession.holder(row, on)].add(row.item_id)
    return dict(sorted(held.items(), key=lambda pair: (pair[0].order, pair[0].pk)))


def load_desks(
    review: AnnualReview, actor: Actor, items: Collection[int] | None = None
) -> list[EntryDesk]:
    """この年度の見える報告の机を、項目番号の順に返す。items を渡せば、その項目（番号）だけ。

    問い合わせは十で、項目の数によらない。
    """
    records = list(_records_of(review, actor, items))
    rows = _load_rows(review, records)
    return [_make_desk(record, rows) for record in records]


def _records_of(
    review: AnnualReview, actor: Actor, items: Collection[int] | None
) -> QuerySet[ProgressRecord]:
    rows: QuerySet[ProgressRecord] = ProgressRecord.objects.all().visible_to(actor)
    rows = rows.filter(review=review)
    if items is not None:
        rows = rows.filter(item__in=items)
    departments = Prefetch("item__item_departments", ItemDepartment.objects.with_seats())
    return (
        rows.select_related("review__plan", "review__scale", "item", "self_rating")
        .prefetch_related(departments)
        .order_by("item__number")
    )


def _load_rows(review: AnnualReview, records: list[ProgressRecord]) -> _Rows:
    year, items = review.fiscal_year, [record.item_id for record in records]
    actuals = Actual.objects.filter(
        record__item__in=items, record__review__plan=review.plan_id,
        record__review__fiscal_year__lte=year,
    ).select_related("indicator__baseline", "indicator__item", "record__review")  # fmt: skip
    contents = ContentProgress.objects.filter(
        record__item__in=items, record__review__plan=review.plan_id,
        record__review__fiscal_year__in=(year, year - 1),
    ).select_related("content__item", "record__review")  # fmt: skip
    last = ProgressRecord.objects.filter(
        item__in=items, review__plan=review.plan_id, review__fiscal_year=year - 1
    ).select_related("self_rating")
    spans = PhaseSpan.objects.filter(content__item__in=items).order_by("content_id", "order")
    cautions = Caution.objects.filter(record__review=review, record__item__in=items)
    ordered = actuals.order_by("indicator__number", "record__review__fiscal_year")
    return _Rows(
        actuals=_group(ordered, lambda row: row.record.item_id),
        contents=_group(contents.order_by("content__order"), lambda row: row.record.item_id),
        targets=_load_targets(items, year),
        spans=_group(spans, lambda row: row.content_id),
        cautions=_group(cautions.order_by("pk"), lambda row: row.record_id),
        last_records={row.item_id: row for row in last},
        ratings=list(review.scale.ratings.order_by("order")),
    )


def _group(rows: Iterable[Any], key: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped


def _load_targets(items: list[int], year: int) -> dict[int, Target]:
    """年度に効いている目標。新しい改定が古い改定に代わる。"""
    rows = Target.objects.filter(indicator__item__in=items, fiscal_year=year)
    return {
        row.indicator_id: row
        for row in rows.select_related("revision").in_force_order()
        if row.revision.number == 0 or row.revision.from_year <= year
    }


def _make_desk(record: ProgressRecord, rows: _Rows) -> EntryDesk:
    sheet = _make_sheet(record, rows)
    return EntryDesk(
        record=record,
        sheet=sheet,
        verb="save",
        is_on_behalf=False,
        may_submit=False,
        ratings=rows.ratings,
        cautions=rows.cautions[record.pk],
        send_backs=[],
        relisted=[],
        half_year={},
        actuals=sheet.actuals,
        contents=sheet.contents,
    )


def _make_sheet(record: ProgressRecord, rows: _Rows) -> EntrySheet:
    year = record.review.fiscal_year
    sheet = EntrySheet(
        record=record,
        year_label=wareki_label(year),
        last_year_label=wareki_label(year - 1),
        last_record=rows.last_records.get(record.item_id),
        targets=rows.targets,
        spans=rows.spans,
    )
    for actual in rows.actuals[record.item_id]:
        _place_actual(sheet, actual, year)
    for content in rows.contents[record.item_id]:
        _place_content(sheet, content)
    return sheet


def _place_actual(sheet: EntrySheet, row: Actual, year: int) -> None:
    if row.record_id == sheet.record.pk:
        row.record = sheet.record
        sheet.actuals.append(row)
        return
    if row.value:
        sheet.earlier.setdefault(row.indicator_id, []).append(row.value)
    if row.record.review.fiscal_year == year - 1:
        sheet.last_actuals[row.indicator_id] = row


def _place_content(sheet: EntrySheet, row: Any) -> None:
    if row.record_id != sheet.record.pk:
        sheet.last_progress[row.content_id] = row
    elif not row.content.repeats_id:  # 再掲の実施内容は、再掲元の項目で記入する。
        row.record = sheet.record
        spans = sheet.spans.get(row.content_id, ())
        row.is_event = any(Stage.EVENT in span.stages for span in spans)
        sheet.contents.append(row)
