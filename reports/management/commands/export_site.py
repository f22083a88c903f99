"""export_site: 公開の画面とファイルを、静的な写しに書き出す。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reports.management.addresses import read_base_url
from reports.management.site_folder import replace_site
from reports.models import PublishedReport
from reports.public.shelf import load_whole_site
from reports.public.static_site import site_files

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """公開の画面の静的な写しを書き出す。公表した年度がなければ、計画だけを載せる。"""

    help = "公開の画面とファイルを、静的な写し（ほかのウェブサーバーに置けるもの）に書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        """引数: 書き出すフォルダーと、置き場所の住所（省ける）。"""
        parser.add_argument(
            "directory",
            type=Path,
            help="書き出すフォルダー。空か、前に書き出したものに限ります。",
        )
        parser.add_argument(
            "--base-url",
            type=read_base_url,
            help="写しを置く住所（例：https://www.example.jp/plan/）。検索のための情報に使います。",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """写しを作って書き出す。"""
        if PublishedReport._meta.db_table not in connection.introspection.table_names():
            raise CommandError("データベースに表がありません。先に migrate を実行してください。")
        site = load_whole_site(base_url=options["base_url"] or "", is_static=True)
        files = site_files(site)
        replace_site(options["directory"], files)
        count = len([name for name in files if name.endswith(".html")])
        self.stdout.write(f"公開の画面{count}枚を{options['directory']}に書き出しました。")
        if not site.plans:
            self.stdout.write("公開した計画はまだありません。入口などの画面だけを載せました。")
        elif not any(plan.editions for plan in site.plans):
            self.stdout.write("公表した年度はまだありません。計画だけを載せました。")
        if site.has_sample:
            self.stderr.write("見本データ（架空）の年度を含みます。公開しないでください。")
