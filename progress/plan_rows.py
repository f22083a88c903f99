"""登録された計画を、初期データと同じ形の行にする。次期計画と計画のExcelの元になる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.models import (
    ActionItem,
    Baseline,
    BasicGoal,
    CommonTheme,
    Department,
    ImplementationContent,
    Indicator,
    ItemDepartment,
    ItemKind,
    ItemSuccession,
    Measure,
    PhaseSpan,
    Plan,
    PlanRevision,
    Policy,
    RelatedPlan,
    Statement,
    Target,
)
from progress.models import Committee
from progress.plan_file import load_fields

if TYPE_CHECKING:
    from progress.plan_file import Row

# 指される行が先に来る順。欄は計画書から写すもので、確認や公開の記録は含めない。
PLAN_TABLES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        Plan,
        (
            "name", "short_name", "organization", "first_year", "last_year", "baseline_year",
            "purpose", "mission_heading", "mission", "mission_source", "goals_preface",
            "positioning", "period_text", "promotion", "sdgs_text", "committee_name",
            "predecessor_name", "predecessor_adopted",
        ),
    ),
    (PlanRevision, ("plan", "number", "name", "from_year", "decided_on", "reason")),
    (BasicGoal, ("plan", "number", "title", "catchphrase", "description", "sdgs")),
    (Policy, ("plan", "number", "code", "title")),
    (Measure, ("policy", "number", "title")),
    (Department, ("name", "order", "is_secretariat")),
    (CommonTheme, ("plan", "number", "title")),
    (ActionItem, ("plan", "number", "title", "policy", "measure", "remark", "sdgs")),
    (RelatedPlan, ("plan", "number", "name", "concerns_whole_plan", "items", "source")),
    (ItemDepartment, ("item", "department", "order")),
    (ItemKind, ("item", "order", "name")),
    (Statement, ("item", "section", "order", "mark", "text")),
    (
        ImplementationContent,
        (
            "item", "kind", "number", "branch", "order", "title", "qualifier", "basic_goals",
            "common_theme", "repeats", "filled_by",
        ),
    ),
    (PhaseSpan, ("content", "order", "label", "stages", "first_year", "last_year")),
    (
        Indicator,
        (
            "item", "number", "name", "unit", "kind", "entry_kind", "first_label", "second_label",
            "second_unit", "second_label_is_confirmed", "tolerance", "other_plan", "definition",
            "source", "note", "kind_reason", "filled_by",
        ),
    ),
    (
        Baseline,
        (
            "indicator", "fiscal_year", "value", "absence", "as_printed", "is_estimate", "as_of",
            "note",
        ),
    ),
    (Target, ("indicator", "revision", "fiscal_year", "value", "absence", "as_printed")),
    (Committee, ("plan", "name")),
    (ItemSuccession, ("successor", "predecessor")),
)  # fmt: skip


def label_of(model: Any) -> str:
    """行の種類の名（plans.actionitem）。"""
    return str(model._meta.label_lower)


def rows_of_plan(plan: Plan) -> list[Row]:
    """計画の行を、初期データと同じ形（種類の名と、欄の辞書）で返す。

    ほかの行は自然キーの組で指す。課は、この計画の項目か欄が挙げるものだけ。
    """
    rows: list[Row] = []
    for model, names in PLAN_TABLES:
        found = load_fields(model, plan, names).values()
        rows += [{"model": label_of(model), "fields": dict(fields)} for fields in found]
    named = {
        row["fields"][name]
        for row in rows
        for name in ("department", "filled_by")
        if row["fields"].get(name)
    }
    kept = [
        row
        for row in rows
        if row["model"] != label_of(Department) or (row["fields"]["name"],) in named
    ]
    order = {label_of(model): place for place, (model, _) in enumerate(PLAN_TABLES)}
    # 再掲の行は、掲げる行の後に置く。
    return sorted(kept, key=lambda row: (order[row["model"]], bool(row["fields"].get("repeats"))))
