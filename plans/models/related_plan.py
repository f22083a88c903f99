"""関連計画。この計画や実施項目とつながる、ほかの計画。"""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from plans.models.item import ActionItem
from plans.models.natural_key import NaturalKeyed
from plans.models.plan import Plan
from plans.querysets import RelatedPlanQuerySet


class RelatedPlan(NaturalKeyed):
    """関連計画。計画の全体か、実施項目のいくつかに関わる。"""

    natural_key_fields = ("plan__name", "name")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="related_plans", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("並び順", default=1)
    name = models.CharField("関連計画", max_length=200)
    concerns_whole_plan = models.BooleanField(
        "計画の全体に関わる",
        default=False,
        help_text="実施項目を選ばず、計画の全体につながるとき。",
    )
    items: models.ManyToManyField[ActionItem, models.Model] = models.ManyToManyField(
        ActionItem, blank=True, related_name="related_plans", verbose_name="実施項目"
    )
    source = models.CharField("計画書の記載箇所", max_length=200, blank=True)

    objects = RelatedPlanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="関連計画の変更履歴", m2m_fields=[items])

    class Meta:
        verbose_name = "関連計画"
        verbose_name_plural = "関連計画"
        ordering = ("plan", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "name"),
                name="related_plan_is_named_once",
                violation_error_message="同じ名前の関連計画がすでにあります。",
            ),
        )

    def __str__(self) -> str:
        return self.name
