"""委員会資料。年度ごとに版を重ね、配布した版は二度と変えない。"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from progress.models import AnnualReview, CommitteeMeeting
from reports.choices import PackFileKind, PackState
from reports.querysets import CommitteePackQuerySet, PackFileQuerySet


class CommitteePack(models.Model):
    """委員会資料の一つの版。

    facts は作ったときの年度の事実、choices は選んだ部分と大きな文字の指定、focus は重点項目と
    その理由。failure は前回の作成が失敗した理由で、そのときも前に作れたファイルは残る。
    """

    review = models.ForeignKey(
        AnnualReview, on_delete=models.CASCADE, related_name="packs", verbose_name="年度"
    )
    number = models.PositiveSmallIntegerField("版")
    state = models.CharField(
        "段階", max_length=20, choices=PackState, default=PackState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField("保存の回数", default=0, editable=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name="差し替える版",
    )
    meeting = models.ForeignKey(
        CommitteeMeeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="packs",
        verbose_name="会議",
    )
    meeting_name = models.CharField("会議の名称", max_length=100, blank=True)
    held_on = models.DateField("開催日", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    agenda = models.TextField("次第", blank=True)
    recipients = models.TextField("配布先", blank=True)
    choices = models.JSONField("選んだ部分", default=dict)
    focus = models.JSONField("重点項目", default=list)
    facts = models.JSONField("作ったときの年度の事実", default=dict)
    failure = models.TextField("作れなかった理由", blank=True)
    made_on = models.DateField("作成日", null=True, blank=True)
    made_at = models.DateTimeField("作成日時", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="作成した人",
    )
    distributed_at = models.DateTimeField("配布日時", null=True, blank=True)
    distributed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="配布した人",
    )

    objects = CommitteePackQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員会資料の変更履歴", excluded_fields=["facts"])

    class Meta:
        verbose_name = "委員会資料"
        verbose_name_plural = "委員会資料"
        ordering = ("review", "-number")
        constraints = (
            models.UniqueConstraint(fields=("review", "number"), name="pack_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state=PackState.DRAFT, distributed_at__isnull=True)
                | Q(
                    state=PackState.DISTRIBUTED, distributed_at__isnull=False, made_on__isnull=False
                ),
                name="pack_is_made_before_it_is_distributed",
            ),
            models.UniqueConstraint(
                fields=("review",),
                condition=Q(state=PackState.DRAFT),
                name="one_draft_pack_a_review",
            ),
        )

    def __str__(self) -> str:
        return f"{self.review}　委員会資料（第{self.number}版）"

    @property
    def is_distributed(self) -> bool:
        """配布した版か。"""
        return self.state == PackState.DISTRIBUTED


class PackFile(models.Model):
    """委員会資料のファイル。作ったときのバイト列と、その SHA-256。"""

    pack = models.ForeignKey(
        CommitteePack, on_delete=models.CASCADE, related_name="files", verbose_name="委員会資料"
    )
    kind = models.CharField("種類", max_length=20, choices=PackFileKind)
    content = models.BinaryField("中身")
    sha256 = models.CharField("ハッシュ値", max_length=64)
    size = models.PositiveIntegerField("大きさ（バイト）")
    page_count = models.PositiveSmallIntegerField("頁数", null=True, blank=True)

    objects = PackFileQuerySet.as_manager()

    class Meta:
        verbose_name = "委員会資料のファイル"
        verbose_name_plural = "委員会資料のファイル"
        ordering = ("pack", "kind")
        constraints = (
            models.UniqueConstraint(fields=("pack", "kind"), name="one_pack_file_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.pack}の{self.get_kind_display()}"
