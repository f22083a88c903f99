"""いま効いている計画: 実施項目ごとの指標と目標値、実施内容と実施時期。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.models import ActionItem, ImplementationContent, Indicator, PhaseSpan, Target

if TYPE_CHECKING:
    from plans.models import Plan

    Phases = list[tuple[str, tuple[str, ...]]]


@dataclass(slots=True)
class IndicatorNow:
    """指標と、年度（西暦）から引く、効いている目標値。"""

    indicator: Indicator
    targets: dict[int, Target]


@dataclass(slots=True)
class ContentNow:
    """実施内容と、その矢印。"""

    content: ImplementationContent
    spans: list[PhaseSpan]

    def phases(self, year: int) -> Phases:
        """その年度（西暦）に掛かる矢印の、表記と段階の並び。"""
        return [
            (span.label, tuple(span.stages))
            for span in self.spans
            if span.first_year <= year <= span.last_year
        ]


@dataclass(slots=True)
class ItemNow:
    """実施項目と、その指標・実施内容。last_* は、廃止した行も含めて使われた最大の番号。"""

    item: ActionItem
    indicators: list[IndicatorNow] = field(default_factory=list)
    contents: list[ContentNow] = field(default_factory=list)
    last_indicator: int = 0
    last_content: int = 0
    last_order: int = 0


@dataclass(slots=True)
class PlanNow:
    """いま効いている計画。labels は、この計画で使う実施時期の表記から段階を引く。"""

    plan: Plan
    items: list[ItemNow]
    labels: dict[str, tuple[str, ...]]

    def item(self, number: int) -> ItemNow | None:
        """その番号の実施項目。なければ None。"""
        return next((now for now in self.items if now.item.number == number), None)


def load_plan_now(plan: Plan) -> PlanNow:
    """いま効いている計画を読む。問い合わせは五つ。廃止した行は入らない。"""
    items = {row.pk: ItemNow(row) for row in ActionItem.objects.for_plan(plan).order_by("number")}
    spans: dict[int, list[PhaseSpan]] = defaultdict(list)
    labels: dict[str, tuple[str, ...]] = {}
    for span in PhaseSpan.objects.for_plan(plan).order_by("content_id", "order"):
        spans[span.content_id].append(span)
        labels.setdefault(span.label, tuple(span.stages))
    targets = _load_targets(plan)
    for indicator in Indicator.objects.for_plan(plan).order_by("number"):
        now = items[indicator.item_id]
        now.last_indicator = indicator.number
        if indicator.dropped_in_id is None:
            now.indicators.append(IndicatorNow(indicator, targets[indicator.pk]))
    for content in ImplementationContent.objects.for_plan(plan).order_by("order"):
        _add_content(items[content.item_id], content, spans[content.pk])
    return PlanNow(plan, list(items.values()), dict(sorted(labels.items())))


def _load_targets(plan: Plan) -> dict[int, dict[int, Target]]:
    targets: dict[int, dict[int, Target]] = defaultdict(dict)
    for row in Target.objects.for_plan(plan).select_related("revision").in_force_order():
        if row.revision.number == 0 or row.revision.from_year <= row.fiscal_year:
            targets[row.indicator_id][row.fiscal_year] = row
    return targets


def _add_content(now: ItemNow, content: ImplementationContent, spans: list[PhaseSpan]) -> None:
    now.last_order = max(now.last_order, content.order)
    if content.kind == content._meta.get_field("kind").default:
        now.last_content = max(now.last_content, content.number)
    if content.dropped_in_id is None:
        now.contents.append(ContentNow(content, spans))
