"""計画の部屋の管理画面。"""

from plans.admin import indicator, item, people, plan, source_note

__all__ = ["indicator", "item", "people", "plan", "source_note"]
