"""進行管理の部屋の権限。一つの動詞に一つの関数。データベースは読まない。

報告についての動詞は、報告そのものでなく、判定に要る事実だけを集めた `RecordCase` に尋ねる。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress.choices import RecordState, ReviewState

if TYPE_CHECKING:
    from plans.actors import Actor
    from progress.models import AnnualReview, ProgressRecord

RUNNING_STATES = frozenset({ReviewState.ACCEPTING, ReviewState.DELIBERATING})
OPEN_STATES = frozenset({RecordState.BLANK, RecordState.DRAFT})


@dataclass(frozen=True, slots=True)
class RecordCase:
    """報告の権限を判定する事実。departments は担当課（先頭が主担当）。"""

    state: str
    review_state: str
    departments: tuple[int, ...]
    is_sample: bool = False


def case_of(record: ProgressRecord) -> RecordCase:
    """報告から判定の事実を取り出す。担当課は先読みした item.item_departments を使う。"""
    named = sorted(record.item.item_departments.all(), key=lambda row: row.order)
    return RecordCase(
        state=record.state,
        review_state=record.review.state,
        departments=tuple(row.department_id for row in named),
        is_sample=record.review.is_sample,
    )


def can_list_records(actor: Actor) -> bool:
    """進捗報告の一覧を見られるか。事務局側の人だけ。"""
    return actor.is_office


def can_view_record(actor: Actor, case: RecordCase) -> bool:
    """進捗報告を見られるか。委員は提出された報告だけ。"""
    return actor.is_office or (actor.is_committee and case.state == RecordState.SUBMITTED)


def is_named(actor: Actor, case: RecordCase) -> bool:
    """担当課のどれかに所属しているか。"""
    return bool(actor.member_of.intersection(case.departments))


def may_write(actor: Actor, case: RecordCase) -> bool:
    """この年度に書ける人か。見本の年度は見本の人だけ、本番の年度は本番の人だけが書く。"""
    if case.is_sample != actor.is_sample or case.review_state not in RUNNING_STATES:
        return False
    return is_named(actor, case) or actor.is_secretariat


def can_save(actor: Actor, case: RecordCase) -> bool:
    """下書きを保存できるか。担当課の人と、代行する総務課。提出後は取り下げてから直す。"""
    return may_write(actor, case) and case.state in OPEN_STATES


def can_submit(actor: Actor, case: RecordCase) -> bool:
    """提出できるか。一度は保存した報告を、保存できる人が出す。"""
    return may_write(actor, case) and case.state == RecordState.DRAFT


def can_withdraw(actor: Actor, case: RecordCase) -> bool:
    """提出を取り下げられるか。担当課の人と、代行する総務課。"""
    return may_write(actor, case) and case.state == RecordState.SUBMITTED


def is_on_behalf(actor: Actor, case: RecordCase) -> bool:
    """総務課の代行か。担当課でない総務課の人が書くとき。"""
    return actor.is_secretariat and not is_named(actor, case)


def can_view_reviews(actor: Actor) -> bool:
    """年度の進行管理の一覧を見られるか。"""
    return actor.is_office


def can_manage_reviews(actor: Actor) -> bool:
    """年度を用意し、期限を決められるか。総務課だけ。"""
    return actor.is_secretariat


def can_open_review(actor: Actor, review: AnnualReview) -> bool:
    """年度の受付を始められるか。総務課だけ。始めた後も、足りない報告を補うために繰り返せる。

    見本の年度は見本の人だけ、本番の年度は本番の人だけが開く。
    """
    is_openable = review.state in (ReviewState.PREPARING, ReviewState.ACCEPTING)
    return actor.is_secretariat and is_openable and review.is_sample == actor.is_sample
