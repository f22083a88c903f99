"""公表: 一人が用意し、別の人が公表する。訂正は新しい版になり、取り下げても版は残る。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.actors import Actor
from plans.models import ActionItem, Plan
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord
from progress.review_workflow import move_review
from progress.workflow import ChangedMeanwhileError, NotAllowedError, ReasonNeededError
from reports.choices import PublicationState
from reports.models import PublishedFile, PublishedReport
from reports.pdf import PdfError
from reports.publication import publishing
from reports.publication.publishing import (
    BlockedError,
    UnseenError,
    discard,
    end_amendment,
    retract,
)
from tests.people import Cast
from tests.progress.rounds import actor_of, do
from tests.reports.publishing import (
    FILES,
    deliberate,
    publish_year,
    ready,
    release,
    warning_count,
)

NOTE = "人数の誤りを正しました。"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """ファイルを組む手間は、手続きと関わらないので省く。"""
    monkeypatch.setattr(publishing, "make_files", lambda *_, **__: FILES)


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    """令和3（2021）年度。委員会審議中で、ただ一つの報告は確定している。"""
    return deliberate(plan, cast)


def deed(person: Any) -> dict[str, Any]:
    return {"actor": actor_of(person), "user": person, "at": timezone.now()}


def correct(review: AnnualReview, cast: Cast, text: str = "直した成果") -> None:
    """確定を解き、成果を直し、もう一度確定する。"""
    record = do(
        ProgressRecord.objects.get(review=review), "reopen", cast.secretariat, reason="誤記"
    )
    ProgressRecord.objects.filter(pk=record.pk).update(achievement=text)
    do(record, "finalize", cast.secretariat_head)


def rows() -> tuple[Any, ...]:
    """公表に関わる行の全部。断られたときに、何も変わらないことを確かめるため。"""
    return (
        list(PublishedReport.objects.values_list()),
        list(PublishedFile.objects.values_list()),
        list(AnnualReview.objects.values_list()),
        AnnualReview.history.count(),
        PublishedReport.history.count(),
    )


def test_one_prepares_and_another_publishes(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    review.refresh_from_db()
    assert (report.state, report.version, review.state) == ("prepared", 1, "deliberating")
    assert {row.name: bytes(row.content) for row in report.files.all()} == FILES
    release(report, cast.secretariat_head)
    report.refresh_from_db()
    review.refresh_from_db()
    assert (report.state, report.released_by) == ("released", cast.secretariat_head)
    assert report.differences == []
    assert review.state == ReviewState.PUBLISHED
    last = review.history.first()
    assert (last.history_user, last.history_change_reason) == (
        cast.secretariat_head,
        "公表（第1版）",
    )
    reasons = [row.history_change_reason for row in report.history.all()]
    assert reasons == ["公表", "公表版の用意"]


def test_who_prepared_does_not_publish(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    before = rows()
    with pytest.raises(NotAllowedError):
        release(report, cast.secretariat)
    assert rows() == before


def test_the_database_keeps_the_second_person(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedReport.objects.filter(pk=report.pk).update(
            state=PublicationState.RELEASED,
            released_at=timezone.now(),
            released_by=cast.secretariat,
        )


@pytest.mark.parametrize(
    "name", ["staff", "head", "reader", "committee_member", "administrator", "outsider"]
)
def test_nobody_but_the_secretariat_publishes(review: AnnualReview, cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    report = ready(review, cast.secretariat)
    before = rows()
    with pytest.raises(NotAllowedError):
        ready(review, person)
    with pytest.raises(NotAllowedError):
        release(report, person)
    with pytest.raises(NotAllowedError):
        discard(report.pk, **deed(person))
    with pytest.raises(NotAllowedError):
        end_amendment(review.pk, **deed(person))
    assert rows() == before


def test_a_sample_person_publishes_no_real_year(review: AnnualReview, cast: Cast) -> None:
    actor = actor_of(cast.secretariat)
    sample = Actor(
        actor.user_id, actor.on, is_secretariat=True, member_of=actor.member_of, is_sample=True
    )
    with pytest.raises(NotAllowedError):
        publishing.prepare(review, actor=sample, user=cast.secretariat, at=timezone.now())
    assert not PublishedReport.objects.exists()


def test_an_unfinalized_report_stops_it(review: AnnualReview, cast: Cast) -> None:
    do(ProgressRecord.objects.get(), "reopen", cast.secretariat, reason="誤記")
    with pytest.raises(BlockedError, match="確定していない報告があります（項目1）"):
        ready(review, cast.secretariat)
    assert not PublishedReport.objects.exists()


def test_a_year_still_accepting_is_not_published(review: AnnualReview, cast: Cast) -> None:
    AnnualReview.objects.update(state=ReviewState.ACCEPTING)
    with pytest.raises(NotAllowedError):
        ready(review, cast.secretariat)


def test_what_changed_after_the_preparation_is_not_published_unseen(
    review: AnnualReview, cast: Cast
) -> None:
    report = ready(review, cast.secretariat)
    ActionItem.objects.update(title="改めた名")
    before = rows()
    with pytest.raises(ChangedMeanwhileError, match="用意した後に、内容が変わりました"):
        release(report, cast.secretariat_head)
    assert rows() == before


def test_what_changes_while_the_files_are_made_is_not_kept(
    review: AnnualReview, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: Any, **__: Any) -> dict[str, bytes]:
        ActionItem.objects.update(title="作る間に改めた名")
        return FILES

    monkeypatch.setattr(publishing, "make_files", slowly)
    with pytest.raises(ChangedMeanwhileError):
        ready(review, cast.secretariat)
    assert not PublishedReport.objects.exists()


def test_a_paper_that_cannot_be_set_leaves_nothing_behind(
    review: AnnualReview, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> dict[str, bytes]:
        raise PdfError("項目1を印刷できません。")

    monkeypatch.setattr(publishing, "make_files", fail)
    with pytest.raises(PdfError):
        ready(review, cast.secretariat)
    assert not PublishedReport.objects.exists()


def test_warnings_are_seen_before_the_year_is_published(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    count = warning_count(review)
    assert count > 0
    with pytest.raises(UnseenError, match=f"{count}件"):
        release(report, cast.secretariat_head, seen_warnings=count - 1)
    release(report, cast.secretariat_head, seen_warnings=count)


def test_preparing_again_puts_the_first_aside(review: AnnualReview, cast: Cast) -> None:
    first = ready(review, cast.secretariat)
    second = ready(review, cast.secretariat_head)
    first.refresh_from_db()
    assert (first.state, first.ended_by) == ("discarded", cast.secretariat_head)
    assert (second.state, second.version) == ("prepared", 1)
    with pytest.raises(NotAllowedError):
        release(first, cast.secretariat_head)


def test_a_preparation_may_be_given_up(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    discard(report.pk, **deed(cast.secretariat))
    report.refresh_from_db()
    assert (report.state, report.ending_reason) == ("discarded", "用意の取りやめ")
    with pytest.raises(NotAllowedError):
        release(report, cast.secretariat_head)
    assert publish_year(review, cast).version == 1


def test_a_correction_is_a_second_version_with_a_list_of_what_was_wrong(
    review: AnnualReview, cast: Cast
) -> None:
    first = publish_year(review, cast)
    before = (first.facts_text, first.sha256)
    correct(review, cast)
    with pytest.raises(ReasonNeededError, match="訂正の説明"):
        ready(review, cast.secretariat, "　")
    second = publish_year(review, cast, NOTE)
    first.refresh_from_db()
    assert (second.version, second.correction_note) == (2, NOTE)
    assert {"item": 1, "where": "成果", "before": "", "after": "直した成果"} in second.differences
    assert "やさしい説明" not in {row["where"] for row in second.differences}
    assert (first.facts_text, first.sha256, first.state) == (*before, "released")
    assert list(PublishedReport.objects.released()) == [second]
    assert set(PublishedReport.objects.public()) == {first, second}


def test_a_correction_that_changes_nothing_is_stopped_and_may_be_ended(
    review: AnnualReview, cast: Cast
) -> None:
    publish_year(review, cast)
    move_review(
        review.pk,
        "amend",
        actor=actor_of(cast.secretariat),
        user=cast.secretariat,
        reason="確かめるため",
    )
    with pytest.raises(BlockedError, match="違いがありません"):
        ready(review, cast.secretariat, NOTE)
    end_amendment(review.pk, **deed(cast.secretariat))
    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED
    assert review.history.first().history_change_reason == "公表（訂正の取りやめ）"
    assert PublishedReport.objects.count() == 1


def test_a_correction_under_way_cannot_be_ended(review: AnnualReview, cast: Cast) -> None:
    publish_year(review, cast)
    correct(review, cast)
    before = rows()
    with pytest.raises(NotAllowedError):
        end_amendment(review.pk, **deed(cast.secretariat))
    assert rows() == before


def test_a_year_never_published_is_not_closed_by_ending_a_correction(
    review: AnnualReview, cast: Cast
) -> None:
    with pytest.raises(NotAllowedError):
        end_amendment(review.pk, **deed(cast.secretariat))
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING


def test_withdrawal_takes_every_version_of_the_year_away_with_a_reason(
    review: AnnualReview, cast: Cast
) -> None:
    first = publish_year(review, cast)
    correct(review, cast)
    second = publish_year(review, cast, NOTE)
    with pytest.raises(ReasonNeededError):
        retract(second.pk, reason=" ", **deed(cast.secretariat))
    retract(second.pk, reason="個人名の誤掲載", **deed(cast.secretariat))
    for report in (first, second):
        report.refresh_from_db()
        assert (report.state, report.ending_reason) == ("retracted", "個人名の誤掲載")
        assert report.ended_by == cast.secretariat
    review.refresh_from_db()
    assert review.state == ReviewState.DELIBERATING
    assert review.history.first().history_change_reason == "公表取下げ：個人名の誤掲載"
    assert not PublishedReport.objects.public().exists()
    assert publish_year(review, cast, "直して公表し直します。").version == 3


def test_only_what_is_public_is_withdrawn(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    with pytest.raises(NotAllowedError):
        retract(report.pk, reason="理由", **deed(cast.secretariat))
    release(report, cast.secretariat_head)
    retract(report.pk, reason="理由", **deed(cast.secretariat))
    with pytest.raises(NotAllowedError):
        retract(report.pk, reason="理由", **deed(cast.secretariat))


def test_an_earlier_year_being_corrected_is_published_first(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    earlier = deliberate(plan, cast, 2020)
    publish_year(earlier, cast)
    correct(earlier, cast)
    with pytest.raises(BlockedError, match="令和2（2020）年度が訂正の途中です"):
        ready(review, cast.secretariat)
    publish_year(earlier, cast, NOTE)
    facts = publish_year(review, cast).facts
    assert [row["year"] for row in facts["items"][0]["past"]] == [2020]


def test_a_year_that_is_not_public_does_not_leak_through_another(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    for year in (2020, 2022):
        deliberate(plan, cast, year)
        ProgressRecord.objects.filter(review__fiscal_year=year).update(achievement="公表前の成果")
    report = publish_year(review, cast)
    assert report.facts["items"][0]["past"] == []
    assert "公表前の成果" not in report.facts_text
    states = {row["year"]: row["state"] for row in report.facts["plan"]["years"]}
    assert states == {2019: "", 2020: "", 2021: "published", 2022: "", 2023: ""}


def test_what_is_internal_is_not_frozen(review: AnnualReview, cast: Cast) -> None:
    record = ProgressRecord.objects.get()
    record.cautions.create(code="far", sentence="前年度と大きく違います。")
    report = publish_year(review, cast)
    assert "前年度と大きく違います" not in report.facts_text
    assert record.state == RecordState.FINALIZED
    assert report.facts["notices"]["drafts_included"] is False


def test_the_full_name_of_a_member_stops_it_but_a_family_name_alone_does_not(
    review: AnnualReview, cast: Cast
) -> None:
    member = cast.committee_member
    member.last_name, member.first_name = "林", ""
    member.save()
    ProgressRecord.objects.update(achievement="小林地区で会議を開いた。林 一郎さんが助言した。")
    assert ready(review, cast.secretariat).version == 1
    member.first_name = "一郎"
    member.save()
    with pytest.raises(BlockedError, match="氏名を公表しない委員の氏名があります（項目1の成果）"):
        ready(review, cast.secretariat)
    member.committee_terms.update(is_name_public=True)
    assert ready(review, cast.secretariat_head).version == 1
