"""年度の事実のうち、実施項目ごとの部分。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from plans.choices import StatementSection
from plans.fiscal_year import format_date, wareki_label
from plans.sdgs import SDG_NAMES
from progress.choices import Outcome, RecordState
from progress.phases import LATE
from progress.querysets import CLOSED_STATES
from reports.facts.after_committee import after_committee_facts, rating_facts
from reports.facts.contents import content_facts
from reports.facts.indicators import NOT_OPENED_LABEL, UNFINALIZED_LABEL, indicator_facts
from reports.facts.register import grounds_of
from reports.facts.story import story_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plans.models import ActionItem
    from progress.models import ProgressRecord
    from reports.facts.loading import YearRows

Facts = dict[str, Any]

UNCONFIRMED_TEXT = "推定・要確認"
OUTCOME_LABELS = {"": "", **dict(Outcome.choices)}


def item_facts(rows: YearRows, item: ActionItem, *, include_drafts: bool) -> Facts:
    """実施項目の事実。include_drafts が偽なら、確定していない報告の中身は出さない。"""
    departments = list(rows.departments.get(item.pk, ()))
    shown = shown_records(rows, item.pk, include_drafts=include_drafts)
    return {
        "number": item.number,
        "title": item.title,
        "policy": {
            "number": item.policy.number,
            "code": item.policy.code,
            "title": item.policy.title,
        },
        "measure": item.measure and {"number": item.measure.number, "title": item.measure.title},
        "departments": departments,
        "lead_department": departments[0] if departments else "",
        "kinds": list(rows.kinds.get(item.pk, ())),
        "remark": item.remark,
        "sdgs": sdg_facts(item.sdgs),
        "related_plans": [{"name": name} for name in rows.related_plans.get(item.pk, ())],
        "schedule_confirmed": item.is_schedule_confirmed,
        "statements": _statement_facts(rows, item),
        "contents": list(_contents(rows, item, shown, include_drafts=include_drafts)),
        "indicators": [
            indicator_facts(rows, indicator, shown)
            for indicator in rows.indicators.get(item.pk, ())
        ],
        "record": _record_facts(rows, item, shown),
        "half_year": _half_year_facts(rows, item),
        "cautions": _caution_facts(rows, shown),
        "opinions": [],
        "story": story_facts(rows.story, item, published_only=not include_drafts),
        "years": [_item_year_facts(rows, item, year, shown) for year in rows.plan.years],
        "past": [
            {"year": year, "label": wareki_label(year), **_report_texts(record)}
            for year, record in sorted(shown.items())
            if year != rows.fiscal_year
        ],
    }


def _contents(
    rows: YearRows, item: ActionItem, shown: dict[int, ProgressRecord], *, include_drafts: bool
) -> Iterator[Facts]:
    """実施内容の事実。再掲の実施内容の進みは、元の項目の報告から取る（再掲の項目では尋ねない）。"""
    for content in rows.contents.get(item.pk, ()):
        if source := rows.find_content(content.repeats_id):
            years = shown_records(rows, source.item_id, include_drafts=include_drafts)
            yield content_facts(rows, item, content, years, source)
        else:
            yield content_facts(rows, item, content, shown)


def sdg_facts(numbers: list[int]) -> list[Facts]:
    """持続可能な開発目標の事実。番号の小さい順。"""
    return [{"number": number, "name": SDG_NAMES[number]} for number in sorted(numbers)]


def shown_records(
    rows: YearRows, item_id: int, *, include_drafts: bool
) -> dict[int, ProgressRecord]:
    """番号 item_id の実施項目の、中身を出してよい報告を年度ごとに返す。"""
    records = {year: record for (key, year), record in rows.records.items() if key == item_id}
    return {
        year: record
        for year, record in records.items()
        if include_drafts or record.state in CLOSED_STATES
    }


def _statement_facts(rows: YearRows, item: ActionItem) -> Facts:
    statements = rows.statements.get(item.pk, ())
    return {
        str(section): [
            {"mark": row.mark, "text": row.text} for row in statements if row.section == section
        ]
        for section in StatementSection.values
    }


def _record_facts(rows: YearRows, item: ActionItem, shown: dict[int, ProgressRecord]) -> Facts:
    record = shown.get(rows.fiscal_year)
    if record:
        grounds = grounds_of(rows.register, record.pk)
        return {
            "exists": True,
            "state": record.state,
            **_report_texts(record),
            "committee_rating_opinions": grounds,
        }
    exists = (item.pk, rows.fiscal_year) in rows.records
    label = UNFINALIZED_LABEL if exists else NOT_OPENED_LABEL
    state = "unfinalized" if exists else "not_opened"
    return {"exists": exists, "state": state, **_report_texts(None), "state_label": label}


def _caution_facts(rows: YearRows, shown: dict[int, ProgressRecord]) -> list[Facts]:
    record = shown.get(rows.fiscal_year)
    cautions = rows.cautions.get(record.pk, ()) if record else ()
    return [{"sentence": row.sentence, "answer": row.answer} for row in cautions]


def _half_year_facts(rows: YearRows, item: ActionItem) -> Facts:
    """上半期の確認の数。再掲の実施内容は、掲げた項目でだけ数える。"""
    contents = [row for row in rows.contents.get(item.pk, ()) if row.repeats_id is None]
    paces = [rows.half_years.get(row.pk, "") for row in contents]
    return {
        "total": len(paces),
        "filled": len([pace for pace in paces if pace]),
        "late": len([pace for pace in paces if pace in LATE]),
    }


def _item_year_facts(
    rows: YearRows, item: ActionItem, year: int, shown: dict[int, ProgressRecord]
) -> Facts:
    """その年度の状態と自己評価。一覧のます目のために、短い形で持つ。"""
    record = shown.get(year)
    exists = (item.pk, year) in rows.records
    hidden = ("unfinalized", UNFINALIZED_LABEL) if exists else ("not_opened", NOT_OPENED_LABEL)
    state, label = (record.state, RecordState(record.state).label) if record else hidden
    return {
        "year": year,
        "state": str(state),
        "state_label": str(label),
        **rating_facts(record),
    }


def _report_texts(record: ProgressRecord | None) -> Facts:
    return {
        "state_label": RecordState(record.state).label if record else "",
        "version": record.version if record else 0,
        "achievement": record.achievement if record else "",
        "issues": record.issues if record else "",
        "improvement": record.improvement if record else "",
        **rating_facts(record),
        **after_committee_facts(record),
        "rating_reason": record.rating_reason if record else "",
        "sentence": record.sentence if record else "",
        "source": record.source if record else "",
        "last_outcome": record.last_outcome if record else "",
        "last_outcome_label": OUTCOME_LABELS[record.last_outcome] if record else "",
        "last_outcome_note": record.last_outcome_note if record else "",
        "submitted_at": _stamp(record),
        "is_on_behalf": bool(record and record.is_on_behalf),
    }


def _stamp(record: ProgressRecord | None) -> str:
    if record is None or record.submitted_at is None:
        return ""
    return format_date(timezone.localdate(record.submitted_at))
