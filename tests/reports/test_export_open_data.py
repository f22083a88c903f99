"""export_open_data: 公開データの CSV をフォルダーに書き出す。"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.models import ActionItem, Plan
from tests.builders import make_content, make_item, make_plan
from tests.reports.export_plans import report_year

pytestmark = pytest.mark.django_db

FILES = {
    "items.csv", "item_departments.csv", "item_kinds.csv", "contents.csv", "content_goals.csv",
    "phases.csv", "targets.csv", "results.csv", "item_sdgs.csv", "related_plans.csv",
    "ratings.csv", "opinions.csv", "content_progress.csv", "data_dictionary.csv", "readme.txt",
}  # fmt: skip


def test_the_command_writes_the_files_and_nothing_else(item: ActionItem, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    call_command("export_open_data", str(folder))
    assert {path.name for path in folder.iterdir()} == FILES
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    call_command("export_open_data", str(folder), include_drafts=True)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "確定前の報告を含みます" in after.pop("readme.txt").decode("utf-8-sig")
    assert "確定前" not in before.pop("readme.txt").decode("utf-8-sig")
    assert after == before


def test_several_released_plans_have_a_folder_each(item: ActionItem, tmp_path: Path) -> None:
    make_plan(name="次の計画", short_name="次/計画", first_year=2024, last_year=2029)
    make_plan(name="別の計画", short_name="次/計画", first_year=2024, last_year=2029)
    make_plan(name="準備中の計画", short_name="準備中", released_at=None)
    call_command("export_open_data", str(tmp_path))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"2019-2023_試験計画", "2024-2029_次_計画", "2024-2029_次_計画_3"}
    for folder in tmp_path.iterdir():
        assert {path.name for path in folder.iterdir()} == FILES


def test_a_named_plan_is_written_straight_into_the_folder(item: ActionItem, tmp_path: Path) -> None:
    make_plan(name="次の計画", short_name="次", first_year=2024, last_year=2029)
    call_command("export_open_data", str(tmp_path), plan="次")
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert table_rows(tmp_path / "items.csv") == 0


def table_rows(path: Path) -> int:
    return path.read_bytes().count(b"\r\n") - 1


def test_a_folder_that_cannot_be_made_is_named_in_japanese(
    item: ActionItem, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="を作れません"):
        call_command("export_open_data", str(tmp_path / "file" / "data"))


def test_without_a_released_plan_the_command_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="公開済みの計画がありません"):
        call_command("export_open_data", str(tmp_path))


def test_sample_and_draft_results_bring_a_warning(
    item: ActionItem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report_year(item.plan, 2021, is_sample=True, drafts=(1,))
    call_command("export_open_data", str(tmp_path))
    assert "見本データ（架空）の実績を含みます" in capsys.readouterr().err
    assert table_rows(tmp_path / "results.csv") == 0
    call_command("export_open_data", str(tmp_path), include_drafts=True)
    assert "確定前の報告を含みます" in capsys.readouterr().err
    assert table_rows(tmp_path / "results.csv") == 1


def test_the_progress_of_every_opened_year_is_written(plan: Plan, tmp_path: Path) -> None:
    item = make_item(plan, 1)
    make_content(item, 1)
    report_year(plan, 2020)
    report_year(plan, 2021)
    call_command("export_open_data", str(tmp_path))
    text = (tmp_path / "content_progress.csv").read_text(encoding="utf-8-sig")
    assert [row.split(",")[4] for row in text.splitlines()] == ["年度", "2020", "2021"]
