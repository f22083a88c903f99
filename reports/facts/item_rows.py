"""年度の事実の材料のうち、実施項目と、その担当課・関連計画の名。"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import F

from plans.succession import load_succession

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import ActionItem, Plan

DEPARTMENT = "item_departments__department"
Names = dict[int, list[str]]


def load_items(plan: Plan, day: dt.date) -> tuple[list[ActionItem], Names, Names]:
    """項目と、項目ごとの day の課名（主担当から）、関連計画の名を読む。

    問い合わせは一つ（課の引継ぎがあれば二つ）。
    """
    rows = (
        plan.items.select_related("policy", "measure")
        .annotate(
            named=F(DEPARTMENT),
            department_name=F(f"{DEPARTMENT}__name"),
            ended_on=F(f"{DEPARTMENT}__ends_on"),
            handed_to=F("item_departments__successor"),
            related_plan=F("related_plans__name"),
        )
        .order_by("number", "item_departments__order", "related_plans__number", "related_plans__pk")
    )
    # 引継ぎは、その日までに廃止された課があるときだけ読む。
    is_handed = any(row.ended_on and row.ended_on < day for row in rows)
    succession = load_succession() if is_handed else None
    items: dict[int, ActionItem] = {}
    # 課と関連計画を一度に結ぶので、同じ名が重なる。順を保って一つにする。
    departments: dict[int, dict[str, None]] = defaultdict(dict)
    related_plans: dict[int, dict[str, None]] = defaultdict(dict)
    for row in rows:
        items.setdefault(row.pk, row)
        if row.named and succession:
            name = succession.holder_of(row.named, row.handed_to, day).name
            departments[row.pk][name] = None
        elif row.named:
            departments[row.pk][row.department_name] = None
        if row.related_plan:
            related_plans[row.pk][row.related_plan] = None
    return list(items.values()), _list_names(departments), _list_names(related_plans)


def _list_names(named: dict[int, dict[str, None]]) -> Names:
    return {pk: list(names) for pk, names in named.items()}
