"""打たれた行を、画面と同じ様式で確かめ、書きかえた行を作る。保存はしない。"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.workbooks.read_cells import plain_words
from progress.excel.columns import ACTUALS, CONTENTS, SUMMARY
from progress.forms import form_for
from progress.row_forms import ActualRowForm, ContentRowForm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django import forms

    from progress.excel.lines import Line

# 書きかえる行の、列ごとの属性。
ATTRIBUTES = {
    "first": ("value", "absence"),
    "second": ("value", "absence"),
    "absence": ("value", "absence"),
}
WHY_CLOSED = {
    "second": "この指標に第2値はありません。空にしてください。",
    "last_outcome": "確定した前年度の改善策がないため、書けません。空にしてください。",
    "last_outcome_note": "確定した前年度の改善策がないため、書けません。空にしてください。",
    "source": "移行入力の年度ではないため、書けません。空にしてください。",
}


@dataclass(slots=True)
class Checked:
    """確かめた結果。row は書きかえた行（写し）、errors は列の名とわけ。"""

    row: Any
    errors: list[tuple[str, str]] = field(default_factory=list)


def read_boxes(
    line: Line, typed: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """打たれた文字を欄の中身にする。選択肢の語は値に直し、知らない語は列の名とわけで返す。"""
    boxes, errors = dict(line.boxes), []
    for column, text in typed.items():
        choices = line.choices.get(column)
        known = {plain_words(word): value for word, value in (choices or {}).items()}
        if choices is None:
            boxes[column] = text
        elif not text.strip():
            boxes[column] = ""
        elif plain_words(text) in known:
            boxes[column] = known[plain_words(text)]
        else:
            errors.append((column, f"次のどれかを選んでください：{'、'.join(choices)}。"))
    return boxes, errors


def check_line(line: Line, boxes: Mapping[str, str], touched: Collection[str]) -> Checked:
    """欄の中身 boxes のうち touched の列を、様式で確かめる。ほかの列はいまの中身のまま。"""
    closed = [(name, WHY_CLOSED[name]) for name in touched if name in line.closed and boxes[name]]
    form = FORMS[line.shape.code](line, boxes, touched)
    row = copy.copy(line.row)
    for name in touched:
        for attribute in ATTRIBUTES.get(name, (name,)):
            setattr(row, attribute, getattr(form.instance, attribute))
    return Checked(row, [*closed, *_errors_of(form, touched)])


def _errors_of(form: forms.ModelForm, touched: Collection[str]) -> list[tuple[str, str]]:
    # 触れていない欄は画面でも直せるので、ここでは咎めない。評価対象外の理由だけは備考に書く。
    looked = {*touched, "__all__", *(("note",) if "absence" in touched else ())}
    return [
        (name, str(message))
        for name, messages in form.errors.items()
        if name in looked
        for message in messages
    ]


def _data_for(
    opened: Mapping[str, Any], boxes: Mapping[str, str], touched: Collection[str]
) -> dict[str, Any]:
    """様式に送る中身。触れていない欄は、画面を開いたままの値。"""
    data = {**opened, **{name: boxes[name] for name in touched if name in opened}}
    return {name: "" if value is None else value for name, value in data.items()}


def _actual_form(line: Line, boxes: Mapping[str, str], touched: Collection[str]) -> Any:
    form = ActualRowForm(instance=line.row)
    opened = {name: form[name].value() for name in form.fields}
    # 値は三つの欄で一つなので、一つでも触れていれば、打たれたとおりにまとめて確かめる。
    value = {"first", "second", "absence"}
    looked = touched if value.isdisjoint(touched) else {*touched, *value}
    return _validated(ActualRowForm(_data_for(opened, boxes, looked), instance=copy.copy(line.row)))


def _content_form(line: Line, boxes: Mapping[str, str], touched: Collection[str]) -> Any:
    opened = {"pace": line.row.pace, "activities": line.row.activities}
    form = ContentRowForm(_data_for(opened, boxes, touched), instance=copy.copy(line.row))
    form.offer_paces(is_event=line.row.is_event)
    return _validated(form)


def _summary_form(line: Line, boxes: Mapping[str, str], touched: Collection[str]) -> Any:
    # 開いたままの値（評語は番号）は、書き出した中身と同じ。
    opened = {**line.boxes, "form_version": line.row.version}
    return _validated(
        form_for(line.desk)(_data_for(opened, boxes, touched), instance=copy.copy(line.row))
    )


def _validated(form: forms.ModelForm) -> forms.ModelForm:
    form.full_clean()
    return form


FORMS: Mapping[str, Any] = {
    ACTUALS.code: _actual_form,
    CONTENTS.code: _content_form,
    SUMMARY.code: _summary_form,
}
