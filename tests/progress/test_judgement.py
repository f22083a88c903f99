"""値の判定。期待する率と区分は、手で計算した表（judgement_cases.py）と比べる。"""

from decimal import Decimal
from fractions import Fraction

import pytest

from plans.choices import Absence, IndicatorKind
from plans.figures import Figure
from progress.judgement import Judgement
from tests.progress.judgement_cases import (
    CUMULATIVE,
    DECREASE,
    INCREASE,
    KEEP,
    MET,
    MISSED,
    NONE,
    OTHER_PLAN,
    REACH,
    SECOND,
    SHARE,
    judge,
    label,
)


@pytest.mark.parametrize(("target", "actual", "rate", "band"), INCREASE)
def test_increase(target: str, actual: str, rate: str, band: str) -> None:
    judgement = judge(IndicatorKind.INCREASE, target, actual)
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(("target", "actual", "rate", "band"), DECREASE)
def test_decrease(target: str, actual: str, rate: str, band: str) -> None:
    judgement = judge(IndicatorKind.DECREASE, target, actual)
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(("target", "actual", "tolerance", "band"), KEEP)
def test_keep_has_no_rate(target: str, actual: str, tolerance: str, band: str) -> None:
    judgement = judge(IndicatorKind.KEEP, target, actual, tolerance=Decimal(tolerance))
    assert (judgement.rate, label(judgement)) == (None, band)


@pytest.mark.parametrize(("target", "actual", "earlier", "rate", "band"), CUMULATIVE)
def test_cumulative_adds_the_earlier_years(
    target: str, actual: str, earlier: list[str], rate: str, band: str
) -> None:
    judgement = judge(
        IndicatorKind.CUMULATIVE,
        target,
        actual,
        earlier_actuals=[Figure.parse(printed) for printed in earlier],
    )
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(("target", "actual", "band"), REACH)
def test_reach_is_yes_or_no(target: str, actual: str, band: str) -> None:
    judgement = judge(IndicatorKind.REACH, target, actual)
    assert (judgement.rate, label(judgement)) == (None, band)
    assert judgement.is_judged == (band != NONE)


@pytest.mark.parametrize(("target", "actual", "settled", "rate", "band"), OTHER_PLAN)
def test_another_plan_sets_the_target(
    target: str, actual: str, settled: str, rate: str, band: str
) -> None:
    judgement = judge(
        IndicatorKind.OTHER_PLAN,
        target,
        actual,
        settled=Figure.parse(settled) if settled else None,
    )
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(("actual", "rate", "band"), SHARE)
def test_a_third_of_all_is_compared_as_a_share(actual: str, rate: str, band: str) -> None:
    judgement = judge(IndicatorKind.INCREASE, "総事務事業数の3分の1", actual)
    assert (judgement.rate_text, label(judgement)) == (rate, band)


@pytest.mark.parametrize(("target", "actual", "rate", "band", "second_rate", "second_band"), SECOND)
def test_each_figure_of_two_is_judged_apart(
    target: str, actual: str, rate: str, band: str, second_rate: str, second_band: str
) -> None:
    judgement = judge(IndicatorKind.INCREASE, target, actual)
    assert (judgement.rate_text, label(judgement)) == (rate, band)
    assert judgement.second is not None
    assert (judgement.second.rate_text, label(judgement.second)) == (second_rate, second_band)


def test_there_are_at_least_two_hundred_typed_cases() -> None:
    tables = (INCREASE, DECREASE, KEEP, CUMULATIVE, REACH, OTHER_PLAN, SHARE, SECOND)
    assert sum(len(table) for table in tables) >= 200


def test_no_second_judgement_where_the_target_has_one_figure() -> None:
    assert judge(IndicatorKind.INCREASE, "10人", "8人（4人）").second is None


def test_the_second_figures_of_a_cumulative_indicator_add_up_apart() -> None:
    judgement = judge(
        IndicatorKind.CUMULATIVE,
        "20人（10人）",
        "5人（2人）",
        earlier_actuals=[Figure.parse("15人（3人）")],
    )
    assert judgement.second is not None
    assert (judgement.rate_text, judgement.second.rate_text) == ("100.0％", "50.0％")


def test_a_second_figure_missing_this_year_is_not_replaced_by_the_earlier_ones() -> None:
    judgement = judge(
        IndicatorKind.CUMULATIVE, "20（10）", "5", earlier_actuals=[Figure.parse("15（10）")]
    )
    assert judgement.second is not None
    assert (judgement.rate_text, judgement.second.is_judged) == ("100.0％", False)


def test_an_excluded_target_is_not_judged_even_beside_a_figure() -> None:
    judgement = judge(IndicatorKind.INCREASE, "10人", "10人", target_absence=Absence.EXCLUDED)
    assert judgement.reason == "目標が「中止・評価対象外」のため、判定しません。"


def test_shares_of_several_years_add_up_before_they_are_divided() -> None:
    judgement = judge(
        IndicatorKind.CUMULATIVE,
        "総事務事業数の3分の1",
        "9件（24件）",
        earlier_actuals=[Figure.parse("7件（24件）"), Figure.parse("8件（24件）")],
        unit="件",
    )
    assert judgement.rate == 100
    assert judgement.formula == "実績の累計（24件 ÷ 72件）（3年度分） ÷ 目標3分の1 × 100"


@pytest.mark.parametrize("actual", ["0件", "5件", "参加", "1人（2人）", "4～6回"])
@pytest.mark.parametrize("target", ["", "0件", "5件", "参加", "次期介護保険事業計画による"])
def test_a_record_only_indicator_is_never_judged(target: str, actual: str) -> None:
    judgement = judge(IndicatorKind.RECORD_ONLY, target, actual)
    assert not judgement.is_judged
    assert judgement.reason == "実績だけを記録する指標のため、判定しません。"


ABSENCE_REASONS = {
    Absence.NOT_ENTERED: "実績が未入力のため、判定しません。",
    Absence.NOT_APPLICABLE: "実績が「該当なし（－）」のため、判定しません。",
    Absence.UNDETERMINED: "実績が「未確定（…）」のため、まだ判定しません。",
    Absence.EXCLUDED: "実績が「中止・評価対象外」のため、判定しません。",
}
JUDGED_KINDS = [kind for kind in IndicatorKind if kind is not IndicatorKind.RECORD_ONLY]


@pytest.mark.parametrize("kind", JUDGED_KINDS)
@pytest.mark.parametrize("target", ["10人", "0人", "参加", "総事務事業数の3分の1"])
@pytest.mark.parametrize("absence", Absence)
def test_an_absent_actual_is_no_zero_and_says_why(kind: str, target: str, absence: Absence) -> None:
    judgement = judge(kind, target, "", actual_absence=absence)
    assert judgement == Judgement(None, None, "", ABSENCE_REASONS[absence])


def test_a_missing_actual_counts_as_not_entered() -> None:
    judgement = judge(IndicatorKind.INCREASE, "10人", "")
    assert judgement.reason == ABSENCE_REASONS[Absence.NOT_ENTERED]


@pytest.mark.parametrize("kind", JUDGED_KINDS)
@pytest.mark.parametrize("absence", ["", *Absence])
def test_an_absent_target_is_not_judged(kind: str, absence: str) -> None:
    judgement = judge(kind, "", "10人", target_absence=absence)
    assert not judgement.is_judged
    assert judgement.reason.startswith("目標が")


FORMULAS = [
    (IndicatorKind.INCREASE, "10人", "12人", "実績12人 ÷ 目標10人 × 100"),
    (IndicatorKind.INCREASE, "6,780回", "6,500回", "実績6,500回 ÷ 目標6,780回 × 100"),
    (IndicatorKind.INCREASE, "0件", "5件", "実績5件 ≧ 目標0件"),
    (IndicatorKind.INCREASE, "4～6回", "5回", "実績5回 ÷ 目標4～6回の下限4回 × 100"),
    (IndicatorKind.INCREASE, "総数の3分の1", "8件（24件）", "実績（8 ÷ 24件） ÷ 目標3分の1 × 100"),
    (IndicatorKind.DECREASE, "10件", "12件", "目標10件 ÷ 実績12件 × 100"),
    (IndicatorKind.DECREASE, "10件", "0件", "実績0件 ≦ 目標10件"),
    (IndicatorKind.DECREASE, "0件", "3件", "実績3件 ＞ 目標0件"),
    (IndicatorKind.DECREASE, "4～6件", "8件", "目標4～6件の上限6件 ÷ 実績8件 × 100"),
    (IndicatorKind.KEEP, "33名", "32名", "実績32名 が 目標33名 ± 1 に入るか"),
    (IndicatorKind.CUMULATIVE, "30人", "10人", "実績の累計15人（2年度分） ÷ 目標30人 × 100"),
    (IndicatorKind.REACH, "100%", "95%", "実績95% ＜ 目標100%"),
    (IndicatorKind.REACH, "実現", "95%", "実績95% が 目標「実現」（100％） に到達したか"),
    (IndicatorKind.REACH, "参加", "8名", "実績8名 が 目標「参加」 に到達したか"),
    (IndicatorKind.INCREASE, "参加", "8名", ""),
]


@pytest.mark.parametrize(("kind", "target", "actual", "formula"), FORMULAS)
def test_the_formula_shows_the_figures(kind: str, target: str, actual: str, formula: str) -> None:
    judgement = judge(
        kind, target, actual, tolerance=Decimal("1.00"), earlier_actuals=[Figure.parse("5人")]
    )
    assert judgement.formula == formula


REASONS = [
    ("10人", "12人", "達成率120.0％は100％以上のため「達成」です。"),
    ("10人", "9人", "達成率90.0％は80％以上100％未満のため「概ね達成」です。"),
    ("10人", "6人", "達成率60.0％は80％未満のため「未達成」です。"),
    ("0件", "0件", "目標が0のため率は出しません。目標を満たすため「達成」です。"),
    ("△1件", "△2件", "目標が負の数のため率は出しません。目標を満たさないため「未達成」です。"),
    ("参加", "8名", "目標が文言（参加）のため、数では判定しません。"),
    (
        "次期介護保険事業計画による",
        "8名",
        "目標は「次期介護保険事業計画」によるため、その値が定まるまで判定しません。",
    ),
    ("10人", "10人程度", "実績が文言（10人程度）のため、数では判定しません。"),
    ("10人", "8～9人", "実績が範囲（8～9人）のため、判定しません。"),
    ("総事務事業数の3分の1", "8件", "総事務事業数の入力がないため、目標の3分の1と比べられません。"),
    ("総事務事業数の3分の1", "8件（0件）", "総事務事業数が0のため、割合を出せません。"),
]


@pytest.mark.parametrize(("target", "actual", "reason"), REASONS)
def test_the_reason_is_a_plain_sentence(target: str, actual: str, reason: str) -> None:
    assert judge(IndicatorKind.INCREASE, target, actual).reason == reason


def test_the_reason_prefers_the_registered_name_of_the_other_plan() -> None:
    judgement = judge(
        IndicatorKind.REACH,
        "職員定員適正化計画が定める人数",
        "33名",
        other_plan="定員計画（令和2年）",
    )
    assert "「定員計画（令和2年）」" in judgement.reason


def test_a_settled_figure_names_its_source_in_the_formula() -> None:
    judgement = judge(
        IndicatorKind.KEEP,
        "職員定員適正化計画が定める人数",
        "33名",
        settled=Figure.parse("34名"),
        other_plan="職員定員適正化計画",
        tolerance=Decimal(1),
    )
    assert judgement.formula == "実績33名 が 目標34名（職員定員適正化計画による） ± 1 に入るか"
    assert label(judgement) == MET


def test_realised_is_judged_against_the_hundred_percent_in_the_indicator_name() -> None:
    settled = Figure.parse("100%")
    assert label(judge(IndicatorKind.REACH, "実現", "100%", settled=settled)) == MET
    missed = judge(IndicatorKind.REACH, "実現", "95%", settled=settled)
    assert (label(missed), missed.rate) == (MISSED, None)
    assert missed.formula == "実績95% ＜ 目標100%（別に定めた値）"


@pytest.mark.parametrize(
    ("tolerance", "target", "formula"),
    [
        ("0", "33名", "実績32名 が 目標33名 と同じか"),
        ("0", "30～33名", "実績32名 が 目標30～33名 に入るか"),
        ("1", "33名", "実績32名 が 目標33名 ± 1 に入るか"),
    ],
)
def test_a_level_to_keep_is_asked_in_words_that_fit(
    tolerance: str, target: str, formula: str
) -> None:
    judgement = judge(IndicatorKind.KEEP, target, "32名", tolerance=Decimal(tolerance))
    assert judgement.formula == formula


@pytest.mark.parametrize(
    ("target", "actual", "unit", "told"),
    [
        ("300千円", "204万円", "万円", "目標は「千円」、実績は「万円」"),
        ("3千円", "3,000円", "", "目標は「千円」、実績は「円」"),
        ("8人", "8回", "回", "目標は「人」、実績は「回」"),
    ],
)
def test_figures_in_different_units_are_not_compared(
    target: str, actual: str, unit: str, told: str
) -> None:
    judgement = judge(IndicatorKind.INCREASE, target, actual, unit=unit)
    assert (judgement.rate, label(judgement)) == (None, NONE)
    assert judgement.reason == f"単位が違う（{told}）ため、判定しません。"


@pytest.mark.parametrize(
    ("target", "actual", "unit"),
    [("年8回受講", "8回", "回"), ("80％", "80%", "%"), ("80", "80人", "人"), ("80人", "80", "")],
)
def test_a_unit_written_longer_wider_or_not_at_all_is_the_same_unit(
    target: str, actual: str, unit: str
) -> None:
    assert judge(IndicatorKind.INCREASE, target, actual, unit=unit).rate == 100


def test_an_earlier_range_has_no_sum() -> None:
    earlier = [Figure.parse("5～8人")]
    judgement = judge(IndicatorKind.CUMULATIVE, "30人", "10人", earlier_actuals=earlier)
    assert judgement.reason == "前の年度の実績が範囲のため、累計を出せません。"


def test_a_year_without_its_whole_is_left_out_of_a_cumulative_share() -> None:
    earlier = [Figure.parse("8（24）"), Figure.parse("8")]
    judgement = judge(IndicatorKind.CUMULATIVE, "総数の3分の1", "9（20）", earlier_actuals=earlier)
    assert judgement.rate == Fraction(17, 44) * 300
    assert "（2年度分）" in judgement.formula


@pytest.mark.parametrize(("whole", "state"), [("0", "0"), ("△24", "負の数")])
def test_a_whole_that_is_not_positive_has_no_share(whole: str, state: str) -> None:
    judgement = judge(IndicatorKind.INCREASE, "総数の3分の1", f"8（{whole}）")
    assert judgement.reason == f"総数が{state}のため、割合を出せません。"


def test_a_settled_figure_replaces_a_number_of_the_book_under_any_kind() -> None:
    settled = Figure.parse("300万円")
    assert judge(IndicatorKind.INCREASE, "250万円", "225万円", settled=settled).rate == 75


def test_the_rate_is_exact_and_printed_cut_for_people_and_for_files() -> None:
    judgement = judge(IndicatorKind.INCREASE, "3,000件", "△37,037件")
    assert judgement.rate == Fraction(-3703700, 3000)
    assert (judgement.rate_text, judgement.rate_csv) == ("△1,234.5％", "-1234.5")


def test_the_rate_is_empty_where_there_is_none() -> None:
    judgement = judge(IndicatorKind.INCREASE, "0件", "3件")
    assert (judgement.rate_text, judgement.rate_csv) == ("", "")


def test_the_given_unit_is_used_where_the_figures_have_none() -> None:
    judgement = judge(IndicatorKind.INCREASE, "66（31）", "60（31）", unit="人")
    assert judgement.formula == "実績60人 ÷ 目標66人 × 100"
    assert judgement.second is not None
    assert judgement.second.formula == "実績31人 ÷ 目標31人 × 100"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="ascending"):
        judge("ascending", "10人", "10人")
