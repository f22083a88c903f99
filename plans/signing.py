"""変更履歴の署名。だれが、なぜ変えたかを、保存の前に行へ添える。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plans.models import User


def sign_change(row: Any, user: User, reason: str) -> None:
    """変更履歴の署名。次の保存の履歴に、変えた人 user と理由 reason が残る。"""
    row._history_user = user
    row._change_reason = reason
