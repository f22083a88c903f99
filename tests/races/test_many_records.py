"""50人がそれぞれ別の報告を同時に書いても、だれも待たされて落ちない。"""

from __future__ import annotations

import pytest

from plans.models import Department, Plan
from progress.choices import RecordState
from progress.models import ProgressRecord
from tests.builders import make_content, make_indicator, make_item
from tests.people import Cast
from tests.progress.rounds import open_year
from tests.races.crowd import crowd_of, make_people, save_text

EDITORS = 50
ROUNDS = 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_people_save_fifty_reports_without_an_error(plan: Plan, cast: Cast) -> None:
    for number in range(1, EDITORS + 1):
        item = make_item(plan, number, departments=["福祉支援課"])
        make_content(item)
        make_indicator(item)
    review = open_year(plan, cast.secretariat)
    editors = make_people(Department.objects.get(name="福祉支援課"), EDITORS)
    records = list(ProgressRecord.objects.filter(review=review).order_by("item__number"))
    with crowd_of(EDITORS) as crowd:
        for turn in range(ROUNDS):
            results = crowd.together(
                lambda number, turn=turn: save_text(
                    editors[number], records[number].pk, 1 + turn, f"{turn}回目の{number}"
                )
            )
            assert results == [True] * EDITORS
    saved = ProgressRecord.objects.filter(review=review).order_by("item__number")
    assert [(row.state, row.version, row.achievement) for row in saved] == [
        (RecordState.DRAFT, 1 + ROUNDS, f"{ROUNDS - 1}回目の{number}") for number in range(EDITORS)
    ]
    assert ProgressRecord.history.filter(history_type="~").count() == EDITORS * ROUNDS
