"""計画の部屋の一覧の、書き出しと取込の列。"""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.fields import Field

from plans.lists.cells import NumbersCell
from plans.lists.resources import ListResource, shown
from plans.models import (
    ActionItem,
    BasicGoal,
    CommonTheme,
    Department,
    ImplementationContent,
    Indicator,
    Policy,
    RelatedPlan,
    SourceNote,
    User,
)
from plans.workbooks import CellError


class DepartmentResource(ListResource):
    """担当課。課名が行の名。"""

    related = ("successor",)

    class Meta:
        model = Department
        fields = ("name", "order", "is_secretariat", "starts_on", "ends_on", "successor")
        import_id_fields = ("name",)


class BasicGoalResource(ListResource):
    """基本目標。計画と番号が行の名。"""

    related = ("plan",)

    class Meta:
        model = BasicGoal
        fields = ("plan", "number", "title", "catchphrase", "description", "sdgs")
        import_id_fields = ("plan", "number")


class PolicyResource(ListResource):
    """基本方針。計画と番号が行の名。"""

    related = ("plan",)

    class Meta:
        model = Policy
        fields = ("plan", "number", "code", "title")
        import_id_fields = ("plan", "number")


class CommonThemeResource(ListResource):
    """事業共通。計画と番号が行の名。"""

    related = ("plan",)

    class Meta:
        model = CommonTheme
        fields = ("plan", "number", "title")
        import_id_fields = ("plan", "number")


class ItemsField(Field):  # type: ignore[misc]
    """関わる実施項目。番号の並びで書き、行の計画の項目だけを指せる。保存は行の後。"""

    def get_value(self, instance: Any) -> list[int]:
        """項目の番号の並び。"""
        chosen: list[int] | None = getattr(instance, "chosen_items", None)
        if chosen is not None:
            return chosen
        return sorted(item.number for item in instance.items.all()) if instance.pk else []

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """選んだ項目を控える。計画にない番号なら CellError。"""
        numbers = sorted(set(self.clean(row)))
        plan: Any = getattr(instance, "plan", None)
        rows = plan.items.filter(number__in=numbers) if plan else ActionItem.objects.none()
        known = set(rows.values_list("number", flat=True))
        if set(numbers) - known:
            lost = "、".join(str(number) for number in numbers if number not in known)
            raise CellError(f"計画にない実施項目の番号です（{lost}）。番号を直してください。")
        instance.chosen_items = numbers


class RelatedPlanResource(ListResource):
    """関連計画。計画と名が行の名。"""

    related = ("plan",)
    items = ItemsField(attribute="items", column_name="実施項目", widget=NumbersCell())

    class Meta:
        model = RelatedPlan
        fields = ("plan", "name", "number", "concerns_whole_plan", "items", "source")
        import_id_fields = ("plan", "name")

    def get_queryset(self) -> Any:
        """項目の番号も一度に読む。"""
        return super().get_queryset().prefetch_related("items")

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """選んだ項目を結ぶ。"""
        numbers = getattr(instance, "chosen_items", None)
        if numbers is not None and instance.pk and not kwargs.get("dry_run"):
            instance.items.set(instance.plan.items.filter(number__in=numbers))


def _names(rows: Any) -> str:
    return "、".join(str(row) for row in rows)


class ActionItemResource(ListResource):
    """実施項目。書き出すだけで、直すのは画面か「計画のExcel」。"""

    related = ("plan", "policy", "measure")
    departments = shown(
        "担当課", lambda item: _names(row.department for row in item.item_departments.all())
    )
    policy = shown("基本方針", lambda item: str(item.policy))
    measure = shown("施策", lambda item: str(item.measure or ""))
    is_confirmed = shown(
        "実施時期", lambda item: "確認済" if item.is_schedule_confirmed else "推定・要確認"
    )

    class Meta:
        model = ActionItem
        fields: ClassVar = (
            "plan",
            "number",
            "title",
            "policy",
            "measure",
            "departments",
            "remark",
            "sdgs",
            "is_confirmed",
        )


_ITEM_NUMBER = shown("項目番号", lambda row: row.item.number)
_ITEM_TITLE = shown("実施項目", lambda row: row.item.title)
_PLAN = shown("計画", lambda row: row.item.plan.name)


class ContentResource(ListResource):
    """実施内容。書き出すだけで、直すのは画面か「計画のExcel」。"""

    related = ("item__plan", "common_theme")
    plan, item_number, item = _PLAN, _ITEM_NUMBER, _ITEM_TITLE
    key = shown("番号", lambda content: content.key)
    theme = shown("事業共通", lambda content: str(content.common_theme or ""))
    goals = shown(
        "基本目標",
        lambda content: "、".join(str(goal.number) for goal in content.basic_goals.all()),
    )

    class Meta:
        model = ImplementationContent
        fields = ("plan", "item_number", "item", "key", "title", "qualifier", "theme", "goals")


class IndicatorResource(ListResource):
    """指標。書き出すだけで、直すのは画面か「計画のExcel」。"""

    related = ("item__plan", "baseline")
    plan, item_number, item = _PLAN, _ITEM_NUMBER, _ITEM_TITLE
    baseline = shown("基準値", lambda indicator: str(getattr(indicator, "baseline", "")))

    class Meta:
        model = Indicator
        fields: ClassVar = (
            "plan",
            "item_number",
            "item",
            "number",
            "name",
            "unit",
            "kind",
            "baseline",
            "definition",
            "source",
            "note",
        )


class SourceNoteResource(ListResource):
    """原典注記。書き出すだけで、閉じるのは画面。"""

    related = ("plan", "item")
    item = shown("実施項目", lambda note: str(note.item or ""))

    class Meta:
        model = SourceNote
        fields: ClassVar = (
            "plan",
            "number",
            "item",
            "kind",
            "subject",
            "sheet_text",
            "list_text",
            "reading",
            "reason",
            "resolution",
            "resolved_at",
        )


class PersonResource(ListResource):
    """利用者。書き出すだけで、パスワードは含めない。"""

    login_name = shown("利用者名", lambda person: person.username)
    posts = shown(
        "所属",
        lambda person: _names(post for post in person.memberships.all() if post.ends_on is None),
    )
    administers = shown("管理者", lambda person: "はい" if person.is_superuser else "いいえ")

    class Meta:
        model = User
        fields: ClassVar = (
            "login_name",
            "last_name",
            "first_name",
            "email",
            "posts",
            "is_active",
            "administers",
        )
