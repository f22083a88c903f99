"""「計画」の部屋の登録。"""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """計画。"""

    name = "plans"
    verbose_name = "計画"
