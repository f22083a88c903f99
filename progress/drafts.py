"""書きかけ。打たれたままの欄を人ごとに預かり、様式に戻す。保存の検査も履歴も版も通らない。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q

from progress.boxes import MAXIMUM_TEXT, ROW_BOX, take_boxes
from progress.deeds import read_version
from progress.entry_desk import may_enter
from progress.models import EntryDraft, ProgressRecord
from progress.workflow import NotAllowedError, WorkflowError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from plans.actors import Actor
    from plans.models import User
    from progress.entry_desk import EntryDesk

COPIED_TEXTS = ("achievement", "issues", "improvement")


# 書けるかどうかを決める欄。画面を読んだ後に変わっているかもしれないので、押さえて読み直す。
RIGHTS_FIELDS = (
    "state",
    "version",
    "submitted_by",
    "is_head_submission",
    "is_on_behalf",
    "approved_by",
    "is_approved_on_behalf",
)
LATE = (
    "この画面を開いた後に、あなた自身が保存しています。"
    "書きかけは預からないので、続きは開き直した画面でお書きください。"
)


class TooLongError(WorkflowError):
    """書きかけが長すぎて預かれない。"""


class LateDraftError(WorkflowError):
    """本人の保存より後に届いた、その保存より古い書きかけ。"""


@transaction.atomic
def keep_draft(
    record: ProgressRecord, posted: Mapping[str, str], *, actor: Actor, user: User, at: dt.datetime
) -> EntryDraft:
    """書きかけを預かる。その人の前の書きかけは置き換わり、報告そのものは何も変わらない。

    posted は様式が送った欄。書けない人には NotAllowedError、長すぎれば TooLongError、
    本人がすでに先へ保存していれば LateDraftError（捨てたはずの文が残らないように）。
    """
    record.refresh_from_db(
        fields=RIGHTS_FIELDS, from_queryset=ProgressRecord.objects.select_for_update()
    )
    if not may_enter(actor, record):
        raise NotAllowedError(f"「{record.get_state_display()}」の報告の書きかけは預かれません。")
    # 目に見えない NUL だけは、PostgreSQL が受け取れないので除く。
    boxes = {name: text.replace("\0", "") for name, text in take_boxes(posted).items()}
    if sum(map(len, boxes.values())) > MAXIMUM_TEXT:
        raise TooLongError("文が長すぎるため、書きかけを預かれません。下書きを保存してください。")
    version = read_version(boxes.get("form_version", ""))
    if _has_saved_since(record, user, version):
        raise LateDraftError(LATE)
    draft, _ = EntryDraft.objects.update_or_create(
        record=record,
        user=user,
        defaults={
            "boxes": boxes,
            "base_version": version,
            "saved_at": at,
        },
    )
    return draft


def _has_saved_since(record: ProgressRecord, user: User, version: int) -> bool:
    """本人が、版 version の画面を開いた後に報告を変えたか。問い合わせるのは版が進んだときだけ。

    版の読めない（0 の）書きかけは、古いものとして預かるだけで、保存を上書きできない。
    """
    if not version or record.version <= version:
        return False
    return bool(record.history.filter(version__gt=version, history_user=user).exists())


def discard_draft(record: ProgressRecord, user: User) -> None:
    """その人の書きかけを捨てる。なければ何もしない。"""
    EntryDraft.objects.filter(record=record, user=user).delete()


def with_draft_of(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """報告を、この人の書きかけとともに読む。問い合わせは増えない。"""
    with_draft: QuerySet[Any] = rows.annotate(
        own_draft=FilteredRelation("drafts", condition=Q(drafts__user=user)),
        draft_boxes=F("own_draft__boxes"),
        draft_version=F("own_draft__base_version"),
        draft_at=F("own_draft__saved_at"),
    )
    return with_draft


def draft_on(record: ProgressRecord, user: User) -> EntryDraft | None:
    """with_draft_of で読んだ報告の、この人の書きかけ。"""
    at = getattr(record, "draft_at", None)
    if at is None:
        return None
    return EntryDraft(
        record=record,
        user=user,
        boxes=record.draft_boxes,  # type: ignore[attr-defined]
        base_version=record.draft_version,  # type: ignore[attr-defined]
        saved_at=at,
    )


def boxes_of_row(boxes: Mapping[str, str], group: str, row_id: int) -> dict[str, str]:
    """行の欄の中身。行は番号でなく、送られた行の id で探す。欄の短い名から引く。"""
    found = [ROW_BOX.fullmatch(name) for name, text in boxes.items() if text == str(row_id)]
    index = next((row["index"] for row in found if row and _is_id(row, group)), None)
    if index is None:
        return {}
    start = f"{group}-{index}-"
    return {
        name.removeprefix(start): text for name, text in boxes.items() if name.startswith(start)
    }


def _is_id(row: Any, group: str) -> bool:
    return bool(row["group"] == group and row["field"] == "id")


def fill_from_last_year(posted: Mapping[str, str], desk: EntryDesk) -> dict[str, str]:
    """空の文の欄に、前年度の文を写す。書いてある欄は変えない。"""
    boxes = take_boxes(posted)
    for name, text in _last_texts(desk, boxes).items():
        if text and not boxes.get(name, "").strip():
            boxes[name] = text
    return boxes


def _last_texts(desk: EntryDesk, boxes: Mapping[str, str]) -> dict[str, str]:
    last = desk.sheet.last_record
    texts = {name: getattr(last, name) for name in COPIED_TEXTS} if last else {}
    for index, row in enumerate(desk.sheet.contents):
        before = desk.sheet.last_progress.get(row.content_id)
        if before and boxes.get(f"contents-{index}-id") == str(row.pk):
            texts[f"contents-{index}-activities"] = before.activities
    return texts
