"""ますに収まる行数の見積もり。結合したますは Excel が高さを合わせないので、書くときに決める。"""

import unicodedata
from functools import lru_cache

LINE_POINTS = 15.5
PADDING_POINTS = 6.0
# Excel の行の高さの上限。
MAXIMUM_POINTS = 409.0


def text_width(text: str) -> int:
    """文字の幅。半角を 1、全角を 2 と数える。結合文字は 0。"""
    return sum(_letter_width(letter) for letter in text)


@lru_cache(maxsize=4096)
def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "FWA" else 1


def wrap_text(text: str, width: float) -> list[str]:
    """半角 width 字の幅で折り返した行。段落の終わりの行には改行が付いている。

    つなぐと元の文字に戻る。
    """
    # 縁の余白の分、狭く数える。
    limit = max(width - 1, 2)
    lines = [""]
    filled = 0
    for letter in text:
        letter_width = _letter_width(letter)
        if letter != "\n" and filled + letter_width > limit:
            lines.append("")
            filled = 0
        lines[-1] += letter
        filled += letter_width
        if letter == "\n":
            lines.append("")
            filled = 0
    return lines


def split_text(text: str, width: float, most_lines: int) -> list[str]:
    """長い文字を、most_lines 行までの続きの切れに分ける。一字も失わない。"""
    lines = wrap_text(text, width)
    starts = range(0, len(lines), most_lines)
    return ["".join(lines[start : start + most_lines]).removesuffix("\n") for start in starts]


def height_of(lines: int) -> float:
    """行数に要る高さ（ポイント）。Excel の上限を超えない。"""
    return min(max(lines, 1) * LINE_POINTS + PADDING_POINTS, MAXIMUM_POINTS)


def break_before_parenthesis(text: str, width: float) -> str:
    """一行に収まらない「67人（40人）」を、括弧の前で改行する。語の途中で折れないようにする。"""
    if text_width(text) <= width - 1:
        return text
    for parenthesis in "（(":
        if text.find(parenthesis) > 0:
            return text.replace(parenthesis, f"\n{parenthesis}", 1)
    return text
