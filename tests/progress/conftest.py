"""進行管理の試験の支度。"""

from __future__ import annotations

import pytest

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, ProgressRecord
from tests.people import Cast
from tests.progress.rounds import open_year, record_for


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    """受付中の令和3（2021）年度。"""
    return open_year(plan, cast.secretariat)


@pytest.fixture
def record(review: AnnualReview, item: ActionItem) -> ProgressRecord:
    """福祉支援課の実施項目1の、まだ何も書いていない報告。"""
    return record_for(item)
