"""値の判定。期待する率と区分は、どれも手で計算して書いた。"""

from decimal import Decimal
from fractions import Fraction

import pytest

from plans.choices import Absence, IndicatorKind
from plans.figures import Figure
from progress.bands import DEFAULT_BANDS, Band, BandError, check_bands, describe_band, find_band
from progress.judgement import Judgement, judge_figure

MET, NEARLY, MISSED, NONE = "達成", "概ね達成", "未達成", ""


def judge(kind: str, target: str, actual: str, **more: object) -> Judgement:
    return judge_figure(
        kind=kind,
        target=Figure.parse(target) if target else None,
        actual=Figure.parse(actual) if actual else None,
        **more,  # type: ignore[arg-type]
    )


def label(judgement: Judgement) -> str:
    return judgement.band.label if judgement.band else NONE


INCREASE = [
    # 目標, 実績, 達成率, 区分
    ("10人", "12人", "120.0％", MET),
    ("10人", "10人", "100.0％", MET),
    ("10人", "9人", "90.0％", NEARLY),
    ("10人", "8人", "80.0％", NEARLY),
    ("10人", "7人", "70.0％", MISSED),
    ("10人", "5人", "50.0％", MISSED),
    ("10人", "1人", "10.0％", MISSED),
    ("10人", "0人", "0.0％", MISSED),
    ("10人", "20人", "200.0％", MET),
    ("10人", "100人", "1,000.0％", MET),
    ("3件", "1件", "33.3％", MISSED),
    ("3件", "2件", "66.6％", MISSED),
    ("3件", "3件", "100.0％", MET),
    ("3件", "4件", "133.3％", MET),
    ("6件", "5件", "83.3％", NEARLY),
    ("7件", "6件", "85.7％", NEARLY),
    ("8件", "7件", "87.5％", NEARLY),
    ("9件", "8件", "88.8％", NEARLY),
    ("9件", "10件", "111.1％", MET),
    ("1回", "1回", "100.0％", MET),
    ("1回", "2回", "200.0％", MET),
    ("2回", "1回", "50.0％", MISSED),
    ("2回", "0回", "0.0％", MISSED),
    # 率は切り捨てて示し、区分は切り捨てる前の率で決める。
    ("10,000件", "9,996件", "99.9％", NEARLY),
    ("10,000件", "9,999件", "99.9％", NEARLY),
    ("10,000件", "10,000件", "100.0％", MET),
    ("10,000件", "10,001件", "100.0％", MET),
    ("10,000件", "7,999件", "79.9％", MISSED),
    ("10,000件", "8,000件", "80.0％", NEARLY),
    ("10,000件", "8,001件", "80.0％", NEARLY),
    ("999,999,999件", "999,999,998件", "99.9％", NEARLY),
    ("1000件", "0.4件", "0.0％", MISSED),
    # 書の目標値
    ("6,700回", "6,380回", "95.2％", NEARLY),
    ("6,740回", "6,740回", "100.0％", MET),
    ("160件", "120件", "75.0％", MISSED),
    ("200件", "250件", "125.0％", MET),
    ("650件", "824件", "126.7％", MET),
    ("9,881千円", "9,708千円", "98.2％", NEARLY),
    ("12,000千円", "6,000千円", "50.0％", MISSED),
    ("4,400件", "3,300件", "75.0％", MISSED),
    ("3500千円", "3,500千円", "100.0％", MET),
    ("４００万円", "236万円", "59.0％", MISSED),
    ("50,000件", "61,000件", "122.0％", MET),
    ("年8回受講", "8回", "100.0％", MET),
    ("年8回受講", "6回", "75.0％", MISSED),
    ("年8回受講", "7回", "87.5％", NEARLY),
    ("824件(*1)", "412件", "50.0％", MISSED),
    # 小数と百分率
    ("12.5%", "10%", "80.0％", NEARLY),
    ("12.5%", "12.5%", "100.0％", MET),
    ("12.5%", "9.9%", "79.2％", MISSED),
    ("0.5%", "0.4%", "80.0％", NEARLY),
    ("0.3%", "0.1%", "33.3％", MISSED),
    ("100%", "99.9%", "99.9％", NEARLY),
    # 負の実績は率をそのまま示す
    ("10千円", "△5千円", "△50.0％", MISSED),
    ("10,000千円", "△4千円", "0.0％", MISSED),
    ("3千円", "▲1千円", "△33.3％", MISSED),
    # 目標が0か負の数なら率はない
    ("0件", "0件", "", MET),
    ("0件", "5件", "", MET),
    ("０名", "1名", "", MET),
    ("0件", "△1件", "", MISSED),
    ("△10千円", "△5千円", "", MET),
    ("△10千円", "△10千円", "", MET),
    ("△10千円", "△11千円", "", MISSED),
    ("△10千円", "3千円", "", MET),
    # 範囲の目標は下の数から
    ("4～6回", "3回", "75.0％", MISSED),
    ("4～6回", "4回", "100.0％", MET),
    ("4～6回", "5回", "125.0％", MET),
    ("4～6回", "6回", "150.0％", MET),
    ("4～6回", "9回", "225.0％", MET),
    ("5～6回", "4回", "80.0％", NEARLY),
    ("0～2回", "0回", "", MET),
    # 数で比べられないもの
    ("参加", "8人", "", NONE),
    ("次期介護保険事業計画による", "1,900人", "", NONE),
    ("10人", "参加", "", NONE),
    ("10人", "8～9人", "", NONE),
    ("10人", "8人（4～6人）", "", NONE),
    ("10人", "総数の3分の1", "", NONE),
    # 目標に第2値がなければ、実績の第2値は見ない
    ("10人", "8人（99人）", "80.0％", NEARLY),
]

DECREASE = [
    ("10件", "10件", "100.0％", MET),
    ("10件", "8件", "125.0％", MET),
    ("10件", "5件", "200.0％", MET),
    ("10件", "1件", "1,000.0％", MET),
    ("10件", "11件", "90.9％", NEARLY),
    ("10件", "12件", "83.3％", NEARLY),
    ("10件", "12.5件", "80.0％", NEARLY),
    ("10件", "13件", "76.9％", MISSED),
    ("10件", "20件", "50.0％", MISSED),
    ("10件", "100件", "10.0％", MISSED),
    ("10件", "10,000件", "0.1％", MISSED),
    ("10件", "100,000件", "0.0％", MISSED),
    ("9,999件", "10,000件", "99.9％", NEARLY),
    ("7,999件", "10,000件", "79.9％", MISSED),
    ("8,000件", "10,000件", "80.0％", NEARLY),
    ("3件", "9件", "33.3％", MISSED),
    ("5.0%", "4.0%", "125.0％", MET),
    ("2.5%", "3.0%", "83.3％", NEARLY),
    ("1,000件", "1,001件", "99.9％", NEARLY),
    # 実績0は最も良い。0で割らない。
    ("10件", "0件", "", MET),
    ("0.1%", "0%", "", MET),
    ("10件", "△3件", "", MET),
    # 目標0は、0のときだけ満たす
    ("0件", "0件", "", MET),
    ("0件", "1件", "", MISSED),
    ("0件", "100件", "", MISSED),
    ("0件", "△1件", "", MET),
    # 負の目標
    ("△10千円", "△10千円", "", MET),
    ("△10千円", "△12千円", "", MET),
    ("△10千円", "△9千円", "", MISSED),
    ("△10千円", "5千円", "", MISSED),
    # 範囲の目標は上の数から
    ("4～6件", "3件", "200.0％", MET),
    ("4～6件", "6件", "100.0％", MET),
    ("4～6件", "7件", "85.7％", NEARLY),
    ("4～6件", "8件", "75.0％", MISSED),
    ("0～0件", "0件", "", MET),
    ("なくす", "3件", "", NONE),
    ("10件", "減った", "", NONE),
]

KEEP = [
    # 目標, 実績, 許容幅, 区分
    ("33名", "33名", "0", MET),
    ("33名", "32名", "0", MISSED),
    ("33名", "34名", "0", MISSED),
    ("33名", "32名", "1", MET),
    ("33名", "34名", "1", MET),
    ("33名", "31名", "1", MISSED),
    ("33名", "35名", "1", MISSED),
    ("33名", "31.9名", "1", MISSED),
    ("80%", "77%", "3", MET),
    ("80%", "83%", "3", MET),
    ("80%", "76.9%", "3", MISSED),
    ("80%", "83.1%", "3", MISSED),
    ("80%", "80.05%", "0.05", MET),
    ("80%", "80.06%", "0.05", MISSED),
    ("0件", "0件", "0", MET),
    ("0件", "1件", "0", MISSED),
    ("0件", "1件", "1", MET),
    ("0件", "△1件", "1", MET),
    ("△5千円", "△5千円", "0", MET),
    ("△5千円", "5千円", "9", MISSED),
    ("△5千円", "5千円", "10", MET),
    ("4～6回", "4回", "0", MET),
    ("4～6回", "5回", "0", MET),
    ("4～6回", "6回", "0", MET),
    ("4～6回", "3回", "0", MISSED),
    ("4～6回", "7回", "0", MISSED),
    ("4～6回", "7回", "1", MET),
    ("4～6回", "3回", "1", MET),
    ("職員定員適正化計画が定める人数", "33名", "0", NONE),
    ("33名", "維持", "0", NONE),
]

CUMULATIVE = [
    # 目標, 今年度の実績, 前年度までの実績, 達成率, 区分
    ("30人", "10人", [], "33.3％", MISSED),
    ("30人", "10人", ["10人"], "66.6％", MISSED),
    ("30人", "10人", ["10人", "10人"], "100.0％", MET),
    ("30人", "5人", ["10人", "10人"], "83.3％", NEARLY),
    ("30人", "4人", ["10人", "10人"], "80.0％", NEARLY),
    ("30人", "3.9人", ["10人", "10人"], "79.6％", MISSED),
    ("30人", "0人", ["10人", "10人"], "66.6％", MISSED),
    ("30人", "0人", ["15人", "15人"], "100.0％", MET),
    ("30人", "30人", ["30人"], "200.0％", MET),
    ("30人", "△5人", ["30人"], "83.3％", NEARLY),
    ("1人", "0.1人", ["0.2人", "0.7人"], "100.0％", MET),
    ("0.3人", "0.1人", ["0.2人"], "100.0％", MET),
    ("0人", "0人", [], "", MET),
    ("0人", "3人", ["4人"], "", MET),
    # 前年度の文言は足さない。今年度の文言は判定しない。
    ("30人", "15人", ["参加", "15人"], "100.0％", MET),
    ("30人", "参加", ["15人", "15人"], "", NONE),
    ("4～6回", "2回", ["2回"], "100.0％", MET),
]

REACH = [
    ("参加", "8名", MET),
    ("参加", "1名", MET),
    ("参加", "0名", MISSED),
    ("参加", "8名（33名）", MET),
    ("参加", "0名（33名）", MISSED),
    ("参加", "参加", MET),
    ("参加", "参加した", MET),
    ("参加", "不参加", MISSED),
    ("参加", "はい", MET),
    ("参加", "いいえ", MISSED),
    ("参加", "○", MET),
    ("参加", "×", MISSED),
    ("参加", "一部が参加", NONE),
    ("参加", "未定", NONE),
    ("取り組み実施", "60%", MET),
    ("取り組み実施", "0.1%", MET),
    ("取り組み実施", "0%", MISSED),
    ("取り組み実施", "取り組み実施", MET),
    ("取り組み実施", "取り組み実施した", MET),
    ("取り組み実施", "実施した", MET),
    ("取り組み実施", "未実施", MISSED),
    ("取り組み実施", "取り組み実施せず", NONE),
    ("実現", "実現した", MET),
    ("実現", "未達成", MISSED),
    ("33名", "33名", MET),
    ("33名", "34名", MET),
    ("33名", "32名", MISSED),
    ("100%", "99.9%", MISSED),
    ("100%", "100%", MET),
    ("0件", "0件", MET),
    ("△5千円", "△6千円", MISSED),
    ("4～6回", "3回", MISSED),
    ("4～6回", "4回", MET),
    ("4～6回", "7回", MET),
    ("次期介護保険事業計画による", "5回", NONE),
    ("職員定員適正化計画が定める人数", "33名", NONE),
    ("100%", "全員", NONE),
]

OTHER_PLAN = [
    # 目標, 実績, 定まった値, 達成率, 区分
    ("次期介護保険事業計画による", "1,900人", "", "", NONE),
    ("次期介護保険事業計画による", "1,900人", "2,000人", "95.0％", NEARLY),
    ("次期介護保険事業計画による", "2,000人", "2,000人", "100.0％", MET),
    ("次期介護保険事業計画による", "1,500人", "2,000人", "75.0％", MISSED),
    ("次期介護保険事業計画による", "0人", "2,000人", "0.0％", MISSED),
    ("次期介護保険事業計画による", "5人", "0人", "", MET),
    ("職員定員適正化計画が定める人数", "33名", "", "", NONE),
    ("職員定員適正化計画が定める人数", "34名", "34名", "100.0％", MET),
    ("職員定員適正化計画が定める人数", "17名", "34名", "50.0％", MISSED),
    ("市の定める数", "5件", "", "", NONE),
    ("1,900人", "1,710人", "", "90.0％", NEARLY),
    ("2,000人", "2,000人", "", "100.0％", MET),
    ("250万円", "225万円", "", "90.0％", NEARLY),
    ("250万円", "225万円", "225万円", "100.0％", MET),
    ("250万円", "225万円", "300万円", "75.0％", MISSED),
    ("", "225万円", "225万円", "100.0％", MET),
    ("次期介護保険事業計画による", "1,900人", "次期介護保険事業計画による", "", NONE),
]

SHARE = [
    ("8件（24件）", "100.0％", MET),
    ("9件（24件）", "112.5％", MET),
    ("7件（24件）", "87.5％", NEARLY),
    ("6件（24件）", "75.0％", MISSED),
    ("4件（15件）", "80.0％", NEARLY),
    ("0件（24件）", "0.0％", MISSED),
    ("24件（24件）", "300.0％", MET),
    ("33件（100件）", "99.0％", NEARLY),
    ("0件（0件）", "", NONE),
    ("8件（0件）", "", NONE),
    ("8件", "", NONE),
    ("33%", "", NONE),
    ("実施", "", NONE),
    ("8件（20～24件）", "", NONE),
]

SECOND = [
    # 目標, 実績, 第1値の率と区分, 第2値の率と区分
    ("67人（40人）", "67人（40人）", "100.0％", MET, "100.0％", MET),
    ("67人（40人）", "67人（30人）", "100.0％", MET, "75.0％", MISSED),
    ("67人（40人）", "60人（40人）", "89.5％", NEARLY, "100.0％", MET),
    ("80人（52人）", "60人（26人）", "75.0％", MISSED, "50.0％", MISSED),
    ("80人（52人）", "0人（0人）", "0.0％", MISSED, "0.0％", MISSED),
    ("67人（40人）", "67人", "100.0％", MET, "", NONE),
    ("66（31）", "66（31）", "100.0％", MET, "100.0％", MET),
    ("年１回（年4～6回）", "1回（3回）", "100.0％", MET, "75.0％", MISSED),
    ("年１回（年4～6回）", "1回（4回）", "100.0％", MET, "100.0％", MET),
    ("年１回（年4～6回）", "2回（6回）", "200.0％", MET, "150.0％", MET),
    ("年１回（年4～6回）", "0回（8回）", "0.0％", MISSED, "200.0％", MET),
    ("10人（0人）", "10人（0人）", "100.0％", MET, "", MET),
]


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
    (IndicatorKind.INCREASE, "4～6回", "5回", "実績5回 ÷ 目標4～6回 × 100"),
    (IndicatorKind.INCREASE, "総数の3分の1", "8件（24件）", "実績（8 ÷ 24件） ÷ 目標3分の1 × 100"),
    (IndicatorKind.DECREASE, "10件", "12件", "目標10件 ÷ 実績12件 × 100"),
    (IndicatorKind.DECREASE, "10件", "0件", "実績0件 ≦ 目標10件"),
    (IndicatorKind.DECREASE, "0件", "3件", "実績3件 ≦ 目標0件"),
    (IndicatorKind.KEEP, "33名", "32名", "実績32名 が 目標33名 ± 1 に入るか"),
    (IndicatorKind.CUMULATIVE, "30人", "10人", "実績の累計15人（2年度分） ÷ 目標30人 × 100"),
    (IndicatorKind.REACH, "100%", "95%", "実績95% ≧ 目標100%"),
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
    assert missed.formula == "実績95% ≧ 目標100%（別に定めた値）"


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


FIVE_BANDS = (
    Band("s", "S", Decimal(120)),
    Band("a", "A", Decimal(100)),
    Band("b", "B", Decimal("80.5")),
    Band("c", "C", Decimal(50)),
    Band("d", "D", None),
)


@pytest.mark.parametrize(
    ("kind", "target", "actual", "band"),
    [
        (IndicatorKind.INCREASE, "10人", "12人", "S"),
        (IndicatorKind.INCREASE, "10人", "11.9人", "A"),
        (IndicatorKind.INCREASE, "1,000人", "805人", "B"),
        (IndicatorKind.INCREASE, "10,000人", "8,049人", "C"),
        (IndicatorKind.INCREASE, "10人", "4人", "D"),
        (IndicatorKind.INCREASE, "0人", "4人", "A"),
        (IndicatorKind.DECREASE, "10件", "0件", "S"),
        (IndicatorKind.DECREASE, "0件", "0件", "A"),
        (IndicatorKind.DECREASE, "0件", "1件", "D"),
        (IndicatorKind.REACH, "参加", "1人", "A"),
        (IndicatorKind.REACH, "参加", "0人", "D"),
    ],
)
def test_another_scale_brings_its_own_bands(kind: str, target: str, actual: str, band: str) -> None:
    assert label(judge(kind, target, actual, bands=FIVE_BANDS)) == band


@pytest.mark.parametrize("bands", [DEFAULT_BANDS, FIVE_BANDS, DEFAULT_BANDS[1:]])
def test_sound_bands_pass(bands: tuple[Band, ...]) -> None:
    check_bands(bands)


def band(minimum: str | None, code: str = "", label: str = "名") -> Band:
    return Band(code or f"code-{minimum}", label, None if minimum is None else Decimal(minimum))


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ([], "2つ以上"),
        ([band(None)], "2つ以上"),
        ([band("100"), band("80")], "80％未満の区分がありません"),
        ([band("100"), band("100", "x"), band(None)], "重なっています"),
        ([band("80"), band("100"), band(None)], "高い順"),
        ([band(None), band("100")], "未満の区分がありません"),
        ([band(None), band("100"), band(None, "x")], "最後に置いて"),
        ([band("100"), band(None), band(None, "x")], "最後に置いて"),
        ([band("NaN"), band(None)], "数ではありません"),
        ([band("Infinity"), band(None)], "数ではありません"),
        ([band("100", "x"), band(None, "x")], "同じ記号"),
        ([band("100", label=""), band(None)], "記号と名前"),
    ],
)
def test_bands_with_a_gap_an_overlap_or_disorder_are_refused(
    bands: list[Band], message: str
) -> None:
    with pytest.raises(BandError, match=message):
        check_bands(bands)


def test_a_rate_below_all_bands_is_an_error_not_a_guess() -> None:
    with pytest.raises(BandError, match="当てはまる区分"):
        find_band(Fraction(79), DEFAULT_BANDS[:2])


def test_a_band_tells_its_range() -> None:
    shown = [describe_band(band, FIVE_BANDS) for band in FIVE_BANDS]
    assert shown == [
        "120％以上", "100％以上120％未満", "80.5％以上100％未満", "50％以上80.5％未満", "50％未満"
    ]  # fmt: skip
