"""指標・目標・実績の行から判定を作る。計算は judgement.py がする。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.choices import Absence, IndicatorKind
from progress.bands import DEFAULT_BANDS, Band
from progress.judgement import Judgement, judge_figure
from progress.models import Actual
from progress.suggestion import Suggestion, suggest_rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plans.figures import Figure
    from plans.models import Indicator, Target
    from progress.models import ContentProgress, ProgressRecord, Rating


def bands_of(ratings: Iterable[Rating]) -> tuple[Band, ...]:
    """評語の行から帯を作る。行がなければ標準の帯。"""
    return tuple(Band(row.code, row.label, row.minimum) for row in ratings) or DEFAULT_BANDS


def judge_actual(
    indicator: Indicator,
    target: Target | None,
    actual: Actual | None,
    *,
    bands: Sequence[Band],
    earlier: Sequence[Figure] = (),
) -> Judgement:
    """実績の行を目標の行で判定する。earlier は累計に加える前年度までの実績。"""
    return judge_figure(
        kind=indicator.kind,
        target=target.value if target else None,
        target_absence=target.absence if target else "",
        settled=target.settled_value if target else None,
        actual=actual.value if actual else None,
        actual_absence=actual.absence if actual else Absence.NOT_ENTERED,
        unit=indicator.unit,
        bands=bands,
        tolerance=indicator.tolerance,
        earlier_actuals=earlier,
        other_plan=indicator.other_plan,
    )


def suggest_for(
    record: ProgressRecord,
    actuals: Sequence[Actual],
    contents: Sequence[ContentProgress],
    targets: Mapping[int, Target],
) -> Suggestion:
    """自己評価の提案。保存されている実績と進みから計算する。"""
    bands = bands_of(record.review.scale.ratings.order_by("order"))
    judgements = [
        judge_actual(
            row.indicator,
            targets.get(row.indicator_id),
            row,
            bands=bands,
            earlier=_earlier(record, row.indicator),
        )
        for row in actuals
    ]
    return suggest_rating(judgements, [row.pace for row in contents], bands)


def _earlier(record: ProgressRecord, indicator: Indicator) -> list[Figure]:
    if indicator.kind != IndicatorKind.CUMULATIVE:
        return []
    rows = Actual.objects.filter(
        indicator=indicator, record__review__fiscal_year__lt=record.review.fiscal_year
    )
    return [row.value for row in rows if row.value]
