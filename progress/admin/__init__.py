"""進行管理の管理画面。"""

from progress.admin import committee, record, reminder, review, scale

__all__ = ["committee", "record", "reminder", "review", "scale"]
