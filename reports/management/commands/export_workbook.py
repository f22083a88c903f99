"""export_workbook: 年度の目標と実績を Excel に書き出す。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from reports.excel import WORKBOOK_SECTIONS, build_workbook
from reports.facts import year_facts
from reports.management.choosing import (
    add_drafts_argument,
    add_plan_argument,
    add_year_argument,
    check_year,
    choose_plan,
)
from reports.management.writing import write_file

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """年度のブック（進行管理表と機械可読の表）を xlsx で書き出す。"""

    help = "年度の目標と実績を、Excel（xlsx）に書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数: 年度と書き出す先。あとは省ける。"""
        add_year_argument(parser)
        parser.add_argument("--output", type=Path, required=True, help="書き出す xlsx ファイル")
        add_plan_argument(parser)
        add_drafts_argument(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """ブックを作って書き出す。"""
        plan = choose_plan(options["plan"])
        year = check_year(plan, options["year"])
        facts = year_facts(
            plan, year, include_drafts=options["include_drafts"], sections=WORKBOOK_SECTIONS
        )
        write_file(options["output"], build_workbook(facts))
        self.stdout.write(
            f"{facts['year']['label']}の進行管理表を{options['output']}に書き出しました。"
        )
