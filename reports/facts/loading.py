"""年度の事実に要る行を、決まった数の問い合わせで読む。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, Q

from plans.fiscal_year import last_day
from plans.models import (
    BasicGoal,
    ImplementationContent,
    Indicator,
    ItemKind,
    PhaseSpan,
    Statement,
    Target,
)
from plans.succession import load_succession
from progress.models import Actual, AnnualReview, Caution, HalfYearCheck, ProgressRecord, Rating

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from plans.models import ActionItem, Plan


class Section(Enum):
    """年度の事実のうち、要る画面だけが読む部分。"""

    TEXTS = "種別と記述"
    CONTENTS = "実施内容と、その基本目標"
    PHASES = "実施時期"
    GOALS = "基本目標の全部（なければ実施内容が挙げるものだけ）"
    CAUTIONS = "注意"


EVERY_SECTION = frozenset(Section)


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
    departments: dict[int, list[str]]
    kinds: dict[int, list[ItemKind]]
    statements: dict[int, list[Statement]]
    contents: dict[int, list[ImplementationContent]]
    content_goals: dict[int, list[BasicGoal]]
    spans: dict[int, list[PhaseSpan]]
    indicators: dict[int, list[Indicator]]
    targets: dict[tuple[int, int], Target]
    records: dict[tuple[int, int], ProgressRecord]
    actuals: dict[tuple[int, int], Actual]
    cautions: dict[int, list[Caution]]
    half_years: dict[int, str]

    def content_key(self, content_id: int | None) -> str:
        """再掲元を「16-1」の形で返す。再掲でなければ空文字。"""
        for item in self.items if content_id else ():
            for content in self.contents.get(item.pk, ()):
                if content.pk == content_id:
                    return f"{item.number}-{content.key}"
        return ""


def load_rows(
    plan: Plan,
    fiscal_year: int,
    *,
    sections: Collection[Section],
    reviews: Iterable[AnnualReview] | None = None,
) -> YearRows:
    """材料を読む。sections にない部分は読まず、空のままにする。

    reviews はこの計画の年度の進行管理（尺度つき）で、すでに読んだものがあれば渡す。
    """
    rows = plan.reviews.select_related("scale") if reviews is None else reviews
    known = {row.fiscal_year: row for row in rows}
    records = _load_records(plan)
    items, departments = _load_items(plan, last_day(fiscal_year))
    texts, contents, phases, goals, cautions = (section in sections for section in Section)
    return YearRows(
        plan=plan,
        fiscal_year=fiscal_year,
        items=items,
        departments=departments,
        reviews=known,
        ratings=group_by(Rating.objects.filter(scale__reviews__plan=plan).distinct(), "scale_id"),
        kinds=_load_parts(ItemKind.objects, plan, "item_id", wanted=texts),
        statements=_load_parts(Statement.objects, plan, "item_id", wanted=texts),
        contents=_load_contents(plan, records, fiscal_year) if contents else {},
        spans=_load_parts(PhaseSpan.objects, plan, "content_id", wanted=phases),
        goals=list(BasicGoal.objects.for_plan(plan).order_by("number")) if goals else [],
        content_goals=_load_content_goals(plan) if contents else {},
        indicators=group_by(
            Indicator.objects.for_plan(plan).select_related("baseline").order_by("number"),
            "item_id",
        ),
        targets=_load_targets(plan),
        records=records,
        actuals=_load_actuals(plan, records),
        cautions=_load_cautions(plan, fiscal_year) if cautions else {},
        half_years=_load_half_years(known.get(fiscal_year)) if contents else {},
    )


def _load_parts(manager: Any, plan: Plan, key: str, *, wanted: bool) -> dict[int, list[Any]]:
    return group_by(manager.for_plan(plan).order_by("order"), key) if wanted else {}


def _load_items(plan: Plan, day: dt.date) -> tuple[list[ActionItem], dict[int, list[str]]]:
    """項目と、項目ごとの day の課名を主担当から読む。問い合わせは一つ（引継ぎがあれば二つ）。"""
    named = "item_departments__department"
    rows = (
        plan.items.select_related("policy", "measure")
        .annotate(
            named=F(named),
            department_name=F(f"{named}__name"),
            ended_on=F(f"{named}__ends_on"),
            handed_to=F("item_departments__successor"),
        )
        .order_by("number", "item_departments__order")
    )
    # 引継ぎは、その日までに廃止された課があるときだけ読む。
    is_handed = any(row.ended_on and row.ended_on < day for row in rows)
    succession = load_succession() if is_handed else None
    items: dict[int, ActionItem] = {}
    departments: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        items.setdefault(row.pk, row)
        if row.named and succession:
            departments[row.pk].append(succession.holder_of(row.named, row.handed_to, day).name)
        elif row.named:
            departments[row.pk].append(row.department_name)
    return list(items.values()), departments


def _load_records(plan: Plan) -> dict[tuple[int, int], ProgressRecord]:
    records = ProgressRecord.objects.for_plan(plan).select_related("review", "self_rating")
    return {(row.item_id, row.review.fiscal_year): row for row in records}


def _load_actuals(
    plan: Plan, records: dict[tuple[int, int], ProgressRecord]
) -> dict[tuple[int, int], Actual]:
    years = {record.pk: year for (_, year), record in records.items()}
    actuals = Actual.objects.for_plan(plan)
    return {(row.indicator_id, years[row.record_id]): row for row in actuals}


def _load_contents(
    plan: Plan, records: dict[tuple[int, int], ProgressRecord], fiscal_year: int
) -> dict[int, list[Any]]:
    """実施内容に、その年度の進みと取組内容（year_pace、year_activities）を添える。"""
    chosen_ids = [row.pk for (_, year), row in records.items() if year == fiscal_year]
    # 空の並びで絞ると実施内容の行まで消えるので、どの報告でもない番号を入れておく。
    chosen = FilteredRelation("progress", condition=Q(progress__record__in=chosen_ids or [0]))
    rows = ImplementationContent.objects.for_plan(plan).annotate(
        chosen=chosen, year_pace=F("chosen__pace"), year_activities=F("chosen__activities")
    )
    return group_by(rows.order_by("item_id", "order"), "item_id")


def _load_content_goals(plan: Plan) -> dict[int, list[BasicGoal]]:
    links = ImplementationContent.basic_goals.through._default_manager.filter(
        implementationcontent__item__plan=plan
    )
    goals: dict[int, list[BasicGoal]] = defaultdict(list)
    for link in links.select_related("basicgoal").order_by("basicgoal__number"):
        goals[link.implementationcontent_id].append(link.basicgoal)  # type: ignore[attr-defined]
    return goals


def _load_cautions(plan: Plan, fiscal_year: int) -> dict[int, list[Caution]]:
    rows = Caution.objects.for_plan(plan).filter(record__review__fiscal_year=fiscal_year)
    return group_by(rows.order_by("pk"), "record_id")


def _load_half_years(review: AnnualReview | None) -> dict[int, str]:
    """上半期の確認の進みを、実施内容から引く。行わない年度なら空。"""
    if review is None or not review.has_half_year:
        return {}
    rows = HalfYearCheck.objects.filter(review=review)
    return dict(rows.values_list("content_id", "pace"))


def _load_targets(plan: Plan) -> dict[tuple[int, int], Target]:
    """その年度に効く目標値。新しい改定の行が、その適用開始年度から古い行を置き換える。"""
    targets: dict[tuple[int, int], Target] = {}
    for row in Target.objects.for_plan(plan).select_related("revision").in_force_order():
        if row.revision.number == 0 or row.fiscal_year >= row.revision.from_year:
            targets[row.indicator_id, row.fiscal_year] = row
    return targets
