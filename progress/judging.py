"""指標・目標・実績・実施時期の行から判定を作る。計算は judgement.py と phases.py がする。"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from plans.choices import Absence, IndicatorKind, Stage
from progress.bands import DEFAULT_BANDS, Band
from progress.judgement import Judgement, judge_figure
from progress.phases import PlannedSpan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plans.figures import Figure
    from plans.models import Indicator, PhaseSpan, Target
    from progress.models import Actual, Rating

# 判定は渡した値だけで決まり、変わらないので、同じ値の判定は一度だけ計算する。
_judge_once = lru_cache(maxsize=4096)(judge_figure)


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
    return _judge_once(
        kind=indicator.kind,
        target=target.value if target else None,
        target_absence=target.absence if target else "",
        settled=target.settled_value if target else None,
        actual=actual.value if actual else None,
        actual_absence=actual.absence if actual else Absence.NOT_ENTERED,
        unit=indicator.unit,
        bands=tuple(bands),
        tolerance=indicator.tolerance,
        earlier_actuals=tuple(earlier),
        other_plan=indicator.other_plan,
    )


def is_cumulative(row: Actual) -> bool:
    """累計の指標か。累計だけが、前年度までの実績を加える。"""
    return row.indicator.kind == IndicatorKind.CUMULATIVE


def judge_actuals(
    actuals: Iterable[Actual],
    targets: Mapping[int, Target],
    earlier: Mapping[int, Sequence[Figure]],
    bands: Sequence[Band],
) -> dict[int, Judgement]:
    """実績の行の判定を、指標の番号から引ける形で返す。

    targets は今年度の目標、earlier は前年度までの実績（どちらも指標の番号から引く）。
    """
    return {
        row.indicator_id: judge_actual(
            row.indicator,
            targets.get(row.indicator_id),
            row,
            bands=bands,
            earlier=earlier.get(row.indicator_id, ()) if is_cumulative(row) else (),
        )
        for row in actuals
    }


def plan_spans(spans: Iterable[PhaseSpan]) -> list[PlannedSpan]:
    """実施時期の行を、判定に使う形にする。"""
    return [
        PlannedSpan(span.label, span.first_year, span.last_year, Stage.EVENT in span.stages)
        for span in spans
    ]
