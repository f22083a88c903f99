"""行の多い記入用のExcel。読み、見比べ、取り込むのにかかる時間を測る。"""

from __future__ import annotations

import time
from typing import Any

from django.utils import timezone

from plans.models import ActionItem, ImplementationContent, Plan, Policy, User
from progress.excel.desks import load_desks
from progress.excel.importing import compare_kept, confirm_import, keep_entry_file
from progress.excel.writing import write_entry_book
from progress.models import AnnualReview, ContentProgress
from tests.builders import make_item
from tests.progress.rounds import actor_of, open_year


def time_of_taking_in(plan: Plan, secretary: User, items: int) -> float:
    """項目 items、その十倍の行を書いたファイルを、読み、見比べ、取り込む。CPU の秒数を返す。"""
    make_many_items(plan, items, contents=9)
    review = open_year(plan, secretary)
    actor = actor_of(secretary)
    content = filled_book(review, actor)
    started = time.process_time()
    kept = keep_entry_file(content, "大きい.xlsx", review, user=secretary, at=timezone.now())
    comparison = compare_kept(kept, review, actor)
    assert len(comparison.changed) == items * 10
    confirm_import(
        kept, review, actor=actor, user=secretary, at=timezone.now(),
        seen=comparison.seen, chosen=(),
    )  # fmt: skip
    seconds = time.process_time() - started
    assert (
        ContentProgress.objects.filter(record__review=review, activities="まとめて書いた").count()
        == items * 9
    )
    return seconds


def make_many_items(plan: Plan, items: int, contents: int) -> None:
    first = make_item(plan, 1, departments=["福祉支援課"])
    policy = Policy.objects.get(plan=plan)
    ActionItem.objects.bulk_create(
        ActionItem(plan=plan, number=number, title=f"項目{number}", policy=policy)
        for number in range(2, items + 1)
    )
    assert first.number == 1
    ImplementationContent.objects.bulk_create(
        ImplementationContent(
            item=item, number=number, order=number, title=f"内容{number}", qualifier="continued"
        )
        for item in plan.items.all()
        for number in range(1, contents + 1)
    )


def filled_book(review: AnnualReview, actor: Any) -> bytes:
    desks = load_desks(review, actor)
    for desk in desks:
        desk.record.achievement = "=まとめて書いた"
        for content in desk.sheet.contents:
            content.activities = "まとめて書いた"
    return write_entry_book(review, desks, scope="全体", on=timezone.localdate())
