"""値（Figure）の読み取りと印字。データベースもDjangoも使わない。"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Self

MAX_LENGTH = 200
MAX_DIGITS = 15
MAX_DECIMALS = 4

# 値の代わりに置かれる記号。値ではなく「該当なし」「未確定」などの区分で持つ。
ABSENCE_MARKS = frozenset("-－−‐–—―ー…‥") | {"……", "--", "－－", "――"}

_FULL_WIDTH_DIGITS = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_SIGNS = "-−－△▲"
_NUMBER = rf"[{_SIGNS}]?[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?"
_GROUPED = re.compile(rf"[{_SIGNS}]?(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?")
_PREFIX = "既受講者|年間|月間|年|月|週|延べ|計"
# 単位は漢字・片仮名・英字・記号の短い語。「4月から実施」「10人程度」のような文言を
# 数と取り違えない。
_UNIT_LETTERS = "一-鿿々ァ-ヺーA-Za-zＡ-Ｚａ-ｚ%％‰℃㎡㎥/／・"
_UNIT = (
    rf"(?:つ|こま|(?!年度|月|期|号|[{_UNIT_LETTERS}]*(?:程|前後|未満|弱|強))"
    rf"(?:[かヵヶケカ箇](?=[{_UNIT_LETTERS}]))?[{_UNIT_LETTERS}]{{0,8}})"
)


def _quantity_pattern(name: str) -> str:
    return (
        rf"(?P<{name}prefix>{_PREFIX})?(?P<{name}number>{_NUMBER})"
        rf"(?:[～〜~](?P<{name}upper>{_NUMBER}))?(?P<{name}unit>{_UNIT})"
    )


_QUANTITY = re.compile(
    rf"{_quantity_pattern('')}"
    rf"(?:[（(]{_quantity_pattern('second_')}[）)])?"
    r"(?:[（(](?P<mark>[*＊※][0-9]*)[）)])?"
)
_SHARE = re.compile(r"(?P<whole>[^0-9]*)の(?P<parts>[0-9]{1,6})分の(?P<taken>[0-9]{1,6})")


class FigureError(ValueError):
    """値の誤り: 見つけたものと望むものを、画面に出せる日本語で述べる。"""


class FigureKind(Enum):
    """値の型: 数、範囲、第2値つき、割合、文言。"""

    NUMBER = "number"
    RANGE = "range"
    WITH_SECOND = "with_second"
    SHARE = "share"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """値: 印字どおりの文字（printed）と、そこから読み取った数。

    Figure.parseかFigure.ofで作る。単位はunit（第2値はsecond_unit）で、numberはその単位の数。
    割合（総事務事業数の3分の1）ではshareが1/3、prefixが全体の名（総事務事業数）。
    numberのないときだけ、textに文言がある。
    """

    printed: str
    kind: FigureKind
    number: Decimal | None = None
    upper: Decimal | None = None
    second_number: Decimal | None = None
    second_upper: Decimal | None = None
    unit: str = ""
    second_unit: str = ""
    prefix: str = ""
    mark: str = ""
    share: Fraction | None = None
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """値を読む: 空白を除き全角数字を半角にした文字を、数・範囲・割合・文言として受け取る。

        空欄、制御文字、200字超、値のない印（－、…）、15けたを超える数はFigureError。
        """
        printed = canonical_text(text)
        if printed in ABSENCE_MARKS:
            raise FigureError(
                f"「{printed}」は値ではありません。「該当なし」「未確定」などの区分を選んでください。"
            )
        if match := _QUANTITY.fullmatch(printed):
            return cls._from_quantity(printed, match)
        if (match := _SHARE.fullmatch(printed)) and 0 < int(match["taken"]) <= int(match["parts"]):
            share = Fraction(int(match["taken"]), int(match["parts"]))
            kind = FigureKind.SHARE
            return cls(printed, kind, prefix=match["whole"], share=share, text=printed)
        return cls(printed, FigureKind.TEXT, text=printed)

    @classmethod
    def of(
        cls,
        number: Decimal | int,
        *,
        upper: Decimal | int | None = None,
        second: Decimal | int | None = None,
        second_upper: Decimal | int | None = None,
        unit: str = "",
        second_unit: str = "",
    ) -> Self:
        """数から値を作る: 1234と単位「人」から「1,234人」。第2値は「66人（31人）」と並べる。

        second_unitを略せばunitと同じ。有限でない数や、単位と読めない文字はFigureError。
        """
        printed = _print_span(number, upper) + unit
        if second is not None:
            printed += f"（{_print_span(second, second_upper)}{second_unit or unit}）"
        figure = cls.parse(printed)
        if (figure.number, figure.second_number, figure.unit) != (number, second, unit):
            raise FigureError(
                f"単位「{unit}」は使えません。短い単位（人、回、千円など）にしてください。"
            )
        return figure

    @classmethod
    def _from_quantity(cls, printed: str, match: re.Match[str]) -> Self:
        if not all(_is_grouped(match[name]) for name in _NUMBER_GROUPS):
            return cls(printed, FigureKind.TEXT, text=printed)
        number, upper, second, second_upper = (
            _read_optional(match[name]) for name in _NUMBER_GROUPS
        )
        _check_order(number, upper)
        _check_order(second, second_upper)
        return cls(
            printed,
            _kind_of(upper, second),
            number=number,
            upper=upper,
            second_number=second,
            second_upper=second_upper,
            unit=match["unit"],
            second_unit=match["second_unit"] or "",
            prefix=match["prefix"] or "",
            mark=match["mark"] or "",
        )

    def __str__(self) -> str:
        return self.printed


_NUMBER_GROUPS = ("number", "upper", "second_number", "second_upper")


def canonical_text(text: str) -> str:
    """正規の文字: 空白を除き、全角数字を半角にする。ほかは印字どおり。

    空欄、制御文字など目に見えない文字、数字の間の空白、200字超はFigureError。
    """
    narrow = text.translate(_FULL_WIDTH_DIGITS)
    if re.search(r"[0-9]\s+[0-9]", narrow):
        raise FigureError("数字の間に空白があります。数は続けて入力してください。")
    printed = re.sub(r"[ \t\r\n\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]", "", narrow)
    if not printed:
        raise FigureError("空欄です。")
    if len(printed) > MAX_LENGTH:
        raise FigureError(f"{len(printed)}字あります。{MAX_LENGTH}字以内にしてください。")
    for letter in printed:
        # 制御・書式・サロゲート・私用・未割当（C*）は、印字・XML・データベースのどれかで壊れる。
        if unicodedata.category(letter).startswith("C") or letter.isspace():
            raise FigureError(f"使えない文字（U+{ord(letter):04X}）があります。消してください。")
    return printed


def group_digits(number: Decimal | int) -> str:
    """数の印字: 3けたごとにコンマを入れ、負の数は△を付ける（公用文の習い）。"""
    plain = plain_number(number)
    whole, point, decimals = plain.removeprefix("-").partition(".")
    return f"{'△' if plain.startswith('-') else ''}{int(whole):,}{point}{decimals}"


def is_same_unit(one: str, other: str) -> bool:
    """同じ単位か: 全角・半角を区別せず、後に続く語（回と回受講）は問わない。片方が空なら同じ。"""
    short, long = sorted((unicodedata.normalize("NFKC", unit) for unit in (one, other)), key=len)
    return long.startswith(short)


def plain_number(number: Decimal | int) -> str:
    """数だけの文字: CSVのための「6500」「12.5」「-5」。指数も末尾の0もない。

    無限や非数はFigureError。
    """
    exact = Decimal(number)
    if not exact.is_finite():
        raise FigureError("数ではありません。")
    plain = format(exact, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if exact == 0 else plain


def read_number(printed: str) -> Decimal:
    """数の読み取り: 「1,234.5」「△5」をDecimalにする。

    全体で15けた、小数で4けたを超えればFigureError。
    """
    digits = printed.lstrip(_SIGNS).replace(",", "")
    whole, _, decimals = digits.partition(".")
    if len(whole.lstrip("0")) + len(decimals) > MAX_DIGITS or len(decimals) > MAX_DECIMALS:
        raise FigureError(
            f"「{printed}」はけたが多すぎます。全体で{MAX_DIGITS}けた、"
            f"小数は{MAX_DECIMALS}けたまでにしてください。"
        )
    number = Decimal(digits)
    return -number if printed[0] in _SIGNS else number


def _read_optional(printed: str | None) -> Decimal | None:
    return None if printed is None else read_number(printed)


def _print_span(lower: Decimal | int, upper: Decimal | int | None) -> str:
    if upper is None:
        return group_digits(lower)
    return f"{group_digits(lower)}～{group_digits(upper)}"


def _is_grouped(printed: str | None) -> bool:
    return printed is None or _GROUPED.fullmatch(printed) is not None


def _check_order(lower: Decimal | None, upper: Decimal | None) -> None:
    if lower is not None and upper is not None and lower > upper:
        raise FigureError(
            f"範囲の前後が逆です（{group_digits(lower)}～{group_digits(upper)}）。"
            "小さい数を先にしてください。"
        )


def _kind_of(upper: Decimal | None, second: Decimal | None) -> FigureKind:
    if second is not None:
        return FigureKind.WITH_SECOND
    return FigureKind.NUMBER if upper is None else FigureKind.RANGE
