"""「閲覧と出力」の部屋の登録。"""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """閲覧と出力。"""

    name = "reports"
    verbose_name = "閲覧と出力"
