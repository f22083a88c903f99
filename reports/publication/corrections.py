"""正誤表: 公表中の版と、いま固める版の違い。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.choices import PublicationState
from reports.differences import find_differences
from reports.public.standing import without_years

if TYPE_CHECKING:
    from collections.abc import Collection

    from reports.models import PublishedReport
    from reports.publication.freezing import FrozenYear

# 版と作成日は、公表するたびに変わるので、中身の違いとみなさない。
PASSING_PARTS = ("publication",)
# ほかの値を並べ直しただけの文は、正誤表に重ねて載せない。
DERIVED_PLACES = frozenset({"やさしい説明"})


def list_corrections(
    previous: PublishedReport | None, frozen: FrozenYear, hidden: Collection[int]
) -> list[dict[str, object]]:
    """前の版との違い（正誤表の行）。

    前の版を取り下げていれば空: 取り下げた文を「誤」として公表し直さない。hidden は、前の版の中で
    隠している年度で、その数も載せない。
    """
    if previous is None or previous.state != PublicationState.RELEASED:
        return []
    rows = [
        {"item": row.item, "where": row.where, "before": row.before, "after": row.after}
        for row in find_differences(previous.facts, frozen.facts)
        if row.where not in DERIVED_PLACES
    ]
    return without_years(rows, hidden)


def is_same(previous: PublishedReport, frozen: FrozenYear) -> bool:
    """前の版と中身が同じか。"""
    return _content(previous.facts) == _content(frozen.facts)


def _content(facts: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name not in PASSING_PARTS}
