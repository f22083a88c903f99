"""選べる年度。新しいもの、まだ公表していないもの、尋ねた計画のもの。計画が増えても、数は増えない。"""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.choices import OpinionState, ReviewState
from progress.models import AnnualReview, Opinion
from progress.plan_order import LISTED_YEARS, asked_plan, listed_reviews
from tests.builders import make_item, make_plan
from tests.people import Cast, sign_in
from tests.progress.opinions import take_one
from tests.progress.rounds import actor_of, open_year

OPINIONS = "/opinions/"


@pytest.fixture
def old_review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    """ずっと前の計画の、公表した年度。その後の計画の年度は LISTED_YEARS 個ある。"""
    review = open_year(plan, cast.secretariat)
    for index in range(LISTED_YEARS // 5):
        first = 2024 + index * 5
        later = make_plan(name=f"計画{index}", first_year=first, last_year=first + 4)
        for year in later.years:
            values = {"scale": review.scale, "state": ReviewState.PUBLISHED}
            AnnualReview.objects.create(plan=later, fiscal_year=year, **values)
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    review.refresh_from_db()
    return review


def listed(cast: Cast, asked: int | None = None) -> list[AnnualReview]:
    return list(listed_reviews(actor_of(cast.secretariat), asked))


def test_the_newest_years_are_listed_and_an_old_one_when_its_plan_is_asked_for(
    old_review: AnnualReview, cast: Cast
) -> None:
    assert old_review not in listed(cast)
    assert len(listed(cast)) == LISTED_YEARS
    assert listed(cast, old_review.plan_id)[-1] == old_review


def test_a_year_not_yet_published_is_always_listed(old_review: AnnualReview, cast: Cast) -> None:
    AnnualReview.objects.filter(pk=old_review.pk).update(state=ReviewState.DELIBERATING)
    assert old_review in listed(cast)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("7", 7), ("", None), ("x", None), ("-1", None), ("７", None), ("9" * 30, None)],
)
def test_what_is_no_number_asks_for_no_plan(asked: str, number: int | None) -> None:
    assert asked_plan({"plan": asked}) == number


def test_the_register_keeps_what_is_open_however_old_and_shows_the_rest_by_plan(
    old_review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    other = make_item(old_review.plan, 9, departments=["福祉支援課"])
    opened = take_one(old_review, item, cast.secretariat, text="まだ続いている意見")
    closed = take_one(old_review, other, cast.secretariat, text="とうに終わった意見")
    signed = {"closed_at": timezone.now(), "closed_by": cast.secretariat}
    Opinion.objects.filter(pk=closed.pk).update(state=OpinionState.CLOSED, **signed)
    client = sign_in(cast.secretariat)
    page = client.get(OPINIONS).content.decode()
    assert opened.text in page
    assert closed.text not in page
    asked = client.get(OPINIONS, {"plan": old_review.plan_id}).content.decode()
    assert opened.text in asked
    assert closed.text in asked


def test_a_year_is_chosen_by_its_own_number_where_two_plans_share_a_year(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    twin = make_plan(name="もう一つの計画")
    make_item(twin, departments=["福祉支援課"])
    second = open_year(twin, cast.secretariat)
    AnnualReview.objects.update(state=ReviewState.DELIBERATING)
    client = sign_in(cast.secretariat)
    for page in ("/deliberation/", "/summaries/", "/opinions/new/"):
        shown = client.get(page, {"review": second.pk})
        assert shown.context["review"] == second
        assert f'<option value="{second.pk}" selected>' in shown.content.decode()
    assert client.get("/summaries/", {"review": "x"}).status_code == 404
