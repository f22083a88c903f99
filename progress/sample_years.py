"""見本の年度を一つ作る。報告・実績・実施内容の進捗を、最初の変更履歴とともに書く。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from plans.choices import Absence
from plans.figures import parse_entry
from plans.models import ImplementationContent, Indicator
from progress.choices import RecordState
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from progress.opening import default_scale

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan, User

CHANGE_REASON = "見本データの登録"
TEXT_FIELDS = ("achievement", "issues", "improvement", "rating_reason")
# 保存で一つ、提出でもう一つ進んだ版。
VERSIONS = {RecordState.BLANK: 1, RecordState.DRAFT: 2, RecordState.SUBMITTED: 3}
BLANK_ENTRY: dict[str, Any] = {"state": RecordState.BLANK}
Signed = TypeVar("Signed", Actual, ContentProgress)
WRITING_HOURS = (9, 10, 11, 13, 14, 15, 16)


@dataclass(frozen=True, slots=True)
class Cast:
    """書く人。staff は課の名前から引く職員、officer は年度を開き、代行もする総務課の職員。"""

    staff: dict[str, list[User]]
    officer: User

    def writer_of(self, item: ActionItem, *, on_behalf: bool) -> User:
        """この項目の報告を書く人。主担当課に職員がいなければ総務課。"""
        rows = sorted(item.item_departments.all(), key=lambda row: row.order)
        staff = self.staff.get(rows[0].department.name) if rows else None
        return self.officer if on_behalf or not staff else staff[item.number % len(staff)]


def create_year(entry: dict[str, Any], plan: Plan, cast: Cast, today: dt.date) -> bool:
    """見本の年度を作り、作ったかを返す。計画の期間の外の年度は作らない。

    entry は sample_years.json の一年、期限は today からの日数で決める。
    """
    if entry["fiscal_year"] not in plan.years:
        return False
    review = _create_review(entry, plan, cast, today)
    records = _create_records(review, entry, cast)
    indicators = Indicator.objects.for_plan(plan)
    contents = ImplementationContent.objects.for_plan(plan)
    _save_rows([_build_actual(records[row.item_id], row, entry) for row in indicators])
    _save_rows([_build_content(records[row.item_id], row, entry) for row in contents])
    return True


def _create_review(entry: dict[str, Any], plan: Plan, cast: Cast, today: dt.date) -> AnnualReview:
    dates = {
        name: today + dt.timedelta(days=days) for name, days in entry["days_from_loading"].items()
    }
    review = AnnualReview(
        plan=plan,
        fiscal_year=entry["fiscal_year"],
        state=entry["state"],
        scale=default_scale(),
        is_sample=True,
        **dates,
    )
    _sign(review, cast.officer, _moment(dates["opens_on"], 9))
    review.save()
    return review


def _create_records(
    review: AnnualReview, entry: dict[str, Any], cast: Cast
) -> dict[int, ProgressRecord]:
    items = review.plan.items.prefetch_related("item_departments__department").order_by("number")
    ratings = {rating.code: rating for rating in review.scale.ratings.all()}
    records = []
    for item in items:
        given = _record_entry(entry, item.number)
        record = _build_record(review, item, given, cast)
        record.self_rating = ratings.get(given.get("self_rating", ""))
        records.append(record)
    _save_rows(records)
    return {record.item_id: record for record in records}


def _build_record(
    review: AnnualReview, item: ActionItem, given: dict[str, Any], cast: Cast
) -> ProgressRecord:
    state = RecordState(given["state"])
    on_behalf = given.get("is_on_behalf", False)
    is_blank, is_submitted = state == RecordState.BLANK, state == RecordState.SUBMITTED
    writer = cast.officer if is_blank else cast.writer_of(item, on_behalf=on_behalf)
    written_at = _written_at(review, item, given)
    record = ProgressRecord(
        review=review,
        item=item,
        state=state,
        version=VERSIONS[state],
        is_on_behalf=on_behalf,
        submitted_at=written_at if is_submitted else None,
        submitted_by=writer if is_submitted else None,
        **{name: given.get(name, "") for name in TEXT_FIELDS},
    )
    _sign(record, writer, written_at)
    return record


def _written_at(review: AnnualReview, item: ActionItem, given: dict[str, Any]) -> dt.datetime:
    hour = WRITING_HOURS[item.number % len(WRITING_HOURS)]
    if given["state"] == RecordState.BLANK or review.department_due_on is None:
        return _moment(review.opens_on or timezone.localdate(), 9)
    days = given.get("submitted_after_due", -1)
    return _moment(review.department_due_on + dt.timedelta(days=days), hour)


def _build_actual(record: ProgressRecord, indicator: Indicator, entry: dict[str, Any]) -> Actual:
    given = _record_entry(entry, record.item.number).get("indicators", {})
    value = given.get(str(indicator.number), {"absence": Absence.NOT_ENTERED})
    actual = Actual(
        record=record,
        indicator=indicator,
        absence=value.get("absence", ""),
        note=value.get("note", ""),
    )
    if "value" in value:
        actual.value = parse_entry(
            value["value"],
            unit=indicator.unit,
            second_unit=indicator.second_unit,
            accepts=indicator.entry_kind,
        )
    return _sign_like(record, actual)


def _build_content(
    record: ProgressRecord, content: ImplementationContent, entry: dict[str, Any]
) -> ContentProgress:
    given: dict[str, Any] = {}
    if record.state != RecordState.BLANK:
        own = _record_entry(entry, record.item.number).get("contents", {})
        given = {**entry["common_contents"], **own}.get(content.key, {})
    row = ContentProgress(
        record=record,
        content=content,
        pace=given.get("pace", ""),
        activities=given.get("activities", ""),
    )
    return _sign_like(record, row)


def _record_entry(entry: dict[str, Any], number: int) -> dict[str, Any]:
    given: dict[str, Any] = entry["records"].get(str(number), BLANK_ENTRY)
    return given


def _sign(row: Any, writer: User, written_at: dt.datetime) -> None:
    """変更履歴に載る人・時・理由を、行に添える。"""
    row._history_user = writer
    row._history_date = written_at
    row._change_reason = CHANGE_REASON


def _sign_like(record: Any, row: Signed) -> Signed:
    _sign(row, record._history_user, record._history_date)
    return row


def _save_rows(rows: list[Any]) -> None:
    if rows:
        bulk_create_with_history(rows, type(rows[0]))


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
