"""入力の上と横に見せるもの。計画が今年度に言うことと、前年度までの記入。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Exists, FilteredRelation, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.functional import SimpleLazyObject

from plans.choices import Absence, Stage
from plans.fiscal_year import wareki_label
from plans.models import PhaseSpan, Target
from progress.choices import RecordState
from progress.common_themes import lead_seat, sibling_rows
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.relisted import pair_relisted, source_rows

if TYPE_CHECKING:
    from plans.figures import Figure
    from plans.models import ActionItem, ImplementationContent, Indicator
    from progress.relisted import Relisted


@dataclass(slots=True)
class EntrySheet:
    """入力の手がかり。行はそれぞれ指標・実施内容の番号から引く。

    actuals と contents は今年度に書く行（再掲を除く）、last_* は前年度の行、
    earlier は前年度までの実績の値、siblings はほかの項目の事業共通の行（保存のときだけ読む）。
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
    relisted: list[Relisted] = field(default_factory=list)
    siblings: list[ContentProgress] = field(default_factory=list)

    @property
    def last_improvement(self) -> str:
        """結果を尋ねる前年度の改善策。確定していなければ空。"""
        last = self.last_record
        if last is None or last.state != RecordState.FINALIZED:
            return ""
        amended = getattr(last, "amended_improvement", None)
        return amended.text if amended else last.improvement

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

    def last_progress_of(self, content: ImplementationContent) -> ContentProgress | None:
        """前年度の進捗。記入がなければ None。"""
        progress = self.last_progress.get(content.pk)
        return progress if progress and (progress.pace or progress.activities) else None


def load_sheet(record: ProgressRecord, *, with_siblings: bool = False) -> EntrySheet:
    """手がかりと今年度の行を読む。問い合わせは二つ（実施内容のない項目では三つ）。

    実施時期は、見せるときに初めて読む（もう一つ）。今年度の行には、予定行事か（is_event）を添える。
    """
    year, item = record.review.fiscal_year, record.item
    sheet = EntrySheet(
        record=record, year_label=wareki_label(year), last_year_label=wareki_label(year - 1)
    )
    sheet.spans = SimpleLazyObject(partial(_load_spans, item))  # type: ignore[assignment]
    _load_contents(sheet, sibling_rows(record) if with_siblings else Q())
    _load_actuals(sheet)
    return sheet


def _load_spans(item: ActionItem) -> dict[int, list[PhaseSpan]]:
    spans: dict[int, list[PhaseSpan]] = defaultdict(list)
    rows = PhaseSpan.objects.filter(content__item=item)
    for span in rows.order_by("content_id", "order"):
        spans[span.content_id].append(span)
    return spans


def _load_contents(sheet: EntrySheet, siblings: Q) -> None:
    year = sheet.record.review.fiscal_year
    spans = PhaseSpan.objects.annotate(words=Cast("stages", TextField()))
    events = spans.filter(content=OuterRef("content"), words__contains=f'"{Stage.EVENT}"')
    ours = Q(content__item=sheet.record.item, record__review__fiscal_year__in=(year, year - 1))
    wanted = ours | source_rows(sheet.record)
    # 条件を「または」でつなぐと索引が使えないので、先に報告を絞る。計画が増えても重くならない。
    near = Q(review=sheet.record.review_id) | Q(item=sheet.record.item_id)
    rows = (
        ContentProgress.objects.filter(record__in=ProgressRecord.objects.filter(near).values("pk"))
        .filter(wanted | siblings if siblings else wanted)
        .annotate(is_event=Exists(events), lead=lead_seat())
        .select_related(
            "content__item",
            "content__filled_by",
            "record__self_rating",
            "record__review",
            "record__amended_improvement",
        )
    )
    shown, foreign = [], []
    for row in rows.order_by("content__order"):
        if row.content.item_id != sheet.record.item_id:
            foreign.append(row)
        elif row.record_id == sheet.record.pk and row.content.repeats_id:
            shown.append(row)
        elif row.record_id == sheet.record.pk:
            sheet.contents.append(row)
        else:
            sheet.last_progress[row.content_id] = row
            sheet.last_record = row.record
    sheet.relisted = pair_relisted(shown, foreign)
    sheet.siblings = [row for row in foreign if row.content.common_theme_id]
    if not sheet.contents:
        last = ProgressRecord.objects.filter(
            item=sheet.record.item, review__fiscal_year=year - 1
        ).select_related("self_rating", "amended_improvement")
        sheet.last_record = last.first()


def _load_actuals(sheet: EntrySheet) -> None:
    """実績を、今年度の目標とともに読む。目標が改定されていれば、一つの実績が改定の数だけ現れる。"""
    year = sheet.record.review.fiscal_year
    planned = FilteredRelation(
        "indicator__targets", condition=Q(indicator__targets__fiscal_year=year)
    )
    rows = (
        Actual.objects.filter(
            indicator__item=sheet.record.item, record__review__fiscal_year__lte=year
        )
        .annotate(planned=planned)
        .select_related(
            "indicator__baseline",
            "indicator__item",
            "indicator__filled_by",
            "record__review",
            "planned__revision",
        )
    )
    order = ("indicator__number", "record__review__fiscal_year", "planned__revision__number")
    known: set[int] = set()
    for row in rows.order_by(*order):
        _note_target(sheet, getattr(row, "planned", None), year)
        if row.pk not in known:
            known.add(row.pk)
            _place_actual(sheet, row, year)


def _note_target(sheet: EntrySheet, target: Target | None, year: int) -> None:
    """効いている改定の目標を残す。後の改定が、先の改定の目標を置き換える。"""
    if target and (target.revision.number == 0 or target.revision.from_year <= year):
        sheet.targets[target.indicator_id] = target


def _place_actual(sheet: EntrySheet, row: Actual, year: int) -> None:
    if row.record_id == sheet.record.pk:
        sheet.actuals.append(row)
        return
    if row.value:
        sheet.earlier.setdefault(row.indicator_id, []).append(row.value)
    if row.record.review.fiscal_year == year - 1:
        sheet.last_actuals[row.indicator_id] = row
