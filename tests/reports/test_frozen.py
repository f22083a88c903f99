"""公表版は変わらない。元の計画と報告がどう変わっても、消えても、写しとファイルはそのまま読める。"""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from openpyxl import load_workbook

from plans.models import ActionItem, Plan
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from reports.choices import PublicationState
from reports.models import PublishedFile, PublishedReport
from reports.open_data import open_data_files
from reports.publication.freezing import (
    FrozenYear,
    freeze,
    freeze_year,
    hash_bytes,
    make_files,
    zip_files,
)
from reports.publication.publishing import retract
from tests.builders import make_indicator, make_item
from tests.people import Cast
from tests.progress.rounds import actor_of
from tests.reports.pdf_reading import sizes_of, text_of
from tests.reports.publications import add_file
from tests.reports.publishing import deliberate, publish_year

YEARS = 100
CHANGES = 50
TODAY = timezone.localdate
WORDS = (
    "進んだ",
    "遅れた",
    "地区の会議を開いた",
    "△5人",
    "“引用”と<記号>&",
    "　空白\n改行",
    "髙﨑𠮷",
)
PEOPLE_TABLES = {"user", "membership", "committeemember", "department"}


def test_the_copy_is_one_text_whatever_the_order_of_its_parts() -> None:
    one = freeze({"b": [1, {"y": "あ", "x": None}], "a": "い"})
    other = freeze({"a": "い", "b": [1, {"x": None, "y": "あ"}]})
    assert one == other
    assert one.text == '{"a":"い","b":[1,{"x":null,"y":"あ"}]}'
    assert one.sha256 == hash_bytes(one.text.encode())


def test_the_same_files_make_the_same_archive() -> None:
    files = {"a.csv": b"a", "b.csv": b"b"}
    assert zip_files(files) == zip_files(dict(files))


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    """令和3（2021）年度。項目が二つあり、報告はみな確定している。"""
    second = make_item(plan, 2, departments=["福祉支援課"])
    make_indicator(second, targets={2021: "100回"}, unit="回")
    return deliberate(plan, cast)


def vary(dice: random.Random) -> None:
    """報告の文、実績、進みを、でたらめに書きかえる。"""
    for record in ProgressRecord.objects.all():
        texts = {name: dice.choice(WORDS) for name in ("achievement", "issues", "improvement")}
        ProgressRecord.objects.filter(pk=record.pk).update(**texts)
    unit = {1: "人", 2: "回"}
    for actual in Actual.objects.select_related("indicator__item"):
        value = f"{dice.randrange(1, 9999):,}{unit[actual.indicator.item.number]}"
        Actual.objects.filter(pk=actual.pk).update(value=value, absence="")
    for row in ContentProgress.objects.all():
        pace = dice.choice(("ahead", "delayed", "on_schedule"))
        ContentProgress.objects.filter(pk=row.pk).update(pace=pace, activities=dice.choice(WORDS))


def keep(review: AnnualReview, frozen: FrozenYear, version: int, cast: Cast) -> PublishedReport:
    """手続きを経ずに、公表中の版として残す。"""
    now = timezone.now()
    report = PublishedReport.objects.create(
        plan=review.plan,
        review=review,
        plan_key=review.plan_id,
        plan_name=review.plan.name,
        fiscal_year=review.fiscal_year,
        version=version,
        state=PublicationState.RELEASED,
        facts_text=frozen.text,
        sha256=frozen.sha256,
        prepared_at=now,
        prepared_by=cast.secretariat,
        released_at=now,
        released_by=cast.secretariat_head,
    )
    for name, content in open_data_files(frozen.facts).items():
        add_file(report, name, content)
    return report


def alter_something(dice: random.Random) -> None:
    """計画と報告のどこか一つの表を、まるごと書きかえる。"""
    tables = [
        model
        for room in ("plans", "progress")
        for model in apps.get_app_config(room).get_models()
        if not hasattr(model, "history_id") and model._meta.model_name not in PEOPLE_TABLES
    ]
    model = dice.choice([one for one in tables if texts_of(one)])
    name = dice.choice(texts_of(model))
    for row in model._default_manager.all():
        model._default_manager.filter(pk=row.pk).update(**{name: f"変{row.pk}-{dice.random()}"[:9]})


def texts_of(model: type[models.Model]) -> list[str]:
    """自由な文の欄。選択肢のある欄は、別の決まりが守るので除く。"""
    return [
        field.name
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField) and not field.choices
    ]


def read_back(report: PublishedReport) -> tuple[str, str, dict[str, str]]:
    """写しとファイルの、いまのハッシュ値。"""
    report.refresh_from_db()
    files = {row.name: hash_bytes(bytes(row.content)) for row in report.files.all()}
    return freeze(report.facts).sha256, hash_bytes(report.facts_text.encode()), files


@pytest.mark.slow
def test_a_hundred_years_stay_as_they_were_while_everything_live_is_altered(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    dice = random.Random(20190401)  # noqa: S311
    kept = {}
    for version in range(1, YEARS + 1):
        vary(dice)
        frozen = freeze_year(review, version=version, made_on=TODAY())
        report = keep(review, frozen, version, cast)
        files = {row.name: row.sha256 for row in report.files.all()}
        kept[report.pk] = (frozen.sha256, frozen.sha256, files)
    assert len({sha for sha, _, _ in kept.values()}) == YEARS
    for _ in range(CHANGES):
        alter_something(dice)
    assert freeze_year(review, version=YEARS, made_on=TODAY()) != frozen
    reports = list(PublishedReport.objects.all())
    assert {report.pk: read_back(report) for report in reports} == kept
    remade = {report.pk: open_data_files(report.facts) for report in reports}
    for report in reports:
        stored = {row.name: bytes(row.content) for row in report.files.all()}
        assert remade[report.pk] == stored


def test_pdf_workbook_and_open_data_are_made_the_same_from_the_copy_alone(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    report = publish_year(review, cast)
    stored = {row.name: bytes(row.content) for row in report.files.all()}
    assert {"sheets.pdf", "workbook.xlsx", "results.csv", "open-data.zip"} <= set(stored)
    assert "公表版（第1版）" in text_of(stored["sheets.pdf"])
    assert min(sizes_of(stored["sheets-large.pdf"])) >= 12
    ActionItem.objects.update(title="改めた名")
    ProgressRecord.objects.update(achievement="改めた成果")
    frozen = FrozenYear(report.facts_text, report.sha256)
    assert make_files(frozen, made_on=timezone.localdate(report.prepared_at)) == stored


def test_the_papers_call_a_year_that_is_not_public_as_the_pages_do(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    deliberate(plan, cast, 2020)
    ProgressRecord.objects.filter(review__fiscal_year=2020).update(achievement="公表前の成果")
    stored = {row.name: bytes(row.content) for row in publish_year(review, cast).files.all()}
    paper = text_of(stored["sheets.pdf"])
    assert "公表前：公表していない年度" in paper
    assert "空欄：まだ始まっていない年度" not in paper
    rows = load_workbook(io.BytesIO(stored["workbook.xlsx"]))["報告"].iter_rows(values_only=True)
    states = {row[3]: row[5] for row in rows}
    assert (states[2020], states[2022], states[2021]) == ("公表前", "公表前", "確定")


def test_a_published_year_outlives_its_plan(plan: Plan, review: AnnualReview, cast: Cast) -> None:
    report = publish_year(review, cast)
    before = read_back(report)
    key, name = plan.pk, plan.name
    ProgressRecord.objects.all().delete()
    review.delete()
    for committee in plan.committees.all():
        committee.members.all().delete()
        committee.delete()
    plan.items.all().delete()
    plan.delete()
    assert not Plan.objects.exists()
    assert read_back(report) == before
    assert (report.plan, report.review) == (None, None)
    assert (report.plan_key, report.plan_name) == (key, name)
    assert list(PublishedReport.objects.released()) == [report]
    deed: dict[str, Any] = {"actor": actor_of(cast.secretariat), "user": cast.secretariat}
    retract(report.pk, reason="計画の廃止", at=timezone.now(), **deed)
    assert not PublishedReport.objects.public().exists()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (PublishedReport, {"facts_text": "{}"}),
        (PublishedReport, {"sha256": "0" * 64}),
        (PublishedReport, {"version": 9}),
        (PublishedReport, {"fiscal_year": 2020}),
        (PublishedReport, {"plan_key": 99}),
        (PublishedReport, {"plan_name": "改めた名"}),
        (PublishedReport, {"differences": [{"item": 1}]}),
        (PublishedReport, {"correction_note": "改めた説明"}),
        (PublishedReport, {"is_sample": True}),
        (PublishedFile, {"content": b"other"}),
        (PublishedFile, {"name": "other.csv"}),
        (PublishedFile, {"size": 1}),
    ],
)
def test_the_database_refuses_to_rewrite_a_copy(
    review: AnnualReview, cast: Cast, model: type[models.Model], change: dict[str, Any]
) -> None:
    frozen = freeze_year(review, version=1, made_on=TODAY())
    keep(review, frozen, 1, cast)
    with pytest.raises(IntegrityError, match="公表版の写しは変えられません"), transaction.atomic():
        model._default_manager.update(**change)


def test_the_triggers_are_there_on_either_database(db: None) -> None:
    listing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(listing[connection.vendor])
        names = {str(name).removesuffix("_update") for (name,) in cursor.fetchall()}
    assert {"frozen_publishedreport", "frozen_publishedfile"} <= names
