"""委員会後の評価と改善策、総括。確定した報告には触れず、横に並べて残す。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, BasicGoal, Plan, Policy
from progress.choices import ReviewState
from progress.deliberation import Verdict, amend_improvement, rate_after_committee
from progress.models import (
    AmendedImprovement,
    AnnualReview,
    CommitteeRating,
    ProgressRecord,
    Summary,
)
from progress.summaries import draft_texts
from progress.workflow import ChangedMeanwhileError
from reports.facts import year_facts
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.opinions import take_one
from tests.progress.rounds import (
    actor_of,
    finish,
    open_year,
    prepare_year,
    read_boxes,
    record_for,
)

SUMMARIES = "/summaries/"


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """委員会審議中の年度の、確定した報告。"""
    review = open_year(plan, cast.secretariat)
    record = record_for(item)
    ProgressRecord.objects.update(
        self_rating=review.scale.ratings.get(code="achieved"), improvement="会場を増やす"
    )
    finish(record, cast.staff, cast.head, cast.secretariat)
    AnnualReview.objects.update(state=ReviewState.DELIBERATING)
    return record_for(item)


def page_of(record: ProgressRecord) -> str:
    return f"/deliberation/{record.pk}/"


def rate(record: ProgressRecord, person: Any, code: str = "mostly_achieved", **typed: str) -> Any:
    rating = record.review.scale.ratings.get(code=code)
    boxes = {"form_version": "0", "rating": str(rating.pk), "reason": "声も確かめる", **typed}
    return sign_in(person).post(f"{page_of(record)}rating/", boxes)


def test_the_rating_after_the_committee_stands_beside_the_own_one(
    record: ProgressRecord, plan: Plan, cast: Cast
) -> None:
    opinion = take_one(record.review, record.item, cast.secretariat)
    before = ProgressRecord.objects.values().get(pk=record.pk)
    assert rate(record, cast.secretariat, opinions=str(opinion.pk)).status_code == 302
    assert ProgressRecord.objects.values().get(pk=record.pk) == before
    row = CommitteeRating.objects.get()
    assert (row.rating.code, row.reason, row.rated_by) == (
        "mostly_achieved",
        "声も確かめる",
        cast.secretariat,
    )
    assert row.history.get().history_change_reason == "委員会後の評価（根拠の意見：1）"
    facts = year_facts(plan, 2021)["items"][0]["record"]
    assert (facts["self_rating"], facts["committee_rating"], facts["rating"]) == (
        "achieved",
        "mostly_achieved",
        "mostly_achieved",
    )
    assert [one["number"] for one in facts["committee_rating_opinions"]] == [1]


def test_without_it_the_own_rating_is_the_one_to_publish(
    record: ProgressRecord, plan: Plan
) -> None:
    facts = year_facts(plan, 2021)["items"][0]["record"]
    assert (facts["committee_rating"], facts["rating"]) == ("", "achieved")


def test_a_rating_needs_its_reason(record: ProgressRecord, cast: Cast) -> None:
    response = rate(record, cast.secretariat, reason="　")
    assert response.status_code == 400
    assert "委員会後の評価の理由を入れてください" in response.content.decode()
    assert not CommitteeRating.objects.exists()


@pytest.mark.parametrize("name", ["staff", "head", "reader", "other_staff"])
def test_only_the_secretariat_rates(record: ProgressRecord, cast: Cast, name: str) -> None:
    assert rate(record, getattr(cast, name)).status_code == 403
    assert not CommitteeRating.objects.exists()


def test_it_is_noted_only_while_the_committee_deliberates(
    record: ProgressRecord, cast: Cast
) -> None:
    AnnualReview.objects.update(state=ReviewState.ACCEPTING)
    page = rate(record, cast.secretariat)
    assert page.status_code == 403
    assert "声も確かめる" in page.content.decode()
    assert not CommitteeRating.objects.exists()


def test_the_second_rater_is_told(record: ProgressRecord, cast: Cast) -> None:
    rate(record, cast.secretariat)
    response = rate(record, cast.secretariat_head, code="achieved")
    assert response.status_code == 409
    assert CommitteeRating.objects.get().rating.code == "mostly_achieved"
    verdict = Verdict(record.review.scale.ratings.get(code="achieved"), "理由")
    acting: dict[str, Any] = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    with pytest.raises(ChangedMeanwhileError):
        rate_after_committee(record.pk, verdict, version=0, **acting)
    rate_after_committee(record.pk, verdict, version=1, **acting)


def test_the_department_amends_its_improvement_and_next_year_asks_about_that(
    record: ProgressRecord, plan: Plan, cast: Cast
) -> None:
    boxes = {"form_version": "0", "text": "会場を増やし、声も聞く"}
    address = f"{page_of(record)}improvement/"
    assert sign_in(cast.secretariat).post(address, boxes).status_code == 403
    assert sign_in(cast.staff).post(address, boxes).status_code == 302
    row = AmendedImprovement.objects.get()
    assert (row.text, row.amended_by) == ("会場を増やし、声も聞く", cast.staff)
    with pytest.raises(ChangedMeanwhileError):
        amend_improvement(record.pk, "後から", actor=actor_of(cast.head), user=cast.head, version=0)
    assert record_for(record.item).improvement == "会場を増やす"
    open_year(plan, cast.secretariat, 2022)
    following = record_for(record.item, 2022)
    page = sign_in(cast.staff).get(f"/admin/progress/progressrecord/{following.pk}/change/")
    assert "会場を増やし、声も聞く" in page.content.decode()


def test_open_opinions_stand_in_the_form_of_the_next_year(
    record: ProgressRecord, plan: Plan, cast: Cast
) -> None:
    take_one(record.review, record.item, cast.secretariat, text="持ち越される意見")
    open_year(plan, cast.secretariat, 2022)
    following = record_for(record.item, 2022)
    page = sign_in(cast.staff).get(f"/admin/progress/progressrecord/{following.pk}/change/")
    assert "持ち越される意見" in page.content.decode()


def test_the_list_sets_both_ratings_side_by_side(record: ProgressRecord, cast: Cast) -> None:
    rate(record, cast.secretariat)
    client = sign_in(cast.reader)
    page = client.get("/deliberation/").content.decode()
    assert "達成" in page
    assert "概ね達成" in page
    with count_queries(12):
        client.get("/deliberation/")


def test_summaries_are_drafted_from_counts_and_saved_by_hand(
    record: ProgressRecord, plan: Plan, cast: Cast
) -> None:
    BasicGoal.objects.create(plan=plan, number=1, title="支えあうまち")
    rate(record, cast.secretariat)
    client = sign_in(cast.secretariat)
    page = client.post(SUMMARIES, {"_draft": "1", "policy-1": "手で書いた文"}).content.decode()
    boxes = read_boxes(page)
    assert "令和3（2021）年度の全1項目の評価は、概ね達成1項目でした" in boxes["whole-0"]
    assert boxes["policy-1"].strip() == "手で書いた文"
    assert not Summary.objects.exists()
    assert client.post(SUMMARIES, {**boxes, "_summaries": "1"}).status_code == 302
    rows = {(row.subject, row.number): row for row in Summary.objects.all()}
    assert rows["policy", 1].text == "手で書いた文"
    assert rows["policy", 1].history.get().history_user == cast.secretariat
    facts = year_facts(plan, 2021)["summaries"]
    assert facts["policies"] == {"1": "手で書いた文"}
    assert facts["whole"] == rows["whole", 0].text
    with count_queries(12):
        client.get(SUMMARIES)


def test_the_second_writer_of_a_summary_keeps_the_own_words(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    boxes = read_boxes(client.get(SUMMARIES).content.decode())
    client.post(SUMMARIES, {**boxes, "whole-0": "先の文"})
    response = client.post(SUMMARIES, {**boxes, "whole-0": "後の文"})
    assert response.status_code == 409
    assert "先の文" in response.content.decode()
    assert read_boxes(response.content.decode())["whole-0"].strip() == "後の文"
    assert Summary.objects.get().text == "先の文"


def test_a_published_year_is_summed_up_no_more(record: ProgressRecord, cast: Cast) -> None:
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    assert sign_in(cast.secretariat).post(SUMMARIES, {"whole-0": "遅い文"}).status_code == 403
    assert not Summary.objects.exists()


def test_the_draft_says_when_nothing_is_final(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = open_year(plan, cast.secretariat)
    assert draft_texts(review) == {("whole", 0): "まだ確定した報告がありません。"}
    assert Policy.objects.filter(plan=plan).exists()


@pytest.mark.parametrize("address", ["/deliberation/", SUMMARIES])
def test_the_year_before_the_committee_opens_first(
    record: ProgressRecord, address: str, cast: Cast
) -> None:
    newer = prepare_year(record.review.plan, 2022, state=ReviewState.ACCEPTING)
    client = sign_in(cast.secretariat)
    assert client.get(address).context["review"] == record.review
    assert client.get(f"{address}?year=2022").context["review"] == newer
