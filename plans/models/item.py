"""実施項目と、その実施内容・実施時期。"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.choices import ContentKind, Qualifier, Stage, StatementSection
from plans.fiscal_year import FIRST_YEAR, LAST_YEAR
from plans.models.natural_key import NaturalKeyed
from plans.models.people import Department
from plans.models.plan import BasicGoal, Measure, Plan, Policy
from plans.models.revising import Revised
from plans.querysets import (
    ActionItemQuerySet,
    CommonThemeQuerySet,
    ContentQuerySet,
    ItemDepartmentQuerySet,
    ItemKindQuerySet,
    PhaseSpanQuerySet,
    StatementQuerySet,
)
from plans.sdgs import SdgField


class CommonTheme(NaturalKeyed):
    """事業共通（複数の実施項目が共に取り組む実施内容）。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="common_themes", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("事業共通", max_length=300)

    objects = CommonThemeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="事業共通の変更履歴")

    class Meta:
        verbose_name = "事業共通"
        verbose_name_plural = "事業共通"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "number"), name="common_theme_number_is_unique"
            ),
        )

    def __str__(self) -> str:
        return f"事業共通{self.number} {self.title}"


class ActionItem(NaturalKeyed):
    """実施項目。進行管理の単位。"""

    natural_key_fields = ("plan__name", "number")

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="items", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("項目番号")
    title = models.CharField("実施項目", max_length=200)
    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, related_name="items", verbose_name="基本方針"
    )
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
        verbose_name="施策",
    )
    departments: models.ManyToManyField[Department, ItemDepartment] = models.ManyToManyField(
        Department,
        through="ItemDepartment",
        through_fields=("item", "department"),
        related_name="items",
        verbose_name="担当課",
    )
    remark = models.TextField("備考", blank=True)
    sdgs = SdgField("SDGs（持続可能な開発目標）")
    schedule_confirmed_at = models.DateTimeField("実施時期の確認日時", null=True, editable=False)
    schedule_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="実施時期の確認者",
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = ActionItemQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施項目の変更履歴")

    class Meta:
        verbose_name = "実施項目"
        verbose_name_plural = "実施項目"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "number"),
                name="item_number_is_unique",
                violation_error_message="同じ項目番号の実施項目がすでにあります。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean(self) -> None:
        """基本方針と施策が同じ計画のものかを確かめる。"""
        if self.policy_id and self.plan_id and self.policy.plan_id != self.plan_id:
            raise ValidationError({"policy": "この計画の基本方針を選んでください。"})
        if self.measure and self.measure.policy_id != self.policy_id:
            raise ValidationError({"measure": "選んだ基本方針の施策を選んでください。"})

    @property
    def is_schedule_confirmed(self) -> bool:
        """実施時期が原本と照合済みか。"""
        return self.schedule_confirmed_at is not None


class ItemDepartment(NaturalKeyed):
    """実施項目の担当課。順の先の課が主担当。"""

    natural_key_fields = ("item__plan__name", "item__number", "order")

    item = models.ForeignKey(
        ActionItem,
        on_delete=models.CASCADE,
        related_name="item_departments",
        verbose_name="実施項目",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="item_departments",
        verbose_name="担当課",
    )
    order = models.PositiveSmallIntegerField("順", default=1, help_text="1 が主担当課です。")
    successor = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inherited_items",
        verbose_name="この項目の引継先",
        help_text=(
            "課が分かれたときだけ選びます。担当課の廃止日の翌日から選べ、"
            "課の引継先の代わりに、この課が項目を受け持ちます。"
        ),
    )

    objects = ItemDepartmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="項目の担当課の変更履歴")

    class Meta:
        verbose_name = "項目の担当課"
        verbose_name_plural = "項目の担当課"
        ordering = ("item", "order")
        constraints = (
            models.UniqueConstraint(fields=("item", "department"), name="department_named_once"),
            models.UniqueConstraint(fields=("item", "order"), name="department_order_is_unique"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("department")),
                name="an_item_is_handed_to_another_department",
                violation_error_message="引継先には、担当課と別の課を選んでください。",
            ),
        )

    def __str__(self) -> str:
        return str(self.department)

    @property
    def seat(self) -> Department:
        """受け持ちの課: この項目の引継先、なければ担当課。課の引継ぎは、人の立場のほうで見る。"""
        return self.successor or self.department

    @property
    def seat_id(self) -> int:
        """受け持ちの課の番号。"""
        return self.successor_id or self.department_id


class ItemKind(NaturalKeyed):
    """実施項目の種別（市委託事業、独自事業 …）。計画書の表記のまま持つ。"""

    natural_key_fields = ("item__plan__name", "item__number", "order")

    item = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="kinds", verbose_name="実施項目"
    )
    order = models.PositiveSmallIntegerField("順", default=1)
    name = models.CharField("種別", max_length=50)

    objects = ItemKindQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="種別の変更履歴")

    class Meta:
        verbose_name = "種別"
        verbose_name_plural = "種別"
        ordering = ("item", "order")
        constraints = (
            models.UniqueConstraint(fields=("item", "order"), name="kind_order_is_unique"),
        )

    def __str__(self) -> str:
        return self.name


class Statement(NaturalKeyed):
    """個票の記述（現状と課題、基本的な方向性、具体的な対応）の一つ。"""

    natural_key_fields = ("item__plan__name", "item__number", "section", "order")

    item = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="statements", verbose_name="実施項目"
    )
    section = models.CharField("欄", max_length=20, choices=StatementSection)
    order = models.PositiveSmallIntegerField("順")
    mark = models.CharField("行頭の記号", max_length=5, blank=True)
    text = models.TextField("記述")

    objects = StatementQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="記述の変更履歴")

    class Meta:
        verbose_name = "記述"
        verbose_name_plural = "記述"
        ordering = ("item", "section", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "section", "order"), name="statement_order_is_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_section_display()} {self.order}"


class ImplementationContent(NaturalKeyed, Revised):
    """実施内容。一つの番号に二行あるときは枝番を持つ（枝番 0 は枝なし）。"""

    natural_key_fields = ("item__plan__name", "item__number", "kind", "number", "branch")

    item = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="contents", verbose_name="実施項目"
    )
    kind = models.CharField("区分", max_length=10, choices=ContentKind, default=ContentKind.OWN)
    number = models.PositiveSmallIntegerField("番号")
    branch = models.PositiveSmallIntegerField("枝番", default=0, help_text="枝なしは 0。")
    order = models.PositiveSmallIntegerField("並び順")
    common_theme = models.ForeignKey(
        CommonTheme,
        on_delete=models.PROTECT,
        related_name="contents",
        null=True,
        blank=True,
        verbose_name="事業共通",
    )
    title = models.CharField("実施内容", max_length=300)
    former_titles = models.JSONField("改定前の実施内容", default=list, editable=False)
    qualifier = models.CharField("継続区分", max_length=20, choices=Qualifier)
    basic_goals: models.ManyToManyField[BasicGoal, models.Model] = models.ManyToManyField(
        BasicGoal, blank=True, related_name="contents", verbose_name="基本目標"
    )
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_in",
        verbose_name="再掲元",
    )
    filled_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="記入する課",
        help_text="複数の課の項目で、この実施内容を記入する課が決まっているとき。",
    )

    objects = ContentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施内容の変更履歴", m2m_fields=[basic_goals])

    class Meta:
        verbose_name = "実施内容"
        verbose_name_plural = "実施内容"
        ordering = ("item", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "kind", "number", "branch"), name="content_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind=ContentKind.COMMON, common_theme__isnull=False)
                | Q(kind=ContentKind.OWN, common_theme__isnull=True),
                name="common_content_names_its_theme",
                violation_error_message="区分が共通のときだけ、事業共通を選んでください。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        """画面での番号。「1」「1-2」「共通1」。"""
        number = f"{self.number}-{self.branch}" if self.branch else str(self.number)
        return f"共通{number}" if self.kind == ContentKind.COMMON else number

    def title_in(self, fiscal_year: int) -> str:
        """その年度（西暦）に効いている実施内容の文。改定の前の年度には、前の文。

        former_titles は古い順で、before はその文が効かなくなった年度。
        """
        older = (row["title"] for row in self.former_titles if fiscal_year < row["before"])
        return next(older, self.title)


def check_stages(stages: object) -> None:
    """標準の段階の並びを確かめる。知らない段階・重複・空なら ValidationError。"""
    chosen = stages if isinstance(stages, list) else []
    is_known = bool(chosen) and all(stage in Stage.values for stage in chosen)
    if not is_known or len(set(chosen)) != len(chosen):
        raise ValidationError("段階は一つ以上を重ならないように選んでください。")


class PhaseSpan(NaturalKeyed):
    """実施時期（矢印の一本）。表記は計画書のまま、段階は標準の語で持つ。"""

    natural_key_fields = (
        "content__item__plan__name",
        "content__item__number",
        "content__kind",
        "content__number",
        "content__branch",
        "order",
    )

    content = models.ForeignKey(
        ImplementationContent,
        on_delete=models.CASCADE,
        related_name="spans",
        verbose_name="実施内容",
    )
    order = models.PositiveSmallIntegerField("順")
    label = models.CharField("表記", max_length=50)
    stages = models.JSONField("段階", default=list, validators=[check_stages])
    first_year = models.PositiveSmallIntegerField("開始年度")
    last_year = models.PositiveSmallIntegerField("終了年度")

    objects = PhaseSpanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施時期の変更履歴")

    class Meta:
        verbose_name = "実施時期"
        verbose_name_plural = "実施時期"
        ordering = ("content", "order")
        constraints = (
            models.UniqueConstraint(fields=("content", "order"), name="span_order_is_unique"),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year"))
                & Q(first_year__gte=FIRST_YEAR)
                & Q(last_year__lte=LAST_YEAR),
                name="span_starts_before_it_ends",
                violation_error_message="終了年度は開始年度以後の年度にしてください。",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """開始年度と終了年度が計画期間の内かを確かめる。"""
        plan = self.content.item.plan
        plan.check_year(self.first_year, "first_year")
        plan.check_year(self.last_year, "last_year")

    @property
    def stage_labels(self) -> list[str]:
        """段階の日本語の並び。"""
        return [str(Stage(stage).label) for stage in self.stages]
