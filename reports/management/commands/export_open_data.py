"""export_open_data: 計画と実績を、公開データの CSV に書き出す。"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from plans.models import Plan
from progress.choices import ReviewState
from reports.facts import year_facts
from reports.management.choosing import add_drafts_argument, add_plan_argument, choose_plan
from reports.management.writing import reason_of, write_file
from reports.open_data_set import open_data_set
from reports.publication.years import lay_copies, load_copies

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """CSV と、説明書、利用条件を書き出す。公開済みの計画が二つ以上なら、計画ごとに分ける。"""

    help = "計画と実績を、公開データ（UTF-8 の CSV）に書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数: 書き出すフォルダー。あとは省ける。"""
        parser.add_argument("directory", type=Path, help="書き出すフォルダー。なければ作ります。")
        add_plan_argument(parser)
        add_drafts_argument(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """計画を選び、それぞれの CSV を書き出す。"""
        released = list(Plan.objects.filter(released_at__isnull=False))
        if options["plan"] or len(released) < 2:
            self._export(choose_plan(options["plan"]), options["directory"], options)
            return
        for plan, folder in zip(released, folder_names(released), strict=True):
            self._export(plan, options["directory"] / folder, options)

    def _export(self, plan: Plan, directory: Path, options: dict[str, Any]) -> None:
        # 全年度を載せるが、委員会の意見はその年度までのものなので、最後に開いた年度の事実を使う。
        facts = year_facts(plan, _last_year(plan), include_drafts=options["include_drafts"])
        if not options["include_drafts"]:
            # 公表した年度の分は、いまの内容でなく、公表版の写しから取る。
            facts = lay_copies(facts, load_copies(plan.pk))
        files = open_data_set(facts)
        make_folder(directory)
        for name, content in files.items():
            write_file(directory / name, content)
        self.stdout.write(f"{plan.name}の公開データを{directory}に書き出しました。")
        if facts["notices"]["sample_text"]:
            self.stderr.write(
                f"{facts['notices']['sample_text']}の実績を含みます。公開しないでください。"
            )
        if facts["notices"]["drafts_included"]:
            self.stderr.write("確定前の報告を含みます。公開しないでください。")


def _last_year(plan: Plan) -> int:
    """最後に開いた年度（西暦）。まだなければ、計画の初年度。"""
    opened = plan.reviews.exclude(state=ReviewState.PREPARING).order_by("-fiscal_year")
    review = opened.first()
    return review.fiscal_year if review else plan.first_year


def folder_names(plans: list[Plan]) -> list[str]:
    """計画ごとのフォルダーの名前: 期間と略称。使えない文字は「_」にし、重なれば番号を添える。"""
    names: list[str] = []
    for plan in plans:
        name = f"{plan.first_year}-{plan.last_year}_{plan.short_name}"
        name = re.sub(r"[^\w()（）-]+", "_", name)
        names.append(f"{name}_{len(names) + 1}" if name in names else name)
    return names


def make_folder(directory: Path) -> None:
    """フォルダーを作る。すでにあればそのまま。作れなければ、理由を添えた CommandError。"""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{directory} を作れません（{reason_of(error)}）。") from error
