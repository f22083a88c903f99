"""Excelの画面: 項目が増えても問い合わせが増えず、課の人には課の行だけを渡す。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, ImportRun, Plan
from plans.workbooks import WorkbookError
from progress.models import AnnualReview, ProgressRecord
from tests.builders import make_content, make_indicator, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.entry_books import ACTUALS, CONTENTS, check, fill, seen_on, upload
from tests.progress.rounds import open_year


def test_queries_do_not_grow_with_the_items(plan: Plan, item: ActionItem, cast: Cast) -> None:
    for number in range(2, 12):
        other = make_item(plan, number, departments=["福祉支援課"])
        make_content(other, 1)
        make_indicator(other)
    open_year(plan, cast.secretariat)
    client = sign_in(cast.staff)
    with count_queries(20):
        book = client.get("/excel/file/").content
    changes: dict[Any, Any] = {(ACTUALS, "実績", row): 100 + row for row in range(11)}
    changes |= {(CONTENTS, "取組内容", row): f"取組{row}" for row in range(12)}
    with count_queries(12):
        address = upload(client, fill(book, changes))["Location"]
    with count_queries(20):
        page = client.get(address).content.decode()
    with count_queries(35):
        assert client.post(address, {"seen": seen_on(page)}).status_code == 302
    assert ImportRun.objects.get().rows[0]["changes"] == [["実績", "", "100人"]]


def test_the_file_of_a_department_holds_its_rows_only(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.other_staff)
    assert client.get("/excel/file/").status_code == 404
    assert client.get("/excel/file/?scope=whole").status_code == 200
    with pytest.raises(WorkbookError):
        check(b"", review, cast.staff)
