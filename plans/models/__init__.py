"""計画の部屋のモデル。"""

from plans.models.indicator import Baseline, Indicator, Target
from plans.models.item import (
    ActionItem,
    CommonTheme,
    ImplementationContent,
    ItemDepartment,
    ItemKind,
    PhaseSpan,
    SourceNote,
    Statement,
)
from plans.models.people import Department, Membership, User
from plans.models.plan import BasicGoal, Measure, Plan, PlanRevision, Policy

__all__ = [
    "ActionItem",
    "Baseline",
    "BasicGoal",
    "CommonTheme",
    "Department",
    "ImplementationContent",
    "Indicator",
    "ItemDepartment",
    "ItemKind",
    "Measure",
    "Membership",
    "PhaseSpan",
    "Plan",
    "PlanRevision",
    "Policy",
    "SourceNote",
    "Statement",
    "Target",
    "User",
]
