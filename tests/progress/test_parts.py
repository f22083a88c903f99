"""協力課: 当課の分は記入済、その課長の意見。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.choices import Role
from plans.models import Department, Plan, User
from progress.models import AnnualReview, DepartmentPart, ProgressRecord
from tests.builders import make_content, make_item
from tests.people import Cast, make_person, sign_in
from tests.progress.rounds import do, entry_url, finish, open_year, record_for

pytestmark = pytest.mark.one_database


@pytest.fixture
def shared(plan: Plan, cast: Cast) -> ProgressRecord:
    """主担当が福祉支援課、協力が福祉活動推進課の報告。"""
    make_content(make_item(plan, 14, departments=["福祉支援課", "福祉活動推進課"]))
    open_year(plan, cast.secretariat)
    return record_for(plan.items.get(number=14))


@pytest.fixture
def partner(cast: Cast) -> Department:
    return Department.objects.get(name="福祉活動推進課")


@pytest.fixture
def partner_head(partner: Department) -> User:
    return make_person("partner_head", partner, Role.HEAD)


def press(person: Any, record: ProgressRecord, place: Department, change: str, **typed: str) -> Any:
    return sign_in(person).post(f"/records/{record.pk}/parts/{place.pk}/{change}/", typed)


def parts() -> list[tuple[str, str]]:
    return list(DepartmentPart.objects.values_list("done_by__username", "remark"))


def test_a_partner_tells_that_its_part_is_done(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    assert "当課の分は記入済" in sign_in(cast.other_staff).get("/my/").content.decode()
    assert press(cast.other_staff, shared, partner, "done").status_code == 302
    assert parts() == [("other_staff", "")]
    page = sign_in(cast.other_staff).get("/my/").content.decode()
    assert "福祉活動推進課の分は記入済です" in page
    assert "次の未入力へ" not in page


def test_telling_twice_keeps_the_first(
    shared: ProgressRecord, partner: Department, partner_head: User, cast: Cast
) -> None:
    press(cast.other_staff, shared, partner, "done")
    press(partner_head, shared, partner, "done")
    assert parts() == [("other_staff", "")]
    assert DepartmentPart.history.count() == 1


def test_the_record_itself_keeps_its_version(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    version = shared.version
    press(cast.other_staff, shared, partner, "done")
    shared.refresh_from_db()
    assert shared.version == version


def test_the_lead_sees_who_is_missing_and_may_submit_all_the_same(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    warning = "協力課の記入済の知らせがまだです：福祉活動推進課"
    assert warning in sign_in(cast.staff).get("/my/").content.decode()
    do(shared, "save", cast.staff)
    do(shared, "submit", cast.staff)
    assert "記入済の知らせがまだです" in sign_in(cast.head).get("/approvals/").content.decode()


def test_a_mistaken_press_is_taken_back(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    press(cast.other_staff, shared, partner, "done")
    press(cast.other_staff, shared, partner, "undo")
    assert parts() == []
    reasons = DepartmentPart.history.values_list("history_change_reason", "history_user__username")
    assert list(reasons) == [
        ("記入済の取消し", "other_staff"),
        ("当課の分は記入済", "other_staff"),
    ]


def test_the_head_of_the_partner_adds_a_remark(
    shared: ProgressRecord, partner: Department, partner_head: User, cast: Cast
) -> None:
    press(cast.other_staff, shared, partner, "done")
    press(partner_head, shared, partner, "remark", remark="研修は当課で行った。")
    assert parts() == [("other_staff", "研修は当課で行った。")]
    do(shared, "save", cast.staff)
    do(shared, "submit", cast.staff)
    assert "研修は当課で行った。" in sign_in(cast.head).get("/approvals/").content.decode()
    assert parts() == [("other_staff", "研修は当課で行った。")]


def test_a_notice_with_a_remark_is_not_taken_back(
    shared: ProgressRecord, partner: Department, partner_head: User, cast: Cast
) -> None:
    press(cast.other_staff, shared, partner, "done")
    press(partner_head, shared, partner, "remark", remark="意見")
    assert press(cast.other_staff, shared, partner, "undo").status_code == 409
    assert parts() == [("other_staff", "意見")]


def test_only_the_head_is_offered_the_box_of_the_remark(
    shared: ProgressRecord, partner: Department, partner_head: User, cast: Cast
) -> None:
    press(cast.other_staff, shared, partner, "done")
    assert "課長の意見を添える" in sign_in(partner_head).get("/my/").content.decode()
    assert "課長の意見を添える" not in sign_in(cast.other_staff).get("/my/").content.decode()


def test_a_remark_needs_the_notice_first(
    shared: ProgressRecord, partner: Department, partner_head: User
) -> None:
    page = press(partner_head, shared, partner, "remark", remark="意見は残る")
    assert page.status_code == 409
    assert "意見は残る" in page.content.decode()
    assert parts() == []


def test_letters_that_cannot_be_seen_are_refused(
    shared: ProgressRecord, partner: Department, partner_head: User
) -> None:
    press(partner_head, shared, partner, "done")
    page = press(partner_head, shared, partner, "remark", remark="見え\0ない")
    assert page.status_code == 400
    assert "見えない" in page.content.decode()
    assert parts() == [("partner_head", "")]


@pytest.mark.parametrize("name", ["staff", "head", "secretariat", "reader"])
@pytest.mark.parametrize("change", ["done", "undo", "remark"])
def test_nobody_else_speaks_for_the_partner(
    shared: ProgressRecord, partner: Department, cast: Cast, name: str, change: str
) -> None:
    press(cast.other_staff, shared, partner, "done")
    before = list(DepartmentPart.objects.values())
    assert press(getattr(cast, name), shared, partner, change, remark="x").status_code == 403
    assert list(DepartmentPart.objects.values()) == before


def test_the_lead_has_no_part_of_its_own(shared: ProgressRecord, cast: Cast) -> None:
    lead = Department.objects.get(name="福祉支援課")
    assert press(cast.staff, shared, lead, "done").status_code == 403
    assert parts() == []


def test_after_submission_a_part_is_no_longer_told(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    do(shared, "save", cast.staff)
    do(shared, "submit", cast.staff)
    assert press(cast.other_staff, shared, partner, "done").status_code == 403
    assert parts() == []


def test_after_finalization_no_remark_is_added(
    shared: ProgressRecord, partner: Department, partner_head: User, cast: Cast
) -> None:
    press(partner_head, shared, partner, "done")
    finish(shared, cast.staff, cast.head, cast.secretariat)
    page = press(partner_head, shared, partner, "remark", remark="後からの意見")
    assert page.status_code == 403
    assert "後からの意見" in page.content.decode()
    assert parts() == [("partner_head", "")]


@pytest.mark.parametrize("change", ["done", "undo", "remark"])
def test_reading_changes_nothing(
    shared: ProgressRecord, partner: Department, cast: Cast, change: str
) -> None:
    address = f"/records/{shared.pk}/parts/{partner.pk}/{change}/"
    assert sign_in(cast.other_staff).get(address).status_code == 405
    assert parts() == []


def test_in_a_past_year_being_moved_in_nobody_is_a_partner(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    AnnualReview.objects.update(is_migration=True)
    assert press(cast.other_staff, shared, partner, "done").status_code == 403


def test_my_page_says_lead_or_partner(
    shared: ProgressRecord, partner: Department, cast: Cast
) -> None:
    for person, role in ((cast.staff, "主担当"), (cast.other_staff, "協力")):
        page = sign_in(person).get("/my/").content.decode()
        assert f'<td data-label="担当">{role}</td>' in page
        assert entry_url(shared) in page
