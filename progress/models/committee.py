"""進行管理委員会と委員。"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.models import Plan
from plans.models.natural_key import NaturalKeyed
from progress.querysets import CommitteeMemberQuerySet, CommitteeQuerySet


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
    is_name_public = models.BooleanField(
        "氏名を公表する",
        default=False,
        help_text="本人の同意があるときだけ選びます。選ばない限り、資料にも公表にも出ません。",
    )

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
