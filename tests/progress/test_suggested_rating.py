"""評価の提案は、様式でも保存でも総務課の画面でも、実施時期と比べた同じ判定による。"""

from __future__ import annotations

import html

import pytest
from django.utils import timezone

from plans.models import ActionItem
from progress.choices import Pace, RecordState
from progress.models import ProgressRecord, Rating
from tests.people import Cast, sign_in
from tests.progress.rounds import entry_url, send_entry

BELIEVED = {"contents__0__pace": Pace.NOT_STARTED_PLANNED, "actuals__0__first": "12"}


@pytest.fixture
def rated_met(record: ProgressRecord) -> dict[str, str]:
    """始まっていないのに「達成」と評価する記入。計画では「実施」の年度。"""
    return {**BELIEVED, "self_rating": str(Rating.objects.get(code="achieved").pk)}


def confirm_schedule(item: ActionItem) -> None:
    """実施時期を原本と照合したことにする。"""
    item.schedule_confirmed_at = timezone.now()
    item.save()


def test_what_should_have_begun_by_the_plan_needs_a_reason_to_be_called_met(
    record: ProgressRecord, item: ActionItem, cast: Cast, rated_met: dict[str, str]
) -> None:
    confirm_schedule(item)
    client = sign_in(cast.staff)
    refused = send_entry(client, record, "_submit", **rated_met)
    page = html.unescape(refused.content.decode())
    assert list(refused.context["adminform"].form.errors) == ["rating_reason"]
    assert "提案（未達成）と違う評価にした理由を書いてください。" in page
    assert "計画の年度と比べて遅れとした実施内容が1件あります。" in page
    record.refresh_from_db()
    assert (record.state, record.version) == (RecordState.BLANK, 1)


def test_the_form_and_the_dashboard_judge_the_same(
    record: ProgressRecord, item: ActionItem, cast: Cast
) -> None:
    confirm_schedule(item)
    assert send_entry(sign_in(cast.staff), record, **BELIEVED).status_code == 302
    form = html.unescape(sign_in(cast.staff).get(entry_url(record)).content.decode())
    assert "提案：<strong>未達成</strong>" in form
    assert "照合の済んだ実施時期と報告された進みを比べて決めます。" in form
    overview = sign_in(cast.secretariat).get("/overview/attention/?year=2021").content.decode()
    assert "が未着手（遅れ）です。計画では「実施」の年度ですが、始まっていません。" in overview


def test_an_unconfirmed_schedule_does_not_stand_against_the_rating(
    record: ProgressRecord, cast: Cast, rated_met: dict[str, str]
) -> None:
    assert send_entry(sign_in(cast.staff), record, "_submit", **rated_met).status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
