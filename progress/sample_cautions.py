"""見本の注意。本番と同じ規則を、書かれた見本の報告に当てる。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from progress.cautions import Material, find_cautions, store_cautions
from progress.choices import RecordState
from progress.judging import bands_of
from progress.models import ProgressRecord
from progress.reading import load_readings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from progress.bands import Band
    from progress.cautions import Finding
    from progress.models import AnnualReview
    from progress.reading import Reading
    from progress.sample_steps import Walk


def create_cautions(
    review: AnnualReview, walks: Mapping[int, Walk], answers: Mapping[str, Mapping[str, str]]
) -> None:
    """年度の注意を作る。書いた人が、初めて保存した時に受けた注意とする。

    walks は項目の番号から引く歩み、answers は項目の番号から引く、規則ごとの説明。
    """
    bands = bands_of(review.scale.ratings.all())
    records = (
        ProgressRecord.objects.filter(review=review)
        .exclude(state=RecordState.BLANK)
        .select_related("review__plan", "item", "self_rating")
        .prefetch_related("item__item_departments__department", "parts__department")
    )
    for reading in load_readings(list(records)):
        number = reading.record.item.number
        first: Any = walks[number].steps[0]
        findings = _findings_of(reading, bands)
        explained = answers.get(str(number), {})
        store_cautions(
            reading.record,
            findings,
            known=(),
            answers={f"{one.code}:{one.subject}": explained.get(one.code, "") for one in findings},
            user=first._history_user,
            at=first._history_date,
        )


def _findings_of(reading: Reading, bands: tuple[Band, ...]) -> list[Finding]:
    sheet = reading.sheet
    return find_cautions(
        Material(
            record=reading.record,
            actuals=[line.row for line in reading.actuals],
            contents=[line.row for line in reading.contents],
            bands=bands,
            judgements={line.row.indicator_id: line.judgement for line in reading.actuals},
            targets=sheet.targets,
            last_record=sheet.last_record,
            last_actuals=sheet.last_actuals,
            last_contents=sheet.last_progress,
        )
    )
