"""評価の案: 指標の判定と実施内容の判定から、実施項目の評価を理由とともに示す。決めるのは人。

達成率どうしの平均はどこでも取らない。実施内容の判定（phases.py）は、計画の実施時期と報告された
進みを比べたもので、原本と照合していない実施時期は、だれの不利にもしない。
"""

from collections.abc import Sequence
from dataclasses import dataclass

from progress.bands import DEFAULT_BANDS, FULL_RATE, Band, find_band
from progress.choices import Pace
from progress.judgement import Judgement
from progress.phases import LATE, PhaseJudgement

RULES = (
    "指標の判定（第2値は別の1件）がすべて「{best}」で、実施内容に遅れがなければ「{best}」です。",
    "指標に「{worst}」があるか、遅れが実施内容の半数を超えれば「{worst}」です。",
    "ほかは、最も悪い指標の判定とします。遅れがあれば「{next}」より上にはしません。",
    "遅れは、照合の済んだ実施時期と報告された進みを比べて決めます。"
    "推定の実施時期とは比べず、報告された進みのまま数えます。",
    "中止・未入力・その年度に予定のない行事は数えません。達成率は平均しません。",
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """評価の案: 区分の記号（材料がなければ空）、名前、理由の文の並び。"""

    code: str
    label: str
    reasons: tuple[str, ...]


def suggest_rating(
    judgements: Sequence[Judgement],
    phases: Sequence[PhaseJudgement],
    bands: Sequence[Band] = DEFAULT_BANDS,
) -> Suggestion:
    """評価の案を作る: 指標の判定と実施内容の判定から、区分の並び bands の一つを選ぶ。

    全て達成で遅れがなければ達成、未達成があるか遅れが半数を超えれば未達成、ほかは概ね達成。第2値は
    別の1件。区分が3つでない尺度では最も悪い判定の区分とし、遅れがあれば100％の区分より下げる。
    """
    judged = [band for judgement in judgements for band in _list_bands(judgement)]
    counted = [phase for phase in phases if _is_counted(phase)]
    late = sum(phase.is_late for phase in counted)
    reasons = (*_explain_judgements(judged, bands), *_explain_phases(phases, counted, late))
    if not judged and not counted:
        return Suggestion("", "判定材料なし", reasons)
    rank = max((bands.index(band) for band in judged), default=_full_rank(bands))
    if late:
        rank = max(rank, _rank_when_late(bands))
    if late * 2 > len(counted):
        rank = len(bands) - 1
    return Suggestion(bands[rank].code, bands[rank].label, reasons)


def suggestion_rules(bands: Sequence[Band] = DEFAULT_BANDS) -> list[str]:
    """評価の案の決め方を、区分の名を入れた文の並びで返す。"""
    best, below = bands[_full_rank(bands)].label, bands[_rank_when_late(bands)].label
    return [rule.format(best=best, worst=bands[-1].label, next=below) for rule in RULES]


def _full_rank(bands: Sequence[Band]) -> int:
    return bands.index(find_band(FULL_RATE, bands))


def _rank_when_late(bands: Sequence[Band]) -> int:
    return min(_full_rank(bands) + 1, len(bands) - 1)


def _is_counted(phase: PhaseJudgement) -> bool:
    return phase.code not in ("", Pace.CANCELLED)


def _list_bands(judgement: Judgement) -> list[Band]:
    parts = (judgement, judgement.second)
    return [part.band for part in parts if part is not None and part.band is not None]


def _explain_judgements(judged: Sequence[Band], bands: Sequence[Band]) -> list[str]:
    if not judged:
        return ["判定できる指標はありません。"]
    counts = [(band.label, judged.count(band)) for band in bands]
    listed = "、".join(f"{label}{count}" for label, count in counts if count)
    return [f"指標の値{len(judged)}件の判定は、{listed}です。"]


def _explain_phases(
    phases: Sequence[PhaseJudgement], counted: Sequence[PhaseJudgement], late: int
) -> list[str]:
    total = f"実施内容{len(counted)}件"
    told = f"{total}のうち、遅れは{late}件です。" if late else f"{total}に、遅れはありません。"
    notes = (
        ("計画の年度と比べて遅れとした実施内容が{count}件あります。", counted, _is_late_by_plan),
        ("計画では始まる前の実施内容{count}件は、遅れに数えていません。", counted, _is_excused),
        ("計画の年度と比べず、報告のまま数えた実施内容が{count}件あります。", counted, _is_as_told),
        ("中止した実施内容{count}件は、数えていません。", phases, _is_cancelled),
        ("進みが未入力の実施内容{count}件は、数えていません。", phases, _is_blank),
        (
            "しなかった行事{count}件は、予定の年度でないか推定のため、数えていません。",
            phases,
            _is_unasked_event,
        ),
    )
    counts = [(note, sum(map(applies, rows))) for note, rows, applies in notes]
    return [
        *([told] if counted else []),
        *(note.format(count=count) for note, count in counts if count),
    ]


def _is_late_by_plan(phase: PhaseJudgement) -> bool:
    return phase.is_late and phase.pace not in LATE


def _is_excused(phase: PhaseJudgement) -> bool:
    return not phase.is_late and phase.pace in LATE


def _is_as_told(phase: PhaseJudgement) -> bool:
    return not phase.is_compared


def _is_cancelled(phase: PhaseJudgement) -> bool:
    return phase.code == Pace.CANCELLED


def _is_blank(phase: PhaseJudgement) -> bool:
    return not phase.pace


def _is_unasked_event(phase: PhaseJudgement) -> bool:
    return bool(phase.pace) and not phase.code
