"""再掲の実施内容は、元の項目で書き、再掲の項目では尋ねない。"""

from __future__ import annotations

from django.template.loader import render_to_string

from plans.models import ActionItem, Plan
from progress.choices import Pace
from progress.entry_sheet import load_sheet
from progress.models import ContentProgress, ProgressRecord
from tests.builders import make_content, make_item
from tests.counting import count_queries
from tests.people import Cast
from tests.progress.rounds import open_year, record_for


def repeat_first_content(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """項目2に、項目1の実施内容1を再掲し、自身の実施内容2も置いて、年度を開く。"""
    other = make_item(plan, 2, departments=["総務課"])
    make_content(other, 1, title="再掲の内容", repeats=item.contents.get(number=1))
    make_content(other, 2, title="自身の内容")
    open_year(plan, cast.secretariat)
    return record_for(other)


def test_the_text_entered_at_the_source_is_shown(plan: Plan, item: ActionItem, cast: Cast) -> None:
    record = repeat_first_content(plan, item, cast)
    ContentProgress.objects.filter(content__item=item, content__number=1).update(
        pace=Pace.DELAYED, activities="元の項目の文"
    )
    relisted = load_sheet(record).relisted
    page = render_to_string("progress/relisted_contents.html", {"relisted": relisted})
    assert [row.content.title for row in relisted] == ["再掲の内容"]
    assert "実施項目1" in page
    assert f"/progressrecord/{record_for(item).pk}/change/" in page
    assert "遅れ" in page
    assert "元の項目の文" in page


def test_repeats_cost_no_query_of_their_own(plan: Plan, item: ActionItem, cast: Cast) -> None:
    repeating = repeat_first_content(plan, item, cast)
    for pk, count in ((repeating.pk, 1), (record_for(item).pk, 0)):
        record = ProgressRecord.objects.select_related("review", "item").get(pk=pk)
        with count_queries(2):
            sheet = load_sheet(record)
        assert len(sheet.relisted) == count
        assert sheet.siblings == []
