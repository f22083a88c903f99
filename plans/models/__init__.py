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
from plans.models.item_succession import ItemSuccession
from plans.models.people import Department, Membership, User
from plans.models.plan import BasicGoal, Measure, Plan, PlanRevision, Policy
from plans.models.related_plan import RelatedPlan
from plans.models.revising import RevisionDraft
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
    "ItemSuccession",
    "Measure",
    "Membership",
    "PhaseSpan",
    "Plan",
    "PlanRevision",
    "Policy",
    "RelatedPlan",
    "RevisionDraft",
    "SourceNote",
    "Statement",
    "Target",
    "User",
]
