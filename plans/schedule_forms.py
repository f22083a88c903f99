"""実施時期の矢印の様式。打たれたままを受け取り、誤りは欄のそばで示す。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from plans.choices import Stage
from plans.fiscal_year import short_label, wareki_label
from plans.models import PhaseSpan
from plans.schedule_rows import SpanRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from plans.models import ImplementationContent

PREFIX = "span"
MAXIMUM_ROWS = 300
STAGE_NAMES = ("stage_1", "stage_2", "stage_3")


class SpanForm(forms.Form):
    """矢印一本の様式。段階は書かれた順に三つまで選ぶ。"""

    span_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(
        label="表記", max_length=50, error_messages={"required": "表記を入れてください。"}
    )
    stage_1 = forms.ChoiceField(label="段階", error_messages={"required": "段階を選んでください。"})
    stage_2 = forms.ChoiceField(label="段階2", required=False)
    stage_3 = forms.ChoiceField(label="段階3", required=False)
    first_year = forms.TypedChoiceField(label="開始年度", coerce=int)
    last_year = forms.TypedChoiceField(label="終了年度", coerce=int)
    content = forms.TypedChoiceField(label="置く行", coerce=int)

    def __init__(
        self, *args: Any, contents: Sequence[ImplementationContent], years: range, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("content", [(row.pk, row.key) for row in contents])
        stages = [(stage.value, stage.label) for stage in Stage]
        for name in STAGE_NAMES:
            self._offer(name, [("", "－"), *stages])
        messages = {
            "required": "年度を選んでください。",
            "invalid_choice": "計画期間の年度を選んでください。",
        }
        for name in ("first_year", "last_year"):
            self._offer(name, [("", "－"), *((year, wareki_label(year)) for year in years)])
            self.fields[name].error_messages.update(messages)

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """年度の前後と、段階の重なりを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "終了年度は開始年度以後の年度にしてください。")
        stages = [cleaned[name] for name in STAGE_NAMES if cleaned.get(name)]
        if len(set(stages)) < len(stages):
            self.add_error("stage_1", "同じ段階を二度選んでいます。")
        return cleaned

    def as_span(self, order: int) -> PhaseSpan:
        """この様式の矢印。order は実施内容の中の順。"""
        cleaned = self.cleaned_data
        return PhaseSpan(
            pk=cleaned["span_id"],
            content_id=cleaned["content"],
            order=order,
            label=cleaned["label"],
            stages=[cleaned[name] for name in STAGE_NAMES if cleaned[name]],
            first_year=cleaned["first_year"],
            last_year=cleaned["last_year"],
        )


class BaseSpanFormSet(forms.BaseFormSet):
    """矢印の様式集。一つの行の中で、年度が重ならず、並び順のとおりかを確かめる。"""

    def clean(self) -> None:
        """重なりと順の誤りを、後の矢印の開始年度のそばで示す。"""
        ends: dict[int, tuple[str, int]] = {}
        for form in self.forms:
            cleaned = form.cleaned_data if form.is_valid() else {}
            if not cleaned:
                continue
            label, end = ends.get(cleaned["content"], ("", 0))
            if cleaned["first_year"] <= end:
                form.add_error(
                    "first_year",
                    f"前の矢印「{label}」（{short_label(end)}まで）より後の年度にしてください。",
                )
            ends[cleaned["content"]] = (form.data[form.add_prefix("label")], cleaned["last_year"])

    @property
    def spans(self) -> list[PhaseSpan]:
        """正しく入った矢印の並び。順は実施内容ごとに 1 から振る。"""
        orders: dict[int, int] = {}
        spans = []
        for form in self.forms:
            content = form.cleaned_data["content"]
            orders[content] = orders.get(content, 0) + 1
            spans.append(form.as_span(orders[content]))
        return spans


SpanFormSet: Any = forms.formset_factory(
    SpanForm,
    formset=BaseSpanFormSet,
    extra=0,
    max_num=MAXIMUM_ROWS,
    absolute_max=MAXIMUM_ROWS,
)


def read_rows(posted: QueryDict) -> list[SpanRow]:
    """送られた矢印を、打たれたまま読む。数え方が読めなければ ValidationError。"""
    total = posted.get(f"{PREFIX}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdigit() and int(total) <= MAXIMUM_ROWS):
        raise ValidationError("矢印の数が読み取れません。画面を開き直してください。")
    return [_read_row(posted, f"{PREFIX}-{index}-") for index in range(int(total))]


def _read_row(posted: QueryDict, prefix: str) -> SpanRow:
    values = {name: posted.get(prefix + name, "") for name in SpanForm.base_fields}
    return SpanRow(
        content=values["content"],
        span_id=values["span_id"],
        label=values["label"],
        stages=tuple(values[name] for name in STAGE_NAMES if values[name]),
        first_year=values["first_year"],
        last_year=values["last_year"],
    )


def row_of(span: PhaseSpan) -> SpanRow:
    """保存されている矢印を、編集の形にする。"""
    return SpanRow(
        content=str(span.content_id),
        span_id=str(span.pk),
        label=span.label,
        stages=tuple(span.stages),
        first_year=str(span.first_year),
        last_year=str(span.last_year),
    )


def make_formset(
    rows: list[SpanRow],
    *,
    contents: Sequence[ImplementationContent],
    years: range,
    checks: bool,
) -> BaseSpanFormSet:
    """矢印の様式集を作る。checks が真なら確かめ、偽なら打たれたままを誤りなしで見せる。"""
    values = [_values_of(row) for row in rows]
    options: dict[str, Any] = {
        "prefix": PREFIX,
        "form_kwargs": {"contents": contents, "years": years},
    }
    if not checks:
        shown: BaseSpanFormSet = SpanFormSet(initial=values, **options)
        return shown
    data = {f"{PREFIX}-TOTAL_FORMS": str(len(rows)), f"{PREFIX}-INITIAL_FORMS": "0"}
    for index, row_values in enumerate(values):
        data |= {f"{PREFIX}-{index}-{name}": text for name, text in row_values.items()}
    checked: BaseSpanFormSet = SpanFormSet(data, **options)
    return checked


def _values_of(row: SpanRow) -> dict[str, str]:
    stages = dict(zip(STAGE_NAMES, (*row.stages, "", "", ""), strict=False))
    return {
        "span_id": row.span_id,
        "content": row.content,
        "label": row.label,
        "first_year": row.first_year,
        "last_year": row.last_year,
        **stages,
    }
