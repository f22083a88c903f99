"""評価の区分。幅にすき間も重なりもなく、ほかの尺度は自分の区分を持ち込む。"""

from decimal import Decimal
from fractions import Fraction

import pytest

from plans.choices import IndicatorKind
from progress.bands import DEFAULT_BANDS, Band, BandError, check_bands, describe_band, find_band
from tests.progress.judgement_cases import judge, label

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
