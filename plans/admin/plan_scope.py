"""一覧の範囲。どの一覧も一つの計画に絞って開き、計画がいくつあっても重くならないようにする。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from plans.admin_site import actor_of
from plans.models import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.filters import _ListFilterChoices
    from django.db.models import QuerySet
    from django.http import HttpRequest

EVERY_PLAN = "all"


class PlanScope(admin.SimpleListFilter):
    """計画の絞り込み。選ばなければ最も新しい計画。path は計画への道筋。"""

    title = "計画"
    parameter_name = "plan"
    path = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """選べる計画。一つしかなければ絞り込みは出ない。"""
        plans = self.plans(request)
        asked = str(self.value() or "")
        default = str(plans[0].pk) if plans else EVERY_PLAN
        self.chosen = asked if asked == EVERY_PLAN or _is_number(asked) else default
        request.plan_in_sight = self.chosen  # type: ignore[attr-defined]
        named = [(str(plan.pk), str(plan)) for plan in plans]
        return [*named, (EVERY_PLAN, "すべての計画")] if len(named) > 1 else []

    def plans(self, request: HttpRequest) -> list[Plan]:
        """選べる計画。先頭は、選ばないときの計画。"""
        return list(Plan.objects.all().visible_to(actor_of(request)).newest_first())

    def choices(self, changelist: Any) -> Iterator[_ListFilterChoices]:
        """選択肢。いま絞っている計画に印を付ける。"""
        for number, name in self.lookup_choices:
            yield {
                "selected": number == self.chosen,
                "query_string": changelist.get_query_string({self.parameter_name: number}),
                "display": name,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """その計画の行。"""
        if self.chosen == EVERY_PLAN:
            return queryset
        return queryset.filter(**{self.path: int(self.chosen)})


class PlanScopeOfItem(PlanScope):
    """実施項目をたどる計画の絞り込み。"""

    path = "item__plan"


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """絞り込みの選択肢を、この人に見え、いま見ている計画のものに限る。"""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[Any, Any]]:
        """選択肢。"""
        rows = field.related_model._default_manager.all().visible_to(actor_of(request))
        plan = plan_in_sight(request)
        if plan is not None and hasattr(rows, "in_plan"):
            rows = rows.in_plan(plan)
        return [(row.pk, str(row)) for row in rows]

    @property
    def include_empty_choice(self) -> bool:
        """空の選択肢は出さない。"""
        return False


def plan_in_sight(request: HttpRequest) -> int | None:
    """一覧がいま絞っている計画の番号。絞っていなければ None。"""
    chosen = getattr(request, "plan_in_sight", EVERY_PLAN)
    return None if chosen == EVERY_PLAN else int(chosen)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
