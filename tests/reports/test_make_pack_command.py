"""make_pack: 委員会資料を書き出すコマンド。"""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from plans.models import ActionItem, Plan
from reports.models import CommitteePack
from reports.packs.parts import PARTS
from tests.people import Cast
from tests.progress.rounds import open_year
from tests.reports.packs import make_meeting
from tests.reports.pdf_reading import text_of

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


def make_pack(output: Path, *options: str) -> str:
    said = io.StringIO()
    call_command(
        "make_pack", "--year", "2021", "--output", str(output), "--made-on", "2022-05-31",
        *options, stdout=said,
    )  # fmt: skip
    return said.getvalue()


@pytest.fixture
def year(plan: Plan, item: ActionItem, cast: Cast) -> None:
    make_meeting(open_year(plan, cast.secretariat))


def test_the_short_pack_is_written_and_nothing_is_registered(year: None, tmp_path: Path) -> None:
    output = tmp_path / "pack.pdf"
    said = make_pack(output, "--short")
    text = text_of(output.read_bytes())
    assert "令和3（2021）年度の委員会資料を" in said
    assert "第1回委員会" in text
    assert "資料1総括表" in text
    assert "資料2重点項目" in text
    assert CommitteePack.objects.count() == 0


def test_a_name_that_ends_in_xlsx_makes_the_workbook(year: None, tmp_path: Path) -> None:
    output = tmp_path / "pack.xlsx"
    make_pack(output)
    names = openpyxl.load_workbook(output).sheetnames
    summary = next(part for part in PARTS if part.code == "summary")
    assert f"資料2 {summary.title}" in names


def test_a_year_that_is_not_prepared_is_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="まだ用意されていません"):
        make_pack(tmp_path / "pack.pdf")
