"""計画の入力の様式。固定された数値は、誤記訂正の届けなしには変えない。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from plans.admin_site import LabelledFormSet
from plans.correction import HOW_TO_CORRECT, Correction, locked_changes, plan_of
from plans.figures import Figure, FigureKind, is_same_unit
from plans.models import ActionItem, Indicator
from plans.querysets import PlanBoundQuerySet
from plans.versioning import CHANGED_MESSAGE, is_current

if TYPE_CHECKING:
    from django.db.models import Model

    from plans.models import Plan


class CorrectionForm(forms.Form):
    """誤記訂正の届けの様式。一つでも入れたら、三つとも要る。"""

    prefix = "correction"

    is_correction = forms.BooleanField(label="誤記訂正として保存する", required=False)
    page = forms.CharField(
        label="原本の頁", max_length=50, required=False, help_text="例：12、12～13"
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="どこが原本と違っていたか。変更履歴に残ります。",
    )

    messages: ClassVar[dict[str, str]] = {
        "is_correction": "誤記訂正として保存するときは、チェックを入れてください。",
        "page": "原本の頁を入れてください。",
        "reason": "理由を入れてください。",
    }

    def clean(self) -> dict[str, Any]:
        """三つともそろっているかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        if any(cleaned.values()):
            for name, message in self.messages.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned

    @property
    def correction(self) -> Correction | None:
        """そろった届け。なければ None。"""
        if not self.is_bound or not self.is_valid() or not self.cleaned_data["is_correction"]:
            return None
        return Correction(self.cleaned_data["page"], self.cleaned_data["reason"])


class PlanRowForm(forms.ModelForm):
    """計画の行の様式。固定された数値の変更は、誤記訂正の届けを求める。

    correction は、この要求に添えられた誤記訂正の届け（管理画面が要求ごとに結ぶ）。
    """

    correction: ClassVar[Correction | None] = None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self._refuse_other_plans()
        changes = locked_changes(self.instance, self.changed_data)
        if not changes:
            return
        if self.correction is None:
            names = "、".join(f"「{name}」" for name in changes)
            self.add_error(None, ValidationError(f"{names}：{HOW_TO_CORRECT}", code="locked"))
            return
        self.instance._change_reason = str(self.correction)

    def _refuse_other_plans(self) -> None:
        plan = plan_of(self.instance)
        for name, field in self.fields.items():
            chosen = self.cleaned_data.get(name)
            if not plan or not chosen or name in self.errors or not _is_plan_bound(field):
                continue
            rows = chosen if isinstance(field, forms.ModelMultipleChoiceField) else [chosen]
            if any(plan_of(row) != plan for row in rows):
                self.add_error(name, f"この計画の{field.label}を選んでください。")


class TargetRowForm(PlanRowForm):
    """目標値の行の様式。変える値の単位を、指標の単位とそろえる。"""

    figure_names: ClassVar[tuple[str, ...]] = ("value", "settled_value")

    def clean(self) -> dict[str, Any]:
        """単位の違う数は、達成率が何けたも違うもとなので受け取らない。定まった値は数に限る。"""
        cleaned = super().clean() or self.cleaned_data
        for name in {*self.figure_names} & {*self.changed_data}:
            figure = cleaned.get(name)
            if figure and (problem := _find_unit_problem(self.instance.indicator, figure)):
                self.add_error(name, problem)
        settled = cleaned.get("settled_value")
        if settled and settled.kind is FigureKind.TEXT:
            unit = self.instance.indicator.unit
            self.add_error("settled_value", f"定まった値は、数で入れてください（例：12{unit}）。")
        return cleaned


def _find_unit_problem(indicator: Indicator, figure: Figure) -> str:
    second_unit = indicator.second_unit or indicator.unit
    pairs = ((figure.unit, indicator.unit), (figure.second_unit, second_unit))
    for written, unit in pairs:
        if unit and not is_same_unit(written, unit):
            return f"単位が「{written}」です。指標の単位「{unit}」で入れてください。"
    return ""


class PlanDataForm(PlanRowForm):
    """一画面で一行を扱う様式。選択肢は同じ計画の行に限る。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = None if self.instance._state.adding else plan_of(self.instance)
        for field in self.fields.values():
            limit_to_plan(field, plan)


class VersionedForm(PlanDataForm):
    """実施項目とその下の行の様式。開いたときの項目の版（form_version）を持ち回る。"""

    form_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = item_of(self.instance)
        self.fields["form_version"].initial = item.version if item else None

    def clean_form_version(self) -> int | None:
        """開いた後に、ほかの人が変えていないか。"""
        version: int | None = self.cleaned_data["form_version"]
        if self.instance._state.adding:
            return version
        item = item_of(self.instance)
        if item and (version is None or not is_current(item.pk, version)):
            self.add_error(None, ValidationError(CHANGED_MESSAGE, code="changed"))
        return version


class PlanDataFormSet(LabelledFormSet):
    """計画の行の様式集。選択肢は一度だけ読み、固定された行の削除にも届けを求める。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.choices: dict[str, list[Any]] = {}
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        # 行ごとに親を読み直さないように、手もとの親を結んでおく。
        setattr(form.instance, self.fk.name, self.instance)
        return form

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """選択肢を計画の行に限り、行の間で使い回す。"""
        super().add_fields(form, index)
        plan = None if self.instance._state.adding else plan_of(self.instance)
        for name, field in form.fields.items():
            if not isinstance(field, forms.ModelChoiceField) or name in self._own_fields():
                continue
            limit_to_plan(field, plan)
            if name not in self.choices:
                rows: Any = field.choices
                self.choices[name] = list(rows)
            field.choices = self.choices[name]

    def _own_fields(self) -> tuple[str, ...]:
        return (self.fk.name, self.model._meta.pk.name)

    def clean(self) -> None:
        """固定された行を届けなしに消していないかを確かめる。"""
        super().clean()
        for form in self.deleted_forms:
            if not _is_kept(form.instance):
                continue
            if form.correction is None:
                raise ValidationError(f"行の削除：{HOW_TO_CORRECT}", code="locked")
            form.instance._change_reason = str(form.correction)


def _is_kept(row: Model) -> bool:
    """固定に触れる種類の行か。"""
    return bool(locked_changes(row, [field.name for field in row._meta.fields]))


def item_of(row: Model) -> ActionItem | None:
    """行の属する実施項目。まだ結ばれていなければ None。"""
    if isinstance(row, ActionItem):
        return row
    return getattr(row, "item", None) if getattr(row, "item_id", None) else None


def limit_to_plan(field: forms.Field, plan: Plan | None) -> None:
    """選択肢を計画の行に限る。計画がまだ決まらないときは、行の名に計画の名を添える。"""
    if not _is_plan_bound(field):
        return
    rows: Any = field.queryset  # type: ignore[attr-defined]
    if plan is not None:
        field.queryset = rows.for_plan(plan)  # type: ignore[attr-defined]
        return
    field.queryset = rows.select_related(rows.plan_path)  # type: ignore[attr-defined]
    field.label_from_instance = lambda row: f"{plan_of(row)}　{row}"  # type: ignore[attr-defined]


def _is_plan_bound(field: forms.Field) -> bool:
    rows = getattr(field, "queryset", None)
    return isinstance(rows, PlanBoundQuerySet) and bool(rows.plan_path)
