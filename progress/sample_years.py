"""見本の年度を一つ作る。報告とその行を、一歩ごとの変更履歴とともに書く。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.choices import Absence
from plans.figures import parse_entry
from plans.models import Department, ImplementationContent, Indicator
from plans.signing import sign_change
from progress.choices import RecordState, ReviewState
from progress.deeds import actual_path, content_path
from progress.models import (
    Actual,
    AnnualReview,
    ContentProgress,
    DepartmentPart,
    ProgressRecord,
    SendBack,
)
from progress.opening import OPENING_REASON, default_scale
from progress.sample_cautions import create_cautions
from progress.sample_steps import Cast, Walk, moment, snapshot, walk

if TYPE_CHECKING:
    from plans.models import Plan, User

Entry = dict[str, Any]
Rows = list[tuple[Any, Entry]]

TEXT_FIELDS = (
    "achievement", "issues", "improvement", "rating_reason", "last_outcome", "last_outcome_note",
)  # fmt: skip
ROUND_FIELDS = (
    *TEXT_FIELDS, "self_rating", "state", "version", "is_on_behalf",
    "submitted_at", "submitted_by", "approved_at", "approved_by", "finalized_at", "finalized_by",
)  # fmt: skip
# 受付の後の段階と、そこへ進んだ日の欄、変更履歴の理由。
STAGES = (
    (ReviewState.DELIBERATING, "secretariat_due_on", "委員会の審議の開始"),
    (ReviewState.PUBLISHED, "committee_on", "公表"),
)
BLANK_ENTRY: Entry = {"state": RecordState.BLANK}
PART_REASON = "当課の分は記入済"
OPENING_HOUR = 9


@dataclass(frozen=True, slots=True)
class Year:
    """作っている年度。records と walks は、項目の番号から引く報告と、その歩み。"""

    entry: Entry
    review: AnnualReview
    cast: Cast
    records: dict[int, ProgressRecord]
    walks: dict[int, Walk]

    def given(self, number: int) -> Entry:
        """項目の番号から引く、sample_years.json の一件。なければ未入力。"""
        given: Entry = self.entry["records"].get(str(number), BLANK_ENTRY)
        return given


def create_year(entry: Entry, plan: Plan, cast: Cast, today: dt.date) -> bool:
    """見本の年度を作り、作ったかを返す。計画の期間の外の年度は作らない。

    entry は sample_years.json の一年、期限は today からの日数で決める。
    """
    if entry["fiscal_year"] not in plan.years:
        return False
    year = Year(entry, _open_review(entry, plan, cast, today), cast, {}, {})
    _create_records(year)
    _save_rows(year, _actual_rows(year), ("value", "absence", "note"))
    _save_rows(year, _content_rows(year), ("pace", "activities"))
    _save_send_backs(year)
    _save_parts(year)
    create_cautions(year.review, year.walks, entry.get("caution_answers", {}))
    _finish_review(year.review, ReviewState(entry["state"]), cast.officers[0])
    return True


def _open_review(entry: Entry, plan: Plan, cast: Cast, today: dt.date) -> AnnualReview:
    dates = {
        name: today + dt.timedelta(days=days) for name, days in entry["days_from_loading"].items()
    }
    review = AnnualReview(
        plan=plan,
        fiscal_year=entry["fiscal_year"],
        state=ReviewState.ACCEPTING,
        scale=default_scale(),
        is_sample=True,
        **dates,
    )
    _sign(review, cast.officers[0], dates["opens_on"], OPENING_REASON)
    review.save()
    return review


def _finish_review(review: AnnualReview, state: ReviewState, officer: User) -> None:
    """年度を、公表など今の段階まで進める。"""
    order = list(ReviewState)
    for stage, name, reason in STAGES:
        if order.index(stage) > order.index(state):
            return
        review.state = stage
        _sign(review, officer, getattr(review, name), reason)
        review.save()


def _sign(row: Any, user: User, day: dt.date, reason: str) -> None:
    sign_change(row, user, reason)
    row._history_date = moment(day, OPENING_HOUR)


def _create_records(year: Year) -> None:
    """未入力の報告を作り、それぞれを今の状態まで進める。"""
    items = year.review.plan.items.prefetch_related("item_departments__department")
    records = [ProgressRecord(review=year.review, item=item) for item in items.order_by("number")]
    _create(year, records)
    ratings = {rating.code: rating for rating in year.review.scale.ratings.all()}
    for record in records:
        number = record.item.number
        given = year.given(number)
        filled = {name: given.get(name, "") for name in TEXT_FIELDS}
        filled["self_rating"] = ratings.get(given.get("self_rating", ""))
        year.records[number] = record
        year.walks[number] = walk(record, given, filled, year.cast)
    ProgressRecord.objects.bulk_update(records, ROUND_FIELDS)
    steps = [step for done in year.walks.values() for step in done.steps]
    ProgressRecord.history.bulk_history_create(steps, update=True)


def _create(year: Year, rows: list[Any]) -> None:
    """行を作り、受付開始の時の変更履歴を添える。"""
    if not rows:
        return
    model = type(rows[0])
    model.objects.bulk_create(rows)
    at = moment(year.review.opens_on or dt.date.min, OPENING_HOUR)
    officer = year.cast.officers[0]
    model.history.bulk_history_create([snapshot(row, officer, at, OPENING_REASON) for row in rows])


def _save_rows(year: Year, rows: Rows, names: tuple[str, ...]) -> None:
    """未入力の行を作り、報告を初めて保存した人と時に、値を書き込む。"""
    _create(year, [row for row, _ in rows])
    written = []
    for row, values in rows:
        steps = year.walks[row.record.item.number].steps
        if not values or not steps:
            continue
        for name, value in values.items():
            setattr(row, name, value)
        first = steps[0]
        written.append(snapshot(row, first._history_user, first._history_date, ""))
    if written:
        model = type(written[0])
        model.objects.bulk_update(written, names)
        model.history.bulk_history_create(written, update=True)


def _actual_rows(year: Year) -> Rows:
    """未入力の実績と、そこに書き込む値。"""
    rows: Rows = []
    for indicator in Indicator.objects.for_plan(year.review.plan).select_related("item"):
        number = indicator.item.number
        given = year.given(number).get("indicators", {}).get(str(indicator.number))
        actual = Actual(
            record=year.records[number], indicator=indicator, absence=Absence.NOT_ENTERED
        )
        rows.append((actual, _actual_values(indicator, given) if given else {}))
    return rows


def _actual_values(indicator: Indicator, given: Entry) -> Entry:
    values = {"absence": given.get("absence", ""), "note": given.get("note", "")}
    if "value" not in given:
        return values
    figure = parse_entry(
        given["value"],
        unit=indicator.unit,
        second_unit=indicator.second_unit,
        accepts=indicator.entry_kind,
    )
    return {**values, "value": figure}


def _content_rows(year: Year) -> Rows:
    """未入力の進捗と、そこに書き込む値。共通の取組は、どの項目でも同じ文にする。"""
    rows: Rows = []
    for content in ImplementationContent.objects.for_plan(year.review.plan).select_related("item"):
        number = content.item.number
        given = {**year.entry["common_contents"], **year.given(number).get("contents", {})}
        row = ContentProgress(record=year.records[number], content=content)
        rows.append((row, given.get(content.key, {})))
    return rows


def _save_send_backs(year: Year) -> None:
    """差戻しの指摘。差し戻した後に再提出があれば、答えたものとする。"""
    rows = []
    for number, done in year.walks.items():
        record = year.records[number]
        for at, user in done.send_backs:
            given = year.given(number)["send_back"]
            texts = {"": given["reason"], **_paths(record, given.get("remarks", {}))}
            answered_at = record.submitted_at
            rows += [
                SendBack(
                    record=record, field=path, text=text, by=user, at=at, answered_at=answered_at
                )
                for path, text in texts.items()
            ]
    SendBack.objects.bulk_create(rows)


def _paths(record: ProgressRecord, remarks: Entry) -> Entry:
    """見本の欄の名（actual-1 は指標1、content-共通1 は共通1）を、本番の名に直す。"""
    actuals = {f"actual-{row.number}": actual_path(row.pk) for row in record.item.indicators.all()}
    contents = {f"content-{row.key}": content_path(row.pk) for row in record.item.contents.all()}
    known = {**actuals, **contents}
    return {known.get(name, name): text for name, text in remarks.items()}


def _save_parts(year: Year) -> None:
    """協力課の記入済の知らせ。提出の前の日に、その課の職員が知らせる。"""
    for number, record in year.records.items():
        for given in year.given(number).get("parts", []):
            staff = year.cast.staff.get(given["department"])
            if not staff or not year.walks[number].steps:
                continue
            at = year.walks[number].steps[0]._history_date
            part: Any = DepartmentPart(
                record=record,
                department=Department.objects.get_by_natural_key(given["department"]),
                done_at=at,
                done_by=staff[0],
                remark=given["remark"],
            )
            sign_change(part, staff[0], PART_REASON)
            part._history_date = at
            part.save()
