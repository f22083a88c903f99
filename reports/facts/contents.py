"""年度の事実のうち、実施内容ごとの部分。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.choices import Stage
from plans.fiscal_year import wareki_label
from progress.choices import Pace
from progress.judging import judge_pace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from plans.models import ActionItem, ImplementationContent, PhaseSpan
    from progress.phases import PhaseJudgement
    from reports.facts.loading import YearRows

Facts = dict[str, Any]


def content_facts(
    rows: YearRows, item: ActionItem, content: ImplementationContent, shown: Collection[int]
) -> Facts:
    """実施内容の事実。shown は中身を出してよい報告の年度。"""
    spans = rows.spans.get(content.pk, ())
    is_shown = rows.fiscal_year in shown
    progress = _progress_facts(content, is_shown=is_shown)
    return {
        "key": content.key,
        "kind": content.kind,
        "kind_label": content.get_kind_display(),
        "number": content.number,
        "branch": content.branch,
        "title": content.title_in(rows.fiscal_year),
        "qualifier": content.qualifier,
        "qualifier_label": content.get_qualifier_display(),
        "goals": [goal.number for goal in rows.content_goals.get(content.pk, ())],
        "is_event": any(Stage.EVENT in span.stages for span in spans),
        "repeats": rows.content_key(content.repeats_id),
        "spans": [_span_facts(item, span) for span in spans],
        "sentence": spans_sentence(item, spans),
        "progress": progress,
        "judgement": _judgement_facts(_judge(item, spans, rows.fiscal_year, progress["pace"])),
        "years": list(_year_facts(rows, item, content, shown)),
    }


def _span_facts(item: ActionItem, span: PhaseSpan) -> Facts:
    return {
        "order": span.order,
        "label": span.label,
        "stages": span.stage_labels,
        "stage_codes": list(span.stages),
        "first_year": span.first_year,
        "last_year": span.last_year,
        "is_confirmed": item.is_schedule_confirmed,
    }


def spans_sentence(item: ActionItem, spans: Sequence[PhaseSpan]) -> str:
    """実施時期を一文で述べる。未確認のときは順だけを述べ、年度を言わない。"""
    if not spans:
        return ""
    if not item.is_schedule_confirmed:
        order = "、".join(span.label for span in spans)
        return f"{order}の順（年度の位置は推定）" if len(spans) > 1 else f"{order}（推定・要確認）"
    return "、".join(f"{span.label}は{_span_years(span)}" for span in spans)


def _span_years(span: PhaseSpan) -> str:
    first, last = wareki_label(span.first_year), wareki_label(span.last_year)
    return first if span.first_year == span.last_year else f"{first}から{last}まで"


def _progress_facts(content: ImplementationContent, *, is_shown: bool) -> Facts:
    pace = (content.year_pace or "") if is_shown else ""  # type: ignore[attr-defined]
    activities = (content.year_activities or "") if is_shown else ""  # type: ignore[attr-defined]
    return _pace_facts(pace, activities)


def _pace_facts(pace: str, activities: str) -> Facts:
    return {
        "pace": pace,
        "pace_label": str(Pace(pace).label) if pace else "",
        "activities": activities,
    }


def _year_facts(
    rows: YearRows, item: ActionItem, content: ImplementationContent, shown: Collection[int]
) -> Iterator[Facts]:
    """中身を出してよい年度ごとの進みと判定。全年度の進みを読んでいなければ空。"""
    spans = rows.spans.get(content.pk, ())
    for year in rows.plan.years if rows.paces else ():
        row = rows.paces.get((content.pk, year)) if year in shown else None
        if row:
            judgement = _judgement_facts(_judge(item, spans, year, row.pace))
            yield {"year": year, **_pace_facts(row.pace, row.activities), "judgement": judgement}


def _judge(item: ActionItem, spans: Sequence[PhaseSpan], year: int, pace: str) -> PhaseJudgement:
    return judge_pace(spans, year, pace, is_confirmed=item.is_schedule_confirmed)


def _judgement_facts(judgement: PhaseJudgement) -> Facts:
    return {
        "code": judgement.code,
        "label": judgement.label,
        "planned": judgement.planned,
        "reason": judgement.reason,
        "is_late": judgement.is_late,
        "is_compared": judgement.is_compared,
    }
