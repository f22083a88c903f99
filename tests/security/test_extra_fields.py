"""送る中身に欄を足しても、状態・課・署名・番号は変わらない。許された人が送るときも。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Department, Membership, Plan, User
from progress.models import ProgressRecord
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, opened
from tests.progress.rounds import do, entry_url, open_year, read_boxes, record_for

KEPT = (
    "id",
    "review_id",
    "item_id",
    "submitted_at",
    "submitted_by_id",
    "is_head_submission",
    "is_on_behalf",
    "approved_at",
    "approved_by_id",
    "is_approved_on_behalf",
    "finalized_at",
    "finalized_by_id",
    "source",
)


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    open_year(plan, cast.secretariat)
    return record_for(item)


def added_fields(cast: Cast) -> dict[str, str]:
    return {
        "id": "999",
        "review": "999",
        "review_id": "999",
        "item": "999",
        "state": "finalized",
        "submitted_at": "2020-01-01 00:00",
        "submitted_by": str(cast.head.pk),
        "approved_by": str(cast.head.pk),
        "approved_at": "2020-01-01 00:00",
        "finalized_by": str(cast.secretariat.pk),
        "finalized_at": "2020-01-01 00:00",
        "is_head_submission": "on",
        "is_on_behalf": "on",
        "is_approved_on_behalf": "on",
        "source": "書き足した出典",
        "history_user": str(cast.head.pk),
    }


def values(record: ProgressRecord, *names: str) -> dict[str, Any]:
    return dict(ProgressRecord.objects.filter(pk=record.pk).values(*names).get())


def test_saving_an_entry_changes_the_text_and_nothing_that_was_added(
    cast: Cast, record: ProgressRecord
) -> None:
    client = sign_in(cast.staff)
    before = values(record, *KEPT)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    posted = {**boxes, **added_fields(cast), "achievement": "よく進んだ", "_save": "1"}
    assert client.post(entry_url(record), posted).status_code == 302
    assert values(record, *KEPT) == before
    assert values(record, "state", "achievement") == {"state": "draft", "achievement": "よく進んだ"}
    assert record.history.first().history_user == cast.staff


def test_rows_of_another_record_cannot_be_reached_through_the_form(
    plan: Plan, cast: Cast, record: ProgressRecord
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    ids = {name: "987654" for name in boxes if name.endswith("-id")}
    assert ids
    assert client.post(entry_url(record), {**boxes, **ids, "_save": "1"}).status_code == 400
    assert record.actuals.count() == 1
    assert record.contents.count() == 2


def test_more_rows_than_there_are_cannot_be_added(cast: Cast, record: ProgressRecord) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    totals = {name: "9" for name in boxes if name.endswith("TOTAL_FORMS")}
    assert client.post(entry_url(record), {**boxes, **totals, "_save": "1"}).status_code == 400
    assert record.actuals.count() == 1
    assert record.contents.count() == 2


@pytest.mark.parametrize(
    ("verb", "person", "state"),
    [("approve", "head", "approved"), ("withdraw", "staff", "draft")],
)
def test_a_deed_takes_the_signature_from_the_person_not_from_the_post(
    cast: Cast, record: ProgressRecord, verb: str, person: str, state: str
) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    record.refresh_from_db()
    posted = {**added_fields(cast), "version": str(record.version), "verb": "finalize"}
    client = sign_in(getattr(cast, person))
    assert client.post(f"/records/{record.pk}/{verb}/", posted).status_code == 302
    record.refresh_from_db()
    assert record.state == state
    assert record.finalized_by is None
    assert record.approved_by in (None, cast.head)
    assert record.history.first().history_user == getattr(cast, person)


def test_the_secretariat_gives_nobody_more_than_the_form_of_a_person_holds(
    cast: Cast, plan: Plan
) -> None:
    client = sign_in(cast.secretariat)
    boxes = opened(client, change_address(cast.staff))
    added = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_sample": "on",
        "session_epoch": "9",
        "password": "plain",
        "user_permissions": "1",
        "groups": "1",
        "id": str(cast.administrator.pk),
    }
    before = User.objects.filter(pk=cast.staff.pk).values().get()
    assert client.post(change_address(cast.staff), {**boxes, **added}).status_code == 302
    assert User.objects.filter(pk=cast.staff.pk).values().get() == before


def test_staff_cannot_move_themselves_into_another_department(cast: Cast, plan: Plan) -> None:
    client = sign_in(cast.staff)
    posted = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-department": str(Department.objects.get(name="総務課").pk),
        "memberships-0-role": "head",
        "memberships-0-starts_on": "2020-04-01",
    }
    before = list(Membership.objects.values())
    assert client.post(change_address(cast.staff), posted).status_code == 403
    assert list(Membership.objects.values()) == before
