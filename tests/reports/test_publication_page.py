"""公表の画面: 確かめ、用意、公表、取下げ。ボタンは、いまできることだけ。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, ProgressRecord
from reports.models import MediaNotice, PublishedReport
from reports.publication import publishing
from tests.builders import make_content, make_indicator, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do
from tests.reports.publications import publish_facts
from tests.reports.publishing import FILES, deliberate, publish_year, ready, warning_count

pytestmark = pytest.mark.one_database

PAGE_QUERIES = 36


@pytest.fixture(autouse=True)
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "make_files", lambda *_, **__: FILES)


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return deliberate(plan, cast)


def show(person: Any, address: str = "/publication/?year=2021") -> str:
    response = sign_in(person).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def press(person: Any, address: str, **typed: str) -> Any:
    return sign_in(person).post(f"/publication/{address}/", typed, follow=True)


def test_one_presses_to_prepare_and_another_to_publish(review: AnnualReview, cast: Cast) -> None:
    assert "公表版を用意する" in show(cast.secretariat)
    page = press(cast.secretariat, f"{review.pk}/prepare").content.decode()
    assert "第1版を用意しました。総務課の別の人が公表できます。" in page
    assert "第1版を公表する" not in page
    report = PublishedReport.objects.get()
    assert "第1版を公表する" in show(cast.secretariat_head)
    refused = press(cast.secretariat_head, f"versions/{report.pk}/publish")
    assert refused.status_code == 409
    assert "確かめ、印を付けてから公表してください" in refused.content.decode()
    seen = str(warning_count(review))
    page = press(
        cast.secretariat_head, f"versions/{report.pk}/publish", seen_warnings=seen
    ).content.decode()
    assert "第1版を公表しました。" in page
    report.refresh_from_db()
    assert (report.state, report.released_by) == ("released", cast.secretariat_head)


def test_what_stops_it_is_shown_with_the_way_to_mend_it(review: AnnualReview, cast: Cast) -> None:
    do(ProgressRecord.objects.get(), "reopen", cast.secretariat, reason="誤記")
    page = show(cast.secretariat)
    assert "公表を止めるもの（1件）" in page
    assert "確定していない報告があります（項目1）。" in page
    assert "公表版を用意する" not in page
    refused = press(cast.secretariat, f"{review.pk}/prepare")
    assert refused.status_code == 409
    assert "確定していない報告があります（項目1）。" in refused.content.decode()


def test_the_explanation_of_a_correction_survives_a_refusal(
    review: AnnualReview, cast: Cast
) -> None:
    publish_year(review, cast)
    do(ProgressRecord.objects.get(), "reopen", cast.secretariat, reason="誤記")
    refused = press(cast.secretariat, f"{review.pk}/prepare", note="打った説明")
    assert refused.status_code == 409
    do(ProgressRecord.objects.get(), "finalize", cast.secretariat_head)
    ProgressRecord.objects.update(achievement="直した成果")
    hidden = press(cast.secretariat, f"{review.pk}/prepare", note="見え\x00ない字")
    assert hidden.status_code == 409
    assert "見えない字</textarea>" in hidden.content.decode()
    page = press(cast.secretariat, f"{review.pk}/prepare", note="").content.decode()
    assert "訂正の説明を入れてください" in page
    page = press(cast.secretariat, f"{review.pk}/prepare", note="正しました").content.decode()
    assert "公表を待つ第2版" in page
    assert '<th scope="row">成果</th>' in page
    assert "直した成果" in page


def test_withdrawing_asks_for_a_reason_and_keeps_what_was_typed(
    review: AnnualReview, cast: Cast
) -> None:
    report = publish_year(review, cast)
    assert "公表を取り下げる" in show(cast.secretariat)
    refused = press(cast.secretariat, f"versions/{report.pk}/retract", reason="　")
    assert refused.status_code == 409
    assert "公表取下げの理由を入れてください" in refused.content.decode()
    long = "あ" * 2001
    refused = press(cast.secretariat, f"versions/{report.pk}/retract", reason=long)
    assert refused.status_code == 409
    assert long in refused.content.decode()
    page = press(
        cast.secretariat, f"versions/{report.pk}/retract", reason="誤掲載"
    ).content.decode()
    assert "公表を取り下げました" in page
    assert "公表中の版はありません" in page


def test_a_published_year_says_so_and_shows_how_to_correct_it(
    review: AnnualReview, cast: Cast
) -> None:
    publish_year(review, cast)
    page = show(cast.secretariat)
    assert "いまの内容は、公表中の版のとおりです" in page
    assert "公表の前の確かめ" not in page


def test_a_correction_without_a_difference_may_be_ended(review: AnnualReview, cast: Cast) -> None:
    publish_year(review, cast)
    AnnualReview.objects.update(state="deliberating")
    assert "訂正をやめる" in show(cast.secretariat)
    assert (
        "訂正をやめ、公表済に戻しました"
        in press(cast.secretariat, f"{review.pk}/end").content.decode()
    )


def test_a_preparation_is_given_up_by_a_button(review: AnnualReview, cast: Cast) -> None:
    report = ready(review, cast.secretariat)
    page = press(cast.secretariat, f"versions/{report.pk}/discard").content.decode()
    assert "第1版の用意を取りやめました" in page
    report.refresh_from_db()
    assert report.state == "discarded"


def test_a_version_shows_its_files_hash_and_people(review: AnnualReview, cast: Cast) -> None:
    report = publish_year(review, cast)
    page = show(cast.secretariat, f"/publication/versions/{report.pk}/")
    assert report.sha256 in page
    assert "個票集（PDF）" in page
    assert str(cast.secretariat_head) in page
    address = f"/publication/versions/{report.pk}/files/sheets.pdf/"
    answer = sign_in(cast.secretariat).get(address)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    missing = sign_in(cast.secretariat).get(address.replace("sheets", "secret"))
    assert missing.status_code == 404


def test_a_year_not_begun_has_nothing_to_publish(plan: Plan, cast: Cast) -> None:
    assert "まだ始まっていません" in show(cast.secretariat, "/publication/?year=2022")


def test_a_version_whose_plan_is_gone_can_still_be_withdrawn(
    review: AnnualReview, cast: Cast
) -> None:
    report = publish_year(review, cast)
    PublishedReport.objects.update(plan=None, review=None)
    assert "元の年度がない公表版" in show(cast.secretariat)
    page = show(cast.secretariat, f"/publication/versions/{report.pk}/")
    assert "公表を取り下げる" in page
    answer = press(cast.secretariat, f"versions/{report.pk}/retract", reason="")
    assert "公表取下げの理由を入れてください" in answer.content.decode()
    answer = press(cast.secretariat, f"versions/{report.pk}/retract", reason="計画の廃止")
    assert "公表を取り下げました" in answer.content.decode()


def test_notices_in_the_media_are_recorded_for_the_year(review: AnnualReview, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    typed = {
        "review": str(review.pk),
        "medium": "社協だより",
        "issue": "第100号",
        "published_on": "2022-10-01",
    }
    assert client.post("/admin/reports/medianotice/add/", typed).status_code == 302
    notice = MediaNotice.objects.get()
    assert notice.history.get().history_user == cast.secretariat
    assert "令和4年10月1日　社協だより　第100号" in show(cast.secretariat)
    again = client.post("/admin/reports/medianotice/add/", typed).content.decode()
    assert "同じ掲載記録がすでにあります。" in again
    assert MediaNotice.objects.count() == 1


def test_more_items_and_versions_cost_no_more_queries(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for number in range(2, 9):
        other = make_item(plan, number, departments=["福祉支援課", "総務課"])
        make_content(other)
        make_indicator(other, targets={2021: "3人"})
    deliberate(plan, cast)
    people = (cast.secretariat, cast.secretariat_head)
    for version in (1, 2, 3):
        publish_facts(plan, people, 2021, version=version)
    client = sign_in(cast.secretariat)
    client.get("/publication/?year=2021")
    with count_queries(PAGE_QUERIES):
        client.get("/publication/?year=2021")
