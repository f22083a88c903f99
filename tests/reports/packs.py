"""委員会資料の試験の道具。"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

from django.utils import timezone

from plans.models import User
from progress.models import AnnualReview, CommitteeMeeting
from reports.choices import PackFileKind, PackState
from reports.models import CommitteePack, PackFile
from reports.packs.contents import PackContents
from reports.packs.making import gather_facts
from reports.packs.options import PackOptions

MADE_ON = dt.date(2022, 6, 10)
FEW_PARTS = ("summary", "form")


def make_meeting(review: AnnualReview, **values: Any) -> CommitteeMeeting:
    """第1回の会議を作る。"""
    defaults = {
        "held_on": dt.date(2022, 6, 24),
        "place": "総合福祉センター",
        "agenda": "開会\n進捗の審議",
        "return_to": "総務課　進行管理担当",
        "opinions_due_on": dt.date(2022, 7, 8),
    }
    return CommitteeMeeting.objects.create(review=review, number=1, **(defaults | values))


def make_packs(review: AnnualReview, user: User) -> tuple[CommitteePack, CommitteePack]:
    """配布した第1版と、作成中の第2版を、組まずに作る。ファイルは短いバイト列。"""
    facts = gather_facts(review, MADE_ON)
    rows = []
    for number, state in ((1, PackState.DISTRIBUTED), (2, PackState.DRAFT)):
        is_out = state == PackState.DISTRIBUTED
        pack = CommitteePack.objects.create(
            review=review,
            number=number,
            state=state,
            version=1,
            meeting_name="第1回委員会",
            held_on=dt.date(2022, 6, 24),
            choices=PackOptions(parts=FEW_PARTS).as_json(),
            facts=facts,
            made_on=MADE_ON,
            made_by=user,
            distributed_at=timezone.now() if is_out else None,
            distributed_by=user if is_out else None,
            recipients="委員" if is_out else "",
        )
        add_file(pack, b"%PDF-1.7 " + str(number).encode())
        rows.append(pack)
    return rows[0], rows[1]


def add_file(pack: CommitteePack, content: bytes) -> PackFile:
    """資料のPDFを足す。"""
    return PackFile.objects.create(
        pack=pack,
        kind=PackFileKind.PDF,
        content=content,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        page_count=1,
    )


def contents(**values: Any) -> PackContents:
    """資料の中身。values は標準の中身の上書き。"""
    defaults: dict[str, Any] = {
        "number": 1,
        "made_on": MADE_ON,
        "meeting_name": "令和3（2021）年度　第1回委員会",
        "held_on": dt.date(2022, 6, 24),
        "place": "総合福祉センター",
        "agenda": "開会\n進捗の審議",
        "members": ("委員 一郎", ""),
        "reply_to": "総務課　進行管理担当",
        "reply_due": dt.date(2022, 7, 8),
    }
    return PackContents(**(defaults | values))
