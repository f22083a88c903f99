"""公開データの一式: 説明書と利用条件が添い、見本の年度のファイルは、名で分かる。"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from reports.data_dictionary import dictionary_csv
from reports.open_data_set import open_data_set
from reports.publication.freezing import FrozenYear, freeze_year, make_files
from tests.people import sign_in
from tests.reports.export_facts import Facts, database, official_facts, official_plan
from tests.reports.publications import add_file, publish_facts
from tests.reports.publishing import deliberate, publish_year
from tests.reports.test_export_site import broken_links, export

if TYPE_CHECKING:
    from pathlib import Path

    from plans.models import ActionItem, Plan
    from progress.models import AnnualReview
    from reports.models import PublishedReport
    from tests.people import Cast

__all__ = ["database", "official_facts", "official_plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return deliberate(plan, cast)


def zip_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_readme_names_the_plan_the_terms_the_files_and_the_sample(
    official_facts: Facts,
) -> None:
    with override_settings(OPEN_DATA_LICENCE="出典を書けば使えます。"):
        files = open_data_set(official_facts)
    text = files["readme.txt"].decode("utf-8-sig")
    assert "\r\n" in text
    assert "\n\n" not in text
    for words in (
        official_facts["plan"]["name"],
        "見本データ（架空）を含みます。実際の実績ではありません。",
        "出典を書けば使えます。",
        "related_plans.csv　関連計画。",
    ):
        assert words in text
    for name in files:
        assert name == "readme.txt" or f"{name}　" in text


@pytest.mark.pdf
def test_a_publication_keeps_the_dictionary_and_packs_it_with_the_terms(
    review: AnnualReview, cast: Cast
) -> None:
    with override_settings(OPEN_DATA_LICENCE="公表したときの条件"):
        report = publish_year(review, cast)
    stored = {row.name: bytes(row.content) for row in report.files.all()}
    packed = zip_of(stored["open-data.zip"])
    assert stored["data_dictionary.csv"] == packed["data_dictionary.csv"] == dictionary_csv()
    assert packed["results.csv"] == stored["results.csv"]
    assert "公表したときの条件" in packed["readme.txt"].decode("utf-8-sig")
    assert "公表版（第1版）" in packed["readme.txt"].decode("utf-8-sig")
    frozen = FrozenYear(report.facts_text, report.sha256)
    made_on = timezone.localdate(report.prepared_at)
    assert make_files(frozen, made_on=made_on)["open-data.zip"] == stored["open-data.zip"]


@pytest.mark.pdf
def test_a_sample_year_is_named_as_one_inside_the_package(review: AnnualReview) -> None:
    type(review).objects.filter(pk=review.pk).update(is_sample=True)
    review.refresh_from_db()
    made_on = timezone.localdate()
    frozen = freeze_year(review, version=1, made_on=made_on)
    packed = zip_of(make_files(frozen, made_on=made_on)["open-data.zip"])
    assert all(name.startswith("sample-") for name in packed)
    assert "見本データ（架空）を含みます" in packed["sample-readme.txt"].decode("utf-8-sig")


def publish(plan: Plan, cast: Cast, *, is_sample: bool) -> PublishedReport:
    people = (cast.secretariat, cast.secretariat_head)
    report = publish_facts(plan, people, 2021, is_sample=is_sample)
    add_file(report, "data_dictionary.csv", b"frozen words")
    return report


def received_name(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    return str(response["Content-Disposition"])


def test_the_dictionary_of_the_day_of_publication_is_handed_out(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    publish(plan, cast, is_sample=False)
    address = f"/public/{plan.pk}/2021/v1/data/data_dictionary.csv"
    assert Client().get(address).content == b"frozen words"


def test_files_of_a_sample_year_are_received_under_the_name_of_a_sample(
    plan: Plan, review: AnnualReview, cast: Cast
) -> None:
    report = publish(plan, cast, is_sample=True)
    root = f"/public/{plan.pk}/2021/v1/data/"
    for name in ("results.csv", "ratings.svg", "data_dictionary.csv"):
        for asked in (name, f"sample-{name}"):
            assert f'filename="sample-2021-v1-{name}"' in received_name(f"{root}{asked}")
    page = Client().get(f"/public/{plan.pk}/2021/data/").content.decode()
    assert "data/sample-results.csv" in page
    assert "data/results.csv" not in page
    inside = f"/publication/versions/{report.pk}/files/data_dictionary.csv/"
    assert 'filename="sample-data' in received_name(inside, sign_in(cast.secretariat))


def test_files_of_a_real_year_bear_no_mark(plan: Plan, review: AnnualReview, cast: Cast) -> None:
    publish(plan, cast, is_sample=False)
    root = f"/public/{plan.pk}/2021/v1/data/"
    assert 'filename="2021-v1-results.csv"' in received_name(f"{root}results.csv")
    assert Client().get(f"{root}sample-results.csv").status_code == 404


def test_the_static_copy_names_the_files_of_a_sample_year(
    plan: Plan, review: AnnualReview, cast: Cast, tmp_path: Path
) -> None:
    publish(plan, cast, is_sample=True)
    files = export(tmp_path)
    folder = f"{plan.pk}/2021/v1/data/"
    data = {name.removeprefix(folder) for name in files if name.startswith(folder)}
    assert "sample-results.csv" in data
    assert files[f"{folder}sample-data_dictionary.csv"] == b"frozen words"
    assert all(name.startswith("sample-") for name in data if not name.endswith(".html"))
    assert broken_links(tmp_path) == []
