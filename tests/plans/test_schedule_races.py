"""二人が同時に同じ項目の実施時期を保存すること。"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from plans.models import PhaseSpan, User
from plans.schedule_save import ScheduleChangedError, ScheduleEntry, save_schedule
from tests.builders import make_content, make_item, make_plan

PEOPLE = 4
ROUNDS = 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_those_who_save_at_once_one_wins_and_the_others_are_told() -> None:
    item = make_item(make_plan())
    content = make_content(item, spans=[("検討", 2019, 2023)])
    user = User.objects.create(username="clerk")
    for round_number in range(ROUNDS):
        item.refresh_from_db()
        span_id = content.spans.get().pk
        gate = Barrier(PEOPLE)

        def save(
            person: int,
            *,
            gate: Barrier = gate,
            span_id: int = span_id,
            version: int = item.version,
            word: str = f"{round_number}回目",
        ) -> bool:
            span = PhaseSpan(
                pk=span_id,
                content=content,
                order=1,
                label=f"{word}の{person}",
                stages=["consider"],
                first_year=2019,
                last_year=2023,
            )
            entry = ScheduleEntry(item.pk, version, [span], False, user, timezone.now())
            gate.wait()
            try:
                return save_schedule(entry)
            except ScheduleChangedError:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(PEOPLE) as pool:
            assert sorted(pool.map(save, range(PEOPLE))) == [False, False, False, True]
    assert PhaseSpan.history.filter(history_type="~").count() == ROUNDS
