"""make_pack: 委員会資料を、標準の作り方でファイルに書き出す。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress.models import AnnualReview, CommitteeMeeting
from reports.excel.pack_workbook import build_pack_workbook
from reports.management.choosing import (
    add_plan_argument,
    add_year_argument,
    check_year,
    choose_plan,
)
from reports.management.commands.print_sheets import read_date
from reports.management.writing import write_file
from reports.packs.listing import latest_of
from reports.packs.making import gather_facts, next_number, plan_contents
from reports.packs.options import PackOptions
from reports.packs.parts import ALL_PARTS, SHORT_PARTS
from reports.pdf import PdfError
from reports.pdf.pack import render_pack

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """年度の委員会資料を書き出す。登録はしないので、配布には画面で作った資料を使う。"""

    help = "委員会資料を、PDFか Excel（ファイル名の終わりが .xlsx）に書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数: 年度と書き出す先。あとは省ける。"""
        add_year_argument(parser)
        parser.add_argument(
            "--output", type=Path, required=True, help="書き出すファイル（.pdf か .xlsx）"
        )
        parser.add_argument("--large", action="store_true", help="大きな文字のPDFにします。")
        parser.add_argument(
            "--short", action="store_true", help="「重点項目＋総括表」だけにします。"
        )
        parser.add_argument(
            "--made-on", type=read_date, help="作成日（例：2022-05-31）。省くと今日です。"
        )
        add_plan_argument(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """材料を集め、組んで書き出す。"""
        plan = choose_plan(options["plan"])
        year = check_year(plan, options["year"])
        review = AnnualReview.objects.filter(plan=plan, fiscal_year=year).first()
        if review is None:
            raise CommandError("その年度は、まだ用意されていません。")
        made_on = options["made_on"] or timezone.localdate()
        meeting = CommitteeMeeting.objects.filter(review=review).select_related("review").last()
        parts = SHORT_PARTS if options["short"] else ALL_PARTS
        chosen = PackOptions(parts=parts).at_meeting(meeting)
        facts = gather_facts(review, made_on)
        contents = plan_contents(review, facts, chosen, next_number(latest_of(review)), made_on)
        try:
            content = (
                build_pack_workbook(facts, contents)
                if options["output"].suffix == ".xlsx"
                else render_pack(facts, contents, large=options["large"]).content
            )
        except PdfError as error:
            raise CommandError(str(error)) from error
        write_file(options["output"], content)
        self.stdout.write(
            f"{facts['year']['label']}の委員会資料を{options['output']}に書き出しました。"
        )
