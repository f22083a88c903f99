"""年度の事実の材料のうち、実施内容と、その基本目標・実施時期・年度ごとの進み。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value

from plans.models import BasicGoal, ImplementationContent, PhaseSpan
from progress.models import ContentProgress, HalfYearCheck

if TYPE_CHECKING:
    from plans.models import Plan
    from progress.models import AnnualReview, ProgressRecord

# 結んだ行の中の名から、元の欄の名を引く。
GOAL_NAMES = {
    f"goal_{name}": name for name in ("pk", "number", "title", "catchphrase", "description", "sdgs")
}
SPAN_NAMES = {
    f"span_{name}": name for name in ("pk", "order", "label", "stages", "first_year", "last_year")
}
OWN_FIELDS = tuple(field.attname for field in ImplementationContent._meta.concrete_fields)
CHOSEN_FIELDS = ("year_pace", "year_activities")


@dataclass(slots=True)
class ContentRows:
    """実施内容の行。contents は項目の番号から、ほかは実施内容の番号から引く。"""

    contents: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    goals: dict[int, list[BasicGoal]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[int, list[PhaseSpan]] = field(default_factory=lambda: defaultdict(list))
    half_years: dict[int, str] = field(default_factory=dict)


def load_contents(
    plan: Plan,
    fiscal_year: int,
    records: dict[tuple[int, int], ProgressRecord],
    review: AnnualReview | None,
) -> ContentRows:
    """実施内容を、年度 review の進み・取組内容・上半期の進み、基本目標、実施時期とともに読む。

    頁の問い合わせを減らすため、表を一度に結んで読み、重なる行をほどく。
    """
    chosen_ids = [row.pk for row in records.values() if review and row.review_id == review.pk]
    # 空の並びで絞ると実施内容の行まで消えるので、どの報告でもない番号を入れておく。
    chosen = FilteredRelation("progress", condition=Q(progress__record__in=chosen_ids or [0]))
    in_force = ImplementationContent.objects.for_plan(plan).in_force_in(fiscal_year)
    joined = in_force.annotate(
        chosen=chosen,
        year_pace=F("chosen__pace"),
        year_activities=F("chosen__activities"),
        half_pace=_half_year_pace(review),
        **{name: F(f"basic_goals__{field}") for name, field in GOAL_NAMES.items()},
        **{name: F(f"spans__{field}") for name, field in SPAN_NAMES.items()},
    )
    ordered = joined.order_by("item_id", "order", "pk", "basic_goals__number", "spans__order")
    return _untangle(ordered)


def _half_year_pace(review: AnnualReview | None) -> Value | Subquery:
    """上半期の確認の進み。行わない年度なら空。"""
    if review is None or not review.has_half_year:
        return Value("")
    checks = HalfYearCheck.objects.filter(review=review, content=OuterRef("pk"))
    return Subquery(checks.values("pace")[:1])


def _untangle(joined: Any) -> ContentRows:
    rows = ContentRows()
    known: set[tuple[str, int, int]] = set()

    def is_new(kind: str, parent_id: int, pk: int | None) -> bool:
        key = (kind, parent_id, pk or 0)
        if pk is None or key in known:
            return False
        known.add(key)
        return True

    goals: dict[int, BasicGoal] = {}
    # 結んだ行は重なるので、行ごとにはモデルを作らない。
    for row in joined.values(*OWN_FIELDS, *CHOSEN_FIELDS, "half_pace", *GOAL_NAMES, *SPAN_NAMES):
        pk, goal, span = row["id"], row["goal_pk"], row["span_pk"]
        if is_new("content", row["item_id"], pk):
            rows.contents[row["item_id"]].append(_content_of(row))
            rows.half_years[pk] = row["half_pace"] or ""
        if is_new("goal", pk, goal):
            known_goal = goals.get(goal) or BasicGoal(**_fields_of(row, GOAL_NAMES))
            rows.goals[pk].append(goals.setdefault(goal, known_goal))
        if is_new("span", pk, span):
            rows.spans[pk].append(PhaseSpan(content_id=pk, **_fields_of(row, SPAN_NAMES)))
    return rows


def _content_of(row: dict[str, Any]) -> ImplementationContent:
    content = ImplementationContent(**{name: row[name] for name in OWN_FIELDS})
    for name in CHOSEN_FIELDS:
        setattr(content, name, row[name])
    return content


def _fields_of(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {field: row[name] for name, field in names.items()}


def load_paces(
    plan: Plan, records: dict[tuple[int, int], ProgressRecord]
) -> dict[tuple[int, int], Any]:
    """全年度の進み（pace）と取組内容（activities）を、実施内容の番号と年度の組から引けるように。"""
    years = {record.pk: year for (_, year), record in records.items()}
    names = ("content_id", "record_id", "pace", "activities")
    rows = ContentProgress.objects.for_plan(plan).values_list(*names, named=True)
    return {(row.content_id, years[row.record_id]): row for row in rows if row.record_id in years}
