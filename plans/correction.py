"""計画の数値の固定と誤記訂正。

最初の年度を開いた計画（`Plan.figures_locked_at`）の数値は、原本に合わせる誤記訂正か、
「計画を見直す」で施行した改定でだけ変わる。管理画面の様式と実施時期の画面は、どちらもここに尋ねる。
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from plans.models import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

# 固定の後に直すと、公表した実績や判定が別の意味になる欄。注や出典などの説明は含めない。
LOCKED_FIELDS: dict[str, frozenset[str]] = {
    "plan": frozenset({"first_year", "last_year", "baseline_year"}),
    "planrevision": frozenset({"number", "from_year"}),
    "basicgoal": frozenset({"plan", "number", "title"}),
    "policy": frozenset({"plan", "number", "code", "title"}),
    "measure": frozenset({"policy", "number", "title"}),
    "commontheme": frozenset({"plan", "number", "title"}),
    "actionitem": frozenset({"plan", "number", "title", "policy", "measure"}),
    "implementationcontent": frozenset(
        {
            "item",
            "kind",
            "number",
            "branch",
            "order",
            "title",
            "common_theme",
            "qualifier",
            "basic_goals",
            "repeats",
        }
    ),
    "phasespan": frozenset({"content", "order", "label", "stages", "first_year", "last_year"}),
    "indicator": frozenset(
        {"item", "number", "name", "unit", "kind", "entry_kind", "second_unit", "tolerance"}
    ),
    "baseline": frozenset(
        {"indicator", "fiscal_year", "value", "absence", "as_printed", "is_estimate", "as_of"}
    ),
    "target": frozenset({"indicator", "revision", "fiscal_year", "value", "absence", "as_printed"}),
}

HOW_TO_CORRECT = (
    "計画の数値は固定されています。原本に合わせて直すときは、「誤記訂正」のチェック、"
    "原本の頁、理由をすべて入れてください。計画の改定は「計画を見直す」で行います。"
)

HOW_TO_DELETE = "計画の数値が固定されているため、年度を開いた後は消せません。"


@dataclass(frozen=True, slots=True)
class Correction:
    """誤記訂正の届け。page は原本の頁（「12」「12～13」）、reason は理由。"""

    page: str
    reason: str

    def __str__(self) -> str:
        return f"誤記訂正（原本 {self.page}頁）：{self.reason}"


def plan_of(row: Model) -> Plan | None:
    """行の属する計画。道筋は行の集合（plan_path）が知っている。まだ結ばれていなければ None。"""
    path = row._meta.default_manager.all().plan_path  # type: ignore[union-attr]
    steps = path.split("__") if path else []
    try:
        plan: Any = reduce(getattr, steps, row)
    except ObjectDoesNotExist:
        return None
    return plan if isinstance(plan, Plan) else None


def is_locked(plan: Plan | None) -> bool:
    """計画の数値が固定されているか。"""
    return plan is not None and plan.figures_locked_at is not None


def locked_changes(row: Model, changed: Iterable[str]) -> list[str]:
    """固定に触れる欄の名。row は変えた後の行、changed は変えた欄の英名。触れなければ空。"""
    if not is_locked(plan_of(row)):
        return []
    locked = LOCKED_FIELDS.get(row._meta.model_name or "", frozenset())
    return [_label(row, name) for name in changed if name in locked]


def _label(row: Model, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return str(field.verbose_name)
