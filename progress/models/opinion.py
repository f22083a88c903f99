"""委員会の会議、意見、課の回答、その後の対応状況。"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.fiscal_year import wareki_label
from plans.models import ActionItem, Department
from progress.choices import (
    FollowUpState,
    OpinionKind,
    OpinionSource,
    OpinionState,
    ResponseState,
    Stance,
)
from progress.models.record import signer
from progress.models.review import AnnualReview
from progress.querysets import (
    MeetingQuerySet,
    OpinionDraftQuerySet,
    OpinionPartQuerySet,
    OpinionQuerySet,
)


class CommitteeMeeting(models.Model):
    """委員会の会議。意見票の返送先と締切、出欠、議事要旨も持つ。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.PROTECT, related_name="meetings", verbose_name="年度"
    )
    number = models.PositiveSmallIntegerField("回", help_text="その年度の第何回か。")
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=100, blank=True)
    agenda = models.TextField("次第", blank=True, help_text="一行に一つずつ書きます。")
    return_to = models.CharField(
        "意見票の返送先", max_length=200, blank=True, help_text="意見票に印刷します。"
    )
    opinions_due_on = models.DateField("意見票の締切", null=True, blank=True)
    present_count = models.PositiveSmallIntegerField("出席した委員の数", null=True, blank=True)
    absent_count = models.PositiveSmallIntegerField("欠席した委員の数", null=True, blank=True)
    attendance = models.TextField(
        "出欠の記録", blank=True, help_text="氏名などの控え。資料にも公表にも出ません。"
    )
    minutes = models.TextField("議事要旨", blank=True, help_text="個人の名は書かないでください。")

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="委員会の会議の変更履歴")

    class Meta:
        verbose_name = "委員会の会議"
        verbose_name_plural = "委員会の会議"
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("review", "number"),
                name="meeting_number_is_unique",
                violation_error_message="この年度に、同じ回の会議がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="meeting_number_starts_from_one",
                violation_error_message="回は1以上の数にしてください。",
            ),
        )

    def __str__(self) -> str:
        return f"{wareki_label(self.review.fiscal_year)}　第{self.number}回委員会"


class Opinion(models.Model):
    """委員会の意見。item が空なら計画の全体への意見。委員の名は持たない。"""

    review = models.ForeignKey(
        AnnualReview, on_delete=models.PROTECT, related_name="opinions", verbose_name="年度"
    )
    number = models.PositiveIntegerField("意見の番号", editable=False)
    meeting = models.ForeignKey(
        CommitteeMeeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="会議",
    )
    item = models.ForeignKey(
        ActionItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="実施項目",
        help_text="計画の全体への意見は、選ばないままにします。",
    )
    kind = models.CharField("種類", max_length=20, choices=OpinionKind, default=OpinionKind.OPINION)
    text = models.TextField("要旨")
    people = models.PositiveSmallIntegerField("件数", default=1)
    source = models.CharField(
        "出どころ", max_length=20, choices=OpinionSource, default=OpinionSource.PAPER
    )
    received_on = models.DateField("受付日", null=True, blank=True)
    state = models.CharField(
        "状態",
        max_length=20,
        choices=OpinionState,
        default=OpinionState.OPEN,
        editable=False,
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)
    taken_at = models.DateTimeField("登録日時", editable=False)
    taken_by = signer("登録した人")
    closed_at = models.DateTimeField("完結日時", null=True, editable=False)
    closed_by = signer("完結とした人")
    cancelled_at = models.DateTimeField("登録を取り消した日時", null=True, editable=False)
    cancelled_by = signer("登録を取り消した人")
    cancel_reason = models.TextField("登録を取り消した理由", blank=True, editable=False)

    objects = OpinionQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="意見の変更履歴")

    class Meta:
        verbose_name = "意見"
        verbose_name_plural = "意見"
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(fields=("review", "number"), name="opinion_number_is_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="opinion_has_a_text"),
            models.CheckConstraint(condition=Q(people__gte=1), name="opinion_has_a_person"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                & ~Q(state=OpinionState.CLOSED)
                | Q(state=OpinionState.CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="closing_of_an_opinion_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                & ~Q(state=OpinionState.CANCELLED)
                | Q(
                    state=OpinionState.CANCELLED,
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                )
                & ~Q(cancel_reason=""),
                name="cancelling_of_an_opinion_is_signed",
            ),
        )

    def __str__(self) -> str:
        return f"{wareki_label(self.review.fiscal_year)}の意見{self.number}"


class OpinionResponse(models.Model):
    """一つの課の回答（対応方針）。回答した人とは別の、総務課の人が確認する。"""

    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, related_name="responses", verbose_name="意見"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name="担当課"
    )
    state = models.CharField(
        "状態",
        max_length=20,
        choices=ResponseState,
        default=ResponseState.ASKED,
        editable=False,
    )
    answer_due_on = models.DateField("回答期限", null=True, blank=True)
    stance = models.CharField("対応方針", max_length=20, choices=Stance, blank=True)
    text = models.TextField("回答", blank=True)
    due_on = models.DateField("対応の期限", null=True, blank=True)
    remark = models.TextField("差戻しの理由", blank=True)
    asked_at = models.DateTimeField("回答を頼んだ日時", editable=False)
    answered_at = models.DateTimeField("回答日時", null=True, editable=False)
    answered_by = signer("回答した人")
    confirmed_at = models.DateTimeField("確認日時", null=True, editable=False)
    confirmed_by = signer("確認した人")

    objects = OpinionPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="意見への回答の変更履歴")

    class Meta:
        verbose_name = "意見への回答"
        verbose_name_plural = "意見への回答"
        ordering = ("opinion", "department__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("opinion", "department"), name="department_answers_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ResponseState.ASKED)
                | (
                    ~Q(stance="")
                    & ~Q(text="")
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="answer_is_complete_and_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=ResponseState.CONFIRMED)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("answered_by"))
                ),
                name="answer_is_confirmed_by_another_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.opinion}への{self.department}の回答"


class FollowUp(models.Model):
    """対応状況。回答の後にどうなったかを、日付とともに重ねていく。"""

    opinion = models.ForeignKey(
        Opinion, on_delete=models.CASCADE, related_name="follow_ups", verbose_name="意見"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name="担当課"
    )
    on = models.DateField("日付")
    state = models.CharField("対応状況", max_length=20, choices=FollowUpState)
    text = models.TextField("内容")
    by = signer("書いた人")

    objects = OpinionPartQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="対応状況の変更履歴")

    class Meta:
        verbose_name = "対応状況"
        verbose_name_plural = "対応状況"
        ordering = ("opinion", "on", "pk")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="follow_up_has_a_text"),)

    def __str__(self) -> str:
        return f"{self.opinion}の対応状況（{self.on}）"


class OpinionDraft(models.Model):
    """委員が画面で書いた意見。送るまでは本人だけに、送った後は総務課にも見える。

    総務課が登録すると opinion が入る。同じ意見を一つの登録にまとめることもある。
    """

    review = models.ForeignKey(
        AnnualReview, on_delete=models.CASCADE, related_name="opinion_drafts", verbose_name="年度"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="opinion_drafts",
        verbose_name="委員",
    )
    item = models.ForeignKey(
        ActionItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="実施項目",
    )
    kind = models.CharField("種類", max_length=20, choices=OpinionKind, default=OpinionKind.OPINION)
    text = models.TextField("意見", blank=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    saved_at = models.DateTimeField("預かった日時")
    sent_at = models.DateTimeField("送った日時", null=True, editable=False)
    opinion = models.ForeignKey(
        Opinion,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="drafts",
        verbose_name="登録した意見",
    )

    objects = OpinionDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "委員の意見"
        verbose_name_plural = "委員の意見"
        ordering = ("review", "saved_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~Q(text=""), name="sent_opinion_has_a_text"
            ),
            models.CheckConstraint(
                condition=Q(opinion__isnull=True) | Q(sent_at__isnull=False),
                name="only_a_sent_opinion_is_taken",
            ),
        )

    def __str__(self) -> str:
        return self.text[:30]
