"""進捗報告と、その実績・実施内容ごとの進捗。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.choices import Absence
from plans.figures import FigureField
from plans.models import ActionItem, ImplementationContent, Indicator
from plans.models.indicator import HAS_VALUE_OR_ABSENCE, VALUE_OR_ABSENCE_MESSAGE
from progress.choices import Outcome, Pace, RecordState
from progress.models.review import AnnualReview
from progress.models.scale import Rating
from progress.querysets import ProgressRecordQuerySet, RecordPartQuerySet

if TYPE_CHECKING:
    from plans.models import User


SUBMITTED_STATES = (RecordState.SUBMITTED, RecordState.APPROVED, RecordState.FINALIZED)


def signer(name: str) -> models.ForeignKey[User | None, User | None]:
    """署名の欄。workflow.perform だけが書く。"""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class ProgressRecord(models.Model):
    """進捗報告（個票の一年分）。状態は workflow.perform だけが変える。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.PROTECT, related_name="records", verbose_name="年度"
    )
    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="records", verbose_name="実施項目"
    )
    state = models.CharField(
        "状態", max_length=20, choices=RecordState, default=RecordState.BLANK, editable=False
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)
    achievement = models.TextField("成果", blank=True)
    issues = models.TextField("課題", blank=True)
    improvement = models.TextField("改善策・次年度の取組", blank=True)
    self_rating = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="自己評価",
    )
    rating_reason = models.TextField("自己評価の理由", blank=True)
    last_outcome = models.CharField(
        "前年度の改善策の結果", max_length=20, choices=Outcome, blank=True
    )
    last_outcome_note = models.TextField("結果の説明", blank=True)
    sentence = models.CharField(
        "紹介の一文",
        max_length=200,
        blank=True,
        help_text="空欄なら、規則で作った文を使います。",
    )
    source = models.CharField("移行の出典", max_length=200, blank=True)
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    submitted_by = signer("提出者")
    is_head_submission = models.BooleanField("課長による提出", default=False, editable=False)
    is_on_behalf = models.BooleanField("総務課の代行", default=False, editable=False)
    approved_at = models.DateTimeField("課長確認日時", null=True, editable=False)
    approved_by = signer("課長確認者")
    is_approved_on_behalf = models.BooleanField("確認の代行", default=False, editable=False)
    finalized_at = models.DateTimeField("確定日時", null=True, editable=False)
    finalized_by = signer("確定者")

    objects = ProgressRecordQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="進捗報告の変更履歴")

    class Meta:
        verbose_name = "進捗報告"
        verbose_name_plural = "進捗報告"
        ordering = ("review", "item__number")
        constraints = (
            models.UniqueConstraint(fields=("review", "item"), name="item_reports_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state__in=SUBMITTED_STATES)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submission_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approval_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.FINALIZED)
                | (
                    Q(finalized_at__isnull=False, finalized_by__isnull=False)
                    & ~Q(finalized_by=F("submitted_by"))
                ),
                name="finalization_is_signed_by_another_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.review}　{self.item}"

    def clean(self) -> None:
        """自己評価の評語が、この年度の尺度のものかを確かめる。"""
        if self.self_rating and self.self_rating.scale_id != self.review.scale_id:
            raise ValidationError({"self_rating": "この年度の尺度の評語を選んでください。"})


class Actual(models.Model):
    """実績。値か、値がない理由の、どちらか一つを必ず持つ。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="actuals", verbose_name="進捗報告"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="actuals", verbose_name="指標"
    )
    value = FigureField("実績値", blank=True)
    absence = models.CharField(
        "値がない理由", max_length=20, choices=Absence, blank=True, default=Absence.NOT_ENTERED
    )
    note = models.TextField("備考", blank=True)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実績の変更履歴")

    class Meta:
        verbose_name = "実績"
        verbose_name_plural = "実績"
        ordering = ("record", "indicator__number")
        constraints = (
            models.UniqueConstraint(fields=("record", "indicator"), name="indicator_reports_once"),
            models.CheckConstraint(
                condition=HAS_VALUE_OR_ABSENCE,
                name="actual_has_value_or_absence",
                violation_error_message=VALUE_OR_ABSENCE_MESSAGE,
            ),
            models.CheckConstraint(
                condition=~Q(absence=Absence.EXCLUDED) | ~Q(note=""),
                name="exclusion_has_a_reason",
                violation_error_message="中止・評価対象外のときは、備考に理由を入れてください。",
            ),
        )

    def __str__(self) -> str:
        return str(self.value or self.get_absence_display())


class ContentProgress(models.Model):
    """実施内容ごとの進捗。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="contents", verbose_name="進捗報告"
    )
    content = models.ForeignKey(
        ImplementationContent,
        on_delete=models.PROTECT,
        related_name="progress",
        verbose_name="実施内容",
    )
    pace = models.CharField("進み", max_length=30, choices=Pace, blank=True)
    activities = models.TextField("取組内容", blank=True)
    is_individual = models.BooleanField("個別に記入", default=False, editable=False)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施内容の進捗の変更履歴")

    class Meta:
        verbose_name = "実施内容の進捗"
        verbose_name_plural = "実施内容の進捗"
        ordering = ("record", "content__order")
        constraints = (
            models.UniqueConstraint(fields=("record", "content"), name="content_reports_once"),
        )

    def __str__(self) -> str:
        return f"{self.content.key} {self.get_pace_display()}"
