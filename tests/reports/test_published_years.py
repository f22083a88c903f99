"""公表した年度の公開データは、公表版の写しから取る。ほかの年度は、いまの内容のまま。"""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from plans.models import ActionItem, ItemSuccession, Plan
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from reports.publication import publishing
from reports.publication.freezing import freeze_year
from reports.publication.years import lay_copies, load_copies
from tests.builders import make_item, make_plan
from tests.people import Cast
from tests.reports.publishing import FILES, deliberate, publish_year

TODAY = dt.date(2022, 9, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_years(
    plan: Plan, item: ActionItem, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> dict[int, AnnualReview]:
    """令和2（2020）年度は公表済、令和3（2021）年度は確定しただけ。どちらの実績も11人。"""
    monkeypatch.setattr(publishing, "make_files", lambda *_, **__: FILES)
    years = {year: deliberate(plan, cast, year) for year in (2020, 2021)}
    Actual.objects.update(value="11人", absence="")
    ContentProgress.objects.update(pace="on_schedule", activities="はじめの取組")
    ProgressRecord.objects.update(achievement="はじめの成果")
    publish_year(years[2020], cast)
    return years


def change_everything() -> None:
    Actual.objects.update(value="99人")
    ContentProgress.objects.update(pace="delayed", activities="後の取組")
    ProgressRecord.objects.update(achievement="後の成果", self_rating=None)


def export(folder: Path, **options: Any) -> dict[str, str]:
    call_command("export_open_data", str(folder), **options)
    return {path.name: path.read_text("utf-8-sig") for path in folder.iterdir()}


def test_a_published_year_is_exported_as_it_was_published(
    two_years: dict[int, AnnualReview], tmp_path: Path
) -> None:
    change_everything()
    files = export(tmp_path)
    assert "1,1,2020,実績あり,11," in files["results.csv"]
    assert "1,1,2021,実績あり,99," in files["results.csv"]
    progress = files["content_progress.csv"]
    assert "2020,予定どおり,はじめの取組" in progress
    assert "2021,遅れ,後の取組" in progress
    assert "2020,遅れ" not in progress


def test_a_year_being_corrected_stays_in_the_open_data(
    two_years: dict[int, AnnualReview], tmp_path: Path
) -> None:
    ProgressRecord.objects.filter(review=two_years[2020]).update(state="approved")
    assert "1,1,2020,実績あり,11," in export(tmp_path)["results.csv"]


def test_the_internal_export_shows_what_is_there_now(
    two_years: dict[int, AnnualReview], tmp_path: Path
) -> None:
    change_everything()
    files = export(tmp_path, include_drafts=True)
    assert "1,1,2020,実績あり,99," in files["results.csv"]


def test_without_a_copy_nothing_is_changed(plan: Plan, two_years: dict[int, AnnualReview]) -> None:
    facts = freeze_year(two_years[2021], version=1, made_on=TODAY).facts
    before = copy.deepcopy(facts)
    assert lay_copies(facts, {})["items"] == before["items"]
    laid = lay_copies(facts, load_copies(plan.pk))
    assert facts == before
    assert laid["items"][0]["past"][0]["achievement"] == "はじめの成果"


def test_an_older_copy_without_opinions_is_laid_too(
    plan: Plan, two_years: dict[int, AnnualReview]
) -> None:
    facts = freeze_year(two_years[2021], version=1, made_on=TODAY).facts
    older = load_copies(plan.pk)
    del older[2020]["opinions"]
    for row in older[2020]["items"][0]["contents"]:
        row.pop("years", None)
    assert lay_copies(facts, older)["opinions"] == []


def test_the_story_of_another_plan_shows_published_years_only(
    plan: Plan, item: ActionItem, two_years: dict[int, AnnualReview], cast: Cast
) -> None:
    heir = make_plan(name="次の計画", first_year=2024, last_year=2028, baseline_year=2023)
    successor = make_item(heir, 1, departments=["福祉支援課"])
    ItemSuccession.objects.create(predecessor=item, successor=successor)
    review = deliberate(heir, cast, 2024)
    (story,) = freeze_year(review, version=1, made_on=TODAY).facts["items"][0]["story"]
    assert [row["year"] for row in story["years"]] == [2020]
    assert [row["year"] for row in story["indicators"][0]["years"]] == [2020]
