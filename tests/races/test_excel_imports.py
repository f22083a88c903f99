"""同じ課の人たちが別々のファイルを同時に取り込むと、一人だけが勝ち、ほかは知らされる。"""

from __future__ import annotations

from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from plans.choices import ImportState
from plans.models import ImportPlan, ImportRun
from progress.excel import importing
from progress.models import ProgressRecord
from progress.workflow import ChangedMeanwhileError
from tests.progress.entry_books import SUMMARY, check, entry_book, fill, keep
from tests.races.crowd import Crowd, Person, crowd_of, winner_of

if TYPE_CHECKING:
    from progress.models import AnnualReview

ROUNDS = 5
PEOPLE = 6

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def race_to_take_in(
    crowd: Crowd, editors: list[Person], review: AnnualReview, words: str
) -> list[bool]:
    """全員が、同じ版から書いた自分のファイルを、同時に取り込む。"""
    book = entry_book(review, editors[0].user)
    kept = []
    for number, person in enumerate(editors):
        content = fill(book, {(SUMMARY, "成果", 0): f"{words}-{number}"})
        kept.append((keep(content, review, person.user), check(content, review, person.user).seen))

    def take_in(number: int) -> bool:
        plan, seen = kept[number]
        person = editors[number]
        try:
            importing.confirm_import(
                plan, review, actor=person.actor, user=person.user, at=timezone.now(),
                seen=seen, chosen=(),
            )  # fmt: skip
        except ChangedMeanwhileError:
            return False
        return True

    return crowd.together(take_in)


def test_of_six_files_taken_in_at_once_one_wins_and_the_others_are_told(
    record: ProgressRecord, review: AnnualReview, editors: list[Person]
) -> None:
    with crowd_of(PEOPLE) as crowd:
        for number in range(ROUNDS):
            results = race_to_take_in(crowd, editors[:PEOPLE], review, f"回{number}")
            winner = winner_of(results)
            record.refresh_from_db()
            assert (record.achievement, record.version) == (f"回{number}-{winner}", number + 2)
    assert record.history.count() == ROUNDS + 1
    assert ImportRun.objects.count() == ROUNDS
    assert ImportPlan.objects.filter(state=ImportState.WAITING).count() == ROUNDS * (PEOPLE - 1)


def test_without_the_second_look_at_the_versions_a_colleagues_text_would_be_lost(
    record: ProgressRecord,
    review: AnnualReview,
    editors: list[Person],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "_lock", lambda *_: None)
    compare, barrier = importing.compare_kept, Barrier(PEOPLE, timeout=60)

    def compare_first(*values: object) -> object:
        # 全員が見比べ終えてから書かせて、確かめのない窓を必ず作る。
        comparison = compare(*values)  # type: ignore[arg-type]
        barrier.wait()
        return comparison

    monkeypatch.setattr(importing, "compare_kept", compare_first)
    with crowd_of(PEOPLE) as crowd:
        results = race_to_take_in(crowd, editors[:PEOPLE], review, "回")
    assert sum(results) > 1
