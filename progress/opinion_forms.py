"""委員会の意見の様式。選択肢は、先に読んだ行から作る。"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms

from progress.choices import FollowUpState, OpinionKind, Stance
from progress.forms import LONG_TEXT, PlainTextField
from progress.workflow import MAX_REASON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

WHOLE_PLAN = "計画の全体"
MAX_PEOPLE = 100


def _row_of(rows: Mapping[str, Model], chosen: Any) -> Model:
    """選ばれた番号（か行）の行。選べない番号なら ValueError。"""
    row = rows.get(str(getattr(chosen, "pk", chosen)))
    if row is None:
        raise ValueError(chosen)
    return row


class DayField(forms.DateField):
    """日付の欄。"""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%Y/%m/%d"], **kwargs)


class NeededTextField(PlainTextField):
    """欠かせない文の欄。missing は、空のときに示す文。"""

    is_needed = True

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        self.missing = missing
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """前後の空白を除いた文。空なら ValidationError。"""
        text = str(super().clean(value)).strip()
        if not text:
            raise forms.ValidationError(self.missing)
        return text


class RowChoiceField(forms.TypedChoiceField):
    """先に読んだ行から一つを選ぶ欄。選ばなければ None。問い合わせない。"""

    def __init__(self, *, empty: str = "", **kwargs: Any) -> None:
        self.rows: dict[str, Model] = {}
        self.empty_label = empty
        super().__init__(empty_value=None, **kwargs)

    def offer(self, rows: Iterable[Model]) -> None:
        """選べる行を決める。"""
        self.rows = {str(row.pk): row for row in rows}
        # 様式ごとに写された欄が、自分の行から選ぶように、ここで結ぶ。
        self.coerce = partial(_row_of, self.rows)
        choices = [(key, str(row)) for key, row in self.rows.items()]
        self.choices = [("", self.empty_label), *choices] if self.empty_label else choices

    def prepare_value(self, value: Any) -> Any:
        """画面に出す値。行なら、その番号。"""
        return getattr(value, "pk", value)


class RowsChoiceField(forms.TypedMultipleChoiceField):
    """先に読んだ行から、いくつでも選ぶ欄。"""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        self.rows: dict[str, Model] = {}
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Model]) -> None:
        """選べる行を決める。"""
        self.rows = {str(row.pk): row for row in rows}
        # 様式ごとに写された欄が、自分の行から選ぶように、ここで結ぶ。
        self.coerce = partial(_row_of, self.rows)
        self.choices = [(key, str(row)) for key, row in self.rows.items()]


def offer(form: forms.Form, name: str, rows: Iterable[Model]) -> None:
    """様式の欄 name に、選べる行を渡す。"""
    form.fields[name].offer(rows)  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """項目、種類、文。委員が書く意見にも、登録した意見にも使う。"""

    item = RowChoiceField(label="実施項目", empty=WHOLE_PLAN, required=False)
    kind = forms.ChoiceField(label="種類", choices=OpinionKind.choices, initial=OpinionKind.OPINION)
    text = PlainTextField(label="意見", rows=5)


class OpinionChangeForm(WordsForm):
    """登録した意見の記載の様式。"""

    text = NeededTextField(
        label="要旨",
        rows=4,
        missing="要旨を入れてください。",
        help_text="個人の名が分からないように書きます。",
    )
    people = forms.IntegerField(
        label="件数", min_value=1, max_value=MAX_PEOPLE, help_text="同じ意見の委員の数。"
    )
    meeting = RowChoiceField(label="会議", empty="会議の外", required=False)
    received_on = DayField(label="受付日", required=False)


class AssignForm(forms.Form):
    """回答を頼む課の様式。"""

    departments = RowsChoiceField(
        label="回答を頼む課",
        required=False,
        help_text="まだ答えていない課は、印を外すと取り消せます。",
    )
    answer_due_on = DayField(label="回答期限", required=False)


class AnswerForm(forms.Form):
    """課の回答の様式。"""

    stance = forms.ChoiceField(label="対応方針", choices=Stance.choices, widget=forms.RadioSelect)
    text = NeededTextField(
        label="回答",
        rows=4,
        missing="回答を入れてください。",
        help_text="公表される文として書きます。",
    )
    due_on = DayField(
        label="対応の期限", required=False, help_text="対応を終える見込みの日。なければ空欄。"
    )


class FollowUpForm(forms.Form):
    """対応状況の様式。"""

    department = RowChoiceField(label="担当課")
    on = DayField(label="日付")
    state = forms.ChoiceField(label="対応状況", choices=FollowUpState.choices)
    text = NeededTextField(label="内容", rows=3, missing="内容を入れてください。")


class ReasonForm(forms.Form):
    """理由だけの様式。要るかどうかは、動きの表が決める。"""

    reason = PlainTextField(label="理由", rows=2, max_length=MAX_REASON)


class TakeInForm(WordsForm):
    """登録する一件の様式。文が空の行は、登録しない。"""

    text = PlainTextField(label="要旨", rows=2)
    people = forms.IntegerField(
        label="件数", min_value=1, max_value=MAX_PEOPLE, initial=1, required=False
    )
    received_on = DayField(label="受付日", required=False)
    draft = forms.IntegerField(widget=forms.HiddenInput, required=False)
    into = forms.ChoiceField(label="登録のしかた", required=False)
    asks_lead = forms.BooleanField(label="主担当の課に回答を頼む", required=False, initial=True)

    def offer_targets(self, targets: Iterable[tuple[str, str]]) -> None:
        """委員の意見を、新しく登録するか、あとにするか、どの登録にまとめるか。"""
        self.fields["into"].choices = list(targets)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """委員の意見を登録するのに、要旨が空でないかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("draft") and cleaned.get("into") == NEW and not cleaned.get("text"):
            self.add_error("text", "要旨を入れてください。登録しないときは「あとで」を選びます。")
        return cleaned


NEW, LATER = "new", "later"


class BatchForm(forms.Form):
    """一度に登録するまとまりの様式。"""

    meeting = RowChoiceField(label="会議", empty="会議の外", required=False)
    answer_due_on = DayField(label="課の回答期限", required=False)


class PasteForm(forms.Form):
    """表計算の表から貼り付ける様式。"""

    pasted = PlainTextField(
        label="表から貼り付ける",
        rows=4,
        max_length=LONG_TEXT * 5,
        help_text="一行に一件。左から、項目番号（全体は0か空欄）、種類（質問・意見・提言）、要旨、件数、"
        "受付日。",
    )
