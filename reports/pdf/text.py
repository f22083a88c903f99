"""印字できる文字に整える。PDF/A と PDF/UA は、書体にない字を一字も許さない。"""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

COVERAGE_FILE = Path(__file__).parent / "coverage.json"

# 書体にない字の代わりに置く「げた記号」。
GETA = "〓"
# 行を分けてよい所を示す、幅のない空白。
BREAK_HERE = "\u200b"

# 一つの数か、一字。数の字は半角で狭いので、欄の字数をこれだけ超えても収まる。
TOKENS = re.compile(r"-?[0-9](?:[0-9,.]*[0-9])?|.")
NUMBER_OVERHANG = 3

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
# 仮名と結合用の濁点・半濁点。全体のNFCは人名の異体字を変えるので、ここだけを合成する。
SPLIT_KANA = re.compile("[\u3041-\u30ff][\u3099\u309a]")
# 行頭に置けない字の並びは、禁則のために行を分けられず欄からはみ出す。
UNBREAKABLE_KANA = re.compile(
    "[ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー々ゝゞヽヾ、。，．・：；？！…‥―]{6,}"
)


@cache
def coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """同梱書体の収録範囲: (各範囲の始まり, 各範囲の終わり) を符号位置で返す。"""
    ranges = json.loads(COVERAGE_FILE.read_text("ascii"))
    return tuple(first for first, _ in ranges), tuple(last for _, last in ranges)


def is_covered(code_point: int) -> bool:
    """収録の有無: 符号位置の字が同梱書体のどれかにあるかを返す。"""
    firsts, lasts = coverage()
    position = bisect_right(firsts, code_point) - 1
    return position >= 0 and code_point <= lasts[position]


def clean_text(text: str, lost: set[str]) -> str:
    """印字できる文字列にする: 書体にない字は〓に替え、見えない制御の字は除き、lost に加える。

    改行は "\\n" にそろえ、タブは全角の空白にする。
    """
    text = LINE_ENDS.sub("\n", text).replace("\t", "　")
    text = SPLIT_KANA.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    if all(_is_plain(character) for character in set(text)):
        return text
    kept: list[str] = []
    for character in text:
        kept.append(_printable(character, kept[-1] if kept else "", lost))
    return "".join(kept)


def clean(value: object, lost: set[str]) -> object:
    """辞書・並びの中の文字列をすべて clean_text に通した写しを返す。"""
    if isinstance(value, dict):
        return {key: clean(inner, lost) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner, lost) for inner in value]
    return clean_text(value, lost) if isinstance(value, str) else value


def soften(text: str, longest: int) -> str:
    """切れ目のない長い並びに、行を分けてよい所を入れる。longest は欄に入る英数字の字数。

    数は、写しても探しても元の数であるよう、途中で分けない。欄に入らない大きな数はコンマの後で分ける。
    """
    runs = re.compile(f"[!-~]{{{longest + 1},}}")
    text = runs.sub(lambda found: _loosen(found[0], longest), text)
    return UNBREAKABLE_KANA.sub(lambda found: BREAK_HERE.join(found[0]), text)


def _loosen(run: str, longest: int) -> str:
    pieces: list[str] = []
    for token in TOKENS.findall(run):
        if len(token) <= longest + NUMBER_OVERHANG:
            pieces.append(token)
        else:
            pieces += re.findall("[^,]+,?", token) if "," in token else token
    return BREAK_HERE.join(pieces)


def has_visible(lost: set[str]) -> bool:
    """〓に替えた字があるか。見えない制御の字は、除いても〓にならない。"""
    return any(unicodedata.category(character) not in INVISIBLE_CATEGORIES for character in lost)


@cache
def _is_plain(character: str) -> bool:
    if character in ("\n", BREAK_HERE):
        return True
    visible = unicodedata.category(character) not in INVISIBLE_CATEGORIES
    return visible and not _is_selector(character) and is_covered(ord(character))


def shorten(text: str, length: int) -> str:
    """見出しの繰返しや頁の下の帯のために、長い名を length 字までに縮め、末尾を「…」にする。"""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _printable(character: str, previous: str, lost: set[str]) -> str:
    if _is_plain(character):
        return character
    if _is_selector(character):
        return "" if previous in ("", GETA, "\n") else character
    lost.add(character)
    return "" if unicodedata.category(character) in INVISIBLE_CATEGORIES else GETA


def _is_selector(character: str) -> bool:
    """異体字セレクタか。前の字の形を選ぶだけで、それ自身の字はない。"""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
