"""年度のありさま。課ごとの残りと、確定前の報告、担当者のいない項目。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from plans.models import ItemDepartment, Membership
from plans.succession import load_succession
from progress.choices import RecordState
from progress.models import ProgressRecord
from progress.people import HEAD_ROLES, WORKING_ROLES
from progress.waiting import Deadline, approval_deadline, entry_deadline, finalization_deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plans.models import ActionItem, Department, User
    from progress.models import AnnualReview

# 表の列: 見出しと、そこに数える状態。
COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("未提出", frozenset({RecordState.BLANK, RecordState.DRAFT})),
    ("差戻し", frozenset({RecordState.SENT_BACK})),
    ("課長の確認待ち", frozenset({RecordState.SUBMITTED})),
    ("確定待ち", frozenset({RecordState.APPROVED})),
    ("確定", frozenset({RecordState.FINALIZED})),
)


@dataclass(slots=True)
class DepartmentRow:
    """一つの課の分。lead は主担当の報告、partner は協力の項目、people はその日に働く人。"""

    department: Department
    lead: list[ProgressRecord] = field(default_factory=list)
    partner: list[ActionItem] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    has_head: bool = False

    @property
    def counts(self) -> list[int]:
        """列ごとの件数。"""
        return [sum(row.state in states for row in self.lead) for _, states in COLUMNS]


@dataclass(frozen=True, slots=True)
class Overview:
    """年度のありさま。"""

    review: AnnualReview
    departments: list[DepartmentRow]
    outstanding: list[ProgressRecord]
    unattended: list[ActionItem]
    deadlines: list[Deadline]

    @property
    def columns(self) -> list[str]:
        """課ごとの表の列の見出し。"""
        return [name for name, _ in COLUMNS]

    @property
    def headless(self) -> list[Department]:
        """主担当の項目があるのに、課長（課長代理）のいない課。"""
        return [row.department for row in self.departments if row.lead and not row.has_head]

    @property
    def totals(self) -> list[int]:
        """列ごとの合計。"""
        columns = zip(*(row.counts for row in self.departments), strict=True)
        return [sum(numbers) for numbers in columns]


def load_overview(review: AnnualReview, on: dt.date) -> Overview:
    """年度のありさまを読む。on は、課と担当者の在任を見る日。問い合わせは四つ。"""
    departments = ItemDepartment.objects.with_seats()
    records = list(
        ProgressRecord.objects.filter(review=review)
        .select_related("item")
        .prefetch_related(Prefetch("item__item_departments", departments))
        .order_by("item__number")
    )
    rows: dict[int, DepartmentRow] = {}
    leads = _gather(records, rows, on)
    _seat_people(rows, on)
    return Overview(
        review=review,
        departments=sorted(
            rows.values(), key=lambda row: (row.department.order, row.department.pk)
        ),
        outstanding=[row for row in records if row.state != RecordState.FINALIZED],
        unattended=_find_unattended(records, leads),
        deadlines=[
            entry_deadline(review, on),
            approval_deadline(review, on),
            finalization_deadline(review, on),
            Deadline("進行管理委員会", review.committee_on, on),
        ],
    )


def _gather(
    records: Iterable[ProgressRecord], rows: dict[int, DepartmentRow], on: dt.date
) -> dict[int, DepartmentRow]:
    """報告を、on に受け持つ課の行 rows に分け、報告ごとの主担当の行を返す。"""
    succession = load_succession()
    leads: dict[int, DepartmentRow] = {}
    for record in records:
        for place, named in enumerate(record.item.item_departments.all()):
            holder = succession.holder(named, on)
            row = rows.setdefault(holder.pk, DepartmentRow(holder))
            if place == 0:
                leads[record.pk] = row
                row.lead.append(record)
            elif record.item not in row.partner and leads[record.pk] is not row:
                row.partner.append(record.item)
    return leads


def _seat_people(rows: dict[int, DepartmentRow], on: dt.date) -> None:
    """課で働く人を当てはめる。"""
    members = Membership.objects.in_force(on).filter(
        department__in=list(rows), role__in=WORKING_ROLES, user__is_active=True
    )
    for member in members.select_related("user").order_by("pk"):
        row = rows[member.department_id]
        row.people.append(member.user)
        row.has_head = row.has_head or member.role in HEAD_ROLES


def _find_unattended(
    records: Iterable[ProgressRecord], leads: dict[int, DepartmentRow]
) -> list[ActionItem]:
    """主担当の課に働く人がいない項目。担当課のない項目も含む。"""
    return [
        record.item for record in records if record.pk not in leads or not leads[record.pk].people
    ]
