"""進行管理の管理画面。"""

from progress.admin import committee, import_run, meeting, member, record, reminder, review, scale

__all__ = ["committee", "import_run", "meeting", "member", "record", "reminder", "review", "scale"]
