"""意見がいまどこにあるか。状態だけから決まり、データベースは読まない。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress.choices import OpinionStage, OpinionState, ResponseState

if TYPE_CHECKING:
    from collections.abc import Iterable


ENDED: dict[str, OpinionStage] = {
    OpinionState.CLOSED: OpinionStage.CLOSED,
    OpinionState.CANCELLED: OpinionStage.CANCELLED,
}


def stage_of(state: str, responses: Iterable[str]) -> OpinionStage:
    """意見の位置。state は意見の状態、responses は課の回答の状態。

    一つでも回答がまだなら回答待ち、みな回答して確認がまだなら総務課の確認待ち。
    """
    if state in ENDED:
        return ENDED[state]
    states = set(responses)
    if not states:
        return OpinionStage.UNASSIGNED
    if ResponseState.ASKED in states:
        return OpinionStage.ASKED
    return OpinionStage.ANSWERED if ResponseState.ANSWERED in states else OpinionStage.UNDERWAY
