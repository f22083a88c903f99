"""進行管理の管理画面。"""

from progress.admin import committee, meeting, record, reminder, review, scale

__all__ = ["committee", "meeting", "record", "reminder", "review", "scale"]
