"""どの画面もファイルも、設計の約束した数の問い合わせで済み、計画が増えても数が変わらないこと。

公式の計画（25 項目）と見本の年度で測る。時間は `make bench` が測る。
"""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.bench.costs import (
    OPEN_DATA,
    OPENING,
    PACKING,
    SAVING,
    SITE,
    Cost,
    measure_open_data,
    measure_opening,
    measure_packing,
    measure_reading,
    measure_saving,
    measure_site,
)
from tests.bench.many_plans import copy_plans
from tests.bench.readings import READINGS, Reading
from tests.reports.publications import publish_the_sample

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

COPIES = 10
Costs = dict[str, Cost]


@pytest.fixture(scope="module")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """計画と見本を一度だけ入れ、終わったら取り消す。"""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("install_plan", "action_plan_2019", verbosity=0)
        call_command("load_sample", verbosity=0)
        publish_the_sample()
        yield
        transaction.set_rollback(True)


def measure_all() -> Costs:
    return {reading.budget.name: measure_reading(reading) for reading in READINGS}


@pytest.fixture(scope="module")
def alone(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Costs:
    """計画が一つのときの、どの仕事の費用も。"""
    with django_db_blocker.unblock():
        return measure_all()


@pytest.fixture(scope="module")
def among_many(alone: Costs, django_db_blocker: DjangoDbBlocker) -> Costs:
    """計画が増えたときの費用。写すのは一度だけで、量り終えたら元に戻す。"""
    with django_db_blocker.unblock(), transaction.atomic():
        copy_plans(COPIES)
        costs = measure_all()
        transaction.set_rollback(True)
    return costs


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.budget.name)
def test_reading_stays_within_its_queries_however_many_plans_there_are(
    reading: Reading, alone: Costs, among_many: Costs
) -> None:
    name = reading.budget.name
    assert alone[name].queries <= reading.budget.queries
    assert among_many[name].queries == alone[name].queries


def test_the_entry_form_stays_within_its_queries_however_many_plans_there_are() -> None:
    opening, saving = measure_opening(), measure_saving()
    assert opening.queries <= OPENING.queries
    assert saving.queries <= SAVING.queries
    copy_plans(COPIES)
    assert measure_opening().queries == opening.queries
    assert measure_saving().queries == saving.queries


def test_exports_of_a_plan_stay_within_their_queries_however_many_plans_there_are() -> None:
    tables, site = measure_open_data(), measure_site()
    assert tables.queries <= OPEN_DATA.queries
    assert site.queries <= SITE.queries
    copy_plans(COPIES)
    assert measure_open_data().queries == tables.queries
    assert measure_site().queries == site.queries


@pytest.mark.pdf
def test_the_committee_pack_stays_within_its_queries() -> None:
    assert measure_packing().queries <= PACKING.queries
