"""大勢が本当に同時に行うための道具。一人に一本の糸と、一本の接続がある。"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from progress.entry import Entry, save_entry
from progress.models import ProgressRecord
from progress.workflow import ChangedMeanwhileError, perform
from tests.people import make_person
from tests.progress.rounds import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plans.actors import Actor
    from plans.models import Department, User

WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Person:
    """同時に行う一人。立場は先に読んでおく。"""

    user: User
    actor: Actor


class Crowd:
    """大勢。together に渡した行いを、全員が同じ合図で始める。"""

    def __init__(self, pool: ThreadPoolExecutor, size: int) -> None:
        """size は人数。"""
        self.pool = pool
        self.size = size

    def together(self, deed: Callable[[int], Any]) -> list[Any]:
        """deed(番号) を全員が同時に行い、結果を番号の順に返す。誤りはそのまま上がる。"""
        gate = Barrier(self.size, timeout=WAIT_SECONDS)

        def wait_and_do(number: int) -> Any:
            # 合図の前に接続を済ませ、行いだけを競わせる。
            connection.ensure_connection()
            gate.wait()
            return deed(number)

        return list(self.pool.map(wait_and_do, range(self.size)))


@contextmanager
def crowd_of(size: int) -> Iterator[Crowd]:
    """size 人の大勢。終わりに、全員の接続を閉じる。"""
    with ThreadPoolExecutor(size) as pool:
        crowd = Crowd(pool, size)
        try:
            yield crowd
        finally:
            crowd.together(lambda _: connection.close())


def make_people(department: Department, size: int) -> list[Person]:
    """課の職員を size 人作る。"""
    users = [make_person(f"editor{number}", department) for number in range(size)]
    return [person_of(user) for user in users]


def person_of(user: User) -> Person:
    """利用者の、今日の立場。"""
    return Person(user, actor_of(user))


def save_text(person: Person, record_id: int, version: int, text: str) -> bool:
    """成果を書いて下書きを保存する。勝てば真、先に変わっていたと知らされれば偽。"""
    entry = Entry(ProgressRecord(pk=record_id, achievement=text))
    try:
        save_entry(
            entry,
            verb="save",
            actor=person.actor,
            user=person.user,
            version=version,
            at=timezone.now(),
        )
    except ChangedMeanwhileError:
        return False
    return True


def do_verb(person: Person, record_id: int, verb: str, version: int, reason: str = "") -> bool:
    """動詞を行う。勝てば真、先に変わっていたと知らされれば偽。"""
    try:
        perform(
            record_id,
            verb,
            actor=person.actor,
            user=person.user,
            version=version,
            at=timezone.now(),
            reason=reason,
        )
    except ChangedMeanwhileError:
        return False
    return True


def winner_of(results: Sequence[bool]) -> int:
    """ただ一人の勝者の番号。一人でなければ AssertionError。"""
    winners = [number for number, won in enumerate(results) if won]
    assert len(winners) == 1, f"{len(winners)} people believe that they were the one"
    return winners[0]
