"""初めから用意する評価の尺度。三段階を標準とし、Ａ～Ｄ と ◎○△× も、選んで使えるように置く。"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from progress.bands import DEFAULT_BANDS, Band, describe_band
from progress.models import Rating, RatingScale


@dataclass(frozen=True, slots=True)
class ReadyScale:
    """用意する尺度。meanings は区分の記号から引く、達成率の範囲に添える意味。"""

    name: str
    bands: tuple[Band, ...]
    meanings: dict[str, str]
    is_default: bool = False


THREE_STEPS = ReadyScale("達成率による3段階", DEFAULT_BANDS, {}, is_default=True)
LETTERS = ReadyScale(
    "Ａ～Ｄの4段階",
    (
        Band("A", "Ａ", Decimal(100)),
        Band("B", "Ｂ", Decimal(80)),
        Band("C", "Ｃ", Decimal(60)),
        Band("D", "Ｄ", None),
    ),
    {
        "A": "目標を達成した",
        "B": "目標を概ね達成した",
        "C": "目標をやや下回った",
        "D": "目標を大きく下回った",
    },
)
SIGNS = ReadyScale(
    "◎○△×の4段階",
    (
        Band("excellent", "◎", Decimal(100)),
        Band("good", "○", Decimal(80)),
        Band("fair", "△", Decimal(60)),
        Band("poor", "×", None),
    ),
    {
        "excellent": "目標を達成した",
        "good": "目標を概ね達成した",
        "fair": "目標をやや下回った",
        "poor": "目標を大きく下回った",
    },
)
READY_SCALES = (THREE_STEPS, LETTERS, SIGNS)


def create_ready_scales() -> int:
    """用意する尺度を、一つも尺度のないときだけ作り、作った数を返す。

    一度でも作った後は、総務課が直したり使い終えたりした尺度に触れない。
    """
    if RatingScale.objects.exists():
        return 0
    for ready in READY_SCALES:
        create_scale(ready)
    return len(READY_SCALES)


def create_scale(ready: ReadyScale) -> RatingScale:
    """用意する尺度 ready を作る。同じ名の尺度があれば IntegrityError。"""
    scale: RatingScale = RatingScale.objects.create(name=ready.name, is_default=ready.is_default)
    for order, band in enumerate(ready.bands, start=1):
        meaning = ready.meanings.get(band.code, "")
        span = f"達成率{describe_band(band, ready.bands)}"
        Rating.objects.create(
            scale=scale,
            order=order,
            code=band.code,
            label=band.label,
            minimum=band.minimum,
            description=f"{meaning}（{span}）" if meaning else span,
        )
    return scale
