"""年度の事実のうち、指標ごとの五年の目標・実績・達成率。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from plans.choices import Absence, IndicatorKind
from plans.figures import Figure, FigureError, group_digits, plain_number
from plans.fiscal_year import format_date
from progress.judging import bands_of, judge_actual
from progress.share_sum import tell_share_sum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from plans.models import Baseline, Indicator, Target
    from progress.bands import Band
    from progress.judgement import Judgement
    from progress.models import Actual, ProgressRecord
    from reports.facts.loading import YearRows

Facts = dict[str, Any]

# コンマのない四けた以上の整数の部分。
LONG_NUMBER = re.compile(r"(?<![0-9.,])[1-9][0-9]{3,}")
KIND_LABELS = dict(IndicatorKind.choices)
ENTERED = "entered"
STATUS_LABELS: dict[str, str] = {
    ENTERED: "実績あり",
    Absence.NOT_ENTERED: "未入力",
    Absence.NOT_APPLICABLE: "該当なし",
    Absence.UNDETERMINED: "未確定",
    Absence.EXCLUDED: "中止・評価対象外",
}
# 中身を出せない実績の語。
UNFINALIZED_LABEL = "確定前"
NOT_OPENED_LABEL = "年度未開始"
ABSENCE_SIGNS: dict[str, str] = {
    Absence.NOT_APPLICABLE: "－",
    Absence.UNDETERMINED: "…",
    Absence.EXCLUDED: "中止・評価対象外",
}


def indicator_facts(
    rows: YearRows, indicator: Indicator, shown: Mapping[int, ProgressRecord]
) -> Facts:
    """指標の事実。shown は中身を出してよい報告（年度ごと）。"""
    return {
        "number": indicator.number,
        "name": indicator.name,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "kind_label": KIND_LABELS[indicator.kind],
        "entry_kind": indicator.entry_kind,
        "first_label": indicator.first_label,
        "second_label": indicator.second_label,
        "second_unit": indicator.second_unit,
        "second_label_is_confirmed": indicator.second_label_is_confirmed,
        "other_plan": indicator.other_plan,
        "tolerance": plain_number(indicator.tolerance),
        "definition": indicator.definition,
        "source": indicator.source,
        "note": indicator.note,
        "baseline": _baseline_facts(getattr(indicator, "baseline", None)),
        "years": [_year_facts(rows, indicator, year, shown) for year in rows.plan.years],
        "share_sum": _share_sum(rows, indicator, shown),
    }


def _share_sum(rows: YearRows, indicator: Indicator, shown: Mapping[int, ProgressRecord]) -> str:
    """割合の目標（3分の1ずつ）の、続く年度の計の文。割合の目標でなければ空。"""
    target = rows.targets.get((indicator.pk, rows.fiscal_year))
    share = target.value.share if target and target.value else None
    if share is None:
        return ""
    actuals = {
        year: row.value
        for year in shown
        if (row := rows.actuals.get((indicator.pk, year))) and row.value
    }
    names = (indicator.first_label or indicator.name, indicator.second_label or "全体の数")
    units = (indicator.unit, indicator.second_unit or indicator.unit)
    return tell_share_sum(share, actuals, rows.fiscal_year, names=names, units=units)


def figure_facts(figure: Figure | None) -> Facts:
    """値の数の部分。数がないところは空文字。"""
    numbers = ("number", "upper", "second_number", "second_upper")
    return {
        "kind": figure.kind.value if figure else "",
        **{name: _plain(getattr(figure, name, None)) for name in numbers},
    }


def _printed(row: Target | Baseline) -> str:
    """計画書の表記。値だけが直されて数が食い違うときは、判定に使う値を先に示す。"""
    if row.value is None or not row.as_printed:
        return str(row.as_printed or row.value or "")
    numbers = ("number", "upper", "second_number", "second_upper")
    try:
        printed = Figure.parse(row.as_printed)
    except FigureError:
        return str(row.as_printed)
    if printed.number is None or all(
        getattr(printed, name) == getattr(row.value, name) for name in numbers
    ):
        return str(row.as_printed)
    return f"{row.value}（計画書の表記は{row.as_printed}）"


def goal_of(target: Facts | None) -> Facts | None:
    """比べる目標の数。別に定まった値があれば、それが計画書の値に代わる。"""
    if target is None:
        return None
    return target.get("settled") or target


def _plain(number: Decimal | None) -> str:
    return "" if number is None else plain_number(number)


def _baseline_facts(baseline: Baseline | None) -> Facts | None:
    if baseline is None:
        return None
    return {
        "year": baseline.fiscal_year,
        "text": _printed(baseline),
        **figure_facts(baseline.value),
        "absence": baseline.absence,
        "is_estimate": baseline.is_estimate,
        "as_of": format_date(baseline.as_of) if baseline.as_of else "",
        "note": baseline.note,
    }


def _year_facts(
    rows: YearRows, indicator: Indicator, year: int, shown: Mapping[int, ProgressRecord]
) -> Facts:
    judgement = judgement_facts(judge_year(rows, indicator, year, shown))
    if year not in shown:
        is_opened = (indicator.item_id, year) in rows.records
        hidden = {"status_label": UNFINALIZED_LABEL if is_opened else NOT_OPENED_LABEL}
        actual, judgement = _actual_facts(None) | hidden, judgement | {"reason": ""}
    else:
        actual = _actual_facts(rows.actuals.get((indicator.pk, year)))
    return {
        "year": year,
        "target": _target_facts(rows.targets.get((indicator.pk, year))),
        "actual": actual,
        "judgement": judgement,
    }


def _target_facts(target: Target | None) -> Facts | None:
    if target is None:
        return None
    return {
        "text": _printed(target) or ABSENCE_SIGNS.get(target.absence, ""),
        **figure_facts(target.value),
        "absence": target.absence,
        "settled_text": _grouped(target.settled_value),
        "settled": figure_facts(target.settled_value) if target.settled_value else None,
        "settled_source": target.settled_source,
        "settled_on": format_date(target.settled_on) if target.settled_on else "",
        **_revision_facts(target),
    }


def _grouped(figure: Figure | None) -> str:
    """値の表記。数の大きいところは、計画書の表記に合わせてコンマで区切る。"""
    if figure is None or figure.number is None:
        return str(figure or "")
    return LONG_NUMBER.sub(lambda found: group_digits(int(found[0])), str(figure))


def _revision_facts(target: Target) -> Facts:
    """目標値を置き換えた改定の名と適用開始年度、置き換えられた値。当初のままなら空。"""
    replaced: Target | None = getattr(target, "replaced", None)
    if replaced is None:
        return {"revision": "", "revised_from": None, "replaced_text": ""}
    return {
        "revision": target.revision_name,  # type: ignore[attr-defined]
        "revised_from": target.revised_from,  # type: ignore[attr-defined]
        "replaced_text": _printed(replaced),
    }


def _actual_facts(actual: Actual | None) -> Facts:
    status = (actual.absence or ENTERED) if actual else Absence.NOT_ENTERED
    value = actual.value if actual else None
    return {
        "text": str(value or ABSENCE_SIGNS.get(status, "")),
        **figure_facts(value),
        "status": str(status),
        "status_label": STATUS_LABELS[status],
        "note": actual.note if actual else "",
    }


def judge_year(
    rows: YearRows, indicator: Indicator, year: int, shown: Mapping[int, ProgressRecord]
) -> Judgement:
    """その年度の実績を、その年度の目標と尺度で判定する。"""
    return judge_actual(
        indicator,
        rows.targets.get((indicator.pk, year)),
        rows.actuals.get((indicator.pk, year)) if year in shown else None,
        bands=bands_of_year(rows, year),
        earlier=_earlier_actuals(rows, indicator, year, shown),
    )


def bands_of_year(rows: YearRows, year: int) -> tuple[Band, ...]:
    """その年度の尺度の帯。年度が開かれていなければ標準の帯。"""
    if year not in rows.bands:
        review = rows.reviews.get(year)
        rows.bands[year] = bands_of(rows.ratings.get(review.scale_id, []) if review else [])
    return rows.bands[year]


def _earlier_actuals(
    rows: YearRows, indicator: Indicator, year: int, shown: Mapping[int, ProgressRecord]
) -> tuple[Figure, ...]:
    """累計の指標に加える、計画の初年度から前年度までの実績。ほかの指標では空。"""
    if indicator.kind != IndicatorKind.CUMULATIVE:
        return ()
    years = (past for past in rows.plan.years if past < year and past in shown)
    values = (rows.actuals.get((indicator.pk, past)) for past in years)
    return tuple(row.value for row in values if row and row.value)


def judgement_facts(judgement: Judgement) -> Facts:
    """判定の事実。式と理由は日本語の文のまま持つ。"""
    return {
        "rate_text": judgement.rate_text,
        "rate_csv": judgement.rate_csv,
        "band": judgement.band.code if judgement.band else "",
        "band_label": judgement.band.label if judgement.band else "",
        "formula": judgement.formula,
        "reason": judgement.reason,
        "is_judged": judgement.is_judged,
        "second": judgement_facts(judgement.second) if judgement.second else None,
    }
