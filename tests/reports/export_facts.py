"""書き出しの試験に使う事実。データベースは一度だけ使い、あとは辞書で試す。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from plans.models import Plan
from reports.facts import year_facts
from tests.reports.export_plans import OTHER_YEARS, load_official_plan, make_other_plan, report_year

Facts = dict[str, Any]

FREE_TEXT_KEYS = frozenset(
    {
        "achievement", "activities", "formula", "improvement", "issues", "kind_label", "label",
        "name", "note", "organization", "qualifier_label", "rating_reason", "remark",
        "self_rating_label", "settled_text", "short_name", "submitted_at", "text", "title", "unit",
        "band_label", "lead_department",
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """試験の組の間だけ続き、終わると消えるデータベース。"""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def official_plan(database: None) -> Plan:
    """公式の計画。2020年度と2021年度（項目2と5は下書き）の報告がある。"""
    plan = load_official_plan()
    report_year(plan, 2020)
    report_year(plan, 2021, drafts=(2, 5), is_sample=True)
    return plan


@pytest.fixture(scope="module")
def official_facts(official_plan: Plan) -> Facts:
    return year_facts(official_plan, 2021)


@pytest.fixture(scope="module")
def internal_facts(official_plan: Plan) -> Facts:
    return year_facts(official_plan, 2021, include_drafts=True)


@pytest.fixture(scope="module")
def unopened_facts(official_plan: Plan) -> Facts:
    return year_facts(official_plan, 2023)


@pytest.fixture(scope="module")
def other_facts(database: None) -> Facts:
    plan = make_other_plan()
    report_year(plan, 2025)
    return year_facts(plan, OTHER_YEARS[1])


def small_facts(facts: Facts) -> Facts:
    """先頭の二項目だけの事実。初めの項目に関連計画を添える。"""
    first, second = facts["items"][:2]
    linked = {**first, "related_plans": [{"name": "関わりの深い計画"}]}
    return {**facts, "items": [linked, second]}


def with_every_text(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    """事実の自由な文字（空でないもの）を、すべて change で置き換える。"""
    if isinstance(value, dict):
        return {name: with_every_text(part, change, name) for name, part in value.items()}
    if isinstance(value, list):
        return [with_every_text(part, change, key) for part in value]
    if isinstance(value, str) and value and key in FREE_TEXT_KEYS:
        return change(value)
    return value
