"""年度の事実に要る行を、決まった数の問い合わせで読む。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.models import (
    BasicGoal,
    ImplementationContent,
    Indicator,
    ItemDepartment,
    ItemKind,
    PhaseSpan,
    Statement,
    Target,
)
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord, Rating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plans.models import ActionItem, Plan


def group_by(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    """行を key の値ごとにまとめる。行の順は保つ。"""
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


@dataclass(slots=True)
class YearRows:
    """年度の事実の材料。items のほかは、親の番号ごとにまとめてある。"""

    plan: Plan
    fiscal_year: int
    items: list[ActionItem]
    reviews: dict[int, AnnualReview]
    ratings: dict[int, list[Rating]]
    goals: list[BasicGoal]
    departments: dict[int, list[ItemDepartment]]
    kinds: dict[int, list[ItemKind]]
    statements: dict[int, list[Statement]]
    contents: dict[int, list[ImplementationContent]]
    goal_numbers: dict[int, list[int]]
    spans: dict[int, list[PhaseSpan]]
    indicators: dict[int, list[Indicator]]
    targets: dict[tuple[int, int], Target]
    records: dict[tuple[int, int], ProgressRecord]
    actuals: dict[tuple[int, int], Actual] = field(default_factory=dict)
    content_progress: dict[int, ContentProgress] = field(default_factory=dict)

    def content_key(self, content_id: int | None) -> str:
        """再掲元を「16-1」の形で返す。再掲でなければ空文字。"""
        for item in self.items if content_id else ():
            for content in self.contents.get(item.pk, ()):
                if content.pk == content_id:
                    return f"{item.number}-{content.key}"
        return ""


def load_rows(plan: Plan, fiscal_year: int, *, detail: bool) -> YearRows:
    """材料を読む。detail が偽なら、記述・種別・実施時期・基本目標は読まない。"""
    only: Callable[[Any], list[Any]] = list if detail else lambda rows: []
    items = list(plan.items.select_related("policy", "measure").order_by("number"))
    contents = list(ImplementationContent.objects.for_plan(plan).order_by("item_id", "order"))
    rows = YearRows(
        plan=plan,
        fiscal_year=fiscal_year,
        items=items,
        reviews={row.fiscal_year: row for row in plan.reviews.select_related("scale")},
        ratings=group_by(Rating.objects.filter(scale__reviews__plan=plan).distinct(), "scale_id"),
        goals=only(BasicGoal.objects.for_plan(plan).order_by("number")),
        departments=group_by(
            ItemDepartment.objects.for_plan(plan).select_related("department").order_by("order"),
            "item_id",
        ),
        kinds=group_by(only(ItemKind.objects.for_plan(plan).order_by("order")), "item_id"),
        statements=group_by(only(Statement.objects.for_plan(plan).order_by("order")), "item_id"),
        contents=group_by(contents, "item_id"),
        goal_numbers=_load_goal_numbers(plan) if detail else {},
        spans=group_by(only(PhaseSpan.objects.for_plan(plan).order_by("order")), "content_id"),
        indicators=group_by(
            Indicator.objects.for_plan(plan).select_related("baseline").order_by("number"),
            "item_id",
        ),
        targets=_load_targets(plan),
        records={
            (row.item_id, row.review.fiscal_year): row
            for row in ProgressRecord.objects.for_plan(plan).select_related("review", "self_rating")
        },
    )
    _load_year(rows)
    return rows


def _load_goal_numbers(plan: Plan) -> dict[int, list[int]]:
    links = ImplementationContent.basic_goals.through.objects.filter(
        implementationcontent__item__plan=plan
    ).order_by("basicgoal__number")
    numbers: dict[int, list[int]] = defaultdict(list)
    for content_id, number in links.values_list("implementationcontent_id", "basicgoal__number"):
        numbers[content_id].append(number)
    return numbers


def _load_targets(plan: Plan) -> dict[tuple[int, int], Target]:
    """その年度に効く目標値。新しい改定の行が、その適用開始年度から古い行を置き換える。"""
    targets: dict[tuple[int, int], Target] = {}
    for row in Target.objects.for_plan(plan).select_related("revision").in_force_order():
        if row.revision.number == 0 or row.fiscal_year >= row.revision.from_year:
            targets[row.indicator_id, row.fiscal_year] = row
    return targets


def _load_year(rows: YearRows) -> None:
    years = {record.pk: year for (_, year), record in rows.records.items()}
    actuals = Actual.objects.for_plan(rows.plan)
    rows.actuals = {(row.indicator_id, years[row.record_id]): row for row in actuals}
    progress = ContentProgress.objects.for_plan(rows.plan).filter(
        record__review__fiscal_year=rows.fiscal_year
    )
    rows.content_progress = {row.content_id: row for row in progress}
