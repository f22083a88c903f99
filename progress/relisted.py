"""再掲の実施内容。元の項目で一度だけ書き、再掲の項目では見せるだけにする。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress.models import ContentProgress

if TYPE_CHECKING:
    from plans.models import ImplementationContent
    from progress.models import ProgressRecord


@dataclass(frozen=True, slots=True)
class Relisted:
    """再掲の実施内容。source は元の項目の行で、まだなければ None。"""

    content: ImplementationContent
    source: ContentProgress | None


def load_relisted(record: ProgressRecord) -> list[Relisted]:
    """この報告の再掲の実施内容と、元の項目の行を返す。問い合わせは、再掲がなければ一つ、あれば二つ。"""
    shown = ContentProgress.objects.filter(record=record, content__repeats__isnull=False)
    rows = shown.select_related("content__item", "content__repeats").order_by("content__order")
    contents = [row.content for row in rows]
    if not contents:
        return []
    sources = ContentProgress.objects.filter(
        record__review=record.review_id,
        content__in=[content.repeats_id for content in contents],
    ).select_related("record", "content__item")
    known = {source.content_id: source for source in sources}
    return [Relisted(content, known.get(content.repeats_id)) for content in contents]
