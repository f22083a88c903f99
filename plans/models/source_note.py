"""原典注記。"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from plans.choices import SourceNoteKind
from plans.models.item import ActionItem
from plans.models.natural_key import NaturalKeyed
from plans.models.plan import Plan
from plans.querysets import SourceNoteQuerySet


class SourceNote(NaturalKeyed):
    """原典注記。計画書の中の相違や、読み取りの不確かさを残し、一つずつ閉じる。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="source_notes", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    item = models.ForeignKey(
        ActionItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="source_notes",
        verbose_name="実施項目",
    )
    kind = models.CharField("種類", max_length=20, choices=SourceNoteKind)
    subject = models.CharField("事柄", max_length=200)
    sheet_text = models.TextField("個票の表記", blank=True)
    list_text = models.TextField("一覧の表記", blank=True)
    reading = models.TextField("採った読み方", blank=True)
    reason = models.TextField("理由", blank=True)
    alternatives = models.JSONField(
        "別案",
        default=list,
        blank=True,
        help_text="実施時期の別案。[{'label': 名称, 'rows': {番号: [表記, …]}}] の並び。",
    )
    resolution = models.TextField("確認の結果", blank=True)
    resolved_at = models.DateTimeField("確認日時", null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="確認者",
    )

    objects = SourceNoteQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="原典注記の変更履歴")

    class Meta:
        verbose_name = "原典注記"
        verbose_name_plural = "原典注記"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="source_note_number_is_unique"),
        )

    def __str__(self) -> str:
        return self.subject
