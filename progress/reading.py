"""確認のために読む。いくつもの報告の中身を、目標・前年度・注意とともに決まった数の問い合わせで集める。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.choices import IndicatorKind
from plans.fiscal_year import wareki_label
from plans.models import PhaseSpan, Target
from progress.deeds import RemarkField, remark_fields
from progress.entry_sheet import EntrySheet
from progress.judging import bands_of, judge_actual
from progress.models import Actual, Caution, ContentProgress, ProgressRecord, Rating
from progress.waiting import Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from progress.bands import Band
    from progress.judgement import Judgement

    # （番号、西暦の年度）
    Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ActualLine:
    """実績の一行。target と last は、目標と前年度の実績の言い方。"""

    row: Actual
    target: str
    last: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class ContentLine:
    """実施内容の一行。phase は今年度の段階、last_pace は前年度の進み（なければ空）。"""

    row: ContentProgress
    phase: str
    last_pace: str


@dataclass(frozen=True, slots=True)
class Reading:
    """一つの報告の読みもの。parts は協力課の分。"""

    record: ProgressRecord
    sheet: EntrySheet
    actuals: list[ActualLine]
    contents: list[ContentLine]
    cautions: list[Caution]
    parts: list[Part]

    @property
    def remark_fields(self) -> list[RemarkField]:
        """差戻しで指摘できる欄。"""
        return remark_fields(
            [line.row for line in self.actuals], [line.row for line in self.contents]
        )


@dataclass(frozen=True, slots=True)
class _Shelf:
    """まとめて読んだ行。報告・指標・実施内容・尺度の番号か、番号と年度の組から引く。"""

    actuals: dict[int, list[Actual]]
    contents: dict[int, list[ContentProgress]]
    cautions: dict[int, list[Caution]]
    spans: dict[int, list[PhaseSpan]]
    targets: dict[Key, Target]
    last_records: dict[Key, ProgressRecord]
    earlier_actuals: dict[Key, Actual]
    earlier_contents: dict[Key, ContentProgress]
    bands: dict[int, tuple[Band, ...]]


def load_readings(records: Sequence[ProgressRecord]) -> list[Reading]:
    """報告の読みものを、渡された順に返す。問い合わせは九つで、報告や年度の数によらない。"""
    if not records:
        return []
    shelf = _load_shelf(records)
    return [_reading_of(record, shelf) for record in records]


def _load_shelf(records: Sequence[ProgressRecord]) -> _Shelf:
    ids = [record.pk for record in records]
    items = [record.item_id for record in records]
    years = {record.review.fiscal_year for record in records}
    before = {"record__item__in": items, "record__review__fiscal_year__lt": max(years)}
    last_years = {year - 1 for year in years}
    actuals = Actual.objects.filter(record__in=ids).select_related("indicator__item")
    contents = ContentProgress.objects.filter(record__in=ids).select_related("content__item")
    last_records = ProgressRecord.objects.filter(
        item__in=items, review__fiscal_year__in=last_years
    ).select_related("review", "self_rating")
    spans = PhaseSpan.objects.filter(content__item__in=items).order_by("content_id", "order")
    return _Shelf(
        actuals=_group(actuals.order_by("indicator__number"), "record_id"),
        contents=_group(contents.order_by("content__order"), "record_id"),
        cautions=_group(Caution.objects.filter(record__in=ids).order_by("pk"), "record_id"),
        spans=_group(spans, "content_id"),
        targets=_load_targets(items, years),
        last_records={(row.item_id, row.review.fiscal_year): row for row in last_records},
        earlier_actuals={
            (row.indicator_id, row.record.review.fiscal_year): row
            for row in Actual.objects.filter(**before).select_related("record__review")
        },
        earlier_contents={
            (row.content_id, row.record.review.fiscal_year): row
            for row in ContentProgress.objects.filter(**before).select_related("record__review")
        },
        bands=_load_bands({record.review.scale_id for record in records}),
    )


def _group(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped


def _load_targets(items: Sequence[int], years: set[int]) -> dict[Key, Target]:
    """年度に効いている目標。新しい改定が古い改定に代わる。"""
    rows = Target.objects.filter(indicator__item__in=items, fiscal_year__in=years)
    chosen: dict[Key, Target] = {}
    for row in rows.select_related("revision").in_force_order():
        if row.revision.number == 0 or row.revision.from_year <= row.fiscal_year:
            chosen[row.indicator_id, row.fiscal_year] = row
    return chosen


def _load_bands(scales: set[int]) -> dict[int, tuple[Band, ...]]:
    ratings = _group(Rating.objects.filter(scale__in=scales).order_by("order"), "scale_id")
    return {scale: bands_of(ratings[scale]) for scale in scales}


def _reading_of(record: ProgressRecord, shelf: _Shelf) -> Reading:
    sheet = _sheet_of(record, shelf)
    contents = [
        ContentLine(row, sheet.phase_text(row.content), _last_pace(sheet, row))
        for row in shelf.contents[record.pk]
    ]
    return Reading(
        record=record,
        sheet=sheet,
        actuals=[_actual_line(row, sheet, shelf) for row in shelf.actuals[record.pk]],
        contents=contents,
        cautions=shelf.cautions[record.pk],
        parts=parts_of(record),
    )


def _sheet_of(record: ProgressRecord, shelf: _Shelf) -> EntrySheet:
    year = record.review.fiscal_year
    indicators = [row.indicator_id for row in shelf.actuals[record.pk]]
    content_ids = [row.content_id for row in shelf.contents[record.pk]]
    return EntrySheet(
        record=record,
        year_label=wareki_label(year),
        last_year_label=wareki_label(year - 1),
        last_record=shelf.last_records.get((record.item_id, year - 1)),
        targets=_of_year(shelf.targets, indicators, year),
        last_actuals=_of_year(shelf.earlier_actuals, indicators, year - 1),
        spans={key: shelf.spans[key] for key in content_ids},
        last_progress=_of_year(shelf.earlier_contents, content_ids, year - 1),
    )


def _of_year(rows: dict[Key, Any], ids: Iterable[int], year: int) -> dict[int, Any]:
    return {key: rows[key, year] for key in ids if (key, year) in rows}


def _last_pace(sheet: EntrySheet, row: ContentProgress) -> str:
    last = sheet.last_progress_of(row.content)
    return last.get_pace_display() if last else ""


def _actual_line(row: Actual, sheet: EntrySheet, shelf: _Shelf) -> ActualLine:
    indicator, review = row.indicator, sheet.record.review
    earlier = [
        past.value
        for (key, year), past in shelf.earlier_actuals.items()
        if key == indicator.pk and year < review.fiscal_year and past.value
    ]
    judgement = judge_actual(
        indicator,
        sheet.targets.get(indicator.pk),
        row,
        bands=shelf.bands[review.scale_id],
        earlier=earlier if indicator.kind == IndicatorKind.CUMULATIVE else (),
    )
    return ActualLine(
        row, sheet.target_text(indicator), sheet.last_actual_text(indicator), judgement
    )
