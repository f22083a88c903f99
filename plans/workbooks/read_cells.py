"""読んだます: 型のある値と、求めに応じた読み方（文・数・選択肢・日付）。"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from plans.fiscal_year import ERAS
from plans.workbooks.problems import CellError, WorkbookError

MAX_CELL_LETTERS = 10_000
MAX_LETTERS_IN_CELLS = 8_000_000
LAST_SERIAL = 2_958_465
DAY_ZERO = dt.date(1899, 12, 30)
DAYS_TO_1904 = 1462

TEXT, NUMBER, DATE, FLAG, ERROR, NO_VALUE = "text", "number", "date", "flag", "error", "no value"

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_KEPT_CONTROLS = "\n\t"
_WESTERN = re.compile(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")
_WAREKI = re.compile(
    r"(令和|平成|[RH])(元|[0-9]{1,2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?"
)
_ERA_LETTERS = {"R": "令和", "H": "平成"}


@dataclass(frozen=True, slots=True)
class ReadCell:
    """読んだます。kind は text・number・date・flag・error・no value（値のない式）。

    place は「E5」。day は日付（時刻だけならなし）。number は Excel が見せる 15 けたまでの数、
    is_percent は百分率の書式か。
    """

    place: str
    kind: str
    text: str = ""
    number: Decimal = Decimal(0)
    day: dt.date | None = None
    is_percent: bool = False

    @property
    def shown(self) -> str:
        """人に見せる中身。"""
        if self.kind == NUMBER:
            return plain_digits(self.number)
        return self.day.isoformat() if self.day else self.text


def decode_text(text: str) -> str:
    """Excel の書き方（_x000D_ など）を元の文字に戻し、改行を LF にそろえる。"""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain_digits(number: Decimal) -> str:
    """数を、指数も末尾の 0 もない文字にする。"""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class CellReader:
    """ますの要素を値にする。texts は共有文字列、looks は書式ごとの数の見せ方。"""

    def __init__(self, texts: Sequence[str], looks: Sequence[str], *, base_1904: bool) -> None:
        self.texts, self.looks, self.base_1904 = texts, looks, base_1904
        self.letters = 0

    def read(
        self, place: str, attributes: Mapping[str, str], texts: Mapping[str, str]
    ) -> ReadCell | None:
        """一つのます。値がなければ None。文字が多すぎれば WorkbookError。"""
        cell = self._read(place, attributes, texts)
        self.letters += len(cell.text) if cell else 0
        if self.letters > MAX_LETTERS_IN_CELLS:
            raise WorkbookError("ブックの文字が多すぎます。要らないシートや列を削除してください。")
        return cell

    def _read(
        self, place: str, attributes: Mapping[str, str], texts: Mapping[str, str]
    ) -> ReadCell | None:
        kind, value = attributes.get("t", "n"), texts.get("v", "")
        # 文字の式（str）の空の値だけは、答えが空文字だったということ。
        if "f" in texts and not value and kind != "str":
            return ReadCell(place, NO_VALUE, f"={texts['f']}")
        if kind == "inlineStr":
            return _text_cell(place, decode_text(texts.get("t", "")))
        if kind == "s":
            return self._shared(place, value.strip())
        if kind == "str":
            return _text_cell(place, decode_text(value))
        if not value.strip():
            return None
        return self._typed(place, kind, value.strip(), attributes.get("s", ""))

    def _shared(self, place: str, value: str) -> ReadCell | None:
        is_known = value.isascii() and value.isdigit() and int(value[:9]) < len(self.texts)
        if not is_known:
            return ReadCell(place, ERROR, "読めない文字")
        return _text_cell(place, self.texts[int(value[:9])])

    def _typed(self, place: str, kind: str, value: str, style: str) -> ReadCell:
        if kind == "b":
            return ReadCell(place, FLAG, "TRUE" if value == "1" else "FALSE")
        if kind == "e":
            return ReadCell(place, ERROR, value)
        if kind == "d":
            return _day_cell(place, value)
        number = _read_number(value)
        if number is None:
            return ReadCell(place, ERROR, value)
        return self._number(place, number, style)

    def _number(self, place: str, number: Decimal, style: str) -> ReadCell:
        index = int(style) if style.isascii() and style.isdigit() and len(style) < 6 else -1
        look = self.looks[index] if 0 <= index < len(self.looks) else ""
        if look == "date":
            days = int(number) + (DAYS_TO_1904 if self.base_1904 else 0)
            if not 0 < days <= LAST_SERIAL:
                return ReadCell(place, DATE, "時刻")
            return ReadCell(place, DATE, day=DAY_ZERO + dt.timedelta(days=days))
        return ReadCell(place, NUMBER, number=number, is_percent=look == "percent")


def _text_cell(place: str, text: str) -> ReadCell | None:
    return ReadCell(place, TEXT, text) if text else None


def _day_cell(place: str, value: str) -> ReadCell:
    try:
        return ReadCell(place, DATE, day=dt.date.fromisoformat(value[:10]))
    except ValueError:
        return ReadCell(place, ERROR, value)


def _read_number(value: str) -> Decimal | None:
    """数。Excel が見せる 15 けたに丸める。読めないか、けたが多すぎれば None。"""
    if len(value) > 40:
        return None
    try:
        number = Decimal(f"{float(value):.15g}")
    except (ValueError, InvalidOperation, OverflowError):
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 20 else None


def refuse_broken(cell: ReadCell) -> None:
    """どの読み方でも受け取れないますを断る。値のない式、誤りの値、はい・いいえ。"""
    if cell.kind == NO_VALUE:
        raise CellError("式の答えがありません。Excelで開いて保存し直すか、値を直に入れてください。")
    if cell.kind == ERROR:
        raise CellError("誤りの値です。正しい値を入れてください。")
    if cell.kind == FLAG:
        raise CellError("はい・いいえの値です。文字か数を入れてください。")


def read_text(cell: ReadCell | None) -> str:
    """文として読む。空なら空の文字。日付・式の誤り・見えない文字・1万字超は CellError。"""
    if cell is None:
        return ""
    refuse_broken(cell)
    if cell.kind == DATE:
        raise CellError("日付になっています。ますの書式を「文字列」にして入れ直してください。")
    if cell.kind == NUMBER:
        return plain_digits(cell.number)
    if len(cell.text) > MAX_CELL_LETTERS:
        raise CellError(f"一つのますに入るのは{MAX_CELL_LETTERS:,}字までです。")
    for letter in cell.text:
        if unicodedata.category(letter) in ("Cc", "Cs") and letter not in _KEPT_CONTROLS:
            raise CellError(f"使えない文字（U+{ord(letter):04X}）があります。消してください。")
    return cell.text


def read_entry(cell: ReadCell | None) -> str:
    """数の欄の文字として読む。百分率のますは「95.5%」の形にする。日付は CellError。"""
    if cell is not None and cell.kind == DATE:
        raise CellError(
            "日付になっています。「4～6」などはますの書式を「文字列」にして入れ直してください。"
        )
    if cell is not None and cell.kind == NUMBER and cell.is_percent:
        return f"{plain_digits(cell.number * 100)}%"
    return read_text(cell)


def read_choice(cell: ReadCell | None, choices: Mapping[str, str]) -> str:
    """選択肢の語として読み、その値を返す。空なら空。choices は語から値。ほかの語は CellError。"""
    text = plain_words(read_text(cell))
    if not text:
        return ""
    known = {plain_words(word): value for word, value in choices.items()}
    if text not in known:
        raise CellError(f"次のどれかを選んでください：{'、'.join(choices)}。")
    return known[text]


def plain_words(text: str) -> str:
    """語を比べる形: NFKC にそろえ、空白を除く。"""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_day(cell: ReadCell | None) -> dt.date | None:
    """日付として読む。日付のます、2021-04-01、2021年4月1日、令和3年4月1日、R3.4.1。空は None。

    ほかの書き方、暦にない日、元号の外の日は CellError。
    """
    if cell is None:
        return None
    if cell.day:
        return cell.day
    text = plain_words(read_text(cell))
    if not text:
        return None
    try:
        return _day_of(text)
    except ValueError as error:
        wanted = "日付を「2021/4/1」か「令和3年4月1日」のように入れてください。"
        raise CellError(wanted) from error


def _day_of(text: str) -> dt.date:
    if western := _WESTERN.fullmatch(text):
        return dt.date(int(western[1]), int(western[2]), int(western[3]))
    wareki = _WAREKI.fullmatch(text.upper())
    if wareki is None:
        raise ValueError(text)
    era = _ERA_LETTERS.get(wareki[1], wareki[1])
    started_on = next(day for day, name in ERAS if name == era)
    year = 1 if wareki[2] == "元" else int(wareki[2])
    day = dt.date(started_on.year + year - 1, int(wareki[3]), int(wareki[4]))
    ended_on = next((other for other, _ in reversed(ERAS) if other > started_on), dt.date.max)
    if year < 1 or not started_on <= day < ended_on:
        raise ValueError(text)
    return day
