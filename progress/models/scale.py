"""評価の尺度と評語。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from progress.querysets import RatingScaleQuerySet


class RatingScale(models.Model):
    """評価の尺度。使い始めた年度の評価は、後で尺度を足しても変わらない。"""

    name = models.CharField("尺度名", max_length=100, unique=True)
    is_default = models.BooleanField("新しい年度で使う", default=False)

    starts_on = models.DateField(
        "使い始める日",
        null=True,
        blank=True,
        help_text="この日から後に用意する年度で選べます。空欄なら、いつでも選べます。",
    )
    ends_on = models.DateField(
        "使い終わる日",
        null=True,
        blank=True,
        help_text="この日より後に用意する年度では選べません。すでに使った年度は変わりません。",
    )

    objects = RatingScaleQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価の尺度の変更履歴")

    class Meta:
        verbose_name = "評価の尺度"
        verbose_name_plural = "評価の尺度"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",),
                condition=Q(is_default=True),
                name="one_scale_is_default",
                violation_error_message="新しい年度で使う尺度は一つだけです。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="scale_starts_before_it_ends",
                violation_error_message="使い終わる日は、使い始める日以後にしてください。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """評語。達成率の下限で帯を分け、下限なしの一つが残りを受ける。"""

    scale = models.ForeignKey(
        RatingScale, on_delete=models.CASCADE, related_name="ratings", verbose_name="尺度"
    )
    order = models.PositiveSmallIntegerField("順", help_text="良い評語から 1、2、3 …")
    code = models.CharField("記号", max_length=20)
    label = models.CharField("評語", max_length=50)
    minimum = models.DecimalField(
        "達成率の下限（％）", max_digits=6, decimal_places=2, null=True, blank=True
    )
    description = models.CharField("意味", max_length=200, blank=True)

    history = HistoricalRecords(verbose_name="評語の変更履歴")

    class Meta:
        verbose_name = "評語"
        verbose_name_plural = "評語"
        ordering = ("scale", "order")
        constraints = (
            models.UniqueConstraint(fields=("scale", "order"), name="rating_order_is_unique"),
            models.UniqueConstraint(fields=("scale", "code"), name="rating_code_is_unique"),
            models.UniqueConstraint(fields=("scale", "minimum"), name="rating_minimum_is_unique"),
        )

    def __str__(self) -> str:
        return self.label
