"""委員会資料の中身。年度の事実のほかに、印刷に要るもの。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from reports.packs.parts import ALL_PARTS


@dataclass(frozen=True, slots=True)
class PackContents:
    """委員会資料の中身。

    number は版、parts は並べる部分の記号、focus は decide_focus の並び、members は名簿の行
    （氏名を載せないときは空の文字）、items は個票を載せる項目番号（None は全項目）。
    numbering は資料番号を数える並び（一部分だけを刷るときも、番号は全体と同じにする）。
    changes は差替えの一覧の行で、replaces（差し替える版）があるときだけ使う。
    """

    number: int
    made_on: dt.date
    parts: tuple[str, ...] = ALL_PARTS
    meeting_name: str = ""
    held_on: dt.date | None = None
    place: str = ""
    agenda: str = ""
    focus: tuple[dict[str, Any], ...] = ()
    members: tuple[str, ...] = ()
    reply_to: str = ""
    reply_due: dt.date | None = None
    items: tuple[int, ...] | None = None
    numbering: tuple[str, ...] = ()
    replaces: int | None = None
    changes: tuple[dict[str, str], ...] = ()

    def only(self, code: str) -> PackContents:
        """一つの部分だけの中身。資料番号は全体の並びのまま。"""
        return replace(self, parts=(code,), numbering=self.numbering or self.parts)
