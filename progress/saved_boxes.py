"""保存されている中身を、入力の欄の名から引く。いまの中身と、画面を開いたときの中身。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from progress.forms import form_for
from progress.models import Actual, ContentProgress
from progress.row_forms import ActualRowForm, ContentRowForm

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django import forms

    from progress.entry_desk import EntryDesk

ROW_FORMS: dict[str, Any] = {"actuals": ActualRowForm, "contents": ContentRowForm}


def read_saved(desk: EntryDesk, posted: Mapping[str, str]) -> dict[str, str]:
    """いま保存されている中身。行は posted の番号で照らし、食い違う行は含めない。"""
    saved = _read_form(form_for(desk)(instance=desk.record))
    saved |= _read_rows("actuals", desk.sheet.actuals, posted)
    return saved | _read_rows("contents", desk.sheet.contents, posted)


def read_base(desk: EntryDesk, posted: Mapping[str, str], version: int) -> dict[str, str]:
    """版 version の画面を開いたときに保存されていた中身。履歴にない版なら空。"""
    history = desk.record.history
    base = history.filter(version=version).order_by("-history_date", "-history_id").first()
    after = history.filter(version__gt=version).order_by("history_date", "history_id").first()
    if base is None or after is None:
        return {}
    before = after.history_date
    boxes = _read_form(form_for(desk)(instance=base.instance))
    boxes |= _read_rows("actuals", _rows_before(Actual, desk.sheet.actuals, before), posted)
    contents = _rows_before(ContentProgress, desk.sheet.contents, before)
    return boxes | _read_rows("contents", contents, posted)


def _rows_before(model: Any, rows: Iterable[Any], before: dt.datetime) -> list[Any]:
    """行の、before より前の姿。行より先に報告の履歴が書かれるので、その直前までを見る。"""
    current = {row.pk: row for row in rows}
    found = model.history.filter(id__in=current, history_date__lt=before)
    pasts = {past.id: past.instance for past in found.order_by("history_date", "history_id")}
    for key, past in pasts.items():
        _lend_subject(past, current[key])
    return [pasts.get(key, row) for key, row in current.items()]


def _lend_subject(past: Any, row: Any) -> None:
    """指標・実施内容を、行ごとに問い合わせずに今の行から借りる。"""
    name = "indicator" if isinstance(row, Actual) else "content"
    setattr(past, name, getattr(row, name))


def _read_rows(group: str, rows: Iterable[Any], posted: Mapping[str, str]) -> dict[str, str]:
    boxes: dict[str, str] = {}
    for index, row in enumerate(rows):
        prefix = f"{group}-{index}"
        if posted.get(f"{prefix}-id") == str(row.pk):
            boxes |= _read_form(ROW_FORMS[group](instance=row, prefix=prefix))
    return boxes


def _read_form(form: forms.ModelForm) -> dict[str, str]:
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}
