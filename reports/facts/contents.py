"""年度の事実のうち、実施内容ごとの部分。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.choices import ContentKind, Qualifier, Stage
from plans.fiscal_year import wareki_label
from progress.choices import Pace
from progress.judging import plan_spans
from progress.phases import judge_phase
from reports.facts.indicators import NOT_OPENED_LABEL, UNFINALIZED_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from plans.models import ActionItem, ImplementationContent, PhaseSpan
    from progress.phases import PhaseJudgement
    from reports.facts.loading import YearRows

Facts = dict[str, Any]

KIND_LABELS = dict(ContentKind.choices)
QUALIFIER_LABELS = dict(Qualifier.choices)
PACE_LABELS = {"": "", **dict(Pace.choices)}


def content_facts(
    rows: YearRows,
    item: ActionItem,
    content: ImplementationContent,
    shown: Collection[int],
    source: ImplementationContent | None = None,
) -> Facts:
    """実施内容の事実。shown は中身を出してよい報告の年度。

    source は、再掲なら元の実施内容。進みはそこから取り、shown も元の項目のものを渡す。
    """
    told = source or content
    spans = rows.spans.get(content.pk, ())
    is_shown = rows.fiscal_year in shown
    progress = _progress_facts(told, is_shown=is_shown)
    planned, is_confirmed = plan_spans(spans), item.is_schedule_confirmed

    def judge(year: int, pace: str) -> Facts:
        return _judgement_facts(judge_phase(planned, year, pace, is_confirmed=is_confirmed))

    return {
        "key": content.key,
        "kind": content.kind,
        "kind_label": KIND_LABELS[content.kind],
        "number": content.number,
        "branch": content.branch,
        "title": content.title_in(rows.fiscal_year),
        "qualifier": content.qualifier,
        "qualifier_label": QUALIFIER_LABELS[content.qualifier],
        "goals": [goal.number for goal in rows.content_goals.get(content.pk, ())],
        "is_event": any(Stage.EVENT in span.stages for span in spans),
        "hidden_label": "" if is_shown else _hidden_label(rows, told),
        "repeats": rows.content_key(content.repeats_id),
        "spans": [_span_facts(item, span) for span in spans],
        "sentence": spans_sentence(item, spans),
        "progress": progress,
        "judgement": judge(rows.fiscal_year, progress["pace"]),
        "years": list(_year_facts(rows, told, shown, judge)),
    }


def _hidden_label(rows: YearRows, content: ImplementationContent) -> str:
    """進みの中身を出せない理由の語。"""
    is_opened = (content.item_id, rows.fiscal_year) in rows.records
    return UNFINALIZED_LABEL if is_opened else NOT_OPENED_LABEL


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
        "pace_label": PACE_LABELS[pace],
        "activities": activities,
    }


def _year_facts(
    rows: YearRows,
    content: ImplementationContent,
    shown: Collection[int],
    judge: Callable[[int, str], Facts],
) -> Iterator[Facts]:
    """中身を出してよい年度ごとの進みと判定。全年度の進みを読んでいなければ空。"""
    for year in rows.plan.years if rows.paces else ():
        row = rows.paces.get((content.pk, year)) if year in shown else None
        if row:
            facts = _pace_facts(row.pace, row.activities)
            yield {"year": year, **facts, "judgement": judge(year, row.pace)}


def _judgement_facts(judgement: PhaseJudgement) -> Facts:
    return {
        "code": judgement.code,
        "label": judgement.label,
        "planned": judgement.planned,
        "reason": judgement.reason,
        "is_late": judgement.is_late,
        "is_compared": judgement.is_compared,
    }
