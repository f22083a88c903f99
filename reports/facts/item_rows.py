"""年度の事実の材料のうち、実施項目と、その担当課・種別・関連計画の名。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef

from plans.models import ItemSuccession
from plans.succession import load_succession

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import ActionItem, Plan

DEPARTMENT = "item_departments__department"
ORDER = (
    "number",
    "item_departments__order",
    "kinds__order",
    "related_plans__number",
    "related_plans__pk",
)
Names = dict[int, dict[str, None]]


@dataclass(slots=True)
class ItemRows:
    """実施項目と、項目の番号から引ける名の並び（担当課は主担当から、種別、関連計画）。

    inheriting は、前の計画から引き継いだ項目の番号。
    """

    items: dict[int, ActionItem] = field(default_factory=dict)
    departments: Names = field(default_factory=lambda: defaultdict(dict))
    kinds: Names = field(default_factory=lambda: defaultdict(dict))
    related_plans: Names = field(default_factory=lambda: defaultdict(dict))
    inheriting: set[int] = field(default_factory=set)


def load_items(plan: Plan, day: dt.date) -> ItemRows:
    """項目と、day の担当課の名、種別、関連計画の名を読む。

    問い合わせは一つ（課の引継ぎがあれば二つ）。結んで読むので同じ名が重なり、順を保って一つにする。
    """
    inherited = ItemSuccession.objects.filter(successor=OuterRef("pk"))
    joined = (
        plan.items.select_related("policy", "measure")
        .annotate(
            named=F(DEPARTMENT),
            department_name=F(f"{DEPARTMENT}__name"),
            ended_on=F(f"{DEPARTMENT}__ends_on"),
            handed_to=F("item_departments__successor"),
            kind_name=F("kinds__name"),
            related_plan=F("related_plans__name"),
            inherits=Exists(inherited),
        )
        .order_by(*ORDER)
    )
    # 引継ぎは、その日までに廃止された課があるときだけ読む。
    is_handed = any(row.ended_on and row.ended_on < day for row in joined)
    succession = load_succession() if is_handed else None
    rows = ItemRows()
    for row in joined:
        rows.items.setdefault(row.pk, row)
        if row.named and succession:
            name = succession.holder_of(row.named, row.handed_to, day).name
            rows.departments[row.pk][name] = None
        elif row.named:
            rows.departments[row.pk][row.department_name] = None
        if row.inherits:
            rows.inheriting.add(row.pk)
        if row.kind_name:
            rows.kinds[row.pk][row.kind_name] = None
        if row.related_plan:
            rows.related_plans[row.pk][row.related_plan] = None
    return rows
