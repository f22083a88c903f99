"""競争の試験の支度。"""

from __future__ import annotations

import pytest

from plans.models import Department
from progress.models import ProgressRecord
from tests.people import Cast
from tests.progress.conftest import record, review
from tests.races.crowd import Person, make_people

EDITORS = 20

__all__ = ["record", "review"]


@pytest.fixture
def editors(record: ProgressRecord, cast: Cast) -> list[Person]:
    """福祉支援課の職員20人。"""
    return make_people(Department.objects.get(name="福祉支援課"), EDITORS)
