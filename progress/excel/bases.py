"""ファイルを受け取ったときの中身。変更履歴から、版ごとに引く。"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from progress.excel.columns import ACTUALS, CONTENTS, SUMMARY
from progress.excel.lines import BOXES_OF
from progress.models import Actual, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from progress.excel.lines import Line

    Pasts = Mapping[int, list[Any]]

MODELS = {ACTUALS.code: Actual, CONTENTS.code: ContentProgress}


class Bases:
    """受け取ったときの中身を引く棚。lines は版の変わった行。問い合わせは三つまで。"""

    def __init__(self, lines: Iterable[Line]) -> None:
        records = {line.record.pk for line in lines}
        self._records = _history(ProgressRecord, "id", records)
        self._rows: dict[str, Pasts] = {
            code: _history(model, "record_id", records) for code, model in MODELS.items()
        }

    def boxes_of(self, line: Line, version: int) -> dict[str, str] | None:
        """行の、版 version のときの欄の中身。履歴にない版なら None。"""
        pasts = self._records.get(line.record.pk, [])
        base = next((past for past in reversed(pasts) if past.version == version), None)
        after = next((past for past in pasts if past.version > version), None)
        if base is None or after is None:
            return None
        if line.shape is SUMMARY:
            return BOXES_OF[SUMMARY.code](base.instance)  # type: ignore[no-any-return]
        return self._row_before(line, after.history_date)

    def _row_before(self, line: Line, before: dt.datetime) -> dict[str, str] | None:
        # 行より先に報告の履歴が書かれるので、次の版の直前までを見る。
        pasts = self._rows[line.shape.code].get(line.row.pk, [])
        past = next((past for past in reversed(pasts) if past.history_date < before), None)
        if past is None:
            return None
        row = past.instance
        name = "indicator" if line.shape is ACTUALS else "content"
        setattr(row, name, getattr(line.row, name))
        return BOXES_OF[line.shape.code](row)  # type: ignore[no-any-return]


def _history(model: Any, column: str, ids: set[int]) -> Pasts:
    grouped: dict[int, list[Any]] = defaultdict(list)
    if ids:
        found = model.history.filter(**{f"{column}__in": ids})
        for past in found.order_by("history_date", "history_id"):
            grouped[past.id].append(past)
    return grouped
