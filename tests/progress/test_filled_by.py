"""記入する課の名。"""

from __future__ import annotations

from plans.models import ActionItem, ImplementationContent, Indicator
from progress.models import ProgressRecord
from tests.builders import make_department
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import entry_url

FORM_QUERIES = 15


def test_the_form_names_the_department_that_fills_a_row(
    record: ProgressRecord, item: ActionItem, cast: Cast
) -> None:
    partner = make_department("総務課")
    client = sign_in(cast.staff)
    assert "記入：" not in client.get(entry_url(record)).content.decode()
    Indicator.objects.update(filled_by=partner)
    ImplementationContent.objects.update(filled_by=partner)
    with count_queries(FORM_QUERIES):
        page = client.get(entry_url(record)).content.decode()
    assert page.count("記入：総務課") == 3
