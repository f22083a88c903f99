"""公表版。公表した年度の写しで、固めた後は、元の計画や報告が変わっても変わらない。"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.fiscal_year import wareki_label
from plans.models import Plan
from progress.models import AnnualReview
from reports.choices import PublicationState
from reports.querysets import (
    MediaNoticeQuerySet,
    PublishedFileQuerySet,
    PublishedReportQuerySet,
)


class PublishedReport(models.Model):
    """公表版の一つの版。

    facts_text は年度の事実（reports.facts.year_facts）を決まった形の JSON にした文字で、sha256 は
    その UTF-8 のハッシュ値。plan_key は固めたときの計画の番号で、元の計画が消えても残り、公開の
    URL に使う。differences は前の版との正誤表の行。
    """

    plan = models.ForeignKey(
        Plan,
        on_delete=models.SET_NULL,
        null=True,
        related_name="published_reports",
        verbose_name="計画",
    )
    review = models.ForeignKey(
        AnnualReview,
        on_delete=models.SET_NULL,
        null=True,
        related_name="published_reports",
        verbose_name="年度",
    )
    plan_key = models.PositiveBigIntegerField("計画の番号")
    plan_name = models.CharField("計画名", max_length=200)
    fiscal_year = models.PositiveSmallIntegerField("対象年度")
    version = models.PositiveSmallIntegerField("版")
    state = models.CharField(
        "段階", max_length=20, choices=PublicationState, default=PublicationState.PREPARED
    )
    is_sample = models.BooleanField("見本データ", default=False)
    facts_text = models.TextField("年度の事実の写し")
    sha256 = models.CharField("ハッシュ値", max_length=64)
    correction_note = models.TextField("訂正の説明", blank=True)
    differences = models.JSONField("正誤表", default=list)
    prepared_at = models.DateTimeField("用意した日時")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="用意した人",
    )
    released_at = models.DateTimeField("公表した日時", null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="公表した人",
    )
    ended_at = models.DateTimeField("取り下げた日時", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="取り下げた人",
    )
    ending_reason = models.TextField("取下げの理由", blank=True)

    objects = PublishedReportQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="公表版の変更履歴", excluded_fields=["facts_text"])

    class Meta:
        verbose_name = "公表版"
        verbose_name_plural = "公表版"
        ordering = ("plan_key", "-fiscal_year", "-version")
        indexes = (models.Index(fields=("plan_key", "fiscal_year"), name="published_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("plan_key", "fiscal_year", "version"),
                condition=~Q(state=PublicationState.DISCARDED),
                name="published_version_is_unique",
            ),
            models.UniqueConstraint(
                fields=("plan_key", "fiscal_year"),
                condition=Q(state=PublicationState.PREPARED),
                name="one_prepared_report_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(PublicationState.PREPARED, PublicationState.DISCARDED))
                | (
                    Q(released_at__isnull=False, released_by__isnull=False)
                    & ~Q(released_by=F("prepared_by"))
                ),
                name="released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.RETRACTED)
                | (Q(ended_at__isnull=False) & ~Q(ending_reason="")),
                name="retraction_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_name}　{wareki_label(self.fiscal_year)}（第{self.version}版）"

    @property
    def facts(self) -> dict[str, Any]:
        """年度の事実。読むたびに作るので、変えても写しは変わらない。"""
        facts: dict[str, Any] = json.loads(self.facts_text)
        return facts


class PublishedFile(models.Model):
    """公表版のファイル（PDF・Excel・CSV）。公表版とともに作ったバイト列。"""

    report = models.ForeignKey(
        PublishedReport, on_delete=models.CASCADE, related_name="files", verbose_name="公表版"
    )
    name = models.CharField("ファイル名", max_length=100)
    content = models.BinaryField("中身")
    sha256 = models.CharField("ハッシュ値", max_length=64)
    size = models.PositiveIntegerField("大きさ（バイト）")

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        verbose_name = "公表版のファイル"
        verbose_name_plural = "公表版のファイル"
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(fields=("report", "name"), name="one_published_file_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class MediaNotice(models.Model):
    """掲載記録。年度の進行管理を、どの媒体のどの号に、いつ載せたか。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.CASCADE, related_name="media_notices", verbose_name="年度"
    )
    medium = models.CharField("媒体", max_length=100, help_text="例：社協だより、ホームページ")
    issue = models.CharField("号", max_length=50, blank=True, help_text="例：第100号")
    published_on = models.DateField("掲載日")

    objects = MediaNoticeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="掲載記録の変更履歴")

    class Meta:
        verbose_name = "掲載記録"
        verbose_name_plural = "掲載記録"
        ordering = ("review", "-published_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("review", "medium", "issue", "published_on"),
                name="media_notice_is_recorded_once",
                violation_error_message="同じ掲載記録がすでにあります。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.medium}　{self.issue}".strip()
