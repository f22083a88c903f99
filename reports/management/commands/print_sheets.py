"""print_sheets: 個票をPDFに書き出す。"""

from __future__ import annotations

import datetime as dt
import unicodedata
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.facts import year_facts
from reports.management.choosing import (
    add_drafts_argument,
    add_plan_argument,
    add_year_argument,
    check_year,
    choose_plan,
)
from reports.management.writing import write_file
from reports.pdf import PdfError, render_sheet, render_sheets

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from reports.pdf import PdfDocument


class Command(BaseCommand):
    """個票集（表紙・目次・総括表・全項目）か、一項目の個票をPDFに書き出す。"""

    help = "個票をPDFに書き出します。--item を省くと、全項目を一つのファイルにします。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数: 年度と書き出す先。あとは省ける。"""
        add_year_argument(parser)
        parser.add_argument("--output", type=Path, required=True, help="書き出すPDFファイル")
        parser.add_argument("--item", type=int, help="項目番号。省くと全項目です。")
        parser.add_argument(
            "--large", action="store_true", help="大きな文字（14ポイント）にします。"
        )
        parser.add_argument(
            "--made-on",
            type=read_date,
            help="作成時点（例：2022-05-31）。省くと今日です。",
        )
        add_plan_argument(parser)
        add_drafts_argument(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """組んで書き出し、印字できなかった字があれば知らせる。"""
        plan = choose_plan(options["plan"])
        year = check_year(plan, options["year"])
        made_on = options["made_on"] or timezone.localdate()
        facts = year_facts(plan, year, include_drafts=options["include_drafts"], on=made_on)
        document = self._render(facts, made_on, options)
        write_file(options["output"], document.content)
        self.stdout.write(f"{facts['year']['label']}の個票を{options['output']}に書き出しました。")
        if document.lost:
            names = "、".join(map(_character_name, document.lost))
            self.stderr.write(f"書体にない字は「〓」に替えるか、除きました：{names}")

    def _render(
        self, facts: dict[str, Any], made_on: dt.date, options: dict[str, Any]
    ) -> PdfDocument:
        number, large = options["item"], options["large"]
        try:
            if number is None:
                return render_sheets(facts, made_on=made_on, large=large)
            return render_sheet(facts, number, made_on=made_on, large=large)
        except PdfError as error:
            raise CommandError(str(error)) from error


def read_date(word: str) -> dt.date:
    """日付の読み取り: 2022-05-31 の形。読めなければ ArgumentTypeError。"""
    try:
        return dt.date.fromisoformat(word)
    except ValueError as error:
        raise ArgumentTypeError(
            f"「{word}」は日付として読めません。2022-05-31 の形で指定してください。"
        ) from error


def _character_name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    is_visible = unicodedata.category(character)[0] != "C"
    return f"{character}（{code}）" if is_visible else code
