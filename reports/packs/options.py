"""委員会資料の作り方。総務課が画面で選んだもので、資料とともに残す。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from progress.models import CommitteeMeeting
from reports.models import CommitteePack
from reports.packs.contents import PackContents
from reports.packs.parts import ALL_PARTS


@dataclass(frozen=True, slots=True)
class PackOptions:
    """委員会資料の作り方。

    parts は並べる部分の記号、has_large は大きな文字の版も作るか。chosen と removed は、重点項目の
    勧めに加えた項目と外した項目で、項目番号から一文を引く。会議の名称から返送の締切までは、
    会議の登録から写して残す（後で会議を直しても、配布した版は変わらない）。
    """

    parts: tuple[str, ...] = ALL_PARTS
    has_large: bool = False
    meeting: CommitteeMeeting | None = None
    meeting_name: str = ""
    held_on: dt.date | None = None
    place: str = ""
    agenda: str = ""
    reply_to: str = ""
    reply_due: dt.date | None = None
    chosen: dict[int, str] = field(default_factory=dict)
    removed: dict[int, str] = field(default_factory=dict)

    def at_meeting(self, meeting: CommitteeMeeting | None) -> PackOptions:
        """会議の登録を写した作り方。会議が決まっていなければ、空のまま。"""
        if meeting is None:
            return self
        return replace(
            self,
            meeting=meeting,
            meeting_name=str(meeting),
            held_on=meeting.held_on,
            place=meeting.place,
            agenda=meeting.agenda,
            reply_to=meeting.return_to,
            reply_due=meeting.opinions_due_on,
        )

    def as_json(self) -> dict[str, Any]:
        """資料の choices に残す形。会議の名称などは資料の欄に持つので含めない。"""
        return {
            "parts": list(self.parts),
            "has_large": self.has_large,
            "reply_to": self.reply_to,
            "reply_due": self.reply_due.isoformat() if self.reply_due else "",
            "chosen": {str(number): text for number, text in self.chosen.items()},
            "removed": {str(number): text for number, text in self.removed.items()},
        }


def options_of(pack: CommitteePack) -> PackOptions:
    """資料に残した作り方を読み戻す。まだ作っていない資料では標準の作り方。"""
    saved: dict[str, Any] = pack.choices
    due = saved.get("reply_due", "")
    return PackOptions(
        parts=tuple(saved.get("parts", ALL_PARTS)),
        has_large=saved.get("has_large", False),
        meeting=pack.meeting,
        meeting_name=pack.meeting_name,
        held_on=pack.held_on,
        place=pack.place,
        agenda=pack.agenda,
        reply_to=saved.get("reply_to", ""),
        reply_due=dt.date.fromisoformat(due) if due else None,
        chosen={int(number): text for number, text in saved.get("chosen", {}).items()},
        removed={int(number): text for number, text in saved.get("removed", {}).items()},
    )


def contents_of(pack: CommitteePack) -> PackContents:
    """作った資料の中身。残した事実と合わせると、同じ紙をもう一度組める。"""
    options, saved = options_of(pack), pack.choices
    items = saved.get("items")
    return PackContents(
        number=pack.number,
        made_on=pack.made_on or dt.date.min,
        parts=tuple(saved.get("printed", options.parts)),
        numbering=options.parts,
        meeting_name=pack.meeting_name,
        held_on=pack.held_on,
        place=pack.place,
        agenda=pack.agenda,
        focus=tuple(pack.focus),
        members=tuple(saved.get("members", ())),
        reply_to=options.reply_to,
        reply_due=options.reply_due,
        items=None if items is None else tuple(items),
        replaces=saved.get("replaces"),
        changes=tuple(saved.get("changes", ())),
    )
