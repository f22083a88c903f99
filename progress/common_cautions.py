"""まとめて記入した行の注意。行だけを見て分かる規則を当て、その行の注意だけを書き直す。"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from progress.cautions import Material, find_cautions, store_cautions
from progress.deeds import content_path
from progress.models import Caution, ContentProgress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from plans.models import User
    from progress.models import AnnualReview


def review_cautions(
    review: AnnualReview,
    changes: Mapping[int, Sequence[ContentProgress]],
    *,
    user: User,
    at: dt.datetime,
) -> None:
    """書きかえた行（報告の番号から引く）の注意を見直す。at は時刻（タイムゾーンつき）。

    注意の変わる報告がなければ、問い合わせは二つ。
    """
    rows = [row for group in changes.values() for row in group]
    if not rows:
        return
    last = _last_year(review, [row.content_id for row in rows])
    known = _known_cautions(rows)
    for record_id, group in changes.items():
        record = group[0].record
        material = Material(record, actuals=(), contents=group, bands=(), last_contents=last)
        findings = find_cautions(material)
        if findings or known[record_id]:
            store_cautions(record, findings, known=known[record_id], answers={}, user=user, at=at)


def _last_year(review: AnnualReview, content_ids: Iterable[int]) -> dict[int, ContentProgress]:
    rows = ContentProgress.objects.filter(
        record__review__plan=review.plan_id,
        record__review__fiscal_year=review.fiscal_year - 1,
        content__in=list(content_ids),
    )
    return {row.content_id: row for row in rows}


def _known_cautions(rows: Iterable[ContentProgress]) -> dict[int, list[Caution]]:
    """書きかえた行についての、いまの注意。ほかの欄の注意には触れない。"""
    subjects = {(row.record_id, content_path(row.content_id)) for row in rows}
    found = Caution.objects.filter(
        record__in={record_id for record_id, _ in subjects},
        subject__in={subject for _, subject in subjects},
    )
    known: dict[int, list[Caution]] = defaultdict(list)
    for caution in found:
        if (caution.record_id, caution.subject) in subjects:
            known[caution.record_id].append(caution)
    return known
