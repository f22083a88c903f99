"""見本データ（架空）を消す。"""

from typing import Any

from django.core.management.base import BaseCommand

from progress.sample_removal import remove_sample


class Command(BaseCommand):
    """見本の削除。計画と本番のデータはそのまま残る。"""

    help = "見本データ（架空）の年度と利用者を、変更履歴とともに消します。"

    def handle(self, *args: Any, **options: Any) -> None:
        """消して、表ごとの数を示す。"""
        removal = remove_sample()
        self.stdout.write("見本データ（架空）を消しました。計画と本番のデータはそのままです。")
        for label, count in removal.rows.items():
            self.stdout.write(f"  {label}　{count}件")
        self.stdout.write(f"  変更履歴　{removal.history_count}件")
        self.stdout.write(f"  ログイン中の記録　{removal.session_count}件")
        if removal.kept:
            names = "、".join(removal.kept)
            self.stdout.write(
                f"本番のデータに名前が残るため、次の利用者は消さずに使えないようにしました：{names}"
            )
