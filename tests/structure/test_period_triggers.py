"""計画期間の外の年度を拒むトリガーが、どちらのデータベースにもあり、働くか。

落ちたときは、表を作り直すマイグレーションの操作を plans.period_triggers.KeepPeriodTriggers に包む。
"""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from plans.models import PhaseSpan, Plan, Target
from plans.period_triggers import MESSAGE, KeepPeriodTriggers
from progress.installation import install_plan
from progress.models import AnnualReview, RatingScale

TRIGGERS = (
    *import_module("plans.migrations.0002_period_triggers").TRIGGERS,
    *import_module("progress.migrations.0002_period_triggers").TRIGGERS,
)
LISTING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def trigger_names() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(LISTING[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def expected_names() -> set[str]:
    if connection.vendor == "postgresql":
        return {trigger.name for trigger in TRIGGERS}
    events = ("insert", "update")
    return {f"{trigger.name}_{event}" for trigger in TRIGGERS for event in events}


@pytest.fixture
def official_plan(db: None) -> Plan:
    install_plan("action_plan_2019")
    return Plan.objects.get()


def move_target(year: int) -> None:
    Target.objects.filter(fiscal_year=2023, indicator__number=3).update(fiscal_year=year)


def add_target(year: int) -> None:
    target = Target.objects.first()
    assert target is not None
    target.pk, target.fiscal_year = None, year
    Target.objects.bulk_create([target])


def move_span_start(year: int) -> None:
    PhaseSpan.objects.filter(first_year=2019, last_year=2023).update(first_year=year)


def move_span_end(year: int) -> None:
    PhaseSpan.objects.filter(first_year=2019, last_year=2023).update(last_year=year)


def add_span(year: int) -> None:
    span = PhaseSpan.objects.first()
    assert span is not None
    span.pk, span.order, span.first_year, span.last_year = None, 99, year, year
    PhaseSpan.objects.bulk_create([span])


def add_review(year: int) -> None:
    scale = RatingScale.objects.create(name="三段階")
    AnnualReview.objects.create(plan=Plan.objects.get(), scale=scale, fiscal_year=year)


def move_review(year: int) -> None:
    add_review(2020)
    AnnualReview.objects.update(fiscal_year=year)


def end_plan(year: int) -> None:
    Plan.objects.update(last_year=year)


def end_plan_with_only_reviews(year: int) -> None:
    add_review(2023)
    Target.objects.all().delete()
    PhaseSpan.objects.all().delete()
    end_plan(year)


def begin_plan(year: int) -> None:
    Plan.objects.update(first_year=year)


REFUSED = [
    (move_target, 2024), (move_target, 2018), (add_target, 2024), (add_target, 2018),
    (move_span_start, 2018), (move_span_end, 2024), (add_span, 2024), (add_span, 2018),
    (add_review, 2018), (add_review, 2024), (move_review, 2024), (end_plan, 2022),
    (end_plan_with_only_reviews, 2022), (begin_plan, 2020),
]  # fmt: skip
ALLOWED = [
    (move_span_start, 2020), (move_span_end, 2022), (add_span, 2019), (add_review, 2019),
    (add_review, 2023), (move_review, 2021), (end_plan, 2024),
]  # fmt: skip


@pytest.mark.django_db
def test_the_triggers_are_there() -> None:
    assert trigger_names() >= expected_names()


@pytest.mark.parametrize(("deed", "year"), REFUSED)
def test_a_year_outside_the_period_is_refused(official_plan: Plan, deed: Any, year: int) -> None:
    with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
        deed(year)


@pytest.mark.parametrize(("deed", "year"), ALLOWED)
def test_a_year_inside_the_period_is_accepted(official_plan: Plan, deed: Any, year: int) -> None:
    deed(year)


def change_column(model: type[models.Model], name: str) -> migrations.AlterField:
    changed = model._meta.get_field(name).clone()
    changed.help_text, changed.null = "作り直しの試験", True
    return migrations.AlterField(model._meta.model_name or "", name, changed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("model", "name"), [(Plan, "organization"), (Target, "fiscal_year"), (PhaseSpan, "label")]
)
def test_a_table_can_be_remade_and_keeps_its_triggers(model: type[models.Model], name: str) -> None:
    before = ProjectState.from_apps(apps)
    operation = KeepPeriodTriggers([change_column(model, name)])
    after = before.clone()
    operation.state_forwards("plans", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("plans", editor, before, after)
    during = trigger_names()
    with connection.schema_editor() as editor:
        operation.database_backwards("plans", editor, after, before)
    assert during >= expected_names()
    assert trigger_names() >= expected_names()


def test_the_wrapping_operation_can_be_written_to_a_migration_file() -> None:
    operation = KeepPeriodTriggers([migrations.RunSQL("SELECT 1", "SELECT 1")])
    name, arguments, options = operation.deconstruct()
    assert (name, arguments) == ("KeepPeriodTriggers", [])
    assert options["operations"] == operation.database_operations
