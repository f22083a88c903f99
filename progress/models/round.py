"""年度の巡りで交わすもの。差戻しの指摘、書きかけ、注意、根拠資料、催促など。"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plans.models import Department, ImplementationContent
from progress.choices import Pace
from progress.models.record import Actual, ProgressRecord, signer
from progress.models.review import AnnualReview
from progress.querysets import (
    EvidenceQuerySet,
    RecordPartQuerySet,
    ReminderQuerySet,
    ReviewPartQuerySet,
)


class SendBack(models.Model):
    """差戻しの指摘。field が空なら報告の全体への指摘。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="send_backs", verbose_name="進捗報告"
    )
    field = models.CharField("欄", max_length=100, blank=True)
    text = models.TextField("指摘")
    by = signer("差し戻した人")
    at = models.DateTimeField("差し戻した日時")
    answered_at = models.DateTimeField("再提出日時", null=True, blank=True)

    objects = RecordPartQuerySet.as_manager()

    class Meta:
        verbose_name = "差戻しの指摘"
        verbose_name_plural = "差戻しの指摘"
        ordering = ("record", "at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="send_back_has_a_reason"),
        )

    def __str__(self) -> str:
        return self.text[:30]


class EntryDraft(models.Model):
    """書きかけ。打たれたままの欄を人ごとに預かる。検査もせず、履歴にも版にも数えない。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="drafts", verbose_name="進捗報告"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="entry_drafts",
        verbose_name="書いた人",
    )
    boxes = models.JSONField("欄の中身", default=dict)
    base_version = models.PositiveIntegerField("開いたときの版")
    saved_at = models.DateTimeField("預かった日時")

    objects = RecordPartQuerySet.as_manager()

    class Meta:
        verbose_name = "書きかけ"
        verbose_name_plural = "書きかけ"
        constraints = (
            models.UniqueConstraint(fields=("record", "user"), name="one_draft_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.record}の書きかけ"


class Caution(models.Model):
    """注意。保存のたびに規則から作り直し、答えの文は同じ注意が続く間は残る。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="cautions", verbose_name="進捗報告"
    )
    code = models.CharField("規則", max_length=30)
    subject = models.CharField("対象", max_length=30, blank=True)
    sentence = models.TextField("注意")
    answer = models.TextField("説明", blank=True)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="注意の変更履歴")

    class Meta:
        verbose_name = "注意"
        verbose_name_plural = "注意"
        ordering = ("record", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("record", "code", "subject"), name="caution_is_named_once"
            ),
        )

    def __str__(self) -> str:
        return self.sentence


class DepartmentPart(models.Model):
    """協力課の記入済の知らせ。主担当課の提出を妨げない。"""

    record = models.ForeignKey(
        ProgressRecord, on_delete=models.CASCADE, related_name="parts", verbose_name="進捗報告"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name="協力課"
    )
    done_at = models.DateTimeField("記入済の日時")
    done_by = signer("記入済を知らせた人")
    remark = models.TextField("課長の意見", blank=True)

    objects = RecordPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="協力課の変更履歴")

    class Meta:
        verbose_name = "協力課の記入"
        verbose_name_plural = "協力課の記入"
        constraints = (
            models.UniqueConstraint(
                fields=("record", "department"), name="department_is_done_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.department}の分は記入済"


def name_evidence_file(evidence: Evidence, filename: str) -> str:
    """根拠資料のファイルの置き場所。名は乱数で、元の名も拡張子も使わない。"""
    return f"evidence/{uuid4().hex}"


class Evidence(models.Model):
    """根拠資料。リンクかファイルの、どちらか一つ。公開しない。"""

    actual = models.ForeignKey(
        Actual, on_delete=models.CASCADE, related_name="evidence", verbose_name="実績"
    )
    title = models.CharField("資料名", max_length=100)
    link = models.URLField("リンク", max_length=500, blank=True)
    file = models.FileField("ファイル", upload_to=name_evidence_file, blank=True)
    content_type = models.CharField("種類", max_length=100, blank=True, editable=False)
    added_by = signer("登録した人")
    added_at = models.DateTimeField("登録日時")

    objects = EvidenceQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="根拠資料の変更履歴")

    class Meta:
        verbose_name = "根拠資料"
        verbose_name_plural = "根拠資料"
        ordering = ("actual", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="evidence_is_link_or_file",
            ),
        )

    def __str__(self) -> str:
        return self.title


class HalfYearCheck(models.Model):
    """上半期の確認。実施内容ごとの進みと一言だけで、承認の段階はない。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.CASCADE, related_name="half_years", verbose_name="年度"
    )
    content = models.ForeignKey(
        ImplementationContent, on_delete=models.PROTECT, related_name="+", verbose_name="実施内容"
    )
    pace = models.CharField("進み", max_length=30, choices=Pace, blank=True)
    remark = models.TextField("一言", blank=True)
    reason = models.TextField("遅れの理由", blank=True)
    recovery = models.TextField("取り戻す手立て", blank=True)

    objects = ReviewPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="上半期の確認の変更履歴")

    class Meta:
        verbose_name = "上半期の確認"
        verbose_name_plural = "上半期の確認"
        ordering = ("review", "content__item__number", "content__order")
        constraints = (
            models.UniqueConstraint(fields=("review", "content"), name="half_year_is_checked_once"),
        )

    def __str__(self) -> str:
        return f"{self.content} {self.get_pace_display()}"


class Reminder(models.Model):
    """催促。一人に一日一通まで。送る前に書き、送れたら sent_at、送れなければ failure に残す。"""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reminders",
        verbose_name="宛先",
    )
    on = models.DateField("日付")
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    failure = models.CharField("送信の失敗", max_length=100, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "催促"
        verbose_name_plural = "催促"
        ordering = ("-on", "user")
        constraints = (models.UniqueConstraint(fields=("user", "on"), name="one_reminder_a_day"),)

    def __str__(self) -> str:
        return f"{self.on} {self.user}"
