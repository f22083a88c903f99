"""値（Figure）の読み取りと印字。"""

import copy
import pickle
import re
import unicodedata
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.figures import Figure, FigureError, FigureKind, plain_number
from tests.plans.book_values import PRINTED_VALUES

FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
UNITS = [
    "",
    "人",
    "名",
    "件",
    "回",
    "団体",
    "法人",
    "千円",
    "万円",
    "%",
    "％",
    "か所",
    "回受講",
    "人/月",
]
NUMBER, RANGE, WITH_SECOND, SHARE, TEXT = FigureKind


def all_book_values() -> list[str]:
    return [printed for by_year in PRINTED_VALUES.values() for printed in by_year.values()]


def test_the_typed_copy_holds_all_186_values_of_31_indicators() -> None:
    assert len(PRINTED_VALUES) == 31
    assert len(all_book_values()) == 186
    assert {tuple(by_year) for by_year in PRINTED_VALUES.values()} == {
        (2018, 2019, 2020, 2021, 2022, 2023)
    }


@pytest.mark.parametrize("printed", sorted(set(all_book_values())))
def test_each_value_of_the_book_prints_back_as_the_book_prints_it(printed: str) -> None:
    expected = re.sub(r"\s", "", printed).translate(FULL_WIDTH_DIGITS)
    assert str(Figure.parse(printed)) == expected


def test_the_values_of_the_book_are_of_these_kinds() -> None:
    kinds = [Figure.parse(printed).kind for printed in all_book_values()]
    counts = {kind: kinds.count(kind) for kind in FigureKind}
    # 文言21: 次期介護保険事業計画による6、参加5、取り組み実施4、実現1、職員定員適正化計画…5。
    assert counts == {NUMBER: 150, RANGE: 0, WITH_SECOND: 9, SHARE: 6, TEXT: 21}


@pytest.mark.parametrize(
    ("printed", "number", "unit", "prefix", "mark"),
    [
        ("0回", "0", "回", "", ""),
        ("０名", "0", "名", "", ""),
        ("\u3000０名", "0", "名", "", ""),
        ("6,500回", "6500", "回", "", ""),
        ("3500千円", "3500", "千円", "", ""),
        ("４００万円", "400", "万円", "", ""),
        ("60%", "60", "%", "", ""),
        ("年８回受講", "8", "回受講", "年", ""),
        ("既受講者８名", "8", "名", "既受講者", ""),
        ("824件(*１）", "824", "件", "", "*1"),
        ("22 法 人", "22", "法人", "", ""),
        ("12.5%", "12.5", "%", "", ""),
        ("△5", "-5", "", "", ""),
        ("▲1,234千円", "-1234", "千円", "", ""),
        ("−5", "-5", "", "", ""),
        ("-5人", "-5", "人", "", ""),
        ("－0", "0", "", "", ""),
        ("3か所", "3", "か所", "", ""),
        ("80%以上", "80", "%以上", "", ""),
        ("延べ120人", "120", "人", "延べ", ""),
        ("007件", "7", "件", "", ""),
    ],
)
def test_a_number_is_read_with_its_unit(
    printed: str, number: str, unit: str, prefix: str, mark: str
) -> None:
    figure = Figure.parse(printed)
    assert figure.kind is NUMBER
    assert figure.number == Decimal(number)
    assert (figure.unit, figure.prefix, figure.mark) == (unit, prefix, mark)
    assert (figure.upper, figure.second_number, figure.share, figure.text) == (None, None, None, "")


def test_a_range_has_a_lower_and_an_upper_number() -> None:
    figure = Figure.parse("年4～6回")
    assert figure.kind is RANGE
    assert (figure.number, figure.upper) == (Decimal(4), Decimal(6))
    assert (figure.prefix, figure.unit) == ("年", "回")


@pytest.mark.parametrize("printed", ["4~6回", "4〜6回", "4～6回", "４ ～ ６回"])
def test_a_range_may_be_written_with_any_wave_dash(printed: str) -> None:
    assert (Figure.parse(printed).number, Figure.parse(printed).upper) == (4, 6)


@pytest.mark.parametrize(
    ("printed", "first", "second", "second_upper", "second_unit"),
    [
        ("66人（31人）", "66", "31", None, "人"),
        ("66（31）", "66", "31", None, ""),
        ("年１回（年4～6回）", "1", "4", "6", "回"),
        ("年１回(年4～6回)", "1", "4", "6", "回"),
        ("8件（24件）", "8", "24", None, "件"),
        ("1,234人(△5.5人)", "1234", "-5.5", None, "人"),
    ],
)
def test_a_second_figure_stands_in_parentheses(
    printed: str, first: str, second: str, second_upper: str | None, second_unit: str
) -> None:
    figure = Figure.parse(printed)
    assert figure.kind is WITH_SECOND
    assert figure.number == Decimal(first)
    assert figure.second_number == Decimal(second)
    assert figure.second_upper == (None if second_upper is None else Decimal(second_upper))
    assert figure.second_unit == second_unit


def test_a_share_names_its_whole() -> None:
    figure = Figure.parse("総事務事業数の３分の１")
    assert figure.kind is SHARE
    assert figure.share == Fraction(1, 3)
    assert figure.prefix == "総事務事業数"
    assert figure.number is None
    assert figure.text == str(figure) == "総事務事業数の3分の1"


@pytest.mark.parametrize(
    "printed",
    [
        "次期介護保険事業計画による",
        "職員定員適正化計画が定める人数",
        "参加",
        "取り組み実施",
        "実現",
        "4月から実施",
        "第7期介護保険事業計画による",
        "7期計画による",
        "令和3年度",
        "2021年度",
        "1,23",
        "12,3456",
        "1234,567",
        "4-6回",
        "12.",
        ".5",
        "１２..3",
        "1e5",
        "NaN",
        "Infinity",
        "∞",
        "約100人",
        "100人程度",
        "100人前後",
        "10人未満",
        "②",
        "٣人",
        "12²",
        "総数の0分の1",
        "総数の3分の4",
        "総数の3分の0",
        "--5",
        "66人（31人",
        "𠮷野家方式",
        "=1+1",
        "<script>",
        "' OR 1=1 --x",
    ],
)
def test_what_is_no_number_stays_a_text(printed: str) -> None:
    figure = Figure.parse(printed)
    assert figure.kind is TEXT
    assert figure.text == str(figure)
    assert (figure.number, figure.upper, figure.second_number, figure.share) == (None,) * 4


@pytest.mark.parametrize(
    ("hostile", "message"),
    [
        ("", "空欄です"),
        (" \u3000\t\r\n", "空欄です"),
        ("12\x00人", r"使えない文字（U\+0000）"),
        ("12\x1b人", r"使えない文字（U\+001B）"),
        ("12\x85人", r"使えない文字（U\+0085）"),
        ("\u202e12人", r"使えない文字（U\+202E）"),
        ("12\u200f人", r"使えない文字（U\+200F）"),
        ("12\u200b人", r"使えない文字（U\+200B）"),
        ("\ufeff12人", r"使えない文字（U\+FEFF）"),
        ("12\ud800人", r"使えない文字（U\+D800）"),
        ("12\ue000人", r"使えない文字（U\+E000）"),
        ("12\uffff人", r"使えない文字（U\+FFFF）"),
        ("あ" * 201, "201字あります。200字以内"),
        ("1" * 10_000, "10000字あります"),
        ("1234567890123456", "けたが多すぎます"),
        ("1.23456", "けたが多すぎます"),
        ("1（1234567890123456）", "けたが多すぎます"),
        ("6～4回", "範囲の前後が逆です（6～4）"),
        ("1（6～4）", "範囲の前後が逆です"),
        ("12 34", "数字の間に空白があります"),
        ("12\n34", "数字の間に空白があります"),
        ("１\u3000５５０人", "数字の間に空白があります"),
        ("－", "値ではありません"),
        ("-", "値ではありません"),
        ("…", "値ではありません"),
        ("……", "値ではありません"),
    ],
)
def test_hostile_text_is_refused_by_the_one_named_error(hostile: str, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        Figure.parse(hostile)


def test_two_hundred_letters_are_still_taken() -> None:
    assert Figure.parse("あ" * 200).kind is TEXT


def test_fifteen_digits_are_read_without_loss() -> None:
    assert Figure.parse("123,456,789,012,345").number == Decimal("123456789012345")
    assert Figure.parse("12345678901.2345").number == Decimal("12345678901.2345")


def test_a_figure_is_frozen_and_survives_copy_and_pickle() -> None:
    figure = Figure.parse("66人（31人）")
    with pytest.raises(FrozenInstanceError):
        figure.number = Decimal(1)  # type: ignore[misc]
    assert copy.deepcopy(figure) == pickle.loads(pickle.dumps(figure)) == figure  # noqa: S301
    assert len({figure, Figure.parse("66人（31人）")}) == 1


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ({"number": 1234, "unit": "人"}, "1,234人"),
        ({"number": Decimal("12.50"), "unit": "%"}, "12.5%"),
        ({"number": 0}, "0"),
        ({"number": Decimal("-0")}, "0"),
        ({"number": -1234567, "unit": "円"}, "△1,234,567円"),
        ({"number": Decimal("1E+3")}, "1,000"),
        ({"number": 4, "upper": 6, "unit": "回"}, "4～6回"),
        ({"number": 66, "second": 31, "unit": "人"}, "66人（31人）"),
        ({"number": 66, "second": 31}, "66（31）"),
        ({"number": 1, "second": 4, "second_upper": 6, "unit": "回"}, "1回（4～6回）"),
        ({"number": 8, "second": 24, "unit": "件", "second_unit": "事業"}, "8件（24事業）"),
    ],
)
def test_a_figure_is_built_from_numbers(arguments: dict[str, object], printed: str) -> None:
    assert str(Figure.of(**arguments)) == printed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [
        {"number": Decimal("NaN")},
        {"number": Decimal("Infinity")},
        {"number": 10**15},
        {"number": Decimal("0.00001")},
        {"number": 6, "upper": 4},
        {"number": 5, "unit": "（人）"},
        {"number": 5, "unit": "5人"},
        {"number": 5, "unit": "年度"},
        {"number": 5, "unit": "\x00"},
        {"number": 5, "unit": "とても長い単位の名前です"},
    ],
)
def test_a_figure_cannot_be_built_from_what_would_not_read_back(
    arguments: dict[str, object],
) -> None:
    with pytest.raises(FigureError):
        Figure.of(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("6500", "6500"),
        ("12.50", "12.5"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("-5.0", "-5"),
        ("-0.00", "0"),
        ("0.0001", "0.0001"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ],
)
def test_a_plain_number_has_no_exponent_and_no_trailing_zero(number: str, plain: str) -> None:
    assert plain_number(Decimal(number)) == plain


def test_not_a_number_has_no_plain_form() -> None:
    with pytest.raises(FigureError):
        plain_number(Decimal("NaN"))


numbers = st.decimals(min_value=-(10**10), max_value=10**10, places=4)
spans = st.tuples(numbers, numbers).map(sorted)


@given(spans, st.sampled_from(UNITS))
def test_numbers_and_ranges_read_back_as_built(span: list[Decimal], unit: str) -> None:
    lower, upper = span
    figure = Figure.of(lower, unit=unit)
    assert (figure.kind, figure.number, figure.unit) == (NUMBER, lower, unit)
    assert Figure.parse(str(figure)) == figure
    wide = Figure.of(lower, upper=upper, unit=unit)
    assert (wide.kind, wide.number, wide.upper, wide.unit) == (RANGE, lower, upper, unit)
    assert Figure.parse(str(wide)) == wide


@given(spans, spans, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_second_figures_read_back_as_built(
    first: list[Decimal], second: list[Decimal], unit: str, second_unit: str
) -> None:
    figure = Figure.of(
        first[0], upper=first[1], second=second[0], second_upper=second[1],
        unit=unit, second_unit=second_unit,
    )  # fmt: skip
    assert figure.kind is WITH_SECOND
    assert [figure.number, figure.upper] == first
    assert [figure.second_number, figure.second_upper] == second
    assert (figure.unit, figure.second_unit) == (unit, second_unit or unit)
    assert Figure.parse(str(figure)) == figure


@given(
    st.integers(1, 999999), st.integers(1, 999999), st.sampled_from(["総事務事業数", "職員", ""])
)
def test_shares_read_back(taken: int, parts: int, whole: str) -> None:
    figure = Figure.parse(f"{whole}の{max(taken, parts)}分の{min(taken, parts)}")
    assert figure.share == Fraction(min(taken, parts), max(taken, parts))
    assert Figure.parse(str(figure)) == figure


NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789０１９,.，．-−－△▲～〜~()（）*＊※年月人回%の分第約eENaN∞ \u3000\t\n\x00"
        ),
        st.characters(),
    ),
    max_size=40,
)


@given(NASTY)
def test_any_text_gives_a_figure_or_the_named_error(text: str) -> None:
    try:
        figure = Figure.parse(text)
    except FigureError:
        return
    assert Figure.parse(str(figure)) == figure
    assert str(figure) == "".join(text.split()).translate(FULL_WIDTH_DIGITS)
    assert not any(unicodedata.category(letter).startswith("C") for letter in str(figure))
    assert (figure.number is None) == bool(figure.text)
