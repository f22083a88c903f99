"""意見を登録する画面の材料。委員から届いたものと、打ち込む行、貼り付けた行を一つに並べる。"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from plans.models import ActionItem
from progress.choices import OpinionKind
from progress.models import CommitteeMeeting, Opinion, OpinionDraft
from progress.opinion_forms import LATER, MAX_PEOPLE, NEW, BatchForm, TakeInForm, offer
from progress.taking_in import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import QueryDict

    from plans.actors import Actor
    from progress.models import AnnualReview

BLANK_ROWS = 5
MAX_ROWS = 200
PREFIX = "rows"
KINDS = {label: value for value, label in OpinionKind.choices}


class PasteError(Exception):
    """貼り付けた表を読めない。本文は画面に出す日本語の文。"""


class TakeInFormSet(BaseFormSet):
    """登録する行の様式集。"""

    def __init__(self, *args: Any, items: list[ActionItem], targets: Any, **kwargs: Any) -> None:
        self.items, self.targets = items, targets
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """行の欄に、選べる項目と登録のしかたを渡し、読み上げ用の名を付ける。"""
        super().add_fields(form, index)
        offer(form, "item", self.items)
        form.offer_targets(self.targets)
        for field in form.visible_fields():
            field.field.widget.attrs["aria-label"] = f"{(index or 0) + 1}件目　{field.label}"

    @property
    def entries(self) -> list[Entry]:
        """新しく登録する行。文が空の行と、あとにする行は除く。"""
        rows = (form.cleaned_data for form in self.forms)
        return [_entry_of(row) for row in rows if _is_new(row)]

    @property
    def joins(self) -> list[tuple[int, int]]:
        """すでにある登録にまとめる、委員の意見の番号と、登録の番号（pk）。"""
        rows = (form.cleaned_data for form in self.forms)
        return [(row["draft"], int(row["into"])) for row in rows if _is_join(row)]


def _is_new(row: dict[str, Any]) -> bool:
    if row.get("draft"):
        return str(row["into"]) == NEW
    return bool(row.get("text", "").strip())


def _is_join(row: dict[str, Any]) -> bool:
    return bool(row.get("draft")) and row["into"] not in (NEW, LATER, "")


def _entry_of(row: dict[str, Any]) -> Entry:
    return Entry(
        text=row["text"].strip(),
        kind=row["kind"],
        item=row["item"],
        people=row["people"] or 1,
        draft=row["draft"],
        asks_lead=row["asks_lead"],
        received_on=row["received_on"],
    )


def make_rows(
    actor: Actor,
    review: AnnualReview,
    posted: QueryDict | None = None,
    pasted: Iterable[dict[str, Any]] = (),
) -> TakeInFormSet:
    """登録する行。委員から届いたもの、貼り付けたもの、空の行の順。posted なら送られたまま。"""
    items = list(ActionItem.objects.filter(plan=review.plan_id).order_by("number"))
    opened = Opinion.objects.filter(review=review).still_open().select_related("review")
    targets = [(NEW, "新しく登録する"), (LATER, "あとで")]
    targets += [
        (str(row.pk), f"意見{row.number}にまとめる：{row.text[:20]}")
        for row in opened.order_by("number")
    ]
    factory: Any = formset_factory(
        TakeInForm, formset=TakeInFormSet, extra=BLANK_ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS
    )
    initial = [*_drafts(actor, review), *pasted] if posted is None else None
    rows: TakeInFormSet = factory(
        posted, initial=initial, prefix=PREFIX, items=items, targets=targets
    )
    return rows


def _drafts(actor: Actor, review: AnnualReview) -> Iterator[dict[str, Any]]:
    rows = OpinionDraft.objects.all().visible_to(actor).not_taken().filter(review=review)
    for row in rows.order_by("sent_at", "pk"):
        yield {
            "draft": row.pk,
            "item": row.item_id,
            "kind": row.kind,
            "text": row.text,
            "people": 1,
            "received_on": timezone.localdate(row.sent_at),
            "into": NEW,
            "asks_lead": True,
        }


def make_batch(review: AnnualReview, posted: QueryDict | None = None) -> BatchForm:
    """まとまりの様式。会議は、開いた最後のものを選んでおく。"""
    meetings = list(
        CommitteeMeeting.objects.filter(review=review).select_related("review").order_by("number")
    )
    latest = meetings[-1] if meetings else None
    form = BatchForm(posted, initial={"meeting": latest}, use_required_attribute=False)
    offer(form, "meeting", meetings)
    return form


def read_pasted(text: str, items: Iterable[ActionItem]) -> list[dict[str, Any]]:
    """貼り付けた表を、行の初めの値にする。書き込みはしない。

    左から項目番号、種類、要旨、件数。読めない行があれば、何行目の何が読めないかを言う PasteError。
    """
    numbers = {row.number: row.pk for row in items}
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_ROWS - BLANK_ROWS:
        raise PasteError(f"一度に貼り付けられるのは{MAX_ROWS - BLANK_ROWS}件までです。")
    return [_read_line(place, line, numbers) for place, line in enumerate(lines, start=1)]


def _read_line(place: int, line: str, numbers: dict[int, int]) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 3:
        raise PasteError(f"{place}行目：項目番号、種類、要旨の三列が要ります。")
    kind = KINDS.get(cells[1])
    if kind is None:
        raise PasteError(f"{place}行目：種類は、質問、意見、提言のどれかにしてください。")
    if not cells[2]:
        raise PasteError(f"{place}行目：要旨が空です。")
    return {
        "item": _read_item(place, cells[0], numbers),
        "kind": kind,
        "text": cells[2],
        "people": _read_people(place, cells[3] if len(cells) > 3 else ""),
        "asks_lead": True,
    }


def _read_item(place: int, cell: str, numbers: dict[int, int]) -> int | None:
    number = _read_number(cell, blank=0)
    if number == 0:
        return None
    if number is None or number not in numbers:
        raise PasteError(f"{place}行目：項目番号「{cell[:10]}」の実施項目はありません。")
    return numbers[number]


def _read_people(place: int, cell: str) -> int:
    number = _read_number(cell, blank=1)
    if number is None or not 1 <= number <= MAX_PEOPLE:
        raise PasteError(f"{place}行目：件数は1から{MAX_PEOPLE}までの数にしてください。")
    return number


def _read_number(cell: str, *, blank: int) -> int | None:
    """全角の数字も読む。空なら blank、数でなければ None。"""
    text = unicodedata.normalize("NFKC", cell)
    if not text:
        return blank
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
