"""年度の入力の様式。打たれたとおりを受け取り、読めないときは欄のそばで言う。"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from plans.admin_site import LabelledFormSet
from plans.choices import Absence, EntryKind
from plans.figures import Figure, FigureError, group_digits, parse_entry
from progress.bands import BandError, check_bands
from progress.boxes import ANSWER_PREFIX
from progress.choices import EVENT_PACES, PLAIN_PACES, Outcome
from progress.judging import bands_of
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.workflow import CHANGED_MESSAGE, MAX_REASON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from progress.entry_desk import EntryDesk
    from progress.models import Caution

KEPT_CONTROLS = "\n\t"
LONG_TEXT = 4000
SHORT_TEXT = 500


def refuse_control_characters(text: str) -> None:
    """目に見えない制御文字を断る。データベースや印刷で壊れるため。"""
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cs") and letter not in KEPT_CONTROLS:
            raise ValidationError(
                f"使えない文字（U+{ord(letter):04X}）があります。消してから保存してください。"
            )


class PlainTextField(forms.CharField):
    """文の欄。改行を一つの形にそろえ、制御文字を断る。"""

    def __init__(self, *, rows: int = 3, max_length: int = LONG_TEXT, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, required=False, widget=widget, **kwargs)
        self.validators.append(refuse_control_characters)

    def to_python(self, value: Any) -> str:
        """改行をそろえた文。"""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class ProgressRecordForm(forms.ModelForm):
    """進捗報告のまとめの様式。form_version で、開いた後の他人の変更を見分ける。

    desk は記入の机。尋ねるべき欄と、提出のときに欠かせない欄は、机が決める。
    """

    desk: ClassVar[EntryDesk | None] = None

    form_version = forms.IntegerField(widget=forms.HiddenInput)
    last_outcome = forms.ChoiceField(
        label="前年度の改善策の結果",
        required=False,
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    last_outcome_note = PlainTextField(
        label="結果の説明",
        rows=2,
        max_length=SHORT_TEXT,
        help_text="何をしたか、なぜできなかったか。",
    )
    achievement = PlainTextField(label="成果", help_text="この年度に得られた成果。")
    issues = PlainTextField(label="課題", help_text="残っている課題、うまくいかなかったこと。")
    improvement = PlainTextField(
        label="改善策・次年度の取組", help_text="課題に対して、次の年度に行うこと。"
    )
    rating_reason = PlainTextField(
        label="自己評価の理由",
        rows=2,
        max_length=SHORT_TEXT,
        help_text="提案と違う評価を選んだときは、理由を一文で書いてください。",
    )
    source = PlainTextField(
        label="移行の出典", rows=1, max_length=200, help_text="写した資料の名前とページ。"
    )
    correction_reason = PlainTextField(
        label="訂正の理由", rows=2, max_length=MAX_REASON, help_text="変更履歴に残ります。"
    )

    class Meta:
        model = ProgressRecord
        fields = (
            "last_outcome",
            "last_outcome_note",
            "achievement",
            "issues",
            "improvement",
            "self_rating",
            "rating_reason",
            "source",
        )
        widgets: ClassVar = {"self_rating": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_version"].initial = self.instance.version
        if self.desk is None:
            return
        self._offer_ratings(self.desk)
        self._drop_unasked(self.desk)
        for name, field in self.fields.items():
            field.remarks = self.desk.remarks_at(name)  # type: ignore[attr-defined]
        for name, answer in self.desk.answers.items():
            self.fields[name] = PlainTextField(label="説明", rows=1, max_length=SHORT_TEXT)
            self.initial[name] = answer
        for name, text in self.desk.boxes.items():
            self.initial[name] = text

    def _offer_ratings(self, desk: EntryDesk) -> None:
        rows = {str(row.pk): row for row in desk.ratings}
        self.fields["self_rating"] = forms.TypedChoiceField(
            label="自己評価",
            required=False,
            choices=[("", "まだ決めない"), *((key, str(row)) for key, row in rows.items())],
            coerce=rows.__getitem__,
            empty_value=None,
            widget=forms.RadioSelect,
        )

    def _drop_unasked(self, desk: EntryDesk) -> None:
        asked = {
            "last_outcome": desk.asks_outcome,
            "last_outcome_note": desk.asks_outcome,
            "source": desk.record.review.is_migration,
            "correction_reason": desk.is_correction,
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """提出と訂正のときに、欠かせない欄を確かめる。下書きには何も求めない。"""
        cleaned = super().clean() or self.cleaned_data
        if self.desk is None or self.desk.verb == "save":
            return cleaned
        needed = {
            "last_outcome": "前年度の改善策がどうなったかを選んでください。",
            "last_outcome_note": "前年度の改善策の結果を、一文で説明してください。",
            "source": "移行の出典を入れてください。",
            "correction_reason": "訂正の理由を入れてください。",
        }
        if self.desk.differs(cleaned.get("self_rating")):
            label = self.desk.suggestion.label
            needed["rating_reason"] = f"提案（{label}）と違う評価にした理由を書いてください。"
        for name, message in needed.items():
            if name in self.fields and name not in self.errors and not cleaned.get(name):
                self.add_error(name, message)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # 評語はこの年度の尺度の中から選んでいるので、問い合わせて確かめない。
        return {*super()._get_validation_exclusions(), "self_rating"}  # type: ignore[misc]

    @property
    def caution_boxes(self) -> list[tuple[Caution, forms.BoundField]]:
        """注意と、その説明の欄。"""
        if self.desk is None:
            return []
        return [
            (row, self[name])
            for row, name in zip(self.desk.cautions, self.desk.answers, strict=True)
        ]

    @property
    def answers(self) -> dict[str, str]:
        """注意への説明。注意の鍵から引く。"""
        names = [name for name in self.cleaned_data if name.startswith(ANSWER_PREFIX)]
        return {name.removeprefix(ANSWER_PREFIX): self.cleaned_data[name] for name in names}


def form_for(desk: EntryDesk) -> type[ProgressRecordForm]:
    """机の上のものを使う、まとめの様式。"""
    return type("DeskForm", (ProgressRecordForm,), {"desk": desk})


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

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        return False

    def validate_unique(self) -> None:
        """行の対象は変えられないので、重なりは起こらない。"""

    @property
    def altered_rows(self) -> list[Any]:
        """保存されている行と違う行。"""
        forms_: Iterable[Any] = self.initial_forms
        return [form.instance for form in forms_ if form.is_altered]


class RatingFormSet(LabelledFormSet):
    """評語の行の様式集。達成率の帯に、すき間も重なりもないことを確かめる。"""

    def clean(self) -> None:
        """帯を高い順に並べて確かめる。"""
        super().clean()
        if any(self.errors):
            return
        rows = [
            form.instance
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
        ]
        try:
            check_bands(bands_of(sorted(rows, key=lambda row: row.order)))
        except BandError as error:
            raise ValidationError(str(error)) from error
