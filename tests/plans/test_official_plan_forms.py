"""官製の計画が、管理画面と実施時期の画面をそのまま通ること。"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from plans.models import (
    ActionItem,
    BasicGoal,
    ImplementationContent,
    Indicator,
    PhaseSpan,
    Plan,
    SourceNote,
    Target,
    User,
)
from tests.bench.forms import read_form
from tests.counting import count_queries
from tests.people import make_cast, sign_in
from tests.plans.admin_pages import change_address, list_address, save

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """計画と人を一度だけ入れ、終わったら取り消す。"""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "action_plan_2019", verbosity=0)
        make_cast(Plan.objects.get())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clerk() -> Client:
    return sign_in(User.objects.get(username="secretariat"))


def pressed(client: Client, number: int, action: str, **changes: str) -> int:
    address = f"/schedule/{number}/"
    posted = read_form(client.get(address).content.decode(), "schedule_form")
    return client.post(address, {**posted, **changes, "action": action}).status_code


def test_every_item_and_indicator_saves_unchanged_without_new_history(clerk: Client) -> None:
    written = (ActionItem, Indicator, Target, PhaseSpan, ImplementationContent)
    before = [model.history.count() for model in written]
    for model in (ActionItem, Indicator):
        for row in model.objects.all():
            assert save(clerk, change_address(row), {}).status_code == 302, row
    assert [model.history.count() for model in written] == before


def test_every_content_saves_with_one_more_basic_goal(clerk: Client) -> None:
    goals = [str(goal.pk) for goal in BasicGoal.objects.filter(number__in=(1, 2))]
    for content in ImplementationContent.objects.filter(item__number__in=(1, 23)):
        assert save(clerk, change_address(content), {"basic_goals": goals}).status_code == 302
        assert content.basic_goals.count() == 2


def test_every_schedule_saves_unchanged_and_is_confirmed_with_one_press(clerk: Client) -> None:
    for number in range(1, 26):
        assert pressed(clerk, number, "save") == 302, number
    assert not PhaseSpan.history.exists()
    for number in range(1, 26):
        assert pressed(clerk, number, "confirm") == 302, number
    assert not ActionItem.objects.all().awaiting_schedule_confirmation().exists()
    assert ActionItem.history.count() == 25


def test_every_alternative_of_the_book_can_be_taken_and_saved(clerk: Client) -> None:
    notes = [note for note in SourceNote.objects.select_related("item") if note.alternatives]
    assert len(notes) >= 12
    for note in notes:
        assert note.item is not None
        keys = {content.key for content in note.item.contents.all()}
        for index, alternative in enumerate(note.alternatives):
            assert set(alternative["rows"]) <= keys, json.dumps(alternative, ensure_ascii=False)
            address = f"/schedule/{note.item.number}/"
            posted = read_form(clerk.get(address).content.decode(), "schedule_form")
            taken = clerk.post(address, {**posted, "action": f"take-{note.pk}-{index}"})
            posted = read_form(taken.content.decode(), "schedule_form")
            wanting = [
                name for name, value in posted.items() if name[-8:] == "-stage_1" and not value
            ]
            assert wanting == []
            with count_queries(20):
                saved = clerk.post(address, {**posted, "action": "save"})
            assert saved.status_code == 302, alternative["label"]


def test_lists_and_forms_keep_to_their_queries(clerk: Client) -> None:
    item = ActionItem.objects.get(number=3)
    budgets = {
        list_address(ActionItem): 12,
        list_address(Indicator): 12,
        list_address(ImplementationContent): 12,
        list_address(SourceNote): 12,
        change_address(item): 20,
        change_address(item.indicators.first()): 12,
        change_address(item.contents.first()): 12,
        "/schedule/": 12,
        "/schedule/3/": 12,
    }
    for address, budget in budgets.items():
        clerk.get(address)
        with count_queries(budget):
            clerk.get(address)
