"""年度の事実に要る行を、決まった数の問い合わせで読む。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import F

from plans.fiscal_year import last_day
from plans.models import BasicGoal, Indicator, RelatedPlan, Statement, Target
from progress.models import (
    Actual,
    AnnualReview,
    Caution,
    ProgressRecord,
    Rating,
)
from reports.facts.content_rows import ContentRows, load_contents, load_paces
from reports.facts.item_rows import Names, load_items
from reports.facts.register import Register, load_committee, load_opinions
from reports.facts.story import Story, load_story

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from plans.models import ActionItem, ImplementationContent, PhaseSpan, Plan
    from progress.bands import Band


class Section(Enum):
    """年度の事実のうち、要る画面だけが読む部分。"""

    TEXTS = "記述"
    CONTENTS = "実施内容と、その基本目標・実施時期"
    PACES = "実施内容の、全年度の進みと取組内容"
    GOALS = "基本目標の全部（なければ実施内容が挙げるものだけ）と、計画の全体の関連計画"
    CAUTIONS = "注意"
    OPINIONS = "委員会の意見と回答"
    FOLLOW_UPS = "意見への対応状況と、委員会後の評価の根拠"
    COMMITTEE = "委員会の会議、総括、氏名を公表する委員"
    STORY = "前の計画からのあゆみ"


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
    departments: Names
    kinds: Names
    related_plans: Names
    whole_plan_links: list[str]
    statements: dict[int, list[Statement]]
    contents: dict[int, list[ImplementationContent]]
    content_goals: dict[int, list[BasicGoal]]
    spans: dict[int, list[PhaseSpan]]
    paces: dict[tuple[int, int], Any]
    indicators: dict[int, list[Indicator]]
    targets: dict[tuple[int, int], Target]
    records: dict[tuple[int, int], ProgressRecord]
    actuals: dict[tuple[int, int], Actual]
    cautions: dict[int, list[Caution]]
    half_years: dict[int, str]
    register: Register
    story: Story
    bands: dict[int, tuple[Band, ...]] = field(default_factory=dict)
    """年度の尺度の帯。初めて要るときに作る。"""

    def content_key(self, content_id: int | None) -> str:
        """再掲元を「16-1」の形で返す。再掲でなければ空文字。"""
        source = self.find_content(content_id)
        numbers = {item.pk: item.number for item in self.items} if source else {}
        return f"{numbers[source.item_id]}-{source.key}" if source else ""

    def find_content(self, content_id: int | None) -> ImplementationContent | None:
        """番号 content_id の実施内容。番号がないか、読んだ中になければ None。"""
        for item in self.items if content_id else ():
            for content in self.contents.get(item.pk, ()):
                if content.pk == content_id:
                    return content
        return None


def load_rows(
    plan: Plan,
    fiscal_year: int,
    *,
    sections: Collection[Section],
    reviews: Iterable[AnnualReview] | None = None,
) -> YearRows:
    """材料を読む。sections にない部分は空のまま。読んだ reviews を渡せば、ほかの年度は読まない。"""
    known = {row.fiscal_year: row for row in _reviews_of(plan, reviews)}
    ratings = list(Rating.objects.filter(scale__reviews__plan=plan).distinct())
    records = _load_records(plan, known, ratings)
    heads = load_items(plan, last_day(fiscal_year))
    texts, contents, paces, goals, cautions, *_ = (section in sections for section in Section)
    review = known.get(fiscal_year)
    parts = load_contents(plan, fiscal_year, records, review) if contents else ContentRows()
    return YearRows(
        plan=plan,
        fiscal_year=fiscal_year,
        items=list(heads.items.values()),
        departments=heads.departments,
        kinds=heads.kinds,
        related_plans=heads.related_plans,
        whole_plan_links=_load_whole_plan_links(plan) if goals else [],
        reviews=known,
        ratings=group_by(ratings, "scale_id"),
        statements=_load_statements(plan) if texts else {},
        contents=parts.contents,
        content_goals=parts.goals,
        spans=parts.spans,
        paces=load_paces(plan, records) if paces else {},
        goals=list(BasicGoal.objects.for_plan(plan).order_by("number")) if goals else [],
        indicators=_load_indicators(plan, fiscal_year),
        targets=_load_targets(plan),
        records=records,
        actuals=_load_actuals(plan, records),
        cautions=_load_cautions(plan, fiscal_year) if cautions else {},
        half_years=parts.half_years,
        register=_load_register(plan, fiscal_year, sections),
        story=load_story(heads.inheriting if Section.STORY in sections else ()),
    )


def _reviews_of(plan: Plan, given: Iterable[AnnualReview] | None) -> Iterable[AnnualReview]:
    """計画の年度（尺度つき）。すでに読んだものがあれば、それ。"""
    return plan.reviews.select_related("scale") if given is None else given


def _load_register(plan: Plan, fiscal_year: int, sections: Collection[Section]) -> Register:
    found: dict[str, Any] = {}
    if Section.OPINIONS in sections:
        in_full = Section.FOLLOW_UPS in sections
        found |= load_opinions(plan, fiscal_year, in_full=in_full)
    if Section.COMMITTEE in sections:
        found |= load_committee(plan, fiscal_year)
    return Register(**found)


def _load_statements(plan: Plan) -> dict[int, list[Statement]]:
    return group_by(Statement.objects.for_plan(plan).order_by("order"), "item_id")


def _load_indicators(plan: Plan, fiscal_year: int) -> dict[int, list[Indicator]]:
    rows = Indicator.objects.for_plan(plan).in_force_in(fiscal_year).select_related("baseline")
    return group_by(rows.order_by("number"), "item_id")


def _load_whole_plan_links(plan: Plan) -> list[str]:
    """計画の全体に関わる関連計画の名。"""
    rows = RelatedPlan.objects.for_plan(plan).filter(concerns_whole_plan=True)
    return list(rows.order_by("number", "pk").values_list("name", flat=True))


def _load_records(
    plan: Plan, reviews: dict[int, AnnualReview], ratings: Iterable[Rating]
) -> dict[tuple[int, int], ProgressRecord]:
    """年度 reviews の報告。年度と評語は、すでに読んだ行を添える（行ごとに作り直さない）。"""
    years = {review.pk: review for review in reviews.values()}
    labels = {rating.pk: rating for rating in ratings}
    records = {}
    after = ("committee_rating", "amended_improvement")
    for row in ProgressRecord.objects.for_plan(plan).select_related(*after):
        if review := years.get(row.review_id):
            row.review = review
            _attach_rating(row, "self_rating", labels)
            _attach_rating(getattr(row, "committee_rating", None), "rating", labels)
            records[row.item_id, review.fiscal_year] = row
    return records


def _attach_rating(row: Any, name: str, ratings: dict[int, Rating]) -> None:
    """行 row の評語の欄 name に、読んだ評語を添える。"""
    rating = ratings.get(getattr(row, f"{name}_id", 0))
    if rating:
        setattr(row, name, rating)


def _load_actuals(
    plan: Plan, records: dict[tuple[int, int], ProgressRecord]
) -> dict[tuple[int, int], Actual]:
    years = {record.pk: year for (_, year), record in records.items()}
    actuals = Actual.objects.for_plan(plan)
    return {
        (row.indicator_id, years[row.record_id]): row for row in actuals if row.record_id in years
    }


def _load_cautions(plan: Plan, fiscal_year: int) -> dict[int, list[Caution]]:
    rows = Caution.objects.for_plan(plan).filter(record__review__fiscal_year=fiscal_year)
    return group_by(rows.order_by("pk"), "record_id")


def _load_targets(plan: Plan) -> dict[tuple[int, int], Target]:
    """その年度に効く目標値。新しい改定の行が、その適用開始年度から古い行を置き換える。

    置き換えられた行は、新しい行の replaced に添える。
    """
    targets: dict[tuple[int, int], Target] = {}
    named = Target.objects.for_plan(plan).annotate(
        revision_number=F("revision__number"),
        revision_name=F("revision__name"),
        revised_from=F("revision__from_year"),
    )
    for row in named.in_force_order():
        if row.revision_number == 0 or row.fiscal_year >= row.revised_from:
            key = row.indicator_id, row.fiscal_year
            row.replaced = targets.get(key)
            targets[key] = row
    return targets
