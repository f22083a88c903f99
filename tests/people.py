"""試験の登場人物。役割ごとに一人ずついる。氏名は役割の名で、実在の人ではない。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from plans.choices import Role
from plans.models import Department, Membership, Plan, User
from progress.models import Committee, CommitteeMember
from tests.builders import make_department

PASSWORD = "correct horse battery staple"
LONG_AGO = dt.date(2018, 4, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """登場人物。staff・head・reader は福祉支援課、secretariat は総務課の職員。

    other_staff は別の課（福祉活動推進課）の職員、secretariat_head は総務課の課長、
    committee_member は plan の委員会の任期中の委員、administrator は利用者の管理者だけ、
    outsider はどこにも属さない人。
    """

    staff: User
    head: User
    reader: User
    other_staff: User
    secretariat: User
    secretariat_head: User
    committee_member: User
    administrator: User
    outsider: User


def make_person(
    username: str, department: Department | None = None, role: str = Role.STAFF, **values: Any
) -> User:
    """利用者を作る。department を渡せば 2018年4月1日から在任中にする。"""
    person = User(username=username, last_name=username, first_name="担当", **values)
    person.set_password(PASSWORD)
    person.save()
    if department:
        Membership.objects.create(user=person, department=department, role=role, starts_on=LONG_AGO)
    return person


def make_committee_member(username: str, plan: Plan) -> User:
    """計画の委員会の、任期中の委員を作る。"""
    person = make_person(username)
    committee, _ = Committee.objects.get_or_create(plan=plan, name="試験の進行管理委員会")
    CommitteeMember.objects.create(committee=committee, user=person, starts_on=LONG_AGO)
    return person


def make_cast(plan: Plan) -> Cast:
    """登場人物をみな作る。"""
    support = make_department("福祉支援課", order=3)
    promotion = make_department("福祉活動推進課", order=2)
    general = make_department("総務課", order=1)
    return Cast(
        staff=make_person("staff", support),
        head=make_person("head", support, Role.HEAD),
        reader=make_person("reader", support, Role.READER),
        other_staff=make_person("other_staff", promotion),
        secretariat=make_person("secretariat", general),
        secretariat_head=make_person("secretariat_head", general, Role.HEAD),
        committee_member=make_committee_member("committee_member", plan),
        administrator=make_person("administrator", is_superuser=True),
        outsider=make_person("outsider"),
    )


def sign_in(person: User) -> Client:
    """その人としてログインしたクライアントを返す。"""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
