"""「進行管理」の部屋の登録。"""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """進行管理。"""

    name = "progress"
    verbose_name = "進行管理"
