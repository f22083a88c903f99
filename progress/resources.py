"""進行管理の部屋の一覧の、書き出しと取込の列。"""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.fields import Field

from plans.lists.cells import LinkCell, read_whole
from plans.lists.resources import ListResource, shown
from plans.models import User
from plans.workbooks import CellError, read_text
from progress.models import (
    AnnualReview,
    Committee,
    CommitteeMeeting,
    CommitteeMember,
    ProgressRecord,
)

PLAN, YEAR = "計画", "年度"
NO_REVIEW = "「計画」と「年度」（西暦の数）に合う年度の進行管理がありません。"
NO_COMMITTEE = "「計画」に合う委員会がありません。登録された委員会の名称を入れてください。"


class ReviewCell(LinkCell):
    """年度の進行管理を、計画の名の列と、西暦の年度で指す欄。"""

    def __init__(self) -> None:
        super().__init__(AnnualReview, "fiscal_year")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから、指す年度。"""
        year, plan = read_whole(value), read_text((row or {}).get(PLAN)).strip()
        known = f"{plan}\n{year}"
        if known not in self._found:
            rows = self._rows().filter(plan__name=plan, fiscal_year=year or 0)
            self._found[known] = rows.first()
        if self._found[known] is None:
            raise CellError(NO_REVIEW)
        return self._found[known]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """年度（西暦）。"""
        return None if value is None else value.fiscal_year


class CommitteeCell(LinkCell):
    """委員会を、計画の名の列と、委員会の名称で指す欄。"""

    def __init__(self) -> None:
        super().__init__(Committee)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """ますから、指す委員会。"""
        name, plan = read_text(value).strip(), read_text((row or {}).get(PLAN)).strip()
        known = f"{plan}\n{name}"
        if known not in self._found:
            self._found[known] = self._rows().filter(plan__name=plan, name=name).first()
        if self._found[known] is None:
            raise CellError(NO_COMMITTEE)
        return self._found[known]


def review_field() -> Field:
    """年度の列。計画の列と合わせて年度の進行管理を指す。"""
    return Field(attribute="review", column_name=YEAR, widget=ReviewCell())


def plan_of_review() -> Field:
    """年度の計画の列。年度を指すために読む。"""
    return shown(PLAN, lambda row: row.review.plan.name)


class MeetingResource(ListResource):
    """委員会の会議。計画・年度・回が行の名。出欠の記録（氏名の控え）は画面だけで扱う。"""

    related = ("review__plan",)
    needs = ("plan",)
    plan, review = plan_of_review(), review_field()

    class Meta:
        model = CommitteeMeeting
        fields: ClassVar = (
            "plan",
            "review",
            "number",
            "held_on",
            "place",
            "agenda",
            "return_to",
            "opinions_due_on",
            "present_count",
            "absent_count",
            "minutes",
        )
        import_id_fields = ("review", "number")


class MemberResource(ListResource):
    """委員。計画・委員会・利用者名・就任日が行の名。"""

    related = ("committee__plan", "user")
    needs = ("plan",)
    plan = shown(PLAN, lambda member: member.committee.plan.name)
    committee = Field(attribute="committee", column_name="委員会", widget=CommitteeCell())
    user = Field(attribute="user", column_name="利用者名", widget=LinkCell(User, "username"))
    full_name = shown("氏名", lambda member: str(member.user))

    class Meta:
        model = CommitteeMember
        fields: ClassVar = (
            "plan",
            "committee",
            "user",
            "full_name",
            "starts_on",
            "ends_on",
            "is_name_public",
        )
        import_id_fields = ("committee", "user", "starts_on")


class RecordResource(ListResource):
    """進捗報告。書き出すだけで、書くのは画面か「記入用のExcel」。"""

    related = ("review__plan", "item", "self_rating")
    plan = plan_of_review()
    year = shown(YEAR, lambda record: record.review.fiscal_year)
    item_number = shown("項目番号", lambda record: record.item.number)
    item = shown("実施項目", lambda record: record.item.title)
    departments = shown(
        "担当課",
        lambda record: "、".join(str(row.seat) for row in record.item.item_departments.all()),
    )
    rating = shown("自己評価", lambda record: str(record.self_rating or ""))

    class Meta:
        model = ProgressRecord
        fields: ClassVar = (
            "plan",
            "year",
            "item_number",
            "item",
            "departments",
            "state",
            "achievement",
            "issues",
            "improvement",
            "rating",
            "rating_reason",
            "submitted_at",
        )
