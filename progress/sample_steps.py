"""見本の報告の歩み。未入力から今の状態までを、本番と同じ規則（workflow）でたどる。"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from plans.signing import sign_change
from progress.choices import RecordState
from progress.permissions import case_of
from progress.workflow import allowed_verbs, apply_verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plans.actors import Actor
    from plans.models import ActionItem, User
    from progress.models import ProgressRecord

STEPS = {
    RecordState.BLANK: (),
    RecordState.DRAFT: ("save",),
    RecordState.SUBMITTED: ("save", "submit"),
    RecordState.SENT_BACK: ("save", "submit", "send_back"),
    RecordState.APPROVED: ("save", "submit", "approve"),
    RecordState.FINALIZED: ("save", "submit", "approve", "finalize"),
}
WRITING_HOURS = (9, 10, 11, 13, 14, 15, 16)


@dataclass(frozen=True, slots=True)
class Cast:
    """見本で行う人。staff と head は課の名前から引き、officers は総務課の職員。

    actors は利用者の番号から引く立場。
    """

    staff: Mapping[str, list[User]]
    heads: Mapping[str, User]
    officers: list[User]
    actors: Mapping[int, Actor]

    def writer_of(self, item: ActionItem, *, on_behalf: bool) -> User:
        """この項目の報告を書く人。主担当課に職員がいなければ総務課が代行する。"""
        staff = self.staff.get(lead_of(item))
        return self.officers[0] if on_behalf or not staff else staff[item.number % len(staff)]

    def head_of(self, item: ActionItem) -> User:
        """この項目の報告を確認する人。"""
        return self.heads.get(lead_of(item)) or self.officers[0]

    def finalizer_of(self, writer: User) -> User:
        """確定する総務課の職員。書いた人とは別の人。"""
        return next((one for one in self.officers if one != writer), writer)


@dataclass(frozen=True, slots=True)
class Walk:
    """たどった結果。steps は変更履歴に残す一歩ごとの写し、send_backs は差し戻された日時と人。"""

    steps: list[Any]
    send_backs: list[tuple[dt.datetime, User]]


def lead_of(item: ActionItem) -> str:
    """主担当の課の名。担当課がなければ空。"""
    rows = sorted(item.item_departments.all(), key=lambda row: row.order)
    return rows[0].department.name if rows else ""


def walk(record: ProgressRecord, given: Mapping[str, Any], filled: Any, cast: Cast) -> Walk:
    """報告を一歩ずつ進める。given は sample_years.json の一件、filled は書き込む欄と値。

    許される人のいない歩みの前で止まる（担当課に見本の人がいないとき）。
    """
    writer = cast.writer_of(record.item, on_behalf=given.get("is_on_behalf", False))
    people = {
        "save": writer,
        "submit": writer,
        "approve": cast.head_of(record.item),
        "send_back": cast.head_of(record.item),
        "finalize": cast.finalizer_of(writer),
    }
    result = Walk([], [])
    for verb, at in _moments(record, given):
        user = people[verb]
        actor = cast.actors[user.pk]
        if verb not in allowed_verbs(actor, case_of(record)):
            break
        if verb == "save":
            for name, value in filled.items():
                setattr(record, name, value)
        reason = given["send_back"]["reason"] if verb == "send_back" else ""
        apply_verb(record, verb, actor=actor, user=user, at=at, reason=reason)
        result.steps.append(snapshot(record, user, at))
        if verb == "send_back":
            result.send_backs.append((at, user))
    return result


def snapshot(row: Any, user: User, at: dt.datetime, reason: str | None = None) -> Any:
    """変更履歴に残す、いまの行の写し。reason を略せば、行に添えられた理由のまま。"""
    copied = copy.copy(row)
    if reason is not None:
        sign_change(copied, user, reason)
    copied._history_date = at
    return copied


def moment(day: dt.date, hour: int) -> dt.datetime:
    """その日のその時。"""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _moments(record: ProgressRecord, given: Mapping[str, Any]) -> Iterator[tuple[str, dt.datetime]]:
    """一日に一歩。はじめの提出が、期限から submitted_after_due 日の日に来る。"""
    steps = given.get("steps") or STEPS[RecordState(given["state"])]
    due_on = record.review.department_due_on or timezone.localdate()
    first = due_on + dt.timedelta(days=given.get("submitted_after_due", -1) - 1)
    hour = WRITING_HOURS[record.item.number % len(WRITING_HOURS)]
    for number, verb in enumerate(steps):
        yield verb, moment(first + dt.timedelta(days=number), hour)
