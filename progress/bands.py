"""達成率の区分: 下限だけを持つ区分を高い順に並べ、すき間も重なりもなく全ての率を覆う。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from plans.figures import plain_number

FULL_RATE = Fraction(100)


class BandError(ValueError):
    """区分の誤り: 並び、重なり、すき間、名前のどれが正しくないかを日本語で述べる。"""


@dataclass(frozen=True, slots=True)
class Band:
    """区分: 達成率（％）がminimum以上なら当てはまる。最も低い区分のminimumはNone（下限なし）。"""

    code: str
    label: str
    minimum: Decimal | None


DEFAULT_BANDS = (
    Band("achieved", "達成", Decimal(100)),
    Band("mostly_achieved", "概ね達成", Decimal(80)),
    Band("not_achieved", "未達成", None),
)


def check_bands(bands: Sequence[Band]) -> None:
    """区分の確かめ: 高い順で、重なりもすき間もなければ何も返さず、そうでなければBandError。"""
    if len(bands) < 2:
        raise BandError("区分は2つ以上必要です。")
    _check_names(bands)
    if bands[-1].minimum is not None:
        raise BandError(
            f"{plain_number(bands[-1].minimum)}％未満の区分がありません。"
            "最も低い区分の下限は空にしてください。"
        )
    limits = [_limit_of(band) for band in bands[:-1]]
    for higher, lower in pairwise(limits):
        if higher == lower:
            raise BandError(f"下限{plain_number(lower)}％の区分が重なっています。")
        if higher < lower:
            raise BandError("区分は下限の高い順に並べてください。")


def check_scale(bands: Sequence[Band]) -> None:
    """尺度の確かめ: check_bandsに加え、評語がみな違い、100％が最も低い区分に入らないこと。

    100％が最も低い区分に入ると、満たした目標も最も低い評語になる。だめならBandError。
    """
    check_bands(bands)
    if len({band.label for band in bands}) < len(bands):
        raise BandError("同じ評語の区分があります。")
    if find_band(FULL_RATE, bands) == bands[-1]:
        raise BandError(
            f"達成率100％が最も低い区分「{bands[-1].label}」に入ります。"
            "下限が100％以下の区分を入れてください。"
        )


def find_band(rate: Fraction, bands: Sequence[Band]) -> Band:
    """率の区分: 丸めない率（％）が入る区分を返す。どこにも入らなければBandError。"""
    for band in bands:
        if band.minimum is None or rate >= Fraction(band.minimum):
            return band
    raise BandError("当てはまる区分がありません。")


def describe_band(band: Band, bands: Sequence[Band]) -> str:
    """区分の範囲: 「80％以上100％未満」のような言葉。"""
    position = bands.index(band)
    above = bands[position - 1].minimum if position else None
    lower = "" if band.minimum is None else f"{plain_number(band.minimum)}％以上"
    return lower + ("" if above is None else f"{plain_number(above)}％未満")


def _check_names(bands: Sequence[Band]) -> None:
    if not all(band.code and band.label for band in bands):
        raise BandError("区分には記号と名前が必要です。")
    if len({band.code for band in bands}) < len(bands):
        raise BandError("同じ記号の区分があります。")


def _limit_of(band: Band) -> Decimal:
    if band.minimum is None:
        raise BandError(f"下限のない区分「{band.label}」は最後に置いてください。")
    if not band.minimum.is_finite():
        raise BandError(f"区分「{band.label}」の下限が数ではありません。")
    return band.minimum
