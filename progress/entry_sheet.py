"""入力の上と横に見せるもの。計画が今年度に言うことと、前年度の記入。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.choices import Absence, Stage
from plans.fiscal_year import wareki_label
from plans.models import PhaseSpan, Target
from progress.models import Actual, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    from plans.models import ImplementationContent, Indicator


@dataclass(slots=True)
class EntrySheet:
    """入力の手がかり。行はそれぞれ指標・実施内容の番号から引く。"""

    record: ProgressRecord
    year_label: str
    last_year_label: str
    last_record: ProgressRecord | None
    targets: dict[int, Target]
    last_actuals: dict[int, Actual]
    spans: dict[int, list[PhaseSpan]] = field(default_factory=dict)
    last_progress: dict[int, ContentProgress] = field(default_factory=dict)

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
    """手がかりを読む。問い合わせは五つ。"""
    year, item = record.review.fiscal_year, record.item
    targets = Target.objects.filter(indicator__item=item, fiscal_year=year)
    last = ProgressRecord.objects.filter(
        item=item, review__plan=record.review.plan_id, review__fiscal_year=year - 1
    ).select_related("self_rating")
    last_record = last.first()
    spans: dict[int, list[PhaseSpan]] = defaultdict(list)
    for span in PhaseSpan.objects.filter(content__item=item).order_by("content_id", "order"):
        spans[span.content_id].append(span)
    return EntrySheet(
        record=record,
        year_label=wareki_label(year),
        last_year_label=wareki_label(year - 1),
        last_record=last_record,
        targets=_in_force(targets.select_related("revision").in_force_order(), year),
        last_actuals={row.indicator_id: row for row in Actual.objects.filter(record=last_record)}
        if last_record
        else {},
        spans=spans,
        last_progress={
            row.content_id: row for row in ContentProgress.objects.filter(record=last_record)
        }
        if last_record
        else {},
    )


def _in_force(targets: object, year: int) -> dict[int, Target]:
    chosen: dict[int, Target] = {}
    for row in targets:  # type: ignore[attr-defined]
        if row.revision.number == 0 or row.revision.from_year <= year:
            chosen[row.indicator_id] = row
    return chosen
