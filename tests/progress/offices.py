"""記入用のExcelの試験の場面: 書ける行、ほかの課の行、預けた行と確定した行。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from plans.choices import EntryKind
from plans.models import Plan
from progress.entry_desk import EntryDesk
from progress.excel.comparing import Comparison, compare
from progress.excel.desks import load_desks
from progress.excel.reading import read_entry_file
from progress.excel.writing import write_entry_book
from progress.models import AnnualReview, ProgressRecord
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, make_cast
from tests.progress.rounds import actor_of, do, open_year


@dataclass(slots=True)
class Office:
    """場面。good は誰も何も書いていない、職員の受け取ったファイル。"""

    review: AnnualReview
    desks: list[EntryDesk]
    cast: Cast
    good: bytes

    def check(self, content: bytes) -> Comparison:
        """ファイルを読み、職員として見比べる。"""
        return compare(self.review, read_entry_file(content), self.desks, actor_of(self.cast.staff))

    def book(self) -> bytes:
        """いまの机の中身の、記入用のExcel。"""
        return write_entry_book(self.review, self.desks, scope="全体", on=timezone.localdate())


def make_office(plan: Plan, cast: Cast) -> Office:
    """項目1は書ける（指標と実施内容が二つ）、2はほかの課、3～5は提出済・課長確認済・確定。"""
    for number in (1, 2, 3, 4, 5):
        department = "福祉活動推進課" if number == 2 else "福祉支援課"
        item = make_item(plan, number, departments=[department])
        make_content(item, 1)
        make_indicator(item, targets={2021: "12人"})
        if number == 1:
            make_content(item, 2)
            make_indicator(item, 2, entry_kind=EntryKind.WITH_SECOND)
    review = open_year(plan, cast.secretariat)
    steps = (("save", cast.staff), ("submit", cast.staff), ("approve", cast.head))
    for number, count in ((3, 2), (4, 3), (5, 3)):
        record = ProgressRecord.objects.get(item__number=number)
        for verb, person in steps[:count]:
            do(record, verb, person)
    do(record, "finalize", cast.secretariat)
    office = Office(review, load_desks(review, actor_of(cast.staff)), cast, b"")
    office.good = office.book()
    return office


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """試験の組の間だけ続く場面。机は書きかえない。"""
    with django_db_blocker.unblock(), transaction.atomic():
        plan = make_plan()
        yield make_office(plan, make_cast(plan))
        transaction.set_rollback(True)
