"""実績の入力欄に人が打つ数。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.choices import EntryKind
from plans.figures import Figure, FigureError, parse_entry
from tests.plans.test_figures import NASTY


@pytest.mark.parametrize(
    ("typed", "unit", "printed"),
    [
        ("12", "人", "12人"),
        ("１２", "人", "12人"),
        ("12人", "人", "12人"),
        (" 12 人 ", "人", "12人"),
        ("\u300012\u3000", "人", "12人"),
        ("1234", "人", "1,234人"),
        ("1,234", "人", "1,234人"),
        ("１，２３４", "人", "1,234人"),
        ("１，２３４人", "人", "1,234人"),
        ("1,234,567", "円", "1,234,567円"),
        ("0", "件", "0件"),
        ("０", "件", "0件"),
        ("-0", "件", "0件"),
        ("△5", "千円", "△5千円"),
        ("▲5", "千円", "△5千円"),
        ("−5", "千円", "△5千円"),
        ("-5", "千円", "△5千円"),
        ("－５", "千円", "△5千円"),
        ("△1,234", "千円", "△1,234千円"),
        ("12.5", "%", "12.5%"),
        ("１２．５", "%", "12.5%"),
        ("12.50", "%", "12.5%"),
        ("95%", "%", "95%"),
        ("95％", "%", "95%"),
        ("95%", "％", "95％"),
        ("年8回", "回", "8回"),
        ("年８", "回", "8回"),
        ("012", "人", "12人"),
        ("5", "", "5"),
        ("12㎡", "㎡", "12㎡"),
        ("123456789012345", "円", "123,456,789,012,345円"),
        ("0.1234", "%", "0.1234%"),
    ],
)
def test_a_number_is_understood_as_people_type_it(typed: str, unit: str, printed: str) -> None:
    assert str(parse_entry(typed, unit=unit, accepts=EntryKind.NUMBER)) == printed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "空欄です"),
        ("\u3000", "空欄です"),
        ("12円", "単位は「人」です（例：12人）"),
        ("12件", "単位は「人」です"),
        ("12%", "単位は「人」です"),
        ("12千人", "単位は「人」です"),
        ("1万", "単位は「人」です"),
        ("12人と", "単位の後に余分な文字があります"),
        ("12人以上", "単位の後に余分な文字があります"),
        ("約12", "「約」などは付けず"),
        ("12人程度", "「約」などは付けず"),
        ("およそ12人", "「約」などは付けず"),
        ("1e5", "指数の書き方"),
        ("１ｅ５", "指数の書き方"),
        ("1.5E-3", "指数の書き方"),
        ("NaN", "数字がありません"),
        ("nan", "数字がありません"),
        ("inf", "数字がありません"),
        ("∞", "数字がありません"),
        ("参加", "数字がありません"),
        ("人", "数字がありません"),
        ("②", "数字がありません"),
        ("十二", "数字がありません"),
        ("٣", "数字がありません"),
        ("1,23", "コンマか小数点の位置"),
        ("12,34", "コンマか小数点の位置"),
        ("1234,567", "コンマか小数点の位置"),
        (",123", "コンマか小数点の位置"),
        ("1.2.3", "コンマか小数点の位置"),
        ("１２..3", "コンマか小数点の位置"),
        (".5", "コンマか小数点の位置"),
        ("5.", "コンマか小数点の位置"),
        ("12 34", "数字の間に空白"),
        ("12\n34", "数字の間に空白"),
        ("12人13人", "数は1つだけ"),
        ("12/13", "数は1つだけ"),
        ("4～6", "数は1つだけ"),
        ("66（31）", "数は1つだけ"),
        ("12²", "単位は「人」です"),
        ("+5", "数の前に余分な文字"),
        ("△△5", "数の前に余分な文字"),
        ("令和3", "数の前に余分な文字"),
        ("=1+1", "数の前に余分な文字"),
        ("1234567890123456", "けたが多すぎます"),
        ("1.23456", "けたが多すぎます"),
        ("12\x00", "使えない文字"),
        ("\u202e12", "使えない文字"),
        ("12\ud800", "使えない文字"),
        ("1" * 10_000, "200字以内"),
        ("－", "区分を選んで"),
        ("…", "区分を選んで"),
        ("—", "区分を選んで"),
    ],
)
def test_a_doubtful_number_is_refused_with_its_reason(typed: str, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        parse_entry(typed, unit="人", accepts=EntryKind.NUMBER)


def test_a_unit_is_not_wanted_where_the_indicator_has_none() -> None:
    with pytest.raises(FigureError, match="数の後の「人」は不要です"):
        parse_entry("12人", unit="", accepts=EntryKind.NUMBER)


@pytest.mark.parametrize(
    ("typed", "unit", "second_unit", "printed"),
    [
        ("66（31）", "人", "", "66人（31人）"),
        ("66(31)", "人", "", "66人（31人）"),
        ("66人(31人)", "人", "", "66人（31人）"),
        ("６６人（３１人）", "人", "", "66人（31人）"),
        ("1,234（0）", "人", "", "1,234人（0人）"),
        ("8（24）", "件", "事業", "8件（24事業）"),
        ("8件（24事業）", "件", "事業", "8件（24事業）"),
        ("年1回（年5回）", "回", "", "1回（5回）"),
        ("8（24）", "", "", "8（24）"),
    ],
)
def test_a_second_figure_is_understood(
    typed: str, unit: str, second_unit: str, printed: str
) -> None:
    figure = parse_entry(typed, unit=unit, second_unit=second_unit, accepts=EntryKind.WITH_SECOND)
    assert str(figure) == printed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("66", "2つの数を「66（31）」のように"),
        ("66人", "2つの数を「66（31）」のように"),
        ("66/31", "2つの数を「66（31）」のように"),
        ("66（31", "2つの数を「66（31）」のように"),
        ("66（）", "2つの数を「66（31）」のように"),
        ("（31）", "2つの数を「66（31）」のように"),
        ("66（31）（2）", "2つの数を「66（31）」のように"),
        ("66（31件）", "単位は「人」です"),
        ("66件（31）", "単位は「人」です"),
        ("66（4～6）", "数は1つだけ"),
        ("66（約31）", "「約」などは付けず"),
        ("66（参加）", "数字がありません"),
        ("", "空欄です"),
        ("－", "区分を選んで"),
    ],
)
def test_a_doubtful_second_figure_is_refused(typed: str, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        parse_entry(typed, unit="人", accepts=EntryKind.WITH_SECOND)


@pytest.mark.parametrize(
    ("typed", "printed"), [("参加", "参加"), ("全 員 参 加", "全員参加"), ("１２人", "12人")]
)
def test_words_are_taken_where_the_indicator_wants_words(typed: str, printed: str) -> None:
    assert str(parse_entry(typed, unit="", accepts=EntryKind.TEXT)) == printed


@pytest.mark.parametrize("typed", ["", "－", "\x00", "あ" * 201])
def test_even_words_have_limits(typed: str) -> None:
    with pytest.raises(FigureError):
        parse_entry(typed, unit="", accepts=EntryKind.TEXT)


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4), st.sampled_from(["", "人"]))
def test_what_is_shown_can_be_typed_back(number: object, unit: str) -> None:
    shown = Figure.of(number, unit=unit)  # type: ignore[arg-type]
    assert parse_entry(str(shown), unit=unit, accepts=EntryKind.NUMBER) == shown


@given(NASTY, st.sampled_from(EntryKind))
def test_any_typed_text_gives_a_figure_or_the_named_error(text: str, accepts: EntryKind) -> None:
    try:
        figure = parse_entry(text, unit="人", accepts=accepts)
    except FigureError:
        return
    assert parse_entry(str(figure), unit="人", accepts=accepts) == figure
