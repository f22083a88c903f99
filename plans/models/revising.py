"""計画の見直し。まだ効いていない案と、改定が行に残す印。"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plans.models.plan import Plan, PlanRevision
from plans.querysets import RevisionDraftQuerySet


class Revised(models.Model):
    """改定で加わり、改定で廃止されることのある行。印がなければ、当初からあって廃止されていない。"""

    added_in = models.ForeignKey(
        PlanRevision,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="added_%(class)ss",
        verbose_name="加えた改定",
    )
    dropped_in = models.ForeignKey(
        PlanRevision,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="dropped_%(class)ss",
        verbose_name="廃止した改定",
    )

    class Meta:
        abstract = True


class RevisionDraft(models.Model):
    """計画の見直しの案。施行するまで、計画の数値にも判定にも効かない。一つの計画に一つまで。

    entries は、いまの計画と違う入力だけを、欄の名から引ける形で持つ。
    """

    natural_key_fields: ClassVar[tuple[str, ...]] = ("plan__name",)

    plan = models.OneToOneField(
        Plan, on_delete=models.CASCADE, related_name="revision_draft", verbose_name="計画"
    )
    name = models.CharField("名称", max_length=50)
    from_year = models.PositiveSmallIntegerField("適用開始年度")
    decided_on = models.DateField("決定日", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    entries = models.JSONField("案の中身", default=dict, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="保存した人",
    )
    saved_at = models.DateTimeField("保存日時", editable=False)

    objects = RevisionDraftQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="見直しの案の変更履歴")

    class Meta:
        verbose_name = "計画の見直しの案"
        verbose_name_plural = "計画の見直しの案"
        ordering = ("plan",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="revision_draft_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name
