"""実績の入力: 人が打つ数を読み、単位を付けた正規の値にする。迷う文字は推し量らず断る。"""

import re
from decimal import Decimal

from plans.choices import EntryKind
from plans.figures.value import ABSENCE_MARKS, Figure, FigureError, canonical_text, read_number

_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_NUMBER = re.compile(r"(?P<sign>[-−△▲]?)(?P<digits>[0-9.,]*[0-9.])(?P<rest>.*)")
_PAIR = re.compile(r"(?P<first>[^()]+)\((?P<second>[^()]+)\)")
_WELL_FORMED = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")

# 断る書き方と、その理由。上から順に調べる。
_REFUSALS = (
    (
        re.compile(r"約|およそ|おおよそ|ほぼ|程度|前後"),
        "「約」などは付けず、数だけを入力してください",
    ),
    (re.compile(r"[0-9.][eE][-+]?[0-9]"), "指数の書き方（1e5など）は使えません"),
    (re.compile(r"\A[^0-9]*\Z"), "数字がありません"),
)


def parse_entry(text: str, *, unit: str, second_unit: str = "", accepts: str) -> Figure:
    """入力を読む: 「１２」と単位「人」から「12人」。第2値の単位は略せば同じ単位。

    全角、コンマ、単位つき、△▲−-の負の数、前置きの「年」を受け取る。空欄、違う単位、約、
    指数、けたの区切りの誤り、2つの数、15けた超、小数4けた超はFigureError。
    """
    printed = canonical_text(text)
    kind = EntryKind(accepts)
    if kind is EntryKind.TEXT or printed in ABSENCE_MARKS:
        return Figure.parse(printed)
    typed = printed.translate(_HALF_WIDTH)
    if kind is EntryKind.NUMBER:
        return Figure.of(_read_quantity(typed, unit), unit=unit)
    pair = _PAIR.fullmatch(typed)
    if pair is None:
        raise FigureError(
            f"「{printed}」は読み取れません。2つの数を「66（31）」のように入力してください。"
        )
    return Figure.of(
        _read_quantity(pair["first"], unit),
        second=_read_quantity(pair["second"], second_unit or unit),
        unit=unit,
        second_unit=second_unit or unit,
    )


def _read_quantity(typed: str, unit: str) -> Decimal:
    for pattern, reason in _REFUSALS:
        if pattern.search(typed):
            raise _refusal(typed, reason, unit)
    match = _NUMBER.fullmatch(typed.removeprefix("年"))
    if match is None:
        raise _refusal(typed, "数の前に余分な文字があります", unit)
    if _WELL_FORMED.fullmatch(match["digits"]) is None:
        raise _refusal(typed, "コンマか小数点の位置が正しくありません", unit)
    if match["rest"] not in ("", unit.translate(_HALF_WIDTH)):
        raise _refusal(typed, _explain_rest(match["rest"], unit), unit)
    return read_number(match["sign"] + match["digits"])


def _explain_rest(rest: str, unit: str) -> str:
    if re.search(r"[0-9]", rest):
        return "数は1つだけ入力してください"
    if unit and rest.startswith(unit.translate(_HALF_WIDTH)):
        return "単位の後に余分な文字があります"
    if not unit:
        return f"数の後の「{rest}」は不要です"
    return f"単位は「{unit}」です"


def _refusal(typed: str, reason: str, unit: str) -> FigureError:
    shown = typed if len(typed) <= 20 else f"{typed[:20]}…"
    return FigureError(f"「{shown}」は読み取れません。{reason}（例：12{unit}）。")
