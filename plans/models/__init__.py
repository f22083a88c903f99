"""計画の部屋のモデル。"""

from plans.models.importing import ImportPlan, ImportRun
from plans.models.indicator import Baseline, Indicator, Target
from plans.models.item import (
    ActionItem,
    CommonTheme,
    ImplementationContent,
    ItemDepartment,
    ItemKind,
    PhaseSpan,
    Statement,
)
from plans.models.people import Department, Membership, User
from plans.models.plan import BasicGoal, Measure, Plan, PlanRevision, Policy
from plans.models.related_plan import RelatedPlan
from plans.models.source_note import SourceNote

__all__ = [
    "ActionItem",
    "Baseline",
    "BasicGoal",
    "CommonTheme",
    "Department",
    "ImplementationContent",
    "ImportPlan",
    "ImportRun",
    "Indicator",
    "ItemDepartment",
    "ItemKind",
    "Measure",
    "Membership",
    "PhaseSpan",
    "Plan",
    "PlanRevision",
    "Policy",
    "RelatedPlan",
    "SourceNote",
    "Statement",
    "Target",
    "User",
]
