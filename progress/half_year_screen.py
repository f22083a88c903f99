"""上半期の確認の画面の材料。行ごとの様式を作り、送られた記入を読む。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from progress.choices import EVENT_PACES, PLAIN_PACES, Pace
from progress.forms import SHORT_TEXT, PlainTextField
from progress.half_year import FIELDS, HalfYearEntry, HalfYearLine
from progress.phases import LATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

NEEDED_WHEN_LATE = {
    "reason": "遅れの理由を入れてください。",
    "recovery": "取り戻す手立てを入れてください。",
}


class HalfYearForm(forms.Form):
    """一行の様式。遅れのときは、理由と取り戻す手立ても要る。"""

    pace = forms.ChoiceField(label="進み", required=False)
    remark = PlainTextField(label="一言", rows=1, max_length=SHORT_TEXT)
    reason = PlainTextField(label="遅れの理由", rows=2, max_length=SHORT_TEXT)
    recovery = PlainTextField(label="取り戻す手立て", rows=2, max_length=SHORT_TEXT)

    def offer_paces(self, paces: Iterable[Pace]) -> None:
        """選べる進みを決める。"""
        field = self.fields["pace"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "選んでください"), *((pace.value, pace.label) for pace in paces)]

    def clean(self) -> dict[str, Any]:
        """遅れのときに、理由と手立てがあるかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("pace") in LATE:
            for name, message in NEEDED_WHEN_LATE.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned

    @property
    def is_late(self) -> bool:
        """遅れの欄を開いて見せるか。"""
        names = ("pace", *NEEDED_WHEN_LATE)
        pace, *details = (self[name].value() for name in names)
        return pace in LATE or any(details)


@dataclass(slots=True)
class ScreenLine:
    """画面の一行。mark は送る記入の印、refusal は書けなかったわけ。"""

    line: HalfYearLine
    form: HalfYearForm
    mark: str
    refusal: str = ""

    @property
    def pace_label(self) -> str:
        """いま書かれている進みの語。"""
        pace = self.line.words[0]
        return Pace(pace).label if pace else ""

    @property
    def current(self) -> list[tuple[str, str]]:
        """いま書かれている内容: 欄の名と中身。"""
        shown = (self.pace_label, *self.line.words[1:])
        labels = [str(field.label) for field in self.form.fields.values()]
        return [(label, text) for label, text in zip(labels, shown, strict=True) if text]


def make_screen(lines: Iterable[HalfYearLine], posted: QueryDict | None = None) -> list[ScreenLine]:
    """行の画面。posted を渡せば、送られたままを見せて確かめる。"""
    screen = []
    for line in lines:
        sent = None if posted is None else posted.get(_mark_name(line))
        form = _make_form(line, posted if sent is not None else None)
        screen.append(ScreenLine(line, form, line.mark if sent is None else sent))
    return screen


def make_refused_screen(
    lines: Iterable[HalfYearLine], posted: QueryDict, refused: Mapping[str, str]
) -> list[ScreenLine]:
    """書けなかった行 refused（鍵とわけ）だけ、打った文を残す画面。

    その行には新しい印を渡すので、見比べた上でもう一度送れば書ける。
    """
    return [
        ScreenLine(
            line,
            _make_form(line, posted if line.key in refused else None),
            line.mark,
            refused.get(line.key, ""),
        )
        for line in lines
    ]


def _make_form(line: HalfYearLine, posted: QueryDict | None) -> HalfYearForm:
    initial = dict(zip(FIELDS, line.words, strict=True))
    form = HalfYearForm(posted, prefix=line.key, initial=initial)
    form.offer_paces(EVENT_PACES if line.is_event else PLAIN_PACES)
    for bound in form.visible_fields():
        bound.field.widget.attrs["aria-label"] = f"{line.title} {bound.label}"
    return form


def _mark_name(line: HalfYearLine) -> str:
    return f"{line.key}-mark"


def read_entries(screen: Iterable[ScreenLine]) -> dict[str, HalfYearEntry] | None:
    """送られた記入（行の鍵から引く）。誤りのある欄があれば None（様式が誤りを持つ）。"""
    sent = [row for row in screen if row.form.is_bound]
    # どの行の誤りも示すために、途中で止めずにすべて確かめる。
    if [row for row in sent if not row.form.is_valid()]:
        return None
    return {row.line.key: HalfYearEntry(_words(row.form.cleaned_data), row.mark) for row in sent}


def _words(cleaned: Mapping[str, str]) -> tuple[str, str, str, str]:
    return (cleaned["pace"], cleaned["remark"], cleaned["reason"], cleaned["recovery"])
