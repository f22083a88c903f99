"""年度の事実。画面・PDF・Excel・CSV・公表版の、ただ一つの出どころ。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.fiscal_year import format_date, short_label, wareki_label
from progress.choices import ReviewState
from reports.facts.counts import count_facts
from reports.facts.indicators import NOT_OPENED_LABEL, bands_of_year
from reports.facts.items import UNCONFIRMED_TEXT, item_facts, sdg_facts
from reports.facts.loading import EVERY_SECTION, Section, YearRows, load_rows
from reports.facts.register import attach_opinions, register_facts
from reports.facts.sentences import make_sentence, make_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from plans.models import Plan
    from progress.models import AnnualReview

Facts = dict[str, Any]

SCHEMA = 1
SAMPLE_TEXT = "見本データ（架空）"
MIGRATION_TEXT = "移行入力（過去の記録から入力）"
PLAN_TEXTS = (
    "name",
    "short_name",
    "organization",
    "committee_name",
    "purpose",
    "mission_heading",
    "mission",
    "mission_source",
    "goals_preface",
    "positioning",
    "period_text",
    "promotion",
    "sdgs_text",
    "predecessor_name",
    "predecessor_adopted",
)
GOAL_FIELDS = ("number", "title", "catchphrase", "description")


def year_facts(
    plan: Plan,
    fiscal_year: int,
    *,
    include_drafts: bool = False,
    sections: Collection[Section] = EVERY_SECTION,
    reviews: Iterable[AnnualReview] | None = None,
    on: dt.date | None = None,
) -> Facts:
    """年度の事実を、JSON にできる素の辞書で返す。

    fiscal_year は西暦の年度。include_drafts が偽なら、確定していない報告の中身は出さない。
    sections にない部分は空のままにする。reviews は、すでに読んだ年度（尺度つき）があれば渡す。
    on は遅れを数える日（省くと数えない）。問い合わせの数は項目の数によらない。
    """
    rows = load_rows(plan, fiscal_year, sections=sections, reviews=reviews)
    items = [item_facts(rows, item, include_drafts=include_drafts) for item in rows.items]
    register = register_facts(rows.register, fiscal_year, include_drafts=include_drafts, on=on)
    attach_opinions(items, register["opinions"])
    review = rows.reviews.get(fiscal_year)
    scale = _scale_facts(rows, review)
    year = _year_facts(fiscal_year, review, on)
    for item in items:
        _add_sentences(year, item)
    return {
        "schema": SCHEMA,
        "plan": _plan_facts(rows),
        "year": year,
        "scale": scale,
        "goals": _goal_facts(rows),
        "policies": _policy_facts(items),
        "departments": _department_facts(items),
        "counts": count_facts(
            items, scale["ratings"], fiscal_year, is_overdue=_is_overdue(review, on)
        ),
        "notices": _notice_facts(rows, include_drafts=include_drafts),
        "items": items,
        **register,
    }


def _add_sentences(year: Facts, item: Facts) -> None:
    """紹介の一文（総務課が直したもの、なければ規則の文）と、全体を述べる文を項目に添える。"""
    item["sentence_rule"] = make_sentence(year, item)
    item["sentence"] = item["record"]["sentence"] or item["sentence_rule"]
    item["plain_text"] = make_text(year, item)


def _plan_facts(rows: YearRows) -> Facts:
    plan = rows.plan
    first, last = wareki_label(plan.first_year), wareki_label(plan.last_year)
    return {
        **{name: getattr(plan, name) for name in PLAN_TEXTS},
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "period_label": f"{first}～{last}",
        "related_plans": [{"name": name} for name in rows.whole_plan_links],
        "baseline_year": {"year": plan.baseline_year, "label": wareki_label(plan.baseline_year)},
        "years": [_plan_year_facts(rows, year) for year in plan.years],
    }


def _plan_year_facts(rows: YearRows, year: int) -> Facts:
    review = rows.reviews.get(year)
    return {
        "year": year,
        "label": wareki_label(year),
        "short_label": short_label(year),
        "is_chosen": year == rows.fiscal_year,
        "state": review.state if review else "",
        "state_label": review.get_state_display() if review else NOT_OPENED_LABEL,
        "is_sample": bool(review and review.is_sample),
    }


def _year_facts(fiscal_year: int, review: AnnualReview | None, on: dt.date | None) -> Facts:
    return {
        "year": fiscal_year,
        "label": wareki_label(fiscal_year),
        "short_label": short_label(fiscal_year),
        "state": review.state if review else "",
        "state_label": review.get_state_display() if review else NOT_OPENED_LABEL,
        "is_opened": bool(review and review.state != ReviewState.PREPARING),
        "is_sample": bool(review and review.is_sample),
        "has_half_year": bool(review and review.has_half_year),
        "is_migration": bool(review and review.is_migration),
        "is_overdue": _is_overdue(review, on),
        "department_due_on": _date_text(review.department_due_on if review else None),
        "head_due_on": _date_text(review.head_due_on if review else None),
        "secretariat_due_on": _date_text(review.secretariat_due_on if review else None),
        "committee_on": _date_text(review.committee_on if review else None),
    }


def _date_text(day: dt.date | None) -> str:
    return format_date(day) if day else ""


def _is_overdue(review: AnnualReview | None, on: dt.date | None) -> bool:
    return bool(review and on and review.department_due_on and review.department_due_on < on)


def _scale_facts(rows: YearRows, review: AnnualReview | None) -> Facts:
    ratings = rows.ratings.get(review.scale_id, []) if review else []
    meanings = {row.code: row.description for row in ratings}
    return {
        "name": review.scale.name if review else "",
        "ratings": [
            {
                "code": band.code,
                "label": band.label,
                "minimum": "" if band.minimum is None else f"{band.minimum.normalize():f}",
                "description": meanings.get(band.code, ""),
            }
            for band in bands_of_year(rows, rows.fiscal_year)
        ],
    }


def _policy_facts(items: list[Facts]) -> list[Facts]:
    policies: dict[int, Facts] = {}
    for item in items:
        policy = policies.setdefault(item["policy"]["number"], {**item["policy"], "measures": []})
        if item["measure"] and item["measure"] not in policy["measures"]:
            policy["measures"].append(item["measure"])
    return [policies[number] for number in sorted(policies)]


def _goal_facts(rows: YearRows) -> list[Facts]:
    """基本目標。全部を読んでいなければ、実施内容が挙げるものだけ。"""
    named = {goal.number: goal for goals in rows.content_goals.values() for goal in goals}
    goals = rows.goals or [named[number] for number in sorted(named)]
    return [
        {**{name: getattr(goal, name) for name in GOAL_FIELDS}, "sdgs": sdg_facts(goal.sdgs)}
        for goal in goals
    ]


def _department_facts(items: list[Facts]) -> list[Facts]:
    names = list(dict.fromkeys(name for item in items for name in item["departments"]))
    return [
        {"name": name, "item_count": len([1 for item in items if name in item["departments"]])}
        for name in names
    ]


def _is_migration(rows: YearRows) -> bool:
    review = rows.reviews.get(rows.fiscal_year)
    return bool(review and review.is_migration)


def _notice_facts(rows: YearRows, *, include_drafts: bool) -> Facts:
    is_sample = any(review.is_sample for review in rows.reviews.values())
    return {
        "is_sample": is_sample,
        "sample_text": SAMPLE_TEXT if is_sample else "",
        "migration_text": MIGRATION_TEXT if _is_migration(rows) else "",
        "unconfirmed_items": len([1 for item in rows.items if not item.is_schedule_confirmed]),
        "unconfirmed_text": UNCONFIRMED_TEXT,
        "drafts_included": include_drafts,
    }


__all__ = ["EVERY_SECTION", "SAMPLE_TEXT", "SCHEMA", "Facts", "Section", "year_facts"]
