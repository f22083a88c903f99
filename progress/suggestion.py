"""評価の案: 指標の判定と実施内容の進みから、実施項目の評価を理由とともに示す。決めるのは人。

達成率どうしの平均はどこでも取らない。
"""

from collections.abc import Sequence
from dataclasses import dataclass

from progress.bands import DEFAULT_BANDS, FULL_RATE, Band, find_band
from progress.choices import Pace
from progress.judgement import Judgement

LATE_PACES = frozenset({Pace.DELAYED, Pace.NOT_STARTED_LATE})
# 中止と未入力は、遅れの割合を見る件数に入れない。
UNCOUNTED_PACES = frozenset({Pace.CANCELLED, ""})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """評価の案: 区分の記号（材料がなければ空）、名前、理由の文の並び。"""

    code: str
    label: str
    reasons: tuple[str, ...]


def suggest_rating(
    judgements: Sequence[Judgement], paces: Sequence[str], bands: Sequence[Band] = DEFAULT_BANDS
) -> Suggestion:
    """評価の案を作る: 指標の判定と実施内容の進み（Paceの値、未入力は空）から評価を選ぶ。

    第2値は別の1件として数える。全て達成で遅れがなければ達成、未達成があるか遅れが半数を超えれば未達成、ほかは概ね達成。
    区分が3つでない尺度では、最も悪い判定の区分とし、遅れがあれば100％の区分より下げる。
    """
    judged = [band for judgement in judgements for band in _list_bands(judgement)]
    counted = [pace for pace in paces if pace not in UNCOUNTED_PACES]
    late = sum(pace in LATE_PACES for pace in counted)
    reasons = (*_explain_judgements(judgements, bands), *_explain_paces(paces, counted, late))
    if not judged and not counted:
        return Suggestion("", "判定材料なし", reasons)
    ranks = [bands.index(band) for band in judged]
    full = bands.index(find_band(FULL_RATE, bands))
    rank = max(ranks, default=full)
    if late:
        rank = max(rank, min(full + 1, len(bands) - 1))
    if late * 2 > len(counted):
        rank = len(bands) - 1
    return Suggestion(bands[rank].code, bands[rank].label, reasons)


def _list_bands(judgement: Judgement) -> list[Band]:
    parts = (judgement, judgement.second)
    return [part.band for part in parts if part is not None and part.band is not None]


def _explain_judgements(judgements: Sequence[Judgement], bands: Sequence[Band]) -> list[str]:
    judged = [band for judgement in judgements for band in _list_bands(judgement)]
    if not judged:
        return ["判定できる指標はありません。"]
    counts = [(band.label, judged.count(band)) for band in bands]
    listed = "、".join(f"{label}{count}" for label, count in counts if count)
    return [f"指標の値{len(judged)}件の判定は、{listed}です。"]


def _explain_paces(paces: Sequence[str], counted: Sequence[str], late: int) -> list[str]:
    reasons = []
    if counted:
        reasons.append(
            f"実施内容{len(counted)}件のうち、遅れは{late}件です。"
            if late
            else f"実施内容{len(counted)}件に、遅れはありません。"
        )
    notes = (
        (Pace.CANCELLED, "中止した実施内容{count}件は、数えていません。"),
        ("", "進みが未入力の実施内容{count}件は、数えていません。"),
        (Pace.NOT_HELD, "実施しなかった予定行事が{count}件あります（遅れには数えていません）。"),
    )
    for pace, note in notes:
        if count := list(paces).count(pace):
            reasons.append(note.format(count=count))
    return reasons
