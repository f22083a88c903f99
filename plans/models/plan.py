"""計画書が定めること。めったに変わらず、変えるのは総務課だけ。"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.fiscal_year import FIRST_YEAR, LAST_YEAR, wareki_label
from plans.models.natural_key import NaturalKeyed
from plans.querysets import (
    BasicGoalQuerySet,
    MeasureQuerySet,
    PlanQuerySet,
    PolicyQuerySet,
    RevisionQuerySet,
)
from plans.sdgs import SdgField

FIRST_REVISION_NAME = "当初"


class Plan(NaturalKeyed):
    """計画。期間は年度（西暦の整数）で持つ。"""

    natural_key_fields = ("name",)

    name = models.CharField("計画名", max_length=200, unique=True)
    short_name = models.CharField("略称", max_length=50)
    organization = models.CharField("策定者", max_length=100)
    first_year = models.PositiveSmallIntegerField("開始年度")
    last_year = models.PositiveSmallIntegerField("終了年度")
    baseline_year = models.PositiveSmallIntegerField("基準年度")
    purpose = models.TextField("策定の背景と目的", blank=True)
    mission_heading = models.TextField("目指すべき姿", blank=True)
    mission = models.TextField("使命（ミッション）", blank=True)
    mission_source = models.CharField("使命の出典", max_length=200, blank=True)
    goals_preface = models.TextField("基本目標の前書き", blank=True)
    positioning = models.TextField("位置づけ", blank=True)
    period_text = models.TextField("期間の記述", blank=True)
    promotion = models.TextField("推進方法", blank=True)
    sdgs_text = models.TextField("SDGsとの関係", blank=True)
    committee_name = models.CharField("進行管理委員会の名称", max_length=100, blank=True)
    predecessor_name = models.CharField("前計画の名称", max_length=200, blank=True)
    predecessor_adopted = models.CharField("前計画の策定時期", max_length=50, blank=True)
    predecessor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="前計画"
    )
    released_at = models.DateTimeField(
        "公開日時", null=True, blank=True, help_text="空欄の間は準備中で、総務課だけに見えます。"
    )
    figures_locked_at = models.DateTimeField(
        "数値の固定日時",
        null=True,
        blank=True,
        editable=False,
        help_text="最初の年度を開いた日時。以後、計画の数値は誤記訂正か改定でだけ変わります。",
    )

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="計画の変更履歴")

    class Meta:
        verbose_name = "計画"
        verbose_name_plural = "計画"
        ordering = ("first_year", "pk")
        # 計画を新しい順に並べるとき、長い文のある行を読まずに済ませる。
        indexes = (models.Index(fields=("first_year", "released_at"), name="plans_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(first_year__gte=FIRST_YEAR)
                & Q(last_year__lte=LAST_YEAR)
                & Q(first_year__lte=F("last_year")),
                name="plan_starts_before_it_ends",
                violation_error_message="終了年度は開始年度以後の年度にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(baseline_year__lt=F("first_year")),
                name="plan_baseline_precedes_period",
                violation_error_message="基準年度は開始年度より前の年度にしてください。",
            ),
        )

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def years(self) -> range:
        """計画期間の年度の並び。"""
        return range(self.first_year, self.last_year + 1)

    def check_year(self, fiscal_year: int | None, field: str) -> None:
        """年度が計画期間の内かを確かめる。外なら ValidationError（欄は field）。"""
        if fiscal_year is None or fiscal_year in self.years:
            return
        first, last = wareki_label(self.first_year), wareki_label(self.last_year)
        raise ValidationError({field: f"計画期間（{first}～{last}）の年度を入れてください。"})


class PlanRevision(NaturalKeyed):
    """計画の改定。当初の計画も第0回として必ずある。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="revisions", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("改定の回", default=0)
    name = models.CharField("名称", max_length=50, default=FIRST_REVISION_NAME)
    from_year = models.PositiveSmallIntegerField("適用開始年度")
    decided_on = models.DateField("決定日", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    lines = models.JSONField("新旧の控え", default=list, editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="案を保存した人",
    )
    enforced_at = models.DateTimeField("施行日時", null=True, editable=False)
    enforced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="施行した人",
    )

    objects = RevisionQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="改定の変更履歴")

    class Meta:
        verbose_name = "計画の改定"
        verbose_name_plural = "計画の改定"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="revision_number_is_unique"),
            models.CheckConstraint(
                condition=Q(number=0) | ~Q(reason=""),
                name="revision_has_a_reason",
                violation_error_message="改定の理由を入れてください。",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=True) | ~Q(prepared_by=F("enforced_by")),
                name="revision_is_enforced_by_another_person",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """適用開始年度が計画期間の内かを確かめる。"""
        if self.plan_id:
            self.plan.check_year(self.from_year, "from_year")


class BasicGoal(NaturalKeyed):
    """基本目標。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="basic_goals", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("基本目標", max_length=200)
    catchphrase = models.CharField("キャッチフレーズ", max_length=200, blank=True)
    description = models.TextField("説明", blank=True)
    sdgs = SdgField("SDGs（持続可能な開発目標）")

    objects = BasicGoalQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="基本目標の変更履歴")

    class Meta:
        verbose_name = "基本目標"
        verbose_name_plural = "基本目標"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="basic_goal_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"基本目標{self.number} {self.title}"


class Policy(NaturalKeyed):
    """基本方針。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="policies", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    code = models.CharField("記号", max_length=10, help_text="計画書の表記（Ⅰ、Ⅱ …）。")
    title = models.CharField("基本方針", max_length=200)

    objects = PolicyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="基本方針の変更履歴")

    class Meta:
        verbose_name = "基本方針"
        verbose_name_plural = "基本方針"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="policy_number_is_unique"),
            models.UniqueConstraint(fields=("plan", "code"), name="policy_code_is_unique"),
        )

    def __str__(self) -> str:
        return f"基本方針{self.code} {self.title}"


class Measure(NaturalKeyed):
    """施策（基本方針の下の（1）… の見出し）。"""

    natural_key_fields = ("policy__plan__name", "policy__number", "number")

    policy = models.ForeignKey(
        Policy, on_delete=models.CASCADE, related_name="measures", verbose_name="基本方針"
    )
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("施策", max_length=200)

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="施策の変更履歴")

    class Meta:
        verbose_name = "施策"
        verbose_name_plural = "施策"
        ordering = ("policy__number", "number")
        constraints = (
            models.UniqueConstraint(fields=("policy", "number"), name="measure_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"（{self.number}）{self.title}"
