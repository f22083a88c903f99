"""事業共通の行。項目をまたいで同じ文を書く「まとめて記入」の、まとまりと値。"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from plans.models import ItemDepartment
from plans.succession import load_succession
from progress.models import ContentProgress
from progress.permissions import OPEN_STATES, case_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from plans.models import CommonTheme, Department
    from plans.succession import Succession
    from progress.models import AnnualReview, ProgressRecord

    Value = tuple[str, str]

BLANK = ("", "")


def value_of(row: ContentProgress) -> Value:
    """行の値: 進みと取組内容の組。"""
    return (row.pace, row.activities)


def shared_value(rows: Iterable[ContentProgress]) -> Value:
    """まとめて記入の値: まとめている行に最も多い、進みと取組内容の組。書かれていなければ空。

    提出した後の行は書きかえられず古い文のまま残るので、まだ書ける行があればその値をとる。
    """
    filled = [row for row in rows if not row.is_individual and value_of(row) != BLANK]
    writable = [row for row in filled if row.record.state in OPEN_STATES]
    counted = Counter(value_of(row) for row in writable or filled)
    return counted.most_common(1)[0][0] if counted else BLANK


@dataclass(slots=True)
class ThemeBlock:
    """一つの課の、一つの事業共通。rows はそれを持つ項目の行（項目番号の順）。"""

    theme: CommonTheme
    rows: list[ContentProgress]

    @property
    def shared(self) -> Value:
        """まとめて記入の値。"""
        return shared_value(self.rows)

    def is_apart(self, row: ContentProgress) -> bool:
        """個別に記入の行か。印がなくても、すでに違う文が書かれていれば個別とみなす。"""
        return row.is_individual or value_of(row) not in (BLANK, self.shared)


@dataclass(slots=True)
class DepartmentBlocks:
    """一つの課の、事業共通のまとまりの全部。"""

    department: Department
    blocks: list[ThemeBlock]

    @property
    def rows(self) -> list[ContentProgress]:
        """まとまりの中の行の全部。"""
        return [row for block in self.blocks for row in block.rows]


def load_department_blocks(review: AnnualReview, on: dt.date) -> list[DepartmentBlocks]:
    """この年度の事業共通の行を、課と事業共通ごとにまとめる。問い合わせは三つ。

    課は、主担当の課の受け持ちを on に持つ課。
    """
    succession = load_succession()
    grouped: dict[int, DepartmentBlocks] = {}
    blocks: dict[tuple[int, int | None], ThemeBlock] = {}
    for row in common_rows(review):
        department = _lead_of(row.record, succession, on)
        theme = row.content.common_theme
        if department is None or theme is None:
            continue
        group = grouped.setdefault(department.pk, DepartmentBlocks(department, []))
        key = (department.pk, theme.pk)
        if key not in blocks:
            blocks[key] = ThemeBlock(theme, [])
            group.blocks.append(blocks[key])
        blocks[key].rows.append(row)
    return sorted(grouped.values(), key=lambda group: (group.department.order, group.department.pk))


def common_rows(review: AnnualReview) -> QuerySet[ContentProgress]:
    """この年度の、事業共通の行。事業共通の番号、項目番号の順。"""
    departments = ItemDepartment.objects.with_seats()
    rows: QuerySet[ContentProgress] = ContentProgress.objects.filter(
        record__review=review, content__common_theme__isnull=False
    )
    return (
        rows.select_related("content__common_theme", "record__review", "record__item")
        .prefetch_related(Prefetch("record__item__item_departments", departments))
        .order_by("content__common_theme__number", "record__item__number")
    )


def _lead_of(record: ProgressRecord, succession: Succession, on: dt.date) -> Department | None:
    """主担当の課の受け持ちを on に持つ課。担当課は先読みした item.item_departments を使う。"""
    named = record.item.item_departments.all()
    return succession.holder(named[0], on) if named else None


def sibling_rows(record: ProgressRecord) -> Q:
    """同じ年度の、ほかの項目の事業共通の行、という条件。"""
    is_common = Q(record__review=record.review_id, content__common_theme__isnull=False)
    return is_common & ~Q(record=record.pk)


def lead_seat() -> Subquery:
    """実施内容の進捗の行に添える、主担当の受け持ちの課の番号。"""
    named = ItemDepartment.objects.filter(item=OuterRef("record__item")).order_by("order")
    return Subquery(named.values(seat=Coalesce("successor", "department"))[:1])


def mark_individual_rows(
    record: ProgressRecord, rows: Sequence[ContentProgress], siblings: Iterable[ContentProgress]
) -> None:
    """項目の入力画面で変えた行に、個別に記入の印を付けるか外す（保存は呼び出し側）。

    事業共通の行だけを見る。同じ課のほかの項目と同じ文なら印を外し、違えば付ける。
    同じ課に同じ事業共通の項目がほかになければ、付けない。
    siblings は sibling_rows の行に lead_seat を lead として添えたもの。
    """
    lead = case_of(record).lead
    ours = [row for row in siblings if row.lead == lead]  # type: ignore[attr-defined]
    for row in rows:
        theme = row.content.common_theme_id
        if theme is None:
            continue
        alike = [other for other in ours if other.content.common_theme_id == theme]
        row.is_individual = bool(alike) and value_of(row) not in (BLANK, shared_value(alike))


def mark_individual_in_year(review: AnnualReview, rows: Sequence[ContentProgress]) -> None:
    """まとめて取り込む行に、個別に記入の印を付けるか外す（保存は呼び出し側）。

    決め方は mark_individual_rows と同じで、一緒に変わる行は変わった後の文で比べる。
    問い合わせは二つ。
    """
    common = [row for row in rows if row.content.common_theme_id is not None]
    if not common:
        return
    altered = {row.pk: row for row in common}
    groups: dict[tuple[int | None, int | None], list[ContentProgress]] = defaultdict(list)
    for other in common_rows(review):
        groups[_group_of(other)].append(altered.get(other.pk, other))
    for row in common:
        group = groups[_group_of(row)]
        siblings = [other for other in group if other.record_id != row.record_id]
        row.is_individual = bool(siblings) and value_of(row) not in (BLANK, shared_value(siblings))


def _group_of(row: ContentProgress) -> tuple[int | None, int | None]:
    return case_of(row.record).lead, row.content.common_theme_id
