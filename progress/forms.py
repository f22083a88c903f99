"""年度の入力の様式。打たれたとおりを受け取り、読めないときは欄のそばで言う。"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from plans.admin_site import LabelledFormSet
from progress.bands import BandError, check_scale
from progress.boxes import ANSWER_PREFIX
from progress.choices import Outcome
from progress.judging import bands_of
from progress.models import ProgressRecord
from progress.workflow import MAX_REASON

if TYPE_CHECKING:
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
            field.remarks = partial(self.desk.remarks_at, name)  # type: ignore[attr-defined]
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
            # 行が一つもないときの標準の帯は、読むときのもの。行は必ず入れてもらう。
            bands = bands_of(sorted(rows, key=lambda row: row.order)) if rows else ()
            check_scale(bands)
        except BandError as error:
            raise ValidationError(str(error)) from error
