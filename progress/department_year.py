"""課ごとの画面で、どの年度の、どの課を見るか。問い合わせ（?year=・?plan=・?review=・?department=）から決める。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from progress.models import AnnualReview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from plans.actors import Actor
    from plans.models import Department


def running_reviews(actor: Actor) -> list[AnnualReview]:
    """この人が書ける種類（本番か見本か）の、進行中の年度。新しい年度が先。"""
    rows = AnnualReview.objects.all().visible_to(actor).running().select_related("plan")
    return list(
        rows.filter(is_sample=actor.is_sample).order_by("-fiscal_year", "-plan__first_year")
    )


def choose_review(reviews: Iterable[AnnualReview], query: Mapping[str, str]) -> AnnualReview | None:
    """year・plan・review（年度の番号）に合う最初の年度。

    どれも省け、選べる年度が一つもなければ None、合わなければ Http404。
    """
    candidates = list(reviews)
    names = {"fiscal_year": "year", "plan_id": "plan", "pk": "review"}
    asked = {field: query.get(name, "") for field, name in names.items()}
    found = [
        review
        for review in candidates
        if all(not text or str(getattr(review, name)) == text for name, text in asked.items())
    ]
    if not found and (candidates or any(asked.values())):
        raise Http404("その年度は、いま記入を受け付けていません。")
    return found[0] if found else None


def choose_department(
    actor: Actor,
    departments: Iterable[Department],
    query: Mapping[str, str],
    may: Callable[[Actor, int], bool],
) -> tuple[Department | None, list[Department]]:
    """department（番号）で選んだ課と、may の許す課の並び。省けば自分の課を先にとる。

    知らない課は Http404、許されない課は PermissionDenied。選べる課がなければ None。
    """
    named = list(departments)
    offered = [department for department in named if may(actor, department.pk)]
    asked = query.get("department", "")
    if asked:
        chosen = next((department for department in named if str(department.pk) == asked), None)
        if chosen is None:
            raise Http404("その課の分はありません。")
        if chosen not in offered:
            raise PermissionDenied
        return chosen, offered
    own = [department for department in offered if department.pk in actor.member_of]
    return next(iter(own or offered), None), offered
