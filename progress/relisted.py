"""再掲の実施内容。元の項目で一度だけ書き、再掲の項目では見せるだけにする。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from plans.models import ImplementationContent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from progress.models import ContentProgress, ProgressRecord


@dataclass(frozen=True, slots=True)
class Relisted:
    """再掲の実施内容。source は元の項目の行で、まだなければ None。"""

    content: ImplementationContent
    source: ContentProgress | None


def source_rows(record: ProgressRecord) -> Q:
    """この項目に再掲されている実施内容の、元の項目の行、という条件。"""
    repeated = ImplementationContent.objects.filter(item=record.item_id, repeats__isnull=False)
    return Q(record__review=record.review_id, content__in=repeated.values("repeats"))


def pair_relisted(
    shown: Iterable[ContentProgress], sources: Iterable[ContentProgress]
) -> list[Relisted]:
    """再掲の行 shown に、元の項目の行を添える。"""
    known = {source.content_id: source for source in sources}
    return [Relisted(row.content, known.get(row.content.repeats_id or 0)) for row in shown]
