"""意見を登録する画面の材料。委員から届いたものと、打ち込む行、貼り付けた行を一つに並べる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from plans.models import ActionItem
from progress.models import CommitteeMeeting, Opinion, OpinionDraft
from progress.opinion_forms import LATER, NEW, BatchForm, TakeInForm, offer
from progress.taking_in import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import QueryDict

    from plans.actors import Actor
    from progress.models import AnnualReview
    from progress.opinion_book import Opening

BLANK_ROWS = 5
MAX_ROWS = 200
PREFIX = "rows"


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
    def openings(self) -> list[Opening]:
        """送られる前の行の、初めの値。空の行は除く。"""
        return [dict(row) for row in self.initial or ()]

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
    given: Sequence[Opening] | None = None,
) -> TakeInFormSet:
    """登録する行。委員から届いたもの（given なら、その行）、空の行。posted なら送られたまま。"""
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
    initial = _initial(actor, review, given) if posted is None else None
    rows: TakeInFormSet = factory(
        posted, initial=initial, prefix=PREFIX, items=items, targets=targets
    )
    return rows


def _initial(actor: Actor, review: AnnualReview, given: Sequence[Opening] | None) -> list[Opening]:
    return list(_drafts(actor, review) if given is None else given)


def _drafts(actor: Actor, review: AnnualReview) -> Iterator[Opening]:
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


def room_for_lines(rows: TakeInFormSet) -> int:
    """すでに並ぶ行の下に、あと何行まで並べられるか。"""
    return MAX_ROWS - BLANK_ROWS - len(rows.openings)


def typed_lines(rows: TakeInFormSet) -> list[Opening]:
    """送られた行のうち、委員から届いたものと、文を打ったもの。読めない値も打ったまま。"""
    lines = [{name: form[name].value() for name in form.fields} for form in rows.forms]
    return [line for line in lines if line["draft"] or str(line["text"] or "").strip()]


def leave_out_known(
    review: AnnualReview, lines: Iterable[Opening]
) -> tuple[list[Opening], list[int]]:
    """並べる行と、同じ項目の同じ文がすでに登録されていて並べない分の、意見の番号。"""
    rows = Opinion.objects.filter(review=review).standing()
    known = {(row.item_id, row.text): row.number for row in rows}
    found = [(line, known.get((line["item"], line["text"]))) for line in lines]
    fresh = [line for line, number in found if number is None]
    return fresh, sorted({number for _, number in found if number is not None})
