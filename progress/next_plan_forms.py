"""次期計画の様式。計画の頭書きと、一行に一項目の表。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from progress.next_plan import NextItem, NextPlan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLANK_ROWS = 5
MAXIMUM_ROWS = 200
TITLE_LENGTH = 200
_SEPARATORS = re.compile(r"[、,，・\s]+")


class NextPlanForm(forms.Form):
    """次期計画の名、期間、基本目標と基本方針（一行に一つ）。"""

    name = forms.CharField(label="計画名", max_length=200)
    short_name = forms.CharField(
        label="略称", max_length=50, help_text="画面の見出しや選ぶ欄に出ます。"
    )
    first_year = forms.IntegerField(label="開始年度（西暦）")
    last_year = forms.IntegerField(label="終了年度（西暦）")
    baseline_year = forms.IntegerField(label="基準年度（西暦）")
    goals = forms.CharField(
        label="基本目標",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行に一つずつ。",
    )
    policies = forms.CharField(
        label="基本方針",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行に一つずつ。上から 1、2、3 …。",
    )
    carries_baselines = forms.BooleanField(
        label="いまの計画の最後の実績を、基準値の案として入れる", required=False, initial=True
    )
    renumbers = forms.BooleanField(
        label="項目番号を、下の表の上から 1、2、3 … と振り直す", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        """基本目標と基本方針の長さを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        for name in ("goals", "policies"):
            if any(len(line) > TITLE_LENGTH for line in self.lines(name)):
                self.add_error(name, f"一つは{TITLE_LENGTH}字までで入れてください。")
        return cleaned

    def lines(self, name: str) -> tuple[str, ...]:
        """欄の行の並び。空の行は数えない。"""
        text: str = self.cleaned_data.get(name) or ""
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def order(self, items: tuple[NextItem, ...], actuals: Mapping[Any, Any]) -> NextPlan:
        """確かめた注文。actuals は基準値の案にする実績。"""
        values = self.cleaned_data
        names = ("name", "short_name", "first_year", "last_year", "baseline_year")
        return NextPlan(
            **{name: values[name] for name in names},
            goals=self.lines("goals"),
            policies=self.lines("policies"),
            items=items,
            last_actuals=actuals if values["carries_baselines"] else {},
        )


@dataclass(frozen=True, slots=True)
class ItemLine:
    """表の一行。打たれたままの文字を持つ。error は直し方。"""

    number: str = ""
    title: str = ""
    policy: str = ""
    sources: str = ""
    error: str = ""

    @property
    def is_blank(self) -> bool:
        """次期計画に入らない行か。番号が空の行は入らない。"""
        return not self.number.strip()

    def read(self) -> NextItem:
        """項目として読む。読めなければ ValueError（文は日本語）。"""
        number, policy = _read_number(self.number), _read_number(self.policy)
        title = self.title.strip()
        if number is None:
            raise ValueError("番号は数字で入れてください。")
        if policy is None:
            raise ValueError("基本方針は番号（1、2 …）で入れてください。")
        if len(title) > TITLE_LENGTH:
            raise ValueError(f"実施項目は{TITLE_LENGTH}字までで入れてください。")
        sources = [_read_number(part) for part in _SEPARATORS.split(self.sources) if part]
        if None in sources:
            raise ValueError("引き継ぐ項目は「5」「5、7、8」のように番号で入れてください。")
        return NextItem(number, title, policy, tuple(one for one in sources if one is not None))


def first_lines(items: Iterable[Any]) -> list[ItemLine]:
    """始めの表: いまの計画の項目を、そのままの番号で並べ、空の行を足す。"""
    lines = [
        ItemLine(str(row.number), row.title, str(row.policy.number), str(row.number))
        for row in items
    ]
    return [*lines, *[ItemLine()] * BLANK_ROWS]


def posted_lines(data: Mapping[str, Any]) -> list[ItemLine]:
    """送られた表の行。"""
    count = _read_number(str(data.get("rows", ""))) or 0
    names = ("number", "title", "policy", "sources")
    return [
        ItemLine(**{name: str(data.get(f"item-{place}-{name}", ""))[:500] for name in names})
        for place in range(min(count, MAXIMUM_ROWS))
    ]


def read_lines(
    lines: list[ItemLine], *, renumbers: bool
) -> tuple[tuple[NextItem, ...], list[ItemLine]]:
    """表を読む: 項目の並びと、読めない行に直し方を添えた表を返す。"""
    items: list[NextItem] = []
    shown: list[ItemLine] = []
    for line in lines:
        if line.is_blank:
            shown.append(line)
            continue
        try:
            item = line.read()
        except ValueError as error:
            shown.append(ItemLine(line.number, line.title, line.policy, line.sources, str(error)))
            continue
        number = len(items) + 1 if renumbers else item.number
        items.append(NextItem(number, item.title, item.policy, item.sources))
        shown.append(line)
    return tuple(items), shown


def _read_number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= 4
    return int(plain) if is_number and int(plain) > 0 else None
