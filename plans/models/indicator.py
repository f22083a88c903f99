"""目標(数値)の指標、基準値、目標値。"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from plans.choices import Absence, EntryKind, IndicatorKind
from plans.figures import Figure, FigureError, FigureField
from plans.fiscal_year import FIRST_YEAR, LAST_YEAR, wareki_label
from plans.models.item import ActionItem
from plans.models.natural_key import NaturalKeyed
from plans.models.people import Department
from plans.models.plan import PlanRevision
from plans.models.revising import Revised
from plans.querysets import BaselineQuerySet, IndicatorQuerySet, TargetQuerySet

HAS_VALUE_OR_ABSENCE = (~Q(value="") & Q(absence="")) | (Q(value="") & ~Q(absence=""))
VALUE_OR_ABSENCE_MESSAGE = "値か、値がない理由の、どちらか一つを入れてください。"


class Indicator(NaturalKeyed, Revised):
    """目標(数値)の指標。"""

    natural_key_fields = ("item__plan__name", "item__number", "number")

    item = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="indicators", verbose_name="実施項目"
    )
    number = models.PositiveSmallIntegerField("指標番号")
    name = models.CharField("指標", max_length=200)
    unit = models.CharField("単位", max_length=20, blank=True)
    kind = models.CharField(
        "型", max_length=20, choices=IndicatorKind, default=IndicatorKind.INCREASE
    )
    entry_kind = models.CharField(
        "入力の形", max_length=20, choices=EntryKind, default=EntryKind.NUMBER
    )
    first_label = models.CharField("第1値の名", max_length=100, blank=True)
    second_label = models.CharField("第2値の名", max_length=100, blank=True)
    second_unit = models.CharField("第2値の単位", max_length=20, blank=True)
    second_label_is_confirmed = models.BooleanField("第2値の名は確認済み", default=True)
    tolerance = models.DecimalField(
        "許容幅",
        max_digits=12,
        decimal_places=2,
        default=0,
        help_text="型が「維持」のとき、目標値との差をここまで達成とみます。",
    )
    other_plan = models.CharField(
        "別計画の名", max_length=200, blank=True, help_text="目標を定める別の計画の名前。"
    )
    definition = models.TextField("定義・算出方法", blank=True)
    source = models.CharField("出典", max_length=200, blank=True)
    note = models.TextField("注", blank=True)
    kind_reason = models.TextField("型を選んだ理由", blank=True)
    filled_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="記入する課",
        help_text="複数の課の項目で、この指標を記入する課が決まっているとき。",
    )

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="指標の変更履歴")

    class Meta:
        verbose_name = "指標"
        verbose_name_plural = "指標"
        ordering = ("item", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "number"),
                name="indicator_number_is_unique",
                violation_error_message="同じ指標番号の指標がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0),
                name="tolerance_is_not_negative",
                violation_error_message="許容幅は 0 以上にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=IndicatorKind.OTHER_PLAN) | ~Q(other_plan=""),
                name="other_plan_is_named",
                violation_error_message="型が「別計画による」のときは、別計画の名を入れてください。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item.number}-{self.number} {self.name}"

    def clean(self) -> None:
        """単位が、実績の入力で読める短い語かを確かめる。"""
        for name in ("unit", "second_unit"):
            try:
                Figure.of(1, unit=getattr(self, name))
            except FigureError as error:
                raise ValidationError({name: str(error)}) from error


class Baseline(NaturalKeyed):
    """基準値。計画の前年度の値で、見込みのときは時点とともに示す。"""

    natural_key_fields = (
        "indicator__item__plan__name",
        "indicator__item__number",
        "indicator__number",
    )

    indicator = models.OneToOneField(
        Indicator, on_delete=models.CASCADE, related_name="baseline", verbose_name="指標"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = FigureField("基準値", blank=True)
    absence = models.CharField("値がない理由", max_length=20, choices=Absence, blank=True)
    as_printed = models.CharField("計画書の表記", max_length=100, blank=True)
    is_estimate = models.BooleanField("見込み", default=False)
    as_of = models.DateField("見込みの時点", null=True, blank=True)
    note = models.TextField("注", blank=True)

    objects = BaselineQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="基準値の変更履歴")

    class Meta:
        verbose_name = "基準値"
        verbose_name_plural = "基準値"
        ordering = ("indicator",)
        constraints = (
            models.CheckConstraint(
                condition=HAS_VALUE_OR_ABSENCE,
                name="baseline_has_value_or_absence",
                violation_error_message=VALUE_OR_ABSENCE_MESSAGE,
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=FIRST_YEAR) & Q(fiscal_year__lte=LAST_YEAR),
                name="baseline_year_is_a_year",
            ),
        )

    def __str__(self) -> str:
        return self.as_printed or str(self.value or "")


class Target(NaturalKeyed):
    """目標値。どの改定の目標かを必ず持ち、計画書の表記を残す。"""

    natural_key_fields = (
        "indicator__item__plan__name",
        "indicator__item__number",
        "indicator__number",
        "fiscal_year",
        "revision__number",
    )

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name="指標"
    )
    revision = models.ForeignKey(
        PlanRevision, on_delete=models.PROTECT, related_name="targets", verbose_name="改定"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    value = FigureField("目標値", blank=True)
    absence = models.CharField("値がない理由", max_length=20, choices=Absence, blank=True)
    as_printed = models.CharField("計画書の表記", max_length=100, blank=True)
    settled_value = FigureField("別計画が定めた値", blank=True)
    settled_source = models.CharField("別計画の出典", max_length=200, blank=True)
    settled_on = models.DateField("別計画で定まった日", null=True, blank=True)

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="目標値の変更履歴")

    class Meta:
        verbose_name = "目標値"
        verbose_name_plural = "目標値"
        ordering = ("indicator", "fiscal_year", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "fiscal_year", "revision"),
                name="target_is_set_once_a_year",
                violation_error_message="この指標の、この年度の目標値はすでにあります。",
            ),
            models.CheckConstraint(
                condition=HAS_VALUE_OR_ABSENCE,
                name="target_has_value_or_absence",
                violation_error_message=VALUE_OR_ABSENCE_MESSAGE,
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=FIRST_YEAR) & Q(fiscal_year__lte=LAST_YEAR),
                name="target_year_is_a_year",
            ),
            models.CheckConstraint(
                condition=Q(settled_value="")
                | (~Q(settled_source="") & Q(settled_on__isnull=False)),
                name="settled_value_names_its_source",
                violation_error_message="別計画が定めた値には、出典と日付を添えてください。",
            ),
        )

    def __str__(self) -> str:
        return f"{wareki_label(self.fiscal_year)} {self.as_printed or self.value or ''}"

    def clean(self) -> None:
        """年度が計画期間の内か、改定が同じ計画のものかを確かめる。"""
        # 実施項目を選び忘れた新しい指標では、指標の欄の誤りが先に示される。
        if self.indicator.item_id is None:
            return
        plan = self.indicator.item.plan
        plan.check_year(self.fiscal_year, "fiscal_year")
        if self.revision_id and self.revision.plan_id != plan.pk:
            raise ValidationError({"revision": "この計画の改定を選んでください。"})
