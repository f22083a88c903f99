"""年度を開く。"""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.choices import Absence
from plans.models import ActionItem, Plan
from progress.choices import RecordState, ReviewState
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from progress.opening import default_scale, open_review
from progress.workflow import NotAllowedError
from tests.builders import make_indicator, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import actor_of, prepare_year


def open_as(person, review):
    return open_review(review.pk, actor=actor_of(person), user=person, at=timezone.now())


def test_opening_creates_one_blank_record_with_its_rows_for_every_item(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_item(plan, 2, departments=["総務課"])
    review = prepare_year(plan)
    assert open_as(cast.secretariat, review) == 2
    review.refresh_from_db()
    assert review.state == ReviewState.ACCEPTING
    records = ProgressRecord.objects.filter(review=review)
    assert {record.state for record in records} == {RecordState.BLANK}
    assert Actual.objects.get().absence == Absence.NOT_ENTERED
    assert ContentProgress.objects.count() == 2


def test_opening_leaves_a_history_entry_by_the_opener_on_every_row(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_as(cast.secretariat, prepare_year(plan))
    for model in (ProgressRecord, Actual, ContentProgress):
        entries = model.history.all()
        assert len(entries) == model.objects.count()
        assert {entry.history_user for entry in entries} == {cast.secretariat}
    assert AnnualReview.history.first().history_change_reason == "年度の受付開始"


def test_opening_again_adds_only_what_is_missing(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = prepare_year(plan)
    open_as(cast.secretariat, review)
    ProgressRecord.objects.update(achievement="書いた文")
    make_item(plan, 2, departments=["総務課"])
    make_indicator(item, 2)
    assert open_as(cast.secretariat, review) == 1
    assert ProgressRecord.objects.get(item=item).achievement == "書いた文"
    assert Actual.objects.count() == 2
    assert open_as(cast.secretariat, review) == 0
    assert ProgressRecord.history.count() == 2


def test_opening_fixes_the_figures_of_the_plan(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_as(cast.secretariat, prepare_year(plan))
    plan.refresh_from_db()
    first = plan.figures_locked_at
    assert first is not None
    open_as(cast.secretariat, prepare_year(plan, 2022))
    plan.refresh_from_db()
    assert plan.figures_locked_at == first


@pytest.mark.parametrize(
    "name", ["staff", "head", "reader", "other_staff", "committee_member", "administrator"]
)
def test_only_the_secretariat_opens_a_year(
    plan: Plan, item: ActionItem, cast: Cast, name: str
) -> None:
    review = prepare_year(plan)
    with pytest.raises(NotAllowedError):
        open_as(getattr(cast, name), review)
    review.refresh_from_db()
    assert review.state == ReviewState.PREPARING
    assert not ProgressRecord.objects.exists()


def test_the_button_opens_the_year_and_says_so(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = prepare_year(plan)
    client = sign_in(cast.secretariat)
    page = f"/admin/progress/annualreview/{review.pk}/change/"
    assert "受付を始める" in client.get(page).content.decode()
    response = client.post(f"/admin/progress/annualreview/{review.pk}/open/", follow=True)
    assert "受付を始めました（報告 1件を作成）" in response.content.decode()


def test_staff_see_the_year_but_no_button(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = prepare_year(plan)
    client = sign_in(cast.staff)
    page = client.get(f"/admin/progress/annualreview/{review.pk}/change/")
    assert page.status_code == 200
    assert "受付を始める" not in page.content.decode()
    client.post(f"/admin/progress/annualreview/{review.pk}/open/")
    review.refresh_from_db()
    assert review.state == ReviewState.PREPARING


def test_a_year_outside_the_plan_is_refused_in_japanese(plan: Plan, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    scale = prepare_year(plan).scale
    response = client.post(
        "/admin/progress/annualreview/add/",
        {"plan": plan.pk, "fiscal_year": 2030, "scale": scale.pk},
    )
    assert "計画期間（平成31（2019）年度～令和5（2023）年度）の年度" in response.content.decode()
    assert AnnualReview.objects.count() == 1


def test_a_real_year_is_not_opened_by_a_sample_person(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    cast.secretariat.is_sample = True
    cast.secretariat.save()
    review = prepare_year(plan)
    with pytest.raises(NotAllowedError):
        open_as(cast.secretariat, review)
    review.refresh_from_db()
    assert (review.state, review.is_sample) == (ReviewState.PREPARING, False)


def test_a_year_prepared_by_a_sample_person_is_a_sample(plan: Plan, cast: Cast) -> None:
    cast.secretariat.is_sample = True
    cast.secretariat.save()
    scale = default_scale()
    sign_in(cast.secretariat).post(
        "/admin/progress/annualreview/add/",
        {"plan": plan.pk, "fiscal_year": 2022, "scale": scale.pk},
    )
    assert AnnualReview.objects.get().is_sample
