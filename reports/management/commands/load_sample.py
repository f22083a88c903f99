"""見本データ（架空）を登録する。"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress.sample import LoadedSample, SampleError, find_refusal, load_sample
from progress.workflow import WorkflowError
from reports.packs.sample import distribute_sample_pack
from reports.publication.sample import publish_sample

OPEN_SETTINGS_MESSAGE = (
    "見本の利用者のパスワードは公開されているため、本番の設定では登録しません。"
    "試すときは DEMO_HTTP=1 を付けてください。"
)


class Command(BaseCommand):
    """見本の登録。何度実行してもよく、本番の年度や利用者があれば何もしない。"""

    help = "見本データ（架空）の年度と利用者を登録し、ログイン名の一覧を示します。"

    def handle(self, *args: Any, **options: Any) -> None:
        """登録して結果を示す。登録できなければ CommandError。"""
        if not settings.PLAIN_HTTP:
            raise CommandError(OPEN_SETTINGS_MESSAGE)
        if refusal := find_refusal():
            self.stdout.write(refusal)
            return
        try:
            loaded = load_sample(timezone.localdate())
            publish_sample(timezone.localdate())
            distribute_sample_pack(timezone.localdate())
        except (SampleError, WorkflowError) as error:
            raise CommandError(str(error)) from error
        self._show(loaded)

    def _show(self, loaded: LoadedSample) -> None:
        if loaded.year_count:
            self.stdout.write(
                f"見本データ（架空）を登録しました（{loaded.year_count}年度、"
                f"報告{loaded.record_count}件）。"
            )
        else:
            self.stdout.write("見本データ（架空）は登録済みです。")
        self.stdout.write(f"見本の利用者（パスワードは全員 {loaded.password}）")
        for login in loaded.logins:
            self.stdout.write(f"  {login.username:<14}  {login.name}（{login.role}）")
