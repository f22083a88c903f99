"""第五次の最初の年度: 記入し、資料を作り、公表する。第四次の最後の年度は、その間に公表する。"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from plans.models import ActionItem, Plan
from progress.choices import ReviewState
from progress.installation import install_plan
from progress.models import Actual, AnnualReview, ProgressRecord
from tests.builders import make_content, make_indicator
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year
from tests.reports.pdf_reading import squeeze
from tests.reports.publishing import publish_year
from tests.reports.successor import begin, deliberate_2023, everything_of, settle

if TYPE_CHECKING:
    from reports.models import PublishedReport

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

YEARS = range(2024, 2030)


def fill_in(fifth: Plan) -> None:
    """目標値、実施時期、指標が十二の項目、指標のない項目のある計画にして、公開する。"""
    for item in ActionItem.objects.for_plan(fifth):
        make_content(item, 90, spans=[("検討", 2024, 2025), ("実施", 2026, 2029)])
    busy = ActionItem.objects.get(plan=fifth, number=17)
    for number in range(1, 13):
        make_indicator(busy, number, targets=dict.fromkeys(YEARS, "66人（31人）"))
    Plan.objects.filter(pk=fifth.pk).update(released_at=timezone.now())


def report(plan: Plan, year: int, cast: Cast) -> AnnualReview:
    """全項目の報告を確定し、委員会に出す。"""
    records = ProgressRecord.objects.filter(review__plan=plan, review__fiscal_year=year)
    records.update(achievement=f"{plan.short_name}の成果")
    empty = Actual.objects.filter(record__in=records).exclude(record__item__number=1)
    empty.update(value="14人", absence="")
    settle(records, cast)
    AnnualReview.objects.filter(plan=plan, fiscal_year=year).update(state=ReviewState.DELIBERATING)
    return AnnualReview.objects.get(plan=plan, fiscal_year=year)


def words_of(path: Path) -> str:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return squeeze("".join(page.extract_text() for page in reader.pages))


def publish_both(fourth: Plan, fifth: Plan, cast: Cast) -> tuple[PublishedReport, str]:
    """第四次の2023年度、第五次の2024年度の順に公表する。第四次の、公表した後の姿も返す。"""
    publish_year(report(fourth, 2023, cast), cast)
    fourth.refresh_from_db()
    before = everything_of(fourth)
    return publish_year(report(fifth, 2024, cast), cast), before


def test_the_first_year_of_the_fifth_plan_is_reported_and_published(tmp_path: Path) -> None:
    install_plan("action_plan_2019")
    fourth = Plan.objects.get()
    cast = deliberate_2023(fourth)
    fifth = begin(sign_in(cast.secretariat))
    fill_in(fifth)
    open_year(fifth, cast.secretariat, 2024)
    published, before = publish_both(fourth, fifth, cast)

    call_command("make_pack", year=2024, plan="第五次", output=tmp_path / "pack.pdf", short=False)
    pack = words_of(tmp_path / "pack.pdf")
    for word in ("第五次", "令和11（2029）年度", "前の計画からのあゆみ", "12回", "指標その12"):
        assert squeeze(word) in pack, word

    public = Client()
    home = public.get("/public/").content.decode()
    assert f'href="{fifth.pk}/2024/"' in home
    assert f'href="{fourth.pk}/2023/"' in home
    for address in ("", "goals/", "criteria/", "data/", "corrections/", "items/17/", "items/30/"):
        assert public.get(f"/public/{fifth.pk}/2024/{address}").status_code == 200
    page = public.get(f"/public/{fifth.pk}/2024/items/1/").content.decode()
    assert "前の計画からのあゆみ" in page
    assert "12回" in page
    assert "令和5（2023）年度" in page
    names = {file.name for file in published.files.all()}
    assert {"sheets.pdf", "items.csv"} <= names

    call_command("export_site", str(tmp_path / "site"))
    call_command("export_open_data", str(tmp_path / "data"))
    for plan, year in ((fourth, 2023), (fifth, 2024)):
        assert (tmp_path / "site" / str(plan.pk) / str(year) / "items/1/index.html").is_file()
    folders = {path.name for path in (tmp_path / "data").iterdir()}
    assert folders == {"2019-2023_アクションプラン", "2024-2029_第五次"}
    results = tmp_path / "data" / "2024-2029_第五次" / "results.csv"
    assert "14人" in results.read_text(encoding="utf-8-sig")

    staff = sign_in(cast.staff)
    for plan, other in ((fourth, fifth), (fifth, fourth)):
        found = staff.get(f"/search/?plan={plan.pk}&q=成果").content.decode()
        assert f"{plan.short_name}の" in found
        assert f"{other.short_name}の<mark>" not in found
    assert everything_of(fourth) == before
