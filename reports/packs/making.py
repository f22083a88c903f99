"""委員会資料を作る。段ごとに知らせながら作り、最後に一度に残す。

途中で誤りがあっても、相手が画面を閉じても、前に作った資料はそのまま残る。
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from plans.signing import sign_change
from progress.models import AnnualReview, CommitteeMember
from progress.workflow import ChangedMeanwhileError, NotAllowedError, WorkflowError
from reports.choices import PackFileKind, PackState
from reports.excel.pack_workbook import build_pack_workbook
from reports.facts import EVERY_SECTION, Section, year_facts
from reports.focus import FocusError, decide_focus
from reports.models import CommitteePack, PackFile
from reports.packs.contents import PackContents
from reports.packs.options import PackOptions
from reports.packs.replacing import Replacement, find_replacement
from reports.pdf import PdfError, count_pages
from reports.pdf.pack import render_pack
from reports.permissions import can_make_pack

if TYPE_CHECKING:
    from plans.actors import Actor
    from plans.models import User

Facts = dict[str, Any]
Files = dict[PackFileKind, bytes]

# 基本目標は、実施内容が挙げるものだけで足りる。
SECTIONS = EVERY_SECTION - {Section.GOALS}
CHANGED_MESSAGE = (
    "開いた後に、ほかの人がこの年度の委員会資料を作りました。"
    "いまの資料を確かめてから、もう一度お作りください。"
)
NOTHING_CHANGED_MESSAGE = "配布した後に変わったところはありません。差替えは要りません。"


class PackError(WorkflowError):
    """委員会資料を作れない。本文は、どこがなぜかを述べた、画面に出す日本語の文。"""


@dataclass(frozen=True, slots=True)
class PackOrder:
    """委員会資料の注文。

    facts は年度の事実（gather_facts）。number は作る版の番号、version は画面を開いたときの、
    作成中の版の保存の回数（なければ 0）。replaces は差し替える、配布した版（なければ None）。
    """

    review: AnnualReview
    facts: Facts
    number: int
    version: int
    options: PackOptions
    made_on: dt.date
    replaces: CommitteePack | None = None


@dataclass(frozen=True, slots=True)
class MakingStep:
    """作成の段。label は知らせる文。終わりの段だけが pack（できた資料）か failure を持つ。"""

    label: str
    pack: CommitteePack | None = None
    failure: str = ""


def make_pack(
    order: PackOrder, *, actor: Actor, user: User, at: dt.datetime
) -> Iterator[MakingStep]:
    """委員会資料を作る: 段ごとに MakingStep を返し、最後の段に結果を持たせる。

    許されない、ほかの人が先に作った、組めない、のどれでも何も変えず、理由を failure で返す。
    """
    try:
        yield from _make(order, actor, user, at)
    except (WorkflowError, FocusError, PdfError) as error:
        note_failure(order, user, str(error))
        yield MakingStep("資料を作れませんでした。", failure=str(error))


def _make(order: PackOrder, actor: Actor, user: User, at: dt.datetime) -> Iterator[MakingStep]:
    if not can_make_pack(actor, order.review):
        raise NotAllowedError("この年度の委員会資料は作れません。")
    facts = order.facts
    yield MakingStep("重点項目と名簿を整えています。")
    contents = _contents(order)
    yield MakingStep(
        f"PDFを組んでいます（{len(contents.parts)}の部分、{len(facts['items'])}項目）。"
    )
    document = render_pack(facts, contents, is_apart=True)
    files: Files = {PackFileKind.PDF: document.content}
    if order.options.has_large:
        yield MakingStep("大きな文字のPDFを組んでいます。")
        files[PackFileKind.LARGE_PDF] = render_pack(
            facts, contents, large=True, is_apart=True
        ).content
    yield MakingStep("Excelを作っています。")
    files[PackFileKind.WORKBOOK] = _build_workbook(facts, contents)
    yield MakingStep("資料を残しています。")
    pack = store_pack(order, contents, files, user=user, at=at)
    lost = "、".join(document.lost)
    note = f"書体にない字は「〓」に替えるか、除きました：{lost}" if lost else ""
    yield MakingStep(note or "資料ができました。", pack=pack)


def _build_workbook(facts: Facts, contents: PackContents) -> bytes:
    try:
        return build_pack_workbook(facts, contents)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PackError(f"Excelを作れません。表に要る値が足りません（{error!r}）。") from error


def gather_facts(
    review: AnnualReview, on: dt.date, reviews: Iterable[AnnualReview] | None = None
) -> Facts:
    """資料の材料。確定していない報告も、印を付けて載せるので含める。

    reviews は、計画のすべての年度（尺度つき）を、すでに読んでいれば渡す。

    後で読み戻した事実とくらべられるよう、残すときと同じ JSON の形にそろえる。
    """
    facts = year_facts(
        review.plan,
        review.fiscal_year,
        include_drafts=True,
        sections=SECTIONS,
        reviews=reviews,
        on=on,
    )
    kept: Facts = json.loads(json.dumps(facts))
    return kept


def next_number(latest: CommitteePack | None) -> int:
    """次に作る版の番号。latest は最も新しい版で、まだ配布していなければその番号。"""
    if latest is None:
        return 1
    return latest.number + latest.is_distributed


def plan_contents(
    review: AnnualReview, facts: Facts, options: PackOptions, number: int, made_on: dt.date
) -> PackContents:
    """資料の中身を決める: 版の番号 number、作成日 made_on。

    重点項目が決まりに合わなければ FocusError。
    """
    return PackContents(
        number=number,
        made_on=made_on,
        parts=options.parts,
        numbering=options.parts,
        meeting_name=options.meeting_name,
        held_on=options.held_on,
        place=options.place,
        agenda=options.agenda,
        focus=tuple(decide_focus(facts, options.chosen, options.removed)),
        members=list_members(review, options.held_on or made_on),
        reply_to=options.reply_to,
        reply_due=options.reply_due,
    )


def _contents(order: PackOrder) -> PackContents:
    facts, options = order.facts, order.options
    contents = plan_contents(order.review, facts, options, order.number, order.made_on)
    return _replace(order.replaces, facts, contents) if order.replaces else contents


def _replace(replaced: CommitteePack, facts: Facts, contents: PackContents) -> PackContents:
    replacement: Replacement = find_replacement(replaced, facts, contents)
    if not replacement.parts:
        raise NotAllowedError(NOTHING_CHANGED_MESSAGE)
    return replacement.narrow(contents)


def list_members(review: AnnualReview, on: dt.date) -> tuple[str, ...]:
    """名簿の行: その日に任期中の委員。氏名を載せてよいと印のない人は、空の行にする。"""
    rows = CommitteeMember.objects.filter(committee__plan=review.plan).in_office(on)
    return tuple(
        str(row.user) if row.is_name_public else ""
        for row in rows.select_related("user").order_by("pk")
    )


@transaction.atomic
def store_pack(
    order: PackOrder,
    contents: PackContents,
    files: Files,
    *,
    user: User,
    at: dt.datetime,
) -> CommitteePack:
    """作った資料を、作成中の版として残す。前の作成中の版のファイルは置き換える。

    画面を開いた後にほかの人が作っていれば ChangedMeanwhileError。何も変わらない。
    """
    pack = _lock_draft(order.review)
    if (pack.version, pack.number or order.number) != (order.version, order.number):
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    if pack.pk:
        pack.files.all().delete()
    _fill(pack, order, contents)
    pack.made_on, pack.made_at, pack.made_by = order.made_on, at, user
    sign_change(pack, user, "差替えを作成" if order.replaces else "委員会資料を作成")
    try:
        with transaction.atomic():
            pack.save()
    except IntegrityError as error:
        # 初めての版を二人が同時に作ると、番号か「作成中は一つ」の決まりに当たる。
        raise ChangedMeanwhileError(CHANGED_MESSAGE) from error
    PackFile.objects.bulk_create(_file(pack, kind, content) for kind, content in files.items())
    return pack


def _lock_draft(review: AnnualReview) -> CommitteePack:
    drafts = CommitteePack.objects.filter(review=review, state=PackState.DRAFT)
    draft = drafts.select_for_update(of=("self",)).first()
    return draft or CommitteePack(review=review)


def _fill(pack: CommitteePack, order: PackOrder, contents: PackContents) -> None:
    options = order.options
    pack.number, pack.version = order.number, pack.version + 1
    pack.replaces, pack.failure = order.replaces, ""
    pack.meeting = options.meeting
    pack.meeting_name, pack.held_on = options.meeting_name, options.held_on
    pack.place, pack.agenda = options.place, options.agenda
    pack.choices = options.as_json() | _printed(contents)
    pack.focus, pack.facts = list(contents.focus), order.facts


def _printed(contents: PackContents) -> dict[str, Any]:
    """刷った範囲。差替えの版では、変わった部分だけになる。"""
    return {
        "printed": list(contents.parts),
        "items": None if contents.items is None else list(contents.items),
        "members": list(contents.members),
        "replaces": contents.replaces,
        "changes": list(contents.changes),
    }


def _file(pack: CommitteePack, kind: PackFileKind, content: bytes) -> PackFile:
    is_pdf = kind != PackFileKind.WORKBOOK
    return PackFile(
        pack=pack,
        kind=kind,
        content=content,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        page_count=count_pages(content) if is_pdf else None,
    )


@transaction.atomic
def note_failure(order: PackOrder, user: User, reason: str) -> None:
    """作成中の版に、作れなかった理由を残す。ファイルには触れない。"""
    drafts = CommitteePack.objects.filter(review=order.review, state=PackState.DRAFT)
    draft = drafts.select_for_update(of=("self",)).first()
    if draft is None:
        return
    draft.failure = reason
    sign_change(draft, user, f"作成の失敗：{reason}")
    draft.save(update_fields=["failure"])
