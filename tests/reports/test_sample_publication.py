"""見本の公表と資料: 見本の一年は公表されて訂正され、次の年の資料は委員に配られている。"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from plans.models import User
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, CommitteeMeeting, ProgressRecord
from progress.sample import load_sample
from progress.sample_removal import remove_sample
from reports.models import CommitteePack, MediaNotice, PublishedFile, PublishedReport
from reports.packs import making
from reports.packs.options import contents_of
from reports.packs.sample import distribute_sample_pack
from reports.pdf import PdfDocument
from reports.pdf.pack import render_pack
from reports.publication import publishing
from reports.publication.sample import publish_sample
from tests.people import sign_in
from tests.progress.shared_rows import official_plan_rolled_back
from tests.reports.pdf_reading import pages_of
from tests.reports.publishing import FILES

TODAY = dt.date(2026, 5, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """見本の年度の一年が公表され、次の年の資料が配られた場面。ファイルを組む手間は省く。"""
    patch = pytest.MonkeyPatch()
    patch.setattr(publishing, "make_files", lambda *_, **__: FILES)
    patch.setattr(making, "render_pack", lambda *_, **__: PdfDocument(b"%PDF-1.7", ()))
    patch.setattr(making, "build_pack_workbook", lambda *_: b"xlsx")
    with django_db_blocker.unblock(), official_plan_rolled_back():
        load_sample(TODAY)
        assert publish_sample(TODAY) == 2
        assert distribute_sample_pack(TODAY) is not None
        yield
    patch.undo()


def test_the_earliest_year_is_public_in_two_versions() -> None:
    review = AnnualReview.objects.get(fiscal_year=2019)
    versions = list(PublishedReport.objects.public().order_by("version"))
    assert review.state == ReviewState.PUBLISHED
    assert [(row.version, row.is_sample, row.fiscal_year) for row in versions] == [
        (1, True, 2019),
        (2, True, 2019),
    ]
    assert {row.state for row in ProgressRecord.objects.filter(review=review)} == {
        RecordState.FINALIZED
    }


def test_two_people_publish_it() -> None:
    for report in PublishedReport.objects.all():
        assert (report.prepared_by.username, report.released_by.username) == ("soumu1", "soumu2")


def test_the_second_version_lists_what_was_wrong() -> None:
    report = PublishedReport.objects.released().get()
    shown = {row["where"]: (row["before"], row["after"]) for row in report.differences}
    place = "指標「サービス提供（派遣回数）」の平成31（2019）年度の実績"
    assert shown[place] == ("6,588回", "6,558回")
    assert {row["item"] for row in report.differences} == {4}
    assert report.correction_note.startswith("（例）")


def test_the_mark_of_the_sample_is_in_the_copy() -> None:
    for report in PublishedReport.objects.all():
        assert report.facts["notices"]["sample_text"] == "見本データ（架空）"


def test_no_trace_carries_the_day_of_loading() -> None:
    review = AnnualReview.objects.get(fiscal_year=2019)
    committee_on = review.committee_on
    assert committee_on is not None
    days = [row.history_date.date() for row in review.history.all()]
    assert max(days) < TODAY
    record = ProgressRecord.objects.get(review=review, item__number=4)
    assert record.history.latest().history_date.date() > committee_on
    assert record.history.latest().history_date.date() < TODAY


def test_the_next_meeting_has_its_pack_and_the_members_see_it() -> None:
    pack = CommitteePack.objects.get()
    meeting = CommitteeMeeting.objects.filter(review__fiscal_year=2020).latest("number")
    assert (pack.meeting, pack.is_distributed, pack.distributed_by.username) == (
        meeting,
        True,
        "soumu1",
    )
    page = sign_in(User.objects.get(username="iin1")).get(f"/packs/{pack.pk}/")
    assert page.status_code == 200
    assert pack.history.latest().history_change_reason.startswith("配布：（例）")


@pytest.mark.pdf
def test_every_item_of_the_sample_is_one_sheet_of_front_and_back() -> None:
    pack = CommitteePack.objects.get()
    only = replace(contents_of(pack), parts=("sheets",))
    pages = pages_of(render_pack(pack.facts, only).content)
    tags = [re.search(r"資料5-(\d+)", page) for page in pages]
    assert [int(tag[1]) for tag in tags if tag] == [
        number for item in pack.facts["items"] for number in (item["number"],) * 2
    ]
    assert len(pages) == 2 * len(pack.facts["items"])


def test_a_second_loading_publishes_and_distributes_nothing_more() -> None:
    assert publish_sample(TODAY) == 0
    assert distribute_sample_pack(TODAY) is None


def test_the_removal_of_the_sample_takes_it_all_away() -> None:
    remove_sample()
    for model in (PublishedReport, PublishedFile, MediaNotice, CommitteePack):
        assert not model._default_manager.exists()
    assert PublishedReport.history.count() == 0
    assert MediaNotice.history.count() == 0
    assert not User.objects.exists()
