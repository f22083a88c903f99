"""課の名称変更・統合と人事異動。受け持ちは途切れず、古い年度の課名は変わらない。"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.choices import ContentKind, Role
from plans.models import ActionItem, CommonTheme, Department, ItemDepartment, Membership, Plan
from progress.common_themes import load_department_blocks
from progress.half_year import load_lines
from progress.models import AnnualReview, ProgressRecord
from progress.opening import open_review
from progress.people import load_actor
from progress.permissions import can_save, can_view_record, case_of, is_lead_head
from progress.review_overview import load_overview
from reports.facts import year_facts
from tests.builders import make_content, make_department, make_item
from tests.counting import count_queries
from tests.people import Cast, make_person, sign_in
from tests.progress.rounds import actor_of, open_year, read_boxes, record_for

LAST_DAY = dt.date(2022, 3, 31)
NEXT_DAY = dt.date(2022, 4, 1)


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """福祉支援課の項目1の、2021年度の報告。"""
    open_year(plan, cast.secretariat)
    return record_for(item)


@pytest.fixture
def renamed(item: ActionItem) -> Department:
    """2022年4月1日に福祉支援課を引き継ぐ、地域支援課。"""
    new = make_department("地域支援課", order=4, starts_on=NEXT_DAY)
    Department.objects.filter(name="福祉支援課").update(ends_on=LAST_DAY, successor=new)
    return new


def may_save(person: Any, record: ProgressRecord, on: dt.date) -> bool:
    """その日、その人が報告に書けるか。"""
    return can_save(load_actor(person, on), case_of(record))


def by(person: Any) -> dict[str, Any]:
    """その人が今行う、という引数。"""
    return {"actor": actor_of(person), "user": person, "at": timezone.now()}


def test_members_of_the_successor_take_over_on_the_day_after_the_end(
    record: ProgressRecord, renamed: Department, cast: Cast
) -> None:
    successor = make_person("地域支援", renamed)
    assert not may_save(successor, record, LAST_DAY)
    assert may_save(successor, record, NEXT_DAY)


def test_the_head_of_the_successor_is_the_head_of_what_it_took_over(
    record: ProgressRecord, renamed: Department, cast: Cast
) -> None:
    head, staff = make_person("新課長", renamed, Role.HEAD), make_person("新職員", renamed)
    assert is_lead_head(load_actor(head, NEXT_DAY), case_of(record))
    assert not is_lead_head(load_actor(staff, NEXT_DAY), case_of(record))


def test_two_departments_can_be_merged_into_one(
    record: ProgressRecord, renamed: Department, cast: Cast
) -> None:
    Department.objects.filter(name="福祉活動推進課").update(ends_on=LAST_DAY, successor=renamed)
    actor = load_actor(make_person("地域支援", renamed), NEXT_DAY)
    names = Department.objects.filter(pk__in=actor.member_of).values_list("name", flat=True)
    assert set(names) == {"地域支援課", "福祉支援課", "福祉活動推進課"}


def test_an_actor_still_needs_two_queries_at_most(renamed: Department, cast: Cast) -> None:
    with count_queries(2):
        load_actor(cast.staff, NEXT_DAY)


def test_old_years_keep_the_old_name_and_later_years_have_the_new_one(
    plan: Plan, renamed: Department
) -> None:
    for year, name in ((2020, "福祉支援課"), (2021, "福祉支援課"), (2022, "地域支援課")):
        facts = year_facts(plan, year)
        assert facts["items"][0]["departments"] == [name], year


def test_an_item_of_an_ended_department_is_attended_by_its_successor(
    record: ProgressRecord, renamed: Department, cast: Cast
) -> None:
    Membership.objects.filter(department__name="福祉支援課").update(ends_on=LAST_DAY)
    assert load_overview(record.review, NEXT_DAY).unattended == [record.item]
    make_person("地域支援", renamed)
    assert load_overview(record.review, NEXT_DAY).unattended == []


def test_a_mover_reads_the_round_on_but_writes_it_no_more(
    record: ProgressRecord, cast: Cast
) -> None:
    Membership.objects.filter(user=cast.staff).update(ends_on=LAST_DAY)
    other = Department.objects.get(name="福祉活動推進課")
    Membership.objects.create(user=cast.staff, department=other, starts_on=NEXT_DAY)
    assert may_save(cast.staff, record, LAST_DAY)
    assert not may_save(cast.staff, record, NEXT_DAY)
    assert can_view_record(load_actor(cast.staff, NEXT_DAY), case_of(record))


def test_a_person_who_left_every_department_reads_nothing(
    record: ProgressRecord, cast: Cast
) -> None:
    Membership.objects.filter(user=cast.staff).update(ends_on=LAST_DAY)
    assert not can_view_record(load_actor(cast.staff, NEXT_DAY), case_of(record))


def test_a_rename_is_kept_in_the_history(item: ActionItem, cast: Cast) -> None:
    department = Department.objects.get(name="福祉支援課")
    department.name = "福祉支援室"
    department.save()
    names = department.history.order_by("history_id").values_list("name", flat=True)
    assert list(names) == ["福祉支援課", "福祉支援室"]


@pytest.mark.parametrize("case", ["still there", "itself"])
def test_only_an_ended_department_is_succeeded_and_by_another(case: str, cast: Cast) -> None:
    department = Department.objects.get(name="福祉支援課")
    chosen = department if case == "itself" else make_department("総務課")
    department.ends_on = LAST_DAY if case == "itself" else None
    department.successor = chosen
    with pytest.raises(IntegrityError), transaction.atomic():
        department.save()
    response = sign_in(cast.secretariat).post(
        f"/admin/plans/department/{department.pk}/change/",
        {
            "name": department.name,
            "order": "3",
            "starts_on": "",
            "ends_on": department.ends_on or "",
            "successor": str(chosen.pk),
            "memberships-TOTAL_FORMS": "0",
            "memberships-INITIAL_FORMS": "0",
        },
    )
    assert "引継先は、廃止日を入れた上で、別の課を選んでください" in response.content.decode()
    department.refresh_from_db()
    assert department.successor is None


@pytest.fixture
def renamed_twice(renamed: Department) -> Department:
    """地域支援課を、翌年度から引き継ぐ課。"""
    newest = make_department("地域福祉課", order=5)
    Department.objects.filter(pk=renamed.pk).update(ends_on=dt.date(2023, 3, 31), successor=newest)
    return newest


def test_the_heir_of_an_heir_takes_over_with_two_queries(
    record: ProgressRecord, renamed_twice: Department, cast: Cast
) -> None:
    person = make_person("地域福祉", renamed_twice)
    assert not may_save(person, record, dt.date(2023, 3, 31))
    with count_queries(2):
        actor = load_actor(person, dt.date(2023, 4, 1))
    assert can_save(actor, case_of(record))


def test_each_old_year_keeps_the_name_of_its_own_day(plan: Plan, renamed_twice: Department) -> None:
    names = {year: year_facts(plan, year)["items"][0]["departments"] for year in (2021, 2022, 2023)}
    assert names == {2021: ["福祉支援課"], 2022: ["地域支援課"], 2023: ["地域福祉課"]}


@pytest.fixture
def split(plan: Plan, renamed: Department, cast: Cast) -> tuple[ActionItem, Department]:
    """項目1だけを相談支援課が引き継ぎ、項目2は地域支援課が引き継いだ分割。"""
    other = make_department("相談支援課", order=5)
    kept = make_item(plan, 2, departments=["福祉支援課"])
    make_content(kept)
    ItemDepartment.objects.filter(item__number=1).update(successor=other)
    return kept, other


def test_after_a_split_only_the_department_named_for_an_item_writes_it(
    record: ProgressRecord, split: tuple[ActionItem, Department], renamed: Department, cast: Cast
) -> None:
    open_review(record.review_id, **by(cast.secretariat))
    records = {1: record_for(record.item), 2: record_for(split[0])}
    people = {"地域": make_person("地域", renamed), "相談": make_person("相談", split[1])}
    found = {
        (name, number)
        for name, person in people.items()
        for number, row in records.items()
        if may_save(person, row, NEXT_DAY)
    }
    assert found == {("地域", 2), ("相談", 1)}


def test_after_a_split_the_pages_of_the_year_name_the_department_of_today(
    record: ProgressRecord, split: tuple[ActionItem, Department], cast: Cast
) -> None:
    open_review(record.review_id, **by(cast.secretariat))
    AnnualReview.objects.update(has_half_year=True)
    overview = load_overview(record.review, NEXT_DAY)
    assert {
        str(row.department): [one.item.number for one in row.lead] for row in overview.departments
    } == {
        "地域支援課": [2],
        "相談支援課": [1],
    }
    names = {line.department.name for line in load_lines(record.review, NEXT_DAY)}
    assert names == {"地域支援課", "相談支援課"}
    page = sign_in(cast.secretariat).get("/half-year/").content.decode()
    assert "相談支援課" in page
    assert "福祉支援課" not in page


def test_common_entry_lists_the_department_of_today(
    plan: Plan, renamed: Department, cast: Cast
) -> None:
    theme = CommonTheme.objects.create(plan=plan, number=1, title="広報")
    item = ActionItem.objects.get(number=1)
    make_content(item, 9, common_theme=theme, kind=ContentKind.COMMON)
    review = open_year(plan, cast.secretariat)
    assert [group.department for group in load_department_blocks(review, LAST_DAY)] == [
        Department.objects.get(name="福祉支援課")
    ]
    with count_queries(3):
        groups = load_department_blocks(review, NEXT_DAY)
    assert [group.department for group in groups] == [renamed]
    page = sign_in(make_person("地域支援", renamed)).get("/common/").content.decode()
    assert "（地域支援課）" in page
    assert "福祉支援課" not in page


def test_the_list_of_reports_is_narrowed_to_the_department_of_today(
    record: ProgressRecord, split: tuple[ActionItem, Department], renamed: Department, cast: Cast
) -> None:
    open_review(record.review_id, **by(cast.secretariat))
    client, url = sign_in(cast.secretariat), "/admin/progress/progressrecord/"
    found = {
        department.name: [
            row.item.number
            for row in client.get(url, {"department": department.pk}).context["cl"].result_list
        ]
        for department in (split[1], renamed)
    }
    assert found == {"相談支援課": [1], "地域支援課": [2]}


def send_successor(person: Any, item: ActionItem, chosen: Department) -> Any:
    """項目の画面で、担当課の行に引継先を選んで送る。"""
    client, url = sign_in(person), f"/admin/plans/actionitem/{item.pk}/change/"
    boxes = read_boxes(client.get(url).content.decode())
    return client.post(url, {**boxes, "item_departments-0-successor": str(chosen.pk)})


def test_an_item_is_handed_over_only_after_its_department_has_ended(
    item: ActionItem, cast: Cast
) -> None:
    other = make_department("相談支援課", order=5)
    response = send_successor(cast.secretariat, item, other)
    page = response.content.decode()
    assert "福祉支援課は廃止されていません。引継先は、廃止日の翌日から選べます。" in page
    assert ItemDepartment.objects.get().successor is None
    Department.objects.filter(name="福祉支援課").update(ends_on=LAST_DAY)
    assert send_successor(cast.secretariat, item, other).status_code == 302
    row = ItemDepartment.objects.get()
    assert row.successor == other
    assert row.history.latest().successor == other


def test_heirs_that_lead_back_are_refused_in_words(renamed: Department, cast: Cast) -> None:
    renamed.ends_on = NEXT_DAY
    renamed.successor = Department.objects.get(name="福祉支援課")
    with pytest.raises(ValidationError, match="引継先をたどると、この課に戻ります"):
        renamed.clean()
