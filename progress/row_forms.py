"""入力の行の様式。指標の実績と、実施内容の進み。行の数は開設のときに決まっている。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import BadRequest

from plans.admin_site import LabelledFormSet
from plans.choices import Absence, EntryKind
from plans.figures import Figure, FigureError, group_digits, parse_entry
from progress.choices import EVENT_PACES, PLAIN_PACES
from progress.forms import SHORT_TEXT, PlainTextField
from progress.models import Actual, ContentProgress
from progress.workflow import CHANGED_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal


class RowForm(forms.ModelForm):
    """あらかじめ用意された行の様式。行の数が決まっているので、行ごとの問い合わせをしない。"""

    def validate_unique(self) -> None:
        """行は開設のときに一度だけ作られ、対象は変えられない。"""

    @property
    def is_altered(self) -> bool:
        """保存されている行と違うか。打ち方だけの違い（１２ と 12）は変更としない。"""
        raise NotImplementedError


class ActualRowForm(RowForm):
    """指標一つの実績の様式。数値か、数値がない理由の、どちらか一つを受け取る。"""

    first = forms.CharField(label="実績", required=False, max_length=100)
    second = forms.CharField(label="第2値", required=False, max_length=100)
    absence = forms.ChoiceField(
        label="数値がないとき",
        required=False,
        choices=[
            ("", "（数値を入れる）"),
            (Absence.NOT_APPLICABLE, Absence.NOT_APPLICABLE.label),
            (Absence.UNDETERMINED, Absence.UNDETERMINED.label),
            (Absence.EXCLUDED, Absence.EXCLUDED.label),
        ],
    )
    note = PlainTextField(label="備考", rows=1, max_length=SHORT_TEXT)

    class Meta:
        model = Actual
        fields = ("absence", "note")

    field_order = ("first", "second", "absence", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figure: Figure | None = None
        self.saved = (self.instance.value, self.instance.absence, self.instance.note)
        if self.instance.pk is None:
            return
        indicator = self.instance.indicator
        self.fields["first"].label = indicator.first_label or "実績"
        self.fields["second"].label = indicator.second_label or "第2値"
        if indicator.entry_kind != EntryKind.WITH_SECOND:
            del self.fields["second"]
        self._set_initial(self.instance.value)

    def _set_initial(self, value: Figure | None) -> None:
        if self.instance.absence == Absence.NOT_ENTERED:
            self.initial["absence"] = ""
        if value is None:
            return
        is_wording = self.instance.indicator.entry_kind == EntryKind.TEXT or value.number is None
        self.initial["first"] = str(value) if is_wording else group_digits(value.number or 0)
        if value.second_number is not None:
            self.initial["second"] = group_digits(value.second_number)

    def clean(self) -> dict[str, Any]:
        """値と理由を一つに決める。どちらもなければ未入力として受け取る。"""
        cleaned = super().clean() or self.cleaned_data
        self.figure = self._read_figure(cleaned.get("first", ""), cleaned.get("second", ""))
        absence = cleaned.get("absence", "")
        if absence and (cleaned.get("first") or cleaned.get("second")):
            label = Absence(absence).label
            self.add_error("first", f"数値と「{label}」の、どちらか一つにしてください。")
        if absence == Absence.EXCLUDED and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "中止・評価対象外の理由を入れてください。")
        cleaned["absence"] = absence or ("" if self.figure else Absence.NOT_ENTERED)
        return cleaned

    def _read_figure(self, first: str, second: str) -> Figure | None:
        indicator = self.instance.indicator
        if not first.strip():
            if second.strip():
                self.add_error("first", f"「{self.fields['first'].label}」も入れてください。")
            return None
        if not second.strip():
            return self._read_box("first", first, indicator.unit, indicator.entry_kind)
        unit, second_unit = indicator.unit, indicator.second_unit or indicator.unit
        numbers = [
            self._read_box("first", first, unit, EntryKind.NUMBER),
            self._read_box("second", second, second_unit, EntryKind.NUMBER),
        ]
        return self._join(numbers, unit, second_unit)

    def _read_box(self, name: str, text: str, unit: str, accepts: str) -> Figure | None:
        # 第2値のある指標でも、片方だけ分かっている数を受け取る。
        is_alone = accepts == EntryKind.WITH_SECOND and "(" not in text and "（" not in text
        kind = EntryKind.NUMBER if is_alone else accepts
        second_unit = self.instance.indicator.second_unit
        try:
            return parse_entry(text, unit=unit, second_unit=second_unit, accepts=kind)
        except FigureError as error:
            self.add_error(name, str(error))
            return None

    def _join(self, figures: list[Figure | None], unit: str, second_unit: str) -> Figure | None:
        numbers: list[Decimal] = [row.number for row in figures if row and row.number is not None]
        if len(numbers) < len(figures):
            return None
        return Figure.of(numbers[0], second=numbers[1], unit=unit, second_unit=second_unit)

    def _get_validation_exclusions(self) -> set[str]:
        # 値と理由の制約は clean が同じ規則で確かめたので、行ごとに問い合わせない。
        return {*super()._get_validation_exclusions(), "absence"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.value = self.figure

    @property
    def is_altered(self) -> bool:
        """保存されている行と違うか。"""
        return self.saved != (self.instance.value, self.instance.absence, self.instance.note)


class ContentRowForm(RowForm):
    """実施内容一つの進捗の様式。予定行事は実施の有無だけを尋ねる。"""

    activities = PlainTextField(label="取組内容", rows=2)

    class Meta:
        model = ContentProgress
        fields = ("pace", "activities")
        widgets: ClassVar = {"pace": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved = (self.instance.pace, self.instance.activities)

    def offer_paces(self, *, is_event: bool) -> None:
        """選べる進みを決める。is_event は予定行事か。"""
        paces = EVENT_PACES if is_event else PLAIN_PACES
        field = self.fields["pace"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "選んでください"), *((pace.value, pace.label) for pace in paces)]

    @property
    def is_altered(self) -> bool:
        """保存されている行と違うか。"""
        return self.saved != (self.instance.pace, self.instance.activities)


class RowFormSet(LabelledFormSet):
    """あらかじめ用意された行の様式集。読み込んだ行だけを相手にし、足しも消しもしない。

    rows は読み込んだ行。あれば、もう一度は問い合わせない。
    """

    def __init__(self, *args: Any, rows: Sequence[Any] | None = None, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    def get_queryset(self) -> Any:
        """相手にする行。"""
        return super().get_queryset() if self.rows is None else self.rows

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """行の番号は、問い合わせずに読み込んだ行と照らす。"""
        super().add_fields(form, index)
        known = [row.pk for row in self.get_queryset()]
        name = self.model._meta.pk.name
        form.fields[name] = forms.TypedChoiceField(
            choices=[(pk, str(pk)) for pk in known],
            coerce=int,
            initial=form.instance.pk,
            widget=forms.HiddenInput,
            error_messages={"invalid_choice": CHANGED_MESSAGE},
        )

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        # 画面から送られる行は、みな読み込んだ行。ほかの番号や余分な行は、作られた送信にしかない。
        if self.is_bound and form.instance.pk is None:
            raise BadRequest("この報告にない行が送られました。")
        return form

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        return False

    def validate_unique(self) -> None:
        """行の対象は変えられないので、重なりは起こらない。"""

    @property
    def altered_rows(self) -> list[Any]:
        """保存されている行と違う行。"""
        forms_: Iterable[Any] = self.initial_forms
        return [form.instance for form in forms_ if form.is_altered]
