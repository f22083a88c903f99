"""だれに何が待っているか。読み込んだ報告だけを見て、データベースは読まない。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.fiscal_year import format_date
from progress.choices import RecordState
from progress.permissions import (
    OPEN_STATES,
    RecordCase,
    can_approve,
    can_finalize,
    can_mark_part,
    can_remark_part,
    can_save,
    case_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from plans.actors import Actor
    from plans.models import Department
    from progress.models import AnnualReview, DepartmentPart, ProgressRecord, SendBack

# 並べる順。差戻しを先に、次にこれから書くもの、後に人の手にあるもの。
STATE_ORDER = {
    RecordState.SENT_BACK: 0,
    RecordState.BLANK: 1,
    RecordState.DRAFT: 1,
    RecordState.SUBMITTED: 2,
    RecordState.APPROVED: 3,
    RecordState.FINALIZED: 4,
}


def describe_due(due: dt.date | None, on: dt.date) -> str:
    """期限までの日数: 「残り3日」「本日まで」「2日超過」。

    due は期限、on は今日。期限がなければ空。
    """
    if due is None:
        return ""
    days = (due - on).days
    if days == 0:
        return "本日まで"
    return f"残り{days}日" if days > 0 else f"{-days}日超過"


@dataclass(frozen=True, slots=True)
class Deadline:
    """期限: 名前、日、今日から見た言い方、過ぎたか。日がなければ言い方は空。"""

    name: str
    day: dt.date | None
    on: dt.date

    @property
    def is_over(self) -> bool:
        """期限を過ぎたか。"""
        return self.day is not None and self.day < self.on

    @property
    def text(self) -> str:
        """「提出期限 令和4年4月28日、残り3日」。決まっていなければ「提出期限 未定」。"""
        if self.day is None:
            return f"{self.name} 未定"
        return f"{self.name} {format_date(self.day)}、{describe_due(self.day, self.on)}"


def entry_deadline(review: AnnualReview, on: dt.date) -> Deadline:
    """担当課の提出期限。"""
    return Deadline("提出期限", review.department_due_on, on)


def approval_deadline(review: AnnualReview, on: dt.date) -> Deadline:
    """課長の確認期限。"""
    return Deadline("課長の確認期限", review.head_due_on, on)


def finalization_deadline(review: AnnualReview, on: dt.date) -> Deadline:
    """総務課の確認期限。"""
    return Deadline("総務課の確認期限", review.secretariat_due_on, on)


@dataclass(frozen=True, slots=True)
class Part:
    """協力課の分。mark は「記入済」の知らせで、まだなら None。"""

    department: Department
    mark: DepartmentPart | None


def parts_of(record: ProgressRecord) -> list[Part]:
    """協力課（二番目からの担当課）の分。一つの課だけの項目なら空。"""
    named = sorted(record.item.item_departments.all(), key=lambda row: row.order)
    marks = {mark.department_id: mark for mark in record.parts.all()}
    return [Part(row.seat, marks.get(row.seat_id)) for row in named[1:]]


def missing_parts(record: ProgressRecord) -> list[Department]:
    """「記入済」の知らせがまだの協力課。"""
    return [part.department for part in parts_of(record) if part.mark is None]


@dataclass(frozen=True, slots=True)
class OwnPart:
    """協力課としての自分の課の分。may_mark は記入済を動かせるか、may_remark は意見を書けるか。"""

    department: Department
    mark: DepartmentPart | None
    may_mark: bool
    may_remark: bool


@dataclass(frozen=True, slots=True)
class Task:
    """記入する人の一件。blanks は「実績 1」「自己評価」など、まだ入っていない欄の言い方。"""

    record: ProgressRecord
    case: RecordCase
    role: str
    blank_count: int
    blanks: tuple[str, ...]
    may_write: bool
    own_parts: tuple[OwnPart, ...] = ()

    @property
    def is_part_done(self) -> bool:
        """協力課として「記入済」を知らせ終えたか。"""
        return bool(self.own_parts) and all(part.mark for part in self.own_parts)

    @property
    def is_unfinished(self) -> bool:
        """まだこちらの番か。"""
        return self.may_write and not self.is_part_done

    @property
    def send_backs(self) -> list[SendBack]:
        """開いている差戻しの指摘。"""
        if self.record.state != RecordState.SENT_BACK:
            return []
        return [row for row in self.record.send_backs.all() if row.answered_at is None]

    @property
    def missing_parts(self) -> list[Department]:
        """主担当の人に知らせる、まだ記入済でない協力課。"""
        is_ours = self.role == LEAD and self.case.state in OPEN_STATES
        return missing_parts(self.record) if is_ours else []


LEAD, PARTNER, MIGRATION = "主担当", "協力", "移行入力"


@dataclass(slots=True)
class YearTasks:
    """一つの年度の分。"""

    review: AnnualReview
    deadline: Deadline
    tasks: list[Task] = field(default_factory=list)

    @property
    def unfinished_count(self) -> int:
        """まだこちらの番の件数。"""
        return sum(task.is_unfinished for task in self.tasks)


def _role_of(actor: Actor, case: RecordCase) -> str:
    """この人がこの報告を書く立場。書く立場になければ空。"""
    if case.is_migration:
        return MIGRATION if actor.is_secretariat else ""
    if case.lead in actor.member_of:
        return LEAD
    return PARTNER if actor.member_of.intersection(case.departments) else ""


def blanks_of(record: ProgressRecord) -> dict[str, int]:
    """まだ入っていない欄の数。blank_actuals と blank_contents は読み込みのときに数えてある。"""
    counts = {
        "実績": record.blank_actuals,  # type: ignore[attr-defined]
        "進み": record.blank_contents,  # type: ignore[attr-defined]
        "成果": int(not record.achievement.strip()),
        "自己評価": int(record.self_rating_id is None),
    }
    return {name: count for name, count in counts.items() if count}


def _describe_blank(name: str, count: int) -> str:
    return name if count == 1 and name in ("成果", "自己評価") else f"{name} {count}"


def _task_of(actor: Actor, record: ProgressRecord) -> Task | None:
    case = case_of(record)
    role = _role_of(actor, case)
    if not role:
        return None
    blanks = blanks_of(record) if case.state in OPEN_STATES else {}
    return Task(
        record=record,
        case=case,
        role=role,
        blank_count=sum(blanks.values()),
        blanks=tuple(_describe_blank(name, count) for name, count in blanks.items()),
        may_write=can_save(actor, case),
        own_parts=_own_parts(actor, record, case) if role == PARTNER else (),
    )


def _own_parts(actor: Actor, record: ProgressRecord, case: RecordCase) -> tuple[OwnPart, ...]:
    return tuple(
        OwnPart(
            part.department,
            part.mark,
            may_mark=can_mark_part(actor, case, part.department.pk),
            may_remark=can_remark_part(actor, case, part.department.pk),
        )
        for part in parts_of(record)
        if part.department.pk in actor.member_of
    )


def entry_tasks(actor: Actor, records: Iterable[ProgressRecord]) -> list[YearTasks]:
    """この人の課が書く報告を、年度ごとに返す。

    年度は提出期限の早い順（期限が未定の年度、書き終えた年度は後）。中は差戻し、書くもの、書き終えたものの順で、項目番号の順。
    """
    years: dict[int, YearTasks] = {}
    for record in records:
        task = _task_of(actor, record)
        if task is None:
            continue
        review = record.review
        year = years.setdefault(review.pk, YearTasks(review, entry_deadline(review, actor.on)))
        year.tasks.append(task)
    for year in years.values():
        year.tasks.sort(key=_task_order)
    return sorted(years.values(), key=_year_order)


def _task_order(task: Task) -> tuple[int, int]:
    order = STATE_ORDER[RecordState(task.case.state)]
    return (order if task.is_unfinished or order > 1 else 2, task.record.item.number)


def _year_order(year: YearTasks) -> tuple[bool, dt.date, int]:
    is_finished = year.unfinished_count == 0
    return (is_finished, year.deadline.day or dt.date.max, year.review.fiscal_year)


def next_unfinished(years: Sequence[YearTasks]) -> Task | None:
    """次に書くもの。差戻しを先に、次に期限の早い年度から。なければ None。"""
    waiting = [task for year in years for task in year.tasks if task.is_unfinished]
    sent_back = [task for task in waiting if task.case.state == RecordState.SENT_BACK]
    return next(iter(sent_back or waiting), None)


def awaiting_approval(actor: Actor, records: Iterable[ProgressRecord]) -> list[ProgressRecord]:
    """この人の課長確認を待つ報告。課長の自らの提出は、代行する総務課にも待っている。"""
    return _awaiting(actor, records, can_approve, lambda review: review.head_due_on)


def awaiting_finalization(actor: Actor, records: Iterable[ProgressRecord]) -> list[ProgressRecord]:
    """この人の確定を待つ報告。自分が提出したものは含まない。"""
    return _awaiting(actor, records, can_finalize, lambda review: review.secretariat_due_on)


def _awaiting(
    actor: Actor,
    records: Iterable[ProgressRecord],
    may: Callable[[Actor, RecordCase], bool],
    due_of: Callable[[AnnualReview], dt.date | None],
) -> list[ProgressRecord]:
    """may が許す報告を、期限、年度、項目番号の順に返す。"""
    found = [record for record in records if may(actor, case_of(record))]
    return sorted(
        found,
        key=lambda record: (
            due_of(record.review) or dt.date.max,
            record.review.fiscal_year,
            record.item.number,
        ),
    )


@dataclass(slots=True)
class StateCounts:
    """一つの年度の、状態ごとの件数。"""

    review: AnnualReview
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def tiles(self) -> list[tuple[str, str, int]]:
        """画面の札: 状態の英名、状態、件数。"""
        return [(state, state.label, self.counts.get(state, 0)) for state in RecordState]


def count_states(records: Iterable[ProgressRecord]) -> list[StateCounts]:
    """年度ごとの、状態の件数。"""
    years: dict[int, StateCounts] = {}
    for record in records:
        year = years.setdefault(record.review_id, StateCounts(record.review))
        year.counts[record.state] = year.counts.get(record.state, 0) + 1
    return sorted(years.values(), key=lambda year: year.review.fiscal_year)
