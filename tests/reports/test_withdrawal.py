"""取り下げたものは、どこにも出ない: 次の版の正誤表にも、後の年度の公表版にも、静的な写しにも。"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from plans.fiscal_year import wareki_label
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.review_workflow import move_review
from reports.choices import PublicationState
from reports.models import PublishedReport
from reports.open_data import open_data_files
from reports.public.shelf import load_whole_site
from reports.public.static_site import site_files
from reports.publication import publishing
from reports.publication.freezing import (
    LARGE_SHEETS_NAME,
    OPEN_DATA_NAME,
    SHEETS_NAME,
    WORKBOOK_NAME,
    zip_files,
)
from reports.publication.publishing import BlockedError, draft_publication, retract
from tests.people import sign_in
from tests.progress.rounds import actor_of, do
from tests.reports.publications import RELEASED_AT, publish_facts
from tests.reports.publishing import deliberate, publish_year, ready

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan
    from progress.models import AnnualReview
    from reports.publication.freezing import FrozenYear
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WRONG = "山田太郎さんの相談"
RIGHT = "ある人の相談"
WRONG_NUMBER, RIGHT_NUMBER = "7654人", "21人"
NOTE = "直しました。"
PAGES = ("", "goals/", "criteria/", "data/", "corrections/", "items/1/")
TABLES = ("results.csv", "ratings.csv", "content_progress.csv", OPEN_DATA_NAME)


def quick_files(frozen: FrozenYear, **_: Any) -> dict[str, bytes]:
    """PDF と Excel を組む手間を省き、写しの中の文をそのまま入れる。"""
    tables = open_data_files(frozen.facts)
    papers = dict.fromkeys((SHEETS_NAME, LARGE_SHEETS_NAME, WORKBOOK_NAME), frozen.text.encode())
    return {**papers, **tables, OPEN_DATA_NAME: zip_files(tables)}


@pytest.fixture(autouse=True)
def without_typesetting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "make_files", quick_files)


@pytest.fixture
def years(plan: Plan, item: ActionItem, cast: Cast) -> tuple[AnnualReview, AnnualReview]:
    """令和2（2020）年度と令和3（2021）年度を公表した。2020年度の文と数に誤りがある。"""
    reviews = deliberate(plan, cast, 2020), deliberate(plan, cast, 2021)
    write(2020, WRONG, WRONG_NUMBER)
    write(2021, "令和3年度の成果", "31人")
    for review in reviews:
        publish_year(review, cast)
    return reviews


def write(year: int, text: str, number: str) -> None:
    """その年度の報告の文と数を書きかえる。"""
    ProgressRecord.objects.filter(review__fiscal_year=year).update(
        achievement=text, issues=text, improvement=text
    )
    ContentProgress.objects.filter(record__review__fiscal_year=year).update(
        pace="on_schedule", activities=text
    )
    Actual.objects.filter(record__review__fiscal_year=year).update(value=number, absence="")


def withdraw(review: AnnualReview, cast: Cast) -> None:
    report = PublishedReport.objects.released().get(fiscal_year=review.fiscal_year)
    deed: dict[str, Any] = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    retract(report.pk, reason="個人名の誤掲載", at=timezone.now(), **deed)


def mend(review: AnnualReview, cast: Cast) -> None:
    """取り下げた年度の文と数を直す。"""
    record = ProgressRecord.objects.get(review=review)
    do(record, "reopen", cast.secretariat, reason="誤記")
    write(review.fiscal_year, RIGHT, RIGHT_NUMBER)
    do(record, "finalize", cast.secretariat_head)


def amend(review: AnnualReview, cast: Cast) -> None:
    """公表の訂正を始める。"""
    deed: dict[str, Any] = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    move_review(review.pk, "amend", reason="確かめるため", **deed)


def read(path: str, **headers: str) -> Any:
    return Client().get(f"/public/{path}", headers=headers)


def shown(path: str) -> str:
    """その場所で読める文。ZIP は開いて読む。"""
    content = read(path).content
    if not path.endswith(".zip"):
        return str(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def everything() -> str:
    """静的な写しの、すべての画面とファイルの文。"""
    return "".join(
        shown_bytes(name, content) for name, content in site_files(load_whole_site()).items()
    )


def shown_bytes(name: str, content: bytes) -> str:
    if not name.endswith(".zip"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(one).decode() for one in archive.namelist())


def test_a_text_that_was_withdrawn_is_not_published_again_as_the_wrong_one(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = deliberate(plan, cast)
    write(2021, WRONG, WRONG_NUMBER)
    publish_year(review, cast)
    assert WRONG in everything()
    withdraw(review, cast)
    mend(review, cast)
    second = publish_year(review, cast, NOTE)
    assert (second.version, second.differences) == (2, [])
    root = f"{plan.pk}/2021/"
    for page in (*PAGES, *(f"v2/{page}" for page in PAGES)):
        assert WRONG not in shown(f"{root}{page}"), page
    assert RIGHT in everything()
    assert WRONG not in everything()
    assert WRONG_NUMBER not in everything()
    page = shown(f"{root}corrections/")
    assert "第1版は取り下げました。" in page
    assert NOTE in page
    assert "公表した後の訂正はありません" not in page


def test_a_list_of_corrections_kept_from_before_shows_no_withdrawn_text(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    deliberate(plan, cast)
    people = (cast.secretariat, cast.secretariat_head)
    first = publish_facts(plan, people, 2021)
    row = {"item": 1, "where": "成果", "before": WRONG, "after": RIGHT}
    publish_facts(plan, people, 2021, version=2, correction_note=NOTE, differences=[row])
    assert WRONG in shown(f"{plan.pk}/2021/corrections/")
    first.state, first.ended_at = PublicationState.RETRACTED, RELEASED_AT
    first.ended_by, first.ending_reason = first.prepared_by, "個人名の誤掲載"
    first.save()
    assert WRONG not in shown(f"{plan.pk}/2021/corrections/")
    assert WRONG not in everything()


def test_a_correction_after_a_withdrawal_is_told_beside_it(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = deliberate(plan, cast)
    publish_year(review, cast)
    withdraw(review, cast)
    publish_year(review, cast, NOTE)
    mend(review, cast)
    third = publish_year(review, cast, NOTE)
    assert RIGHT in {row["after"] for row in third.differences}
    page = shown(f"{plan.pk}/2021/corrections/")
    assert "公表した後に訂正したところと、これまでの版です。第1版は取り下げました。" in page
    assert RIGHT in page


def test_a_withdrawn_year_is_hidden_in_the_later_years_too(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    root = f"{plan.pk}/2021/"
    places = [f"{root}{page}" for page in (*PAGES, *(f"v1/{page}" for page in PAGES))]
    places += [f"{root}v1/data/{name}" for name in TABLES]
    assert WRONG in shown(f"{root}items/1/")
    assert WRONG in shown(f"{root}v1/data/{OPEN_DATA_NAME}")
    mark = read(f"{root}items/1/")["ETag"]
    withdraw(years[0], cast)
    assert read(f"{root}items/1/", if_none_match=mark).status_code == 200
    for place in places:
        assert read(place).status_code == 200, place
        assert WRONG not in shown(place), place
        assert WRONG_NUMBER.removesuffix("人") not in shown(place), place
    assert "令和3年度の成果" in shown(f"{root}items/1/")
    assert WRONG not in everything()
    assert "公表前" in shown(f"{root}items/1/")


def test_papers_that_carry_a_withdrawn_year_are_not_handed_out(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    papers = (SHEETS_NAME, LARGE_SHEETS_NAME, WORKBOOK_NAME)
    for name in papers:
        assert read(f"{plan.pk}/2021/v1/data/{name}").status_code == 200
    withdraw(years[0], cast)
    for name in papers:
        response = read(f"{plan.pk}/2021/v1/data/{name}")
        assert response.status_code == 410
        assert "このファイルは、いまは配っていません" in response.content.decode()
    page = shown(f"{plan.pk}/2021/data/")
    assert "個票集（PDF）</a>" not in page
    assert "データの表の一式（ZIP）</a>" in page
    assert f"{wareki_label(2020)}の公表を取り下げたため" in page
    names = site_files(load_whole_site())
    assert f"{plan.pk}/2021/v1/data/{OPEN_DATA_NAME}" in names
    assert f"{plan.pk}/2021/v1/data/{SHEETS_NAME}" not in names


def test_a_year_before_is_not_touched_by_the_withdrawal_of_a_later_one(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    withdraw(years[1], cast)
    assert WRONG in shown(f"{plan.pk}/2020/items/1/")
    assert read(f"{plan.pk}/2020/v1/data/{SHEETS_NAME}").status_code == 200


def test_what_was_withdrawn_stays_hidden_when_its_year_is_published_again(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    withdraw(years[0], cast)
    mend(years[0], cast)
    publish_year(years[0], cast, NOTE)
    assert RIGHT in shown(f"{plan.pk}/2020/items/1/")
    assert WRONG not in shown(f"{plan.pk}/2021/items/1/")
    assert WRONG not in everything()
    amend(years[1], cast)
    second = publish_year(years[1], cast, NOTE)
    assert WRONG_NUMBER not in str(second.differences)
    assert RIGHT in shown(f"{plan.pk}/2021/items/1/")
    assert read(f"{plan.pk}/2021/v2/data/{SHEETS_NAME}").status_code == 200
    assert read(f"{plan.pk}/2021/v1/data/{SHEETS_NAME}").status_code == 410
    assert WRONG not in everything()
    assert WRONG_NUMBER not in everything()


def test_the_figures_of_a_withdrawn_year_leave_the_corrections_of_a_later_one(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    mend(years[0], cast)
    publish_year(years[0], cast, NOTE)
    amend(years[1], cast)
    publish_year(years[1], cast, NOTE)
    page = shown(f"{plan.pk}/2021/corrections/")
    assert WRONG_NUMBER in page
    assert RIGHT_NUMBER in page
    withdraw(years[0], cast)
    page = shown(f"{plan.pk}/2021/corrections/")
    assert WRONG_NUMBER not in page
    assert RIGHT_NUMBER not in page


def test_a_version_that_hides_a_year_may_be_published_again_unchanged(
    years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    withdraw(years[0], cast)
    publish_year(years[0], cast, "誤りはありませんでした。")
    amend(years[1], cast)
    draft = draft_publication(years[1], made_on=timezone.localdate())
    assert draft.differences == []
    assert publish_year(years[1], cast, NOTE).version == 2
    amend(years[1], cast)
    with pytest.raises(BlockedError, match="違いがありません"):
        ready(years[1], cast.secretariat, NOTE)


def test_the_office_is_told_which_later_years_carry_the_year(
    plan: Plan, years: tuple[AnnualReview, AnnualReview], cast: Cast
) -> None:
    office = sign_in(cast.secretariat)

    def page(year: int) -> str:
        response = office.get(f"/publication/?plan={plan.pk}&year={year}")
        return str(response.content.decode())

    form = f"{wareki_label(2021)}の公表版にも、この年度の内容が載っています。"
    after = f"{wareki_label(2021)}の公表版にも、この年度の取り下げた内容が載っています。"
    later = f"取り下げた{wareki_label(2020)}の内容も、この年度の公表版に載っています。"
    assert form in page(2020)
    assert form not in page(2021)
    assert after not in page(2020)
    assert later not in page(2021)
    withdraw(years[0], cast)
    assert after in page(2020)
    assert later in page(2021)
    amend(years[1], cast)
    publish_year(years[1], cast, NOTE)
    assert after not in page(2020)
    assert later not in page(2021)
