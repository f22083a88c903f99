"""実施項目の引継ぎ。前の計画のどの項目から来たか。"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.models.item import ActionItem
from plans.models.natural_key import NaturalKeyed
from plans.querysets import ItemSuccessionQuerySet


class ItemSuccession(NaturalKeyed):
    """実施項目の引継ぎの一本。統合は幾つもの前の項目から、分割は一つの前の項目から延びる。"""

    natural_key_fields = (
        "successor__plan__name",
        "successor__number",
        "predecessor__plan__name",
        "predecessor__number",
    )

    successor = models.ForeignKey(
        ActionItem,
        on_delete=models.CASCADE,
        related_name="predecessor_links",
        verbose_name="引き継ぐ項目",
    )
    predecessor = models.ForeignKey(
        ActionItem,
        on_delete=models.PROTECT,
        related_name="successor_links",
        verbose_name="前の計画の項目",
    )

    objects = ItemSuccessionQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="項目の引継ぎの変更履歴")

    class Meta:
        verbose_name = "項目の引継ぎ"
        verbose_name_plural = "項目の引継ぎ"
        ordering = ("successor", "predecessor")
        constraints = (
            models.UniqueConstraint(
                fields=("successor", "predecessor"), name="item_succeeds_an_item_once"
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("predecessor")), name="item_does_not_succeed_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def clean(self) -> None:
        """前の計画の項目かを確かめる。"""
        if self.predecessor.plan.first_year >= self.successor.plan.first_year:
            raise ValidationError({"predecessor": "前の計画の項目を選んでください。"})
