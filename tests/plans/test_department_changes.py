"""課の名称変更・統合と人事異動。受け持ちは途切れず、古い年度の課名は変わらない。"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from plans.choices import Role
from plans.models import ActionItem, Department, Membership, Plan
from progress.models import ProgressRecord
from progress.people import load_actor
from progress.permissions import can_save, can_view_record, case_of, is_lead_head
from progress.review_overview import load_overview
from reports.facts import year_facts
from tests.builders import make_department
from tests.counting import count_queries
from tests.people import Cast, make_person, sign_in
from tests.progress.rounds import open_year, record_for

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
