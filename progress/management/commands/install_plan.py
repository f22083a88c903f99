"""install_plan: 公式の計画を、まだ無いデータベースに入れる。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from progress.installation import Installation, install_plan
from progress.plan_file import PlanFileError
from progress.ready_scales import create_ready_scales


class Command(BaseCommand):
    """計画を取り込む。計画がすでにあれば何も変えず、計画書との違いを表示する。"""

    help = "計画を取り込みます。すでにあれば何も変えず、計画書との違いを表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数は初期データの名（拡張子なし）。"""
        parser.add_argument("name", help="初期データの名（例：action_plan_2019）")

    def handle(self, *_: Any, **options: Any) -> None:
        """取り込んで、結果を一行ずつ表示する。"""
        try:
            result = install_plan(options["name"])
        except PlanFileError as error:
            raise CommandError(str(error)) from error
        create_ready_scales()
        if options["verbosity"]:
            self.stdout.write("\n".join(_describe(result)))


def _describe(result: Installation) -> list[str]:
    name = f"「{result.plan_name}」"
    if result.created:
        return [f"{name}を取り込みました（{result.created}件）。"]
    if result.added:
        later = _describe(replace(result, added=0))
        return [f"{name}に、計画書の行を{result.added}件足しました。", *later]
    if not result.differences:
        return [f"{name}はすでにあり、計画書との違いはありません。"]
    count = len(result.differences)
    head = f"{name}はすでにあるため、何も変えませんでした。計画書との違いは{count}件です。"
    return [head, *(f"  {difference}" for difference in result.differences)]
