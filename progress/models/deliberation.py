"""委員会の審議の結果。委員会後の評価、改善策の見直し、総括。確定した報告には触れない。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from progress.choices import SummarySubject
from progress.models.opinion import Opinion
from progress.models.record import ProgressRecord, signer
from progress.models.review import AnnualReview
from progress.models.scale import Rating
from progress.querysets import RecordPartQuerySet, ReviewPartQuerySet


class CommitteeRating(models.Model):
    """委員会後の評価。自己評価の横に並び、あればこちらを公表する。"""

    record = models.OneToOneField(
        ProgressRecord,
        on_delete=models.CASCADE,
        related_name="committee_rating",
        verbose_name="進捗報告",
    )
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, related_name="+", verbose_name="委員会後の評価"
    )
    reason = models.TextField("委員会後の評価の理由")
    opinions = models.ManyToManyField(
        Opinion, blank=True, related_name="ratings", verbose_name="根拠の意見"
    )
    rated_on = models.DateField("評価した日")
    rated_by = signer("評価を記した人")
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員会後の評価の変更履歴")

    class Meta:
        verbose_name = "委員会後の評価"
        verbose_name_plural = "委員会後の評価"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="committee_rating_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.record}の委員会後の評価"


class AmendedImprovement(models.Model):
    """委員会後の改善策。自己評価のときの改善策の横に並び、あればこちらを公表する。"""

    record = models.OneToOneField(
        ProgressRecord,
        on_delete=models.CASCADE,
        related_name="amended_improvement",
        verbose_name="進捗報告",
    )
    text = models.TextField("委員会後の改善策")
    amended_on = models.DateField("見直した日")
    amended_by = signer("見直した人")
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員会後の改善策の変更履歴")

    class Meta:
        verbose_name = "委員会後の改善策"
        verbose_name_plural = "委員会後の改善策"
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="amended_improvement_has_a_text"),
        )

    def __str__(self) -> str:
        return f"{self.record}の委員会後の改善策"


class Summary(models.Model):
    """総括。年度の全体に一つ、基本目標と基本方針に一つずつ。number は全体なら0。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.CASCADE, related_name="summaries", verbose_name="年度"
    )
    subject = models.CharField("対象", max_length=20, choices=SummarySubject)
    number = models.PositiveSmallIntegerField("番号", default=0)
    text = models.TextField("総括", blank=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = ReviewPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="総括の変更履歴")

    class Meta:
        verbose_name = "総括"
        verbose_name_plural = "総括"
        ordering = ("review", "subject", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("review", "subject", "number"), name="subject_is_summed_up_once"
            ),
        )

    def __str__(self) -> str:
        name = self.get_subject_display()
        return f"{name}{self.number or ''}の総括"
