"""ログインの期限が切れても、訂正の説明と取下げの理由は失われない。"""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import ActionItem, Plan
from reports.choices import PublicationState
from reports.models import PublishedReport
from tests.people import Cast
from tests.progress.rounds import open_year
from tests.reports.publications import publish_facts


@pytest.fixture
def report(plan: Plan, item: ActionItem, cast: Cast) -> PublishedReport:
    open_year(plan, cast.secretariat)
    return publish_facts(plan, (cast.secretariat, cast.secretariat_head), 2021)


def test_the_reason_of_a_withdrawal_is_kept(report: PublishedReport) -> None:
    address = f"/publication/versions/{report.pk}/retract/"
    answer = Client().post(address, {"reason": "個人名の誤掲載"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "ログインの有効期限が切れました" in page
    assert "取下げの理由" in page
    assert "個人名の誤掲載" in page
    report.refresh_from_db()
    assert report.state == PublicationState.RELEASED


def test_the_explanation_of_a_correction_is_kept(report: PublishedReport) -> None:
    address = f"/publication/{report.review_id}/prepare/"
    answer = Client().post(address, {"note": "人数を正しました"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "訂正の説明" in page
    assert "人数を正しました" in page
    assert PublishedReport.objects.get() == report
