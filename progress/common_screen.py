"""まとめて記入の画面の材料。送られた欄を読み、まとまりごとの様式と項目の行を作る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from progress.choices import PLAIN_PACES, RecordState
from progress.common_entry import CommonEntry, RowChoice
from progress.deeds import read_version
from progress.forms import PlainTextField
from progress.permissions import can_save, case_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from plans.actors import Actor
    from progress.common_themes import DepartmentBlocks, ThemeBlock
    from progress.models import ContentProgress
    from progress.permissions import RecordCase

WHY_LOCKED = {
    RecordState.SUBMITTED: "提出済のため書けません。取り下げると書けます。",
    RecordState.APPROVED: "課長確認済のため書けません。差戻しを受けると書けます。",
    RecordState.FINALIZED: "確定済のため書けません。",
}
MIGRATION_ONLY = "移行入力の年度は、総務課が書きます。"


class CommonForm(forms.Form):
    """一つの事業共通の様式。進みと取組内容を、まとめる項目のすべてに書く。"""

    pace = forms.ChoiceField(
        label="進み",
        required=False,
        choices=[("", "選んでください"), *((pace.value, pace.label) for pace in PLAIN_PACES)],
    )
    activities = PlainTextField(label="取組内容", rows=4)


@dataclass(slots=True)
class ItemLine:
    """まとまりの中の一つの項目。why_locked は書けないわけで、書けるなら空。version は送る版。"""

    row: ContentProgress
    is_apart: bool
    is_checked: bool
    version: int
    why_locked: str


@dataclass(slots=True)
class CommonBlock:
    """画面の一つのまとまり。"""

    block: ThemeBlock
    form: CommonForm
    lines: list[ItemLine]


def why_locked(actor: Actor, case: RecordCase) -> str:
    """書けないわけ。書けるなら空。"""
    if can_save(actor, case):
        return ""
    return WHY_LOCKED.get(RecordState(case.state), MIGRATION_ONLY)


def make_blocks(
    actor: Actor,
    group: DepartmentBlocks,
    posted: QueryDict | None = None,
    *,
    keeps_choices: bool = True,
) -> list[CommonBlock]:
    """課のまとまりの画面。posted を渡せば、送られたままを見せて確かめる。

    keeps_choices が偽なら、文だけを送られたままにし、印と版は保存されているものに戻す。
    """
    chosen = posted if keeps_choices else None
    return [_make_block(actor, block, posted, chosen) for block in group.blocks]


def _make_block(
    actor: Actor, block: ThemeBlock, posted: QueryDict | None, chosen: QueryDict | None
) -> CommonBlock:
    pace, activities = block.shared
    form = CommonForm(
        posted,
        prefix=f"theme-{block.theme.pk}",
        initial={"pace": pace, "activities": activities},
    )
    for bound in form.visible_fields():
        bound.field.widget.attrs["aria-label"] = f"事業共通{block.theme.number} {bound.label}"
    lines = [_make_line(actor, block, row, chosen) for row in block.rows]
    return CommonBlock(block, form, lines)


def _make_line(
    actor: Actor, block: ThemeBlock, row: ContentProgress, chosen: QueryDict | None
) -> ItemLine:
    is_apart, version = block.is_apart(row), row.record.version
    is_checked = not is_apart
    if chosen is not None and f"row-{row.pk}" in chosen:
        is_checked = f"join-{row.pk}" in chosen
        version = read_version(chosen.get(f"row-{row.pk}", ""))
    return ItemLine(row, is_apart, is_checked, version, why_locked(actor, case_of(row.record)))


def read_entry(blocks: list[CommonBlock], posted: QueryDict) -> CommonEntry | None:
    """送られたまとめて記入。誤りのある欄があれば None（様式が誤りを持つ）。"""
    # どのまとまりの誤りも示すために、途中で止めずにすべて確かめる。
    if [block for block in blocks if not block.form.is_valid()]:
        return None
    return CommonEntry(
        values={
            block.block.theme.pk: (
                block.form.cleaned_data["pace"],
                block.form.cleaned_data["activities"],
            )
            for block in blocks
        },
        choices={
            line.row.pk: RowChoice(is_joined=line.is_checked, version=line.version)
            for block in blocks
            for line in block.lines
            if f"row-{line.row.pk}" in posted
        },
    )
