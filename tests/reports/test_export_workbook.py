"""export_workbook: 年度のブックをファイルに書き出す。"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from plans.models import ActionItem

pytestmark = pytest.mark.django_db


def test_the_command_writes_the_workbook(item: ActionItem, tmp_path: Path) -> None:
    target = tmp_path / "table.xlsx"
    call_command("export_workbook", year=2021, output=target)
    assert load_workbook(target).sheetnames == [
        "進行管理表",
        "データ",
        "実施内容",
        "報告",
        "関連計画とSDGs",
        "データの説明",
    ]
    first = target.read_bytes()
    call_command("export_workbook", year=2021, output=target, plan=item.plan.short_name)
    assert target.read_bytes() == first
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_refuses_a_year_outside_the_plan(item: ActionItem, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="計画期間の外"):
        call_command("export_workbook", year=2031, output=tmp_path / "table.xlsx")
    assert list(tmp_path.iterdir()) == []
