"""社協だよりの記事の画面と図。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reports.choices import PublicationState
from tests.people import sign_in
from tests.progress.rounds import open_year
from tests.reports.publications import publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan
    from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(plan: Plan, item: ActionItem, cast: Cast) -> int:
    """開いた年度。"""
    open_year(plan, cast.secretariat)
    return 2021


def publish(plan: Plan, cast: Cast, year: int, **values: Any) -> None:
    publish_facts(plan, (cast.secretariat, cast.secretariat_head), year, **values)


def test_the_secretariat_reads_three_articles_and_the_figure(
    plan: Plan, year: int, cast: Cast
) -> None:
    publish(plan, cast, year)
    page = sign_in(cast.secretariat).get(f"/newsletter/?year={year}").content.decode()
    for limit in (200, 400, 800):
        assert f"{limit}字以内" in page
    assert "文を写す" in page
    assert "図を受け取る（PNG）" in page


def test_a_prepared_version_serves_before_it_is_released(plan: Plan, year: int, cast: Cast) -> None:
    values = {"state": PublicationState.PREPARED, "released_at": None, "released_by": None}
    publish(plan, cast, year, **values)
    assert "200字以内" in sign_in(cast.secretariat).get("/newsletter/").content.decode()


def test_a_withdrawn_version_does_not_serve(plan: Plan, year: int, cast: Cast) -> None:
    values = {"state": PublicationState.RETRACTED, "ending_reason": "誤り"}
    publish(plan, cast, year, ended_by=cast.secretariat, ended_at="2022-09-03T00:00Z", **values)
    assert (
        "公表版がまだありません" in sign_in(cast.secretariat).get("/newsletter/").content.decode()
    )


def test_without_a_version_the_page_says_what_to_do(plan: Plan, year: int, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    assert "公表の準備をすると" in client.get("/newsletter/").content.decode()
    assert client.get("/newsletter/figure.svg").status_code == 404


def test_the_figure_comes_as_a_drawing(plan: Plan, year: int, cast: Cast) -> None:
    publish(plan, cast, year)
    client = sign_in(cast.secretariat)
    response = client.get(f"/newsletter/figure.svg?year={year}")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert client.get(f"/newsletter/figure.gif?year={year}").status_code == 404


@pytest.mark.pdf
def test_the_figure_comes_as_a_picture(plan: Plan, year: int, cast: Cast) -> None:
    publish(plan, cast, year)
    response = sign_in(cast.secretariat).get(f"/newsletter/figure.png?year={year}")
    assert response.content.startswith(b"\x89PNG")
    assert response["Content-Disposition"] == f'attachment; filename="ratings-{year}.png"'


def test_others_are_refused(plan: Plan, year: int, cast: Cast) -> None:
    publish(plan, cast, year)
    for person in (cast.staff, cast.head, cast.committee_member):
        for path in ("/newsletter/", "/newsletter/figure.svg"):
            assert sign_in(person).get(path).status_code == 403
