"""実施内容の判定: 計画の実施時期と、報告された進みから、その年度が予定どおりかを決める。

規則は design §5 による。データベースは使わない。原本と照合していない実施時期は、年度の位置が
推定なので判定に使わず、だれの不利にもしない。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from progress.choices import Pace

LATE = frozenset({Pace.DELAYED, Pace.NOT_STARTED_LATE})
UNJUDGED_LABEL = "判定しない"
NOT_COMPARED = (
    "実施時期が推定（要確認）のため、計画の年度とは比べず、報告された進みをそのまま示します。"
)


@dataclass(frozen=True, slots=True)
class PlannedSpan:
    """計画の実施時期の一本。年度は西暦で、両端を含む。is_event は予定行事（改選・選定）か。"""

    label: str
    first_year: int
    last_year: int
    is_event: bool = False

    def covers(self, year: int) -> bool:
        """その年度に掛かるか。"""
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class PhaseJudgement:
    """判定: code は Pace の値（判定しなければ空）、planned は計画での段階、reason は理由。

    pace は報告された進み（未入力は空）、is_compared は計画の年度と比べたか。比べなければ、code は
    報告された進みだけで決まる。
    """

    pace: str
    code: str
    planned: str
    reason: str
    is_compared: bool

    @property
    def label(self) -> str:
        """判定の名。"""
        return str(Pace(self.code).label) if self.code else UNJUDGED_LABEL

    @property
    def is_late(self) -> bool:
        """遅れているか。"""
        return self.code in LATE


def judge_phase(
    spans: Sequence[PlannedSpan], year: int, pace: str, *, is_confirmed: bool
) -> PhaseJudgement:
    """実施内容の判定: spans は実施時期、year は西暦の年度、pace は報告された進み（未入力は空）。

    is_confirmed は実施時期が原本と照合済みか。知らない進みは ValueError。
    """
    if not is_confirmed or not spans:
        return _judge_report(pace, NOT_COMPARED if spans else "計画に実施時期の記載がありません。")
    plan = _Plan(tuple(spans), year)
    if not pace:
        return PhaseJudgement(pace, "", plan.phase, "進みが未入力です。", is_compared=True)
    rule = _RULES.get(Pace(pace))
    code, reason = rule(plan) if rule else (Pace(pace), "")
    return PhaseJudgement(
        pace,
        str(code.value) if code else "",
        plan.phase,
        reason or f"計画では{plan.phase}の年度で、報告は「{Pace(pace).label}」です。",
        is_compared=True,
    )


def _judge_report(pace: str, why: str) -> PhaseJudgement:
    """計画と比べない判定。実施しなかった行事は、予定の年度が分からないので判定しない。"""
    if not pace:
        return PhaseJudgement(pace, "", "", "進みが未入力です。", is_compared=False)
    codes = {Pace.HELD: str(Pace.ON_SCHEDULE.value), Pace.NOT_HELD: ""}
    code = codes.get(Pace(pace), str(Pace(pace).value))
    return PhaseJudgement(pace, code, "", why, is_compared=False)


@dataclass(frozen=True, slots=True)
class _Plan:
    spans: tuple[PlannedSpan, ...]
    year: int

    @property
    def has_begun(self) -> bool:
        return any(span.first_year <= self.year for span in self.spans)

    @property
    def has_event(self) -> bool:
        return any(span.is_event and span.covers(self.year) for span in self.spans)

    @property
    def phase(self) -> str:
        """この年度の段階の名。掛かる矢印がなければ、始まる前か、終わった後か、間か。"""
        labels = [span.label for span in self.spans if span.covers(self.year)]
        if labels:
            return f"「{'」「'.join(labels)}」"
        if not self.has_begun:
            return "始まる前"
        is_over = all(span.last_year < self.year for span in self.spans)
        return "予定を終えた後" if is_over else "段階と段階の間"


def _judge_on_schedule(plan: _Plan) -> tuple[Pace | None, str]:
    if plan.has_begun:
        return Pace.ON_SCHEDULE, ""
    return Pace.AHEAD, "計画では始まる前の年度に、取り組み始めています。"


def _judge_not_started(plan: _Plan) -> tuple[Pace | None, str]:
    if plan.has_begun:
        return Pace.NOT_STARTED_LATE, f"計画では{plan.phase}の年度ですが、始まっていません。"
    return Pace.NOT_STARTED_PLANNED, "計画でも、まだ始まる前の年度です。"


def _judge_held(plan: _Plan) -> tuple[Pace | None, str]:
    if plan.has_event or plan.has_begun:
        return Pace.ON_SCHEDULE, f"計画では{plan.phase}の年度で、実施しました。"
    return Pace.AHEAD, "予定の年度より前に実施しました。"


def _judge_not_held(plan: _Plan) -> tuple[Pace | None, str]:
    if plan.has_event:
        return Pace.DELAYED, f"計画では{plan.phase}の年度ですが、実施しませんでした。"
    return None, "この年度に予定の行事はありません。"


_RULES: dict[Pace, Callable[[_Plan], tuple[Pace | None, str]]] = {
    Pace.ON_SCHEDULE: _judge_on_schedule,
    Pace.NOT_STARTED_PLANNED: _judge_not_started,
    Pace.NOT_STARTED_LATE: _judge_not_started,
    Pace.HELD: _judge_held,
    Pace.NOT_HELD: _judge_not_held,
}
