"""実施時期を保存し、確認する。一つの取引で、版を確かめ、矢印を直し、履歴を残す。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from plans.correction import HOW_TO_CORRECT, Correction, is_locked
from plans.models import ActionItem, PhaseSpan

if TYPE_CHECKING:
    from plans.models import User

SPAN_FIELDS = ("content_id", "order", "label", "stages", "first_year", "last_year")
# 並べ替えの途中で順の重なりを避けるために、いったん足しておく数。
ORDER_OFFSET = 10_000


class ScheduleRefusedError(Exception):
    """保存を断る。理由は画面に出せる日本語。"""


class ScheduleChangedError(ScheduleRefusedError):
    """開いた後に、ほかの人が先に保存した。"""


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """保存する実施時期。spans は矢印のすべてで、保存済みの矢印は pk を持つ。

    version は画面を開いたときの項目の版、confirms は「原本と照合し確認した」か、
    correction は誤記訂正の届け（なければ None）。
    """

    item_id: int
    version: int
    spans: list[PhaseSpan]
    confirms: bool
    user: User
    at: dt.datetime
    correction: Correction | None = None


@dataclass(slots=True)
class SpanDifference:
    created: list[PhaseSpan]
    updated: list[PhaseSpan]
    deleted: list[PhaseSpan]

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.deleted)


def save_schedule(entry: ScheduleEntry) -> bool:
    """実施時期を保存し、矢印が変わったかを返す。変われば確認は消え、confirms なら付け直す。

    先に保存した人がいれば ScheduleChangedError、確認したことのある固定後の矢印を
    届けなしに変えようとすれば ScheduleRefusedError。どちらも何も変えない。
    """
    with transaction.atomic():
        item = _hold_item(entry)
        stored = list(PhaseSpan.objects.filter(content__item=item))
        difference = compare_spans(stored, entry.spans)
        if difference and entry.correction is None and needs_correction(item):
            raise ScheduleRefusedError(HOW_TO_CORRECT)
        reason = str(entry.correction) if entry.correction and difference else ""
        if difference:
            write_spans(difference, entry.user, reason)
        _stamp(item, entry, reason, is_changed=bool(difference))
    return bool(difference)


def needs_correction(item: ActionItem) -> bool:
    """矢印を直すのに誤記訂正の届けが要るか。

    未確認の矢印を置くのは訂正ではない。一度でも確認し、計画が固定されていれば訂正になる。
    """
    if not is_locked(item.plan):
        return False
    confirmed = item.history.filter(schedule_confirmed_at__isnull=False)
    return item.is_schedule_confirmed or confirmed.exists()


def _hold_item(entry: ScheduleEntry) -> ActionItem:
    rows = ActionItem.objects.select_for_update(of=("self",)).select_related("plan")
    item: ActionItem = rows.get(pk=entry.item_id)
    if item.version != entry.version:
        raise ScheduleChangedError(
            "開いた後に、ほかの人がこの項目を保存しました。入力した内容はそのまま残っています。"
            "下の「保存されている実施時期」と見比べ、必要なら直してから、もう一度保存してください。"
        )
    return item


def compare_spans(stored: list[PhaseSpan], spans: list[PhaseSpan]) -> SpanDifference:
    known = {span.pk: span for span in stored}
    for span in spans:
        if span.pk not in known:
            # ほかの人が消した矢印を残したいときは、新しい矢印として足す。
            span.pk = None
    kept = {span.pk for span in spans}
    return SpanDifference(
        created=[span for span in spans if span.pk is None],
        updated=[
            span
            for span in spans
            if span.pk is not None and _values(span) != _values(known[span.pk])
        ],
        deleted=[span for span in stored if span.pk not in kept],
    )


def _values(span: PhaseSpan) -> list[object]:
    return [getattr(span, name) for name in SPAN_FIELDS]


def write_spans(difference: SpanDifference, user: User, reason: str) -> None:
    _delete_with_history(difference.deleted, user, reason)
    updated = [span.pk for span in difference.updated]
    PhaseSpan.objects.filter(pk__in=updated).update(order=F("order") + ORDER_OFFSET)
    marks = {"default_user": user, "default_change_reason": reason}
    if difference.updated:
        fields = [name.removesuffix("_id") for name in SPAN_FIELDS]
        bulk_update_with_history(difference.updated, PhaseSpan, fields, **marks)
    if difference.created:
        bulk_create_with_history(difference.created, PhaseSpan, **marks)


def _delete_with_history(spans: list[PhaseSpan], user: User, reason: str) -> None:
    if not spans:
        return
    history: Any = PhaseSpan.history
    marks = {"history_user": user, "history_change_reason": reason, "history_type": "-"}
    history.bulk_create(
        history.model(
            history_date=timezone.now(),
            **marks,
            **{
                field.attname: getattr(span, field.attname)
                for field in history.model.tracked_fields
            },
        )
        for span in spans
    )
    # ふつうの delete は行ごとに履歴を書きに行く。矢印にぶら下がる行はないので、まとめて消す。
    rows: Any = PhaseSpan.objects.filter(pk__in=[span.pk for span in spans])
    rows._raw_delete(rows.db)


def _stamp(item: ActionItem, entry: ScheduleEntry, reason: str, *, is_changed: bool) -> None:
    was_confirmed = item.is_schedule_confirmed
    if is_changed:
        item.schedule_confirmed_at = item.schedule_confirmed_by = None
    if entry.confirms and not item.is_schedule_confirmed:
        item.schedule_confirmed_at, item.schedule_confirmed_by = entry.at, entry.user
    if not is_changed and item.is_schedule_confirmed == was_confirmed:
        return
    item.version += 1
    item._history_user = entry.user  # type: ignore[attr-defined]
    item._change_reason = reason  # type: ignore[attr-defined]
    item.save()
