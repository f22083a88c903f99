"""どの部屋の試験でも使う道具。"""

from __future__ import annotations

import pytest

from plans.models import ActionItem, Plan
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, make_cast
from tests.ready_database import (
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
    kept_database,
)

__all__ = [
    "django_db_keepdb",
    "django_db_modify_db_settings",
    "django_db_setup",
    "kept_database",
]


@pytest.fixture
def plan(db: None) -> Plan:
    """公開済みの小さな計画。"""
    return make_plan()


def make_first_item(plan: Plan) -> ActionItem:
    """福祉支援課の実施項目1を作る。実施内容が二つ、指標が一つ（基準値と5か年の目標値）ある。"""
    item = make_item(plan, departments=["福祉支援課"])
    make_content(item, 1)
    make_content(item, 2, spans=[("実施", 2019, 2023)])
    targets = {year: f"{year - 2009}人" for year in plan.years}
    make_indicator(item, baseline="9人", targets=targets)
    return item


@pytest.fixture
def item(plan: Plan) -> ActionItem:
    """福祉支援課の実施項目1。"""
    return make_first_item(plan)


@pytest.fixture
def cast(plan: Plan) -> Cast:
    """登場人物。"""
    return make_cast(plan)
