"""20人が一つの報告を同時に書くと、毎回一人だけが勝ち、19人は知らされ、何も黙って消えない。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from progress import entry, workflow
from progress.choices import RecordState
from progress.models import ProgressRecord
from tests.environment import TEST_DATABASE
from tests.people import sign_in
from tests.progress.rounds import entry_url, read_boxes
from tests.races.crowd import Crowd, Person, crowd_of, do_verb, save_text, winner_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ROUNDS = 50
HTTP_ROUNDS = 3

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def race_to_save(crowd: Crowd, editors: list[Person], record: ProgressRecord) -> None:
    """全員が同じ版から保存する。勝った一人の文だけが残り、履歴が一つだけ増える。"""
    version, changes = record.version, record.history.count()
    results = crowd.together(
        lambda number: save_text(editors[number], record.pk, version, f"{version}-{number}")
    )
    winner = winner_of(results)
    record.refresh_from_db()
    assert record.achievement == f"{version}-{winner}"
    assert record.version == version + 1
    assert record.history.count() == changes + 1
    assert record.history.latest().history_user == editors[winner].user


def race_to_perform(crowd: Crowd, editors: list[Person], record: ProgressRecord, verb: str) -> None:
    """全員が同じ版から動詞を行う。"""
    version, changes = record.version, record.history.count()
    results = crowd.together(lambda number: do_verb(editors[number], record.pk, verb, version))
    winner = winner_of(results)
    record.refresh_from_db()
    assert record.version == version + 1
    assert record.history.count() == changes + 1
    newest = record.history.latest()
    assert (newest.history_user, newest.state) == (editors[winner].user, record.state)


def repeat(race: Callable[[], None]) -> None:
    """競争を、決まった回数だけ繰り返す。"""
    for _ in range(ROUNDS):
        race()


def test_of_twenty_who_save_at_once_one_wins_and_the_others_are_told(
    record: ProgressRecord, editors: list[Person]
) -> None:
    with crowd_of(len(editors)) as crowd:
        repeat(lambda: race_to_save(crowd, editors, record))
    assert record.version == 1 + ROUNDS


def test_of_twenty_who_submit_or_withdraw_at_once_one_wins_and_the_others_are_told(
    record: ProgressRecord, editors: list[Person]
) -> None:
    assert save_text(editors[0], record.pk, record.version, "成果")
    record.refresh_from_db()
    with crowd_of(len(editors)) as crowd:
        for number in range(ROUNDS):
            race_to_perform(crowd, editors, record, ("submit", "withdraw")[number % 2])
    assert record.state == RecordState.DRAFT


def lock_without_version(record_id: int, version: int) -> ProgressRecord:
    """行は押さえるが、版を確かめない押さえ方。"""
    rows = ProgressRecord.objects.select_for_update(of=("self",))
    return rows.select_related("review", "item").get(pk=record_id)


def read_without_lock(record_id: int, version: int) -> ProgressRecord:
    """行を押さえずに版だけを確かめる。"""
    record = ProgressRecord.objects.select_related("review", "item").get(pk=record_id)
    if record.version != version:
        raise workflow.ChangedMeanwhileError
    return record


# SQLite では、書き込みの取引（IMMEDIATE）が初めから一つずつなので、行の押さえは要らない。
BROKEN_GUARDS = [lock_without_version] + [read_without_lock] * (TEST_DATABASE == "postgresql")


@pytest.mark.parametrize("guard", BROKEN_GUARDS)
def test_without_the_guard_the_race_to_save_is_lost(
    record: ProgressRecord, editors: list[Person], monkeypatch: pytest.MonkeyPatch, guard: Any
) -> None:
    monkeypatch.setattr(entry, "lock_record", guard)
    with crowd_of(len(editors)) as crowd, pytest.raises(AssertionError, match="believe"):
        repeat(lambda: race_to_save(crowd, editors, record))


@pytest.mark.parametrize("guard", BROKEN_GUARDS)
def test_without_the_guard_the_race_to_perform_is_lost(
    record: ProgressRecord, editors: list[Person], monkeypatch: pytest.MonkeyPatch, guard: Any
) -> None:
    monkeypatch.setattr(workflow, "lock_record", guard)
    with crowd_of(len(editors)) as crowd, pytest.raises(AssertionError, match="believe"):
        repeat(lambda: race_to_perform(crowd, editors, record, "save"))


def race_in_browsers(crowd: Crowd, clients: list[Client], record: ProgressRecord) -> None:
    """全員が同じ画面から保存する。負けた人の画面には、書いた文が残っている。"""
    record.refresh_from_db()
    version, url = record.version, entry_url(record)
    boxes = read_boxes(clients[0].get(url).content.decode())
    texts = [f"{version}版の{number}番の文" for number in range(len(clients))]
    pages = crowd.together(
        lambda number: clients[number].post(
            url, {**boxes, "achievement": texts[number], "_save": "1"}
        )
    )
    winner = winner_of([page.status_code == 302 for page in pages])
    record.refresh_from_db()
    assert (record.version, record.achievement) == (version + 1, texts[winner])
    for number, page in enumerate(pages):
        if number != winner:
            assert page.status_code == 409
            assert texts[number] in page.content.decode()


def test_of_twenty_browsers_one_saves_and_every_other_page_keeps_its_text(
    record: ProgressRecord, editors: list[Person]
) -> None:
    clients = [sign_in(person.user) for person in editors]
    with crowd_of(len(editors)) as crowd:
        for _ in range(HTTP_ROUNDS):
            race_in_browsers(crowd, clients, record)
