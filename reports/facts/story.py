"""年度の事実のうち、計画をまたぐあゆみ: 前の計画の項目の、評価と実績。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from plans.fiscal_year import wareki_label
from plans.models import ItemSuccession
from progress.choices import ReviewState
from progress.models import Actual, ProgressRecord
from progress.querysets import CLOSED_STATES
from reports.facts.after_committee import rating_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plans.models import ActionItem

Facts = dict[str, Any]

MOST_GENERATIONS = 3
"""さかのぼる計画の数。"""
# 一つの項目を、同じ計画の幾つの項目が引き継いだか。二つからは分割。
HEIRS = "predecessor__successor_links"
IN_THE_SAME_PLAN = Q(**{f"{HEIRS}__successor__plan": F("successor__plan")})


@dataclass(slots=True)
class Story:
    """あゆみの材料。links は引き継ぐ項目から、records と actuals は前の項目の番号から引く。"""

    links: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    records: dict[int, list[ProgressRecord]] = field(default_factory=lambda: defaultdict(list))
    actuals: dict[int, list[Actual]] = field(default_factory=lambda: defaultdict(list))


def load_story(item_ids: Iterable[int]) -> Story:
    """前の計画の項目を、その前へとたどって読む。確定した報告だけを読む。

    問い合わせは、さかのぼる計画一つにつき一つと、報告と実績の二つ。item_ids が空なら一つもない。
    """
    story, asked = Story(), set(item_ids)
    for _ in range(MOST_GENERATIONS):
        if not asked:
            break
        links = list(
            ItemSuccession.objects.filter(successor__in=asked)
            .select_related("predecessor__plan")
            .annotate(heirs=Count(HEIRS, filter=IN_THE_SAME_PLAN))
            .order_by("predecessor__number")
        )
        for link in links:
            story.links[link.successor_id].append(link)
        asked = {link.predecessor_id for link in links} - story.links.keys()
    ids = {link.predecessor_id for links in story.links.values() for link in links}
    if ids:
        _load_reports(story, ids)
    return story


def _load_reports(story: Story, ids: set[int]) -> None:
    records = ProgressRecord.objects.filter(item__in=ids, state__in=CLOSED_STATES)
    related = ("review", "self_rating", "committee_rating__rating")
    for record in records.select_related(*related).order_by("review__fiscal_year"):
        story.records[record.item_id].append(record)
    actuals = Actual.objects.filter(record__item__in=ids, record__state__in=CLOSED_STATES)
    ordered = actuals.order_by("indicator__number", "record__review__fiscal_year")
    for actual in ordered.select_related("indicator", "record__review"):
        story.actuals[actual.indicator.item_id].append(actual)


def story_facts(story: Story, item: ActionItem, *, published_only: bool) -> list[Facts]:
    """項目のあゆみ。近い計画から順に、前の項目を一つずつ。引継ぎがなければ空。

    published_only なら、公表した年度の評価と実績だけを出す。
    """
    found: list[Facts] = []
    asked = [item.pk]
    while asked:
        links = [link for pk in asked for link in story.links.get(pk, ())]
        found += [
            _item_facts(story, link, len(links), published_only=published_only) for link in links
        ]
        asked = [link.predecessor_id for link in links]
    return found


def _item_facts(story: Story, link: Any, together: int, *, published_only: bool) -> Facts:
    item = link.predecessor

    def is_shown(record: ProgressRecord) -> bool:
        return not published_only or record.review.state == ReviewState.PUBLISHED

    records = [row for row in story.records.get(item.pk, ()) if is_shown(row)]
    actuals = [row for row in story.actuals.get(item.pk, ()) if is_shown(row.record)]
    relation = "統合" if together > 1 else "分割" if link.heirs > 1 else "継続"
    return {
        "plan": item.plan.name,
        "plan_key": item.plan_id,
        "plan_short_name": item.plan.short_name,
        "number": item.number,
        "title": item.title,
        "relation": relation,
        "years": [
            {
                "year": record.review.fiscal_year,
                "label": wareki_label(record.review.fiscal_year),
                "rating_label": rating_facts(record)["rating_label"],
                "is_sample": record.review.is_sample,
            }
            for record in records
        ],
        "indicators": _indicator_facts(actuals),
    }


def _indicator_facts(actuals: list[Actual]) -> list[Facts]:
    rows: dict[int, Facts] = {}
    for actual in actuals:
        indicator = actual.indicator
        first = {"number": indicator.number, "name": indicator.name, "unit": indicator.unit}
        rows.setdefault(indicator.pk, {**first, "years": []})["years"].append(
            {
                "year": actual.record.review.fiscal_year,
                "label": wareki_label(actual.record.review.fiscal_year),
                "text": str(actual),
            }
        )
    return list(rows.values())
