"""委員会資料の作り方の様式。部分と順、会議、重点項目を選ぶ。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from progress.forms import refuse_control_characters
from progress.models import CommitteeMeeting
from reports.focus import DEFAULT_THRESHOLDS, FocusError, decide_focus, propose_focus
from reports.packs.options import PackOptions
from reports.packs.parts import PARTS, SHORT_PARTS

Facts = dict[str, Any]

NOTE_LENGTH = 200
LAST_PLACE = 99


@dataclass(frozen=True, slots=True)
class PartRow:
    """部分の一行: 題と、使うか・順の欄。"""

    title: str
    use: Any
    order: Any


@dataclass(frozen=True, slots=True)
class FocusRow:
    """重点項目の一行: 勧める理由の文、選ぶか・一文の欄。"""

    reasons: list[str]
    use: Any
    note: Any


class PackForm(forms.Form):
    """委員会資料の作り方。facts は年度の事実、options は初めに見せる作り方。"""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    meeting = forms.ChoiceField(
        label="会議",
        required=False,
        help_text="会議の名称、日、場所、次第、意見票の返送先と締切を、会議の登録から写します。",
    )
    has_large = forms.BooleanField(label="大きな文字（14ポイント）のPDFも作る", required=False)

    def __init__(
        self,
        *args: Any,
        meetings: list[CommitteeMeeting],
        facts: Facts,
        options: PackOptions,
        version: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.proposals = {proposal.number: proposal for proposal in propose_focus(facts)}
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        meeting: Any = self.fields["meeting"]
        meeting.choices = [("", "まだ決めない"), *self.meetings.items()]
        chosen = str(options.meeting.pk) if options.meeting else ""
        self.initial = {"version": version, "meeting": chosen}
        self.initial["has_large"] = options.has_large
        self._add_parts(options.parts)
        self._add_focus(options)

    def _add_parts(self, parts: tuple[str, ...]) -> None:
        codes = [part.code for part in PARTS]
        rest = [code for code in codes if code not in parts]
        places = {code: place for place, code in enumerate([*parts, *rest], 1)}
        for part in PARTS:
            self.fields[f"use-{part.code}"] = forms.BooleanField(
                label=part.title, required=False, initial=part.code in parts
            )
            self.fields[f"order-{part.code}"] = forms.IntegerField(
                label=f"「{part.title}」の順",
                min_value=1,
                max_value=LAST_PLACE,
                required=False,
                initial=places[part.code],
            )

    def _add_focus(self, options: PackOptions) -> None:
        for item in self.facts["items"]:
            number = item["number"]
            is_chosen = number in self.proposals or number in options.chosen
            note = options.chosen.get(number) or options.removed.get(number, "")
            self.fields[f"focus-{number}"] = forms.BooleanField(
                label=f"{number}　{item['title']}",
                required=False,
                initial=is_chosen and number not in options.removed,
            )
            self.fields[f"note-{number}"] = forms.CharField(
                label=f"項目{number}を勧めと違えた理由",
                required=False,
                max_length=NOTE_LENGTH,
                initial=note,
                validators=[refuse_control_characters],
            )

    def part_rows(self) -> Iterator[PartRow]:
        """部分の行。並べる順の小さいものから。"""
        rows = [
            PartRow(part.title, self[f"use-{part.code}"], self[f"order-{part.code}"])
            for part in PARTS
        ]
        return iter(sorted(rows, key=lambda row: _place(row.order.value())))

    def proposed_rows(self) -> list[FocusRow]:
        """勧める項目の行。"""
        return [self._focus_row(item) for item in self._items(is_proposed=True)]

    def other_rows(self) -> list[FocusRow]:
        """勧めのほかの項目の行。"""
        return [self._focus_row(item) for item in self._items(is_proposed=False)]

    def has_other(self) -> bool:
        """勧めのほかの項目を、一つでも選んでいるか。"""
        return any(row.use.value() for row in self.other_rows())

    def _items(self, *, is_proposed: bool) -> list[Facts]:
        items = self.facts["items"]
        return [item for item in items if (item["number"] in self.proposals) == is_proposed]

    def _focus_row(self, item: Facts) -> FocusRow:
        number = item["number"]
        proposal = self.proposals.get(number)
        reasons = [f"【{one.label}】{one.sentence}" for one in proposal.reasons] if proposal else []
        return FocusRow(reasons, self[f"focus-{number}"], self[f"note-{number}"])

    @property
    def most_items(self) -> int:
        """重点項目の数の上限。"""
        return DEFAULT_THRESHOLDS.most_items

    def clean(self) -> dict[str, Any]:
        """部分が一つはあり、重点項目の一文と数が決まりに合うかを確かめる。"""
        cleaned = super().clean() or self.cleaned_data
        if not self._chosen_parts():
            self.add_error(None, "資料に入れる部分を、一つは選んでください。")
        try:
            chosen, removed = self._focus_changes()
            decide_focus(self.facts, chosen, removed)
        except FocusError as error:
            self.add_error(None, str(error))
        return cleaned

    def _chosen_parts(self) -> tuple[str, ...]:
        used = [part.code for part in PARTS if self.cleaned_data.get(f"use-{part.code}")]
        used.sort(key=lambda code: self.cleaned_data.get(f"order-{code}") or LAST_PLACE)
        return tuple(used)

    def _focus_changes(self) -> tuple[dict[int, str], dict[int, str]]:
        chosen: dict[int, str] = {}
        removed: dict[int, str] = {}
        for item in self.facts["items"]:
            number = item["number"]
            is_chosen = bool(self.cleaned_data.get(f"focus-{number}"))
            if is_chosen == (number in self.proposals):
                continue
            changes = chosen if is_chosen else removed
            changes[number] = self.cleaned_data.get(f"note-{number}", "")
        return chosen, removed

    def read_options(self) -> PackOptions:
        """確かめた作り方。"""
        chosen, removed = self._focus_changes()
        options = PackOptions(
            parts=self._chosen_parts(),
            has_large=self.cleaned_data["has_large"],
            chosen=chosen,
            removed=removed,
        )
        return options.at_meeting(self.meetings.get(self.cleaned_data["meeting"]))


def _place(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else LAST_PLACE


READY_CHOICES = {"short": SHORT_PARTS}
