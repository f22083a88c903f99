"""年度の事実のうち、自己評価と委員会後の評価、委員会後の改善策。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.fiscal_year import format_date

if TYPE_CHECKING:
    from progress.models import AmendedImprovement, CommitteeRating, ProgressRecord

Facts = dict[str, Any]


def rating_facts(record: ProgressRecord | None) -> Facts:
    """評価の事実。rating は公表する評価で、委員会後の評価があればそれ、なければ自己評価。"""
    own = record.self_rating if record else None
    verdict = verdict_of(record)
    final = verdict.rating if verdict else own
    return {
        "self_rating": own.code if own else "",
        "self_rating_label": own.label if own else "",
        "committee_rating": verdict.rating.code if verdict else "",
        "committee_rating_label": verdict.rating.label if verdict else "",
        "rating": final.code if final else "",
        "rating_label": final.label if final else "",
    }


def after_committee_facts(record: ProgressRecord | None) -> Facts:
    """委員会後の評価の理由と日、委員会後の改善策。"""
    verdict, amended = verdict_of(record), _amended_of(record)
    return {
        "committee_rating_reason": verdict.reason if verdict else "",
        "committee_rating_on": format_date(verdict.rated_on) if verdict else "",
        "amended_improvement": amended.text if amended else "",
        "amended_improvement_on": format_date(amended.amended_on) if amended else "",
    }


def verdict_of(record: ProgressRecord | None) -> CommitteeRating | None:
    """先に読んだ報告の、委員会後の評価。"""
    return getattr(record, "committee_rating", None)


def _amended_of(record: ProgressRecord | None) -> AmendedImprovement | None:
    return getattr(record, "amended_improvement", None)
