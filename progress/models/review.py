"""年度の進行管理。"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.fiscal_year import FIRST_YEAR, LAST_YEAR, wareki_label
from plans.models import Plan
from progress.choices import ReviewState
from progress.models.scale import RatingScale
from progress.querysets import AnnualReviewQuerySet


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
    has_half_year = models.BooleanField(
        "上半期の確認を行う",
        default=False,
        help_text="実施内容ごとの進みだけを、年度の半ばに確かめます。",
    )
    half_year_due_on = models.DateField("上半期の確認の期限", null=True, blank=True)
    is_migration = models.BooleanField(
        "移行入力",
        default=False,
        help_text="過去の年度を、出典を添えて総務課がまとめて入力します。",
    )
    is_sample = models.BooleanField("見本データ", default=False, editable=False)

    objects = AnnualReviewQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="年度の進行管理の変更履歴")

    class Meta:
        verbose_name = "年度の進行管理"
        verbose_name_plural = "年度の進行管理"
        ordering = ("plan", "-fiscal_year")
        indexes = (models.Index(fields=("state", "plan"), name="reviews_by_state"),)
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
