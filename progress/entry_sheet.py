"""入力の上と横に見せるもの。計画が今年度に言うことと、前年度までの記入。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.choices import Absence, Stage
from plans.fiscal_year import wareki_label
from plans.models import PhaseSpan, Target
from progress.choices import RecordState
from progress.models import Actual, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    from plans.figures import Figure
    from plans.models import ImplementationContent, Indicator


@dataclass(slots=True)
class EntrySheet:
    """入力の手がかり。行はそれぞれ指標・実施内容の番号から引く。

    actuals と contents は今年度に書く行（再掲を除く）、last_* は前年度の行、
    earlier は前年度までの実績の値。
    """

    record: ProgressRecord
    year_label: str
    last_year_label: str
    last_record: ProgressRecord | None = None
    actuals: list[Actual] = field(default_factory=list)
    contents: list[ContentProgress] = field(default_factory=list)
    targets: dict[int, Target] = field(default_factory=dict)
    last_actuals: dict[int, Actual] = field(default_factory=dict)
    last_progress: dict[int, ContentProgress] = field(default_factory=dict)
    earlier: dict[int, list[Figure]] = field(default_factory=dict)
    spans: dict[int, list[PhaseSpan]] = field(default_factory=dict)
    has_relisted: bool = False

    @property
    def last_improvement(self) -> str:
        """結果を尋ねる前年度の改善策。確定していなければ空。"""
        last = self.last_record
        return last.improvement if last and last.state == RecordState.FINALIZED else ""

    def target_text(self, indicator: Indicator) -> str:
        """今年度の目標。計画書の表記のまま。"""
        target = self.targets.get(indicator.pk)
        if target is None:
            return "－"
        text = target.as_printed or str(target.value or target.get_absence_display())
        return f"{text}（別計画の値 {target.settled_value}）" if target.settled_value else text

    def baseline_text(self, indicator: Indicator) -> str:
        """基準値。見込みのときはそう添える。"""
        baseline = getattr(indicator, "baseline", None)
        if baseline is None:
            return "－"
        mark = "（見込み）" if baseline.is_estimate else ""
        return f"{baseline.as_printed or baseline.value or '－'}{mark}"

    def last_actual_text(self, indicator: Indicator) -> str:
        """前年度の実績。"""
        actual = self.last_actuals.get(indicator.pk)
        if actual is None or actual.absence == Absence.NOT_ENTERED:
            return "記入なし"
        return str(actual)

    def phase_text(self, content: ImplementationContent) -> str:
        """今年度の段階。未確認の年度は言い切らず、順だけを示す。"""
        spans = self.spans.get(content.pk, [])
        if not self.record.item.is_schedule_confirmed:
            return "→".join(span.label for span in spans) or "－"
        year = self.record.review.fiscal_year
        current = [span.label for span in spans if span.first_year <= year <= span.last_year]
        return "、".join(current) or "予定なし"

    def is_event(self, content: ImplementationContent) -> bool:
        """予定行事（改選・選定）か。"""
        return any(Stage.EVENT in span.stages for span in self.spans.get(content.pk, ()))

    def last_progress_of(self, content: ImplementationContent) -> ContentProgress | None:
        """前年度の進捗。記入がなければ None。"""
        progress = self.last_progress.get(content.pk)
        return progress if progress and (progress.pace or progress.activities) else None


def load_sheet(record: ProgressRecord) -> EntrySheet:
    """手がかりと今年度の行を読む。問い合わせは四つ（実施内容のない項目では五つ）。"""
    year, item = record.review.fiscal_year, record.item
    targets = Target.objects.filter(indicator__item=item, fiscal_year=year)
    sheet = EntrySheet(
        record=record,
        year_label=wareki_label(year),
        last_year_label=wareki_label(year - 1),
        targets=_in_force(targets.select_related("revision").in_force_order(), year),
    )
    _load_spans(sheet)
    _load_contents(sheet)
    _load_actuals(sheet)
    return sheet


def _load_spans(sheet: EntrySheet) -> None:
    spans: dict[int, list[PhaseSpan]] = defaultdict(list)
    rows = PhaseSpan.objects.filter(content__item=sheet.record.item)
    for span in rows.order_by("content_id", "order"):
        spans[span.content_id].append(span)
    sheet.spans = spans


def _load_contents(sheet: EntrySheet) -> None:
    year = sheet.record.review.fiscal_year
    rows = ContentProgress.objects.filter(
        content__item=sheet.record.item, record__review__fiscal_year__in=(year, year - 1)
    ).select_related("content__item", "content__filled_by", "record__self_rating", "record__review")
    for row in rows.order_by("content__order"):
        if row.record_id == sheet.record.pk and row.content.repeats_id:
            sheet.has_relisted = True
        elif row.record_id == sheet.record.pk:
            sheet.contents.append(row)
        else:
            sheet.last_progress[row.content_id] = row
            sheet.last_record = row.record
    if not sheet.contents:
        last = ProgressRecord.objects.filter(
            item=sheet.record.item, review__fiscal_year=year - 1
        ).select_related("self_rating")
        sheet.last_record = last.first()


def _load_actuals(sheet: EntrySheet) -> None:
    year = sheet.record.review.fiscal_year
    rows = Actual.objects.filter(
        indicator__item=sheet.record.item, record__review__fiscal_year__lte=year
    ).select_related(
        "indicator__baseline", "indicator__item", "indicator__filled_by", "record__review"
    )
    for row in rows.order_by("indicator__number", "record__review__fiscal_year"):
        if row.record_id == sheet.record.pk:
            sheet.actuals.append(row)
            continue
        if row.value:
            sheet.earlier.setdefault(row.indicator_id, []).append(row.value)
        if row.record.review.fiscal_year == year - 1:
            sheet.last_actuals[row.indicator_id] = row


def _in_force(targets: object, year: int) -> dict[int, Target]:
    chosen: dict[int, Target] = {}
    for row in targets:  # type: ignore[attr-defined]
        if row.revision.number == 0 or row.revision.from_year <= year:
            chosen[row.indicator_id] = row
    return chosen
