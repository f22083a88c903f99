"""print_sheets: 個票をPDFに書き出すコマンド。"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.models import AnnualReview, ProgressRecord
from progress.opening import default_scale
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import make_person
from tests.reports.pdf_reading import pages_of, text_of
from tests.shapes import make_other_shape

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


def print_sheets(output: Path, *options: str) -> tuple[str, str]:
    said, warned = io.StringIO(), io.StringIO()
    call_command(
        "print_sheets", "--year", "2021", "--output", str(output), *options,
        stdout=said, stderr=warned,
    )  # fmt: skip
    return said.getvalue(), warned.getvalue()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "sheets.pdf"


def make_record(item: ActionItem, **values: object) -> ProgressRecord:
    review, _ = AnnualReview.objects.get_or_create(
        plan=item.plan,
        fiscal_year=2021,
        defaults={"state": "accepting", "scale": default_scale()},
    )
    return ProgressRecord.objects.create(review=review, item=item, **values)


def test_all_items_go_into_one_file(item: ActionItem, output: Path) -> None:
    make_item(item.plan, 2)
    said, warned = print_sheets(output)
    pages = pages_of(output.read_bytes())
    assert said.strip() == f"令和3（2021）年度の個票を{output}に書き出しました。"
    assert warned == ""
    assert "進行管理個票集" in pages[0]
    assert "2実施項目その2" in pages[-1]


def test_one_item_goes_into_a_file_of_its_own(item: ActionItem, output: Path) -> None:
    make_item(item.plan, 2)
    print_sheets(output, "--item", "2")
    text = text_of(output.read_bytes())
    assert "2実施項目その2" in text
    assert "実施項目その1" not in text


def test_a_year_not_opened_prints_the_plan(item: ActionItem, output: Path) -> None:
    print_sheets(output, "--item", "1")
    text = text_of(output.read_bytes())
    assert "12人" in text
    assert "この年度の進行管理は、まだ始まっていません。" in text


def test_drafts_stay_inside_unless_asked_for(item: ActionItem, output: Path) -> None:
    make_record(item, state="draft", achievement="書きかけの成果")
    print_sheets(output)
    hidden = text_of(output.read_bytes())
    assert "書きかけの成果" not in hidden
    assert "この年度の報告は、まだ確定していません。" in hidden
    assert "記入なし" not in hidden
    print_sheets(output, "--include-drafts")
    text = text_of(output.read_bytes())
    assert "書きかけの成果" in text
    assert "確定前の内容を含む内部資料" in text


def test_a_finalized_report_is_printed(item: ActionItem, output: Path) -> None:
    submission = {"submitted_at": timezone.now(), "submitted_by": make_person("submitter")}
    finalization = {"finalized_at": timezone.now(), "finalized_by": make_person("finalizer")}
    signatures = submission | finalization
    make_record(item, state="finalized", achievement="居場所を2か所開設", **signatures)
    print_sheets(output, "--large")
    assert "居場所を2か所開設" in text_of(output.read_bytes())


def test_lost_letters_are_named(item: ActionItem, output: Path) -> None:
    ActionItem.objects.filter(pk=item.pk).update(title="地域😀福祉\ufeff")
    _, warned = print_sheets(output)
    assert "😀（U+1F600）" in warned
    assert "U+FEFF" in warned
    assert "地域〓福祉" in text_of(output.read_bytes())


def test_the_made_on_day_stands_on_the_cover_and_fixes_the_bytes(
    item: ActionItem, output: Path
) -> None:
    print_sheets(output, "--made-on", "2022-05-31")
    first = output.read_bytes()
    with time_machine.travel("2030-01-01 12:00:00+09:00"):
        print_sheets(output, "--made-on", "2022-05-31")
    assert output.read_bytes() == first
    assert "令和4年5月31日現在" in pages_of(first)[0]


def test_what_is_overdue_on_the_made_on_day_is_counted_as_late(
    item: ActionItem, output: Path
) -> None:
    make_record(item, state="draft")
    AnnualReview.objects.update(department_due_on=dt.date(2022, 4, 28))
    for day, late in (("2022-04-28", "0項目"), ("2022-04-29", "1項目")):
        print_sheets(output, "--made-on", day, "--include-drafts")
        text = text_of(output.read_bytes())
        assert f"福祉支援課1項目0項目1項目0項目0項目0項目0項目{late}" in text


def test_late_items_are_not_counted_where_their_state_is_hidden(
    item: ActionItem, output: Path
) -> None:
    make_record(item, state="draft")
    AnnualReview.objects.update(department_due_on=dt.date(2022, 4, 28))
    print_sheets(output, "--made-on", "2022-05-31")
    text = text_of(output.read_bytes()).replace("遅れた実施内容", "")
    assert "遅れ" not in text


@time_machine.travel("2022-05-30 16:00:00+00:00")
def test_without_a_day_it_is_today_in_japan(item: ActionItem, output: Path) -> None:
    print_sheets(output, "--item", "1")
    assert "令和4年5月31日現在" in text_of(output.read_bytes())


def test_the_plan_may_be_left_out_while_one_is_released(item: ActionItem, output: Path) -> None:
    make_plan(name="準備中の計画", short_name="準備中", released_at=None)
    print_sheets(output)
    assert "試験計画" in text_of(output.read_bytes())


def test_two_released_plans_must_be_told_apart(item: ActionItem, output: Path) -> None:
    make_plan(name="次の計画", short_name="次")
    with pytest.raises(CommandError, match="「試験の計画」「次の計画」"):
        print_sheets(output)
    print_sheets(output, "--plan", "次")
    assert "次令和3（2021）年度" in text_of(output.read_bytes())


def test_a_plan_of_another_shape_is_printed_whole(output: Path) -> None:
    make_other_shape()
    call_command("print_sheets", "--year", "2027", "--output", str(output))
    text = text_of(output.read_bytes())
    assert "別の社会福祉協議会" in text
    assert "計画期間令和4（2022）年度～令和9（2027）年度" in text
    for number in range(1, 41):
        assert f"{number}実施項目その{number}担当課" in text
    assert "この項目に数値目標はありません。" in text


def test_no_released_plan_is_an_error_with_its_way_out(db: None, output: Path) -> None:
    with pytest.raises(CommandError, match="公開済みの計画がありません。--plan で"):
        print_sheets(output)


def test_an_unknown_plan_is_an_error_that_lists_the_plans(plan: Plan, output: Path) -> None:
    with pytest.raises(
        CommandError, match="「別の計画」という計画はありません。選べる計画：「試験の計画」"
    ):
        print_sheets(output, "--plan", "別の計画")


@pytest.mark.parametrize(("year", "name"), [("2030", "令和12（2030）年度"), ("1900", "1900年度")])
def test_a_year_outside_the_plan_is_refused(plan: Plan, output: Path, year: str, name: str) -> None:
    with pytest.raises(CommandError, match=f"{name}は計画期間の外です"):
        call_command("print_sheets", "--year", year, "--output", str(output))


def test_an_unknown_item_is_refused_and_nothing_is_written(plan: Plan, output: Path) -> None:
    with pytest.raises(CommandError, match="項目番号7の実施項目はありません"):
        print_sheets(output, "--item", "7")
    assert list(output.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("none/sheets.pdf", "その場所がありません"),
        (".", "同じ名前のフォルダーがあります"),
        ("a" * 300, "名前が長すぎます"),
        ("/", "同じ名前のフォルダーがあります"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_with_its_reason(
    item: ActionItem, output: Path, place: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=f"書き出せません（{reason}）"):
        print_sheets(output.parent / place, "--item", "1")
    assert list(output.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--year", "令和3"), "「令和3」は年度として読めません"),
        (("--year", "2021", "--made-on", "5月31日"), "「5月31日」は日付として読めません"),
    ],
)
def test_an_argument_that_cannot_be_read_is_told_in_japanese(
    output: Path, arguments: tuple[str, ...], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("print_sheets", *arguments, "--output", str(output))


def test_a_failed_write_keeps_the_old_file_and_leaves_no_part(
    item: ActionItem, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CommandError):
        print_sheets(output, "--item", "1")
    assert output.read_bytes() == b"old"
    assert list(output.parent.iterdir()) == [output]


def test_the_queries_stay_within_twenty_whatever_the_number_of_items(
    item: ActionItem, output: Path
) -> None:
    def count_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            print_sheets(output)
        return len(queries)

    few = count_queries()
    for number in range(2, 12):
        other = make_item(item.plan, number, departments=["総務課"])
        make_content(other)
        make_indicator(other, baseline="1人", targets={2021: "2人"})
    assert count_queries() == few <= 20
