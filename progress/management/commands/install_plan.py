"""install_plan: 公式の計画を、まだ無いデータベースに入れる。"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from progress.installation import install_plan
from progress.plan_file import PlanFileError


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
        if result.created:
            self.stdout.write(f"「{result.plan_name}」を取り込みました（{result.created}件）。")
            return
        if not result.differences:
            self.stdout.write(f"「{result.plan_name}」はすでにあり、計画書との違いはありません。")
            return
        self.stdout.write(
            f"「{result.plan_name}」はすでにあるため、何も変えませんでした。"
            f"計画書との違いは{len(result.differences)}件です。"
        )
        for difference in result.differences:
            self.stdout.write(f"  {difference}")
