"""一年の進行管理。年度を開き、実績を集め、評価する。"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.choices import Absence
from plans.figures import FigureField
from plans.fiscal_year import FIRST_YEAR, LAST_YEAR, wareki_label
from plans.models import ActionItem, ImplementationContent, Indicator, Plan
from plans.models.indicator import HAS_VALUE_OR_ABSENCE, VALUE_OR_ABSENCE_MESSAGE
from plans.models.natural_key import NaturalKeyed
from progress.choices import Pace, RecordState, ReviewState
from progress.querysets import (
    AnnualReviewQuerySet,
    CommitteeMemberQuerySet,
    CommitteeQuerySet,
    ProgressRecordQuerySet,
    RatingScaleQuerySet,
    RecordPartQuerySet,
)


class RatingScale(models.Model):
    """評価の尺度。使い始めた年度の評価は、後で尺度を足しても変わらない。"""

    name = models.CharField("尺度名", max_length=100, unique=True)
    is_default = models.BooleanField("新しい年度で使う", default=False)

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


class AnnualReview(models.Model):
    """年度の進行管理（計画 × 対象年度）。"""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="reviews", verbose_name="計画"
    )
    fiscal_year = models.PositiveSmallIntegerField("対象年度")
    state = models.CharField(
        "段階", max_length=20, choices=ReviewState, default=ReviewState.PREPARING, editable=False
    )
    scale = models.ForeignKey(
        RatingScale, on_delete=models.PROTECT, related_name="reviews", verbose_name="評価の尺度"
    )
    opens_on = models.DateField("受付開始日", null=True, blank=True)
    department_due_on = models.DateField("担当課の提出期限", null=True, blank=True)
    head_due_on = models.DateField("課長の確認期限", null=True, blank=True)
    secretariat_due_on = models.DateField("総務課の確認期限", null=True, blank=True)
    committee_on = models.DateField("委員会の開催日", null=True, blank=True)
    is_sample = models.BooleanField("見本データ", default=False, editable=False)

    objects = AnnualReviewQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="年度の進行管理の変更履歴")

    class Meta:
        verbose_name = "年度の進行管理"
        verbose_name_plural = "年度の進行管理"
        ordering = ("plan", "-fiscal_year")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "fiscal_year"),
                name="year_is_reviewed_once",
                violation_error_message="この年度の進行管理はすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=FIRST_YEAR) & Q(fiscal_year__lte=LAST_YEAR),
                name="review_year_is_a_year",
            ),
            models.CheckConstraint(
                condition=Q(head_due_on__isnull=True)
                | Q(department_due_on__isnull=True)
                | Q(head_due_on__gte=F("department_due_on")),
                name="head_is_due_after_department",
                violation_error_message="課長の確認期限は、担当課の提出期限以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(secretariat_due_on__isnull=True)
                | Q(head_due_on__isnull=True)
                | Q(secretariat_due_on__gte=F("head_due_on")),
                name="secretariat_is_due_after_head",
                violation_error_message="総務課の確認期限は、課長の確認期限以後にしてください。",
            ),
        )

    def __str__(self) -> str:
        return f"{wareki_label(self.fiscal_year)}の実績"

    def clean(self) -> None:
        """対象年度が計画期間の内かを確かめる。"""
        if self.plan_id:
            self.plan.check_year(self.fiscal_year, "fiscal_year")


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
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="提出者",
    )
    is_on_behalf = models.BooleanField("総務課の代行", default=False, editable=False)

    objects = ProgressRecordQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="進捗報告の変更履歴")

    class Meta:
        verbose_name = "進捗報告"
        verbose_name_plural = "進捗報告"
        ordering = ("review", "item__number")
        constraints = (
            models.UniqueConstraint(fields=("review", "item"), name="item_reports_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state=RecordState.SUBMITTED)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submission_is_signed",
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


class Committee(NaturalKeyed):
    """進行管理委員会。"""

    natural_key_fields = ("plan__name", "name")

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="committees", verbose_name="計画"
    )
    name = models.CharField("名称", max_length=100)

    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員会の変更履歴")

    class Meta:
        verbose_name = "進行管理委員会"
        verbose_name_plural = "進行管理委員会"
        ordering = ("plan", "pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "name"), name="committee_is_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """委員。任期の間だけ、公開された計画と提出済の報告を読める。"""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="members", verbose_name="委員会"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="committee_terms",
        verbose_name="利用者",
    )
    starts_on = models.DateField("就任日")
    ends_on = models.DateField("退任日", null=True, blank=True, help_text="在任中は空欄。")

    objects = CommitteeMemberQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員の変更履歴")

    class Meta:
        verbose_name = "委員"
        verbose_name_plural = "委員"
        ordering = ("committee", "starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="term_starts_before_it_ends",
                violation_error_message="退任日は就任日以後の日にしてください。",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)
