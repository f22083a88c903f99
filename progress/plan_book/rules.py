"""計画のExcelの行の決まり。欄どうしの食い違いを、取り込む前に、直し方とともに挙げる。

データベースの制約と同じ決まりを、読んだ行だけから確かめる。行は初期データと同じ形の欄の辞書。
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.choices import ContentKind, IndicatorKind
from plans.figures import Figure, FigureError
from plans.fiscal_year import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from progress.plan_file import Row

    Rule = tuple[str, Callable[[Row, Row], bool], str]

OUTSIDE = "計画期間の年度を入れてください。"
REVERSED = "終了年度は開始年度以後にしてください。"
ONE_OF_TWO = "値か、値がない理由の、どちらか一つを入れてください。"


def _is_outside(name: str) -> Callable[[Row, Row], bool]:
    return lambda row, plan: not plan["first_year"] <= row[name] <= plan["last_year"]


def _is_no_year(row: Row, _: Row) -> bool:
    return not FIRST_YEAR <= row["fiscal_year"] <= LAST_YEAR


def _is_reversed(row: Row, _: Row) -> bool:
    return bool(row["first_year"] > row["last_year"])


def _is_not_one_of_two(row: Row, _: Row) -> bool:
    return bool(row["value"]) == bool(row["absence"])


def _is_beyond_all_years(row: Row, _: Row) -> bool:
    return not FIRST_YEAR <= row["first_year"] <= row["last_year"] <= LAST_YEAR


def _is_baseline_late(row: Row, _: Row) -> bool:
    return not FIRST_YEAR <= row["baseline_year"] < row["first_year"]


def _lacks_reason(row: Row, _: Row) -> bool:
    return bool(row["number"]) and not row["reason"]


def _has_foreign_measure(row: Row, _: Row) -> bool:
    # 施策は（計画の名, 基本方針, 番号）、基本方針は（計画の名, 番号）で指す。
    return bool(row["measure"]) and tuple(row["measure"])[:2] != tuple(row["policy"])


def _mismatches_theme(row: Row, _: Row) -> bool:
    return bool(row["kind"] == ContentKind.COMMON) != bool(row["common_theme"])


def _lacks_other_plan(row: Row, _: Row) -> bool:
    return row["kind"] == IndicatorKind.OTHER_PLAN and not row["other_plan"]


def _has_negative_tolerance(row: Row, _: Row) -> bool:
    return str(row["tolerance"]).startswith("-")


def _is_unreadable_unit(name: str) -> Callable[[Row, Row], bool]:
    def is_unreadable(row: Row, _: Row) -> bool:
        try:
            Figure.of(1, unit=row[name])
        except FigureError:
            return True
        return False

    return is_unreadable


UNIT = "実績とともに読める、数字を含まない短い単位にしてください。"
# 種類の名 → （欄の名、食い違うか、直し方）の並び。
RULES: dict[str, tuple[Rule, ...]] = {
    "plan": (
        (
            "last_year",
            _is_beyond_all_years,
            f"{REVERSED}年度は{FIRST_YEAR}から{LAST_YEAR}までです。",
        ),
        ("baseline_year", _is_baseline_late, "基準年度は開始年度より前にしてください。"),
    ),
    "planrevision": (
        ("from_year", _is_outside("from_year"), OUTSIDE),
        ("reason", _lacks_reason, "改定の理由を入れてください。"),
    ),
    "actionitem": (("measure", _has_foreign_measure, "選んだ基本方針の施策を指してください。"),),
    "implementationcontent": (
        (
            "common_theme",
            _mismatches_theme,
            "区分が「共通」のときは事業共通を指し、「固有」のときは空にしてください。",
        ),
    ),
    "phasespan": (
        ("first_year", _is_outside("first_year"), OUTSIDE),
        ("last_year", _is_outside("last_year"), OUTSIDE),
        ("last_year", _is_reversed, REVERSED),
    ),
    "indicator": (
        ("unit", _is_unreadable_unit("unit"), UNIT),
        ("second_unit", _is_unreadable_unit("second_unit"), UNIT),
        (
            "other_plan",
            _lacks_other_plan,
            "型が「別計画による」のときは、別計画の名を入れてください。",
        ),
        ("tolerance", _has_negative_tolerance, "許容幅は 0 以上にしてください。"),
    ),
    "baseline": (
        ("value", _is_not_one_of_two, ONE_OF_TWO),
        (
            "fiscal_year",
            _is_no_year,
            f"年度は{FIRST_YEAR}から{LAST_YEAR}までの西暦で入れてください。",
        ),
    ),
    "target": (
        ("fiscal_year", _is_outside("fiscal_year"), OUTSIDE),
        ("value", _is_not_one_of_two, ONE_OF_TWO),
    ),
}


def find_broken_rules(kind: str, row: Row, plan: Row) -> Iterator[tuple[str, str]]:
    """行の食い違いを、（欄の名, 直し方）で返す。kind は行の種類の名、plan は計画の行。"""
    for name, is_broken, remedy in RULES.get(kind, ()):
        if is_broken(row, plan):
            yield name, remedy
