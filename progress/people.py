"""行為者を、人・所属・委員の任期から作る。"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from plans.actors import Actor, nobody
from plans.choices import Role
from plans.models import Membership, User
from progress.models import CommitteeMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

WORKING_ROLES = frozenset({Role.STAFF, Role.HEAD, Role.DEPUTY_HEAD})
HEAD_ROLES = frozenset({Role.HEAD, Role.DEPUTY_HEAD})


def load_actor(user: User | AnonymousUser, on: dt.date) -> Actor:
    """行為者を作る。user はログイン中の人、on は立場を判定する日。問い合わせは二回まで。"""
    if not isinstance(user, User) or not user.is_active:
        return nobody(on)
    memberships = list(
        Membership.objects.filter(user=user).in_force(on).select_related("department")
    )
    working = [row for row in memberships if row.role in WORKING_ROLES]
    return Actor(
        user_id=user.pk,
        on=on,
        member_of=frozenset(row.department_id for row in working),
        head_of=frozenset(row.department_id for row in working if row.role in HEAD_ROLES),
        reads=any(row.role == Role.READER for row in memberships),
        is_secretariat=any(row.department.is_secretariat for row in working),
        committee_plans=frozenset() if memberships else _committee_plans(user, on),
        is_administrator=user.is_superuser,
        is_sample=user.is_sample,
    )


def _committee_plans(user: User, on: dt.date) -> frozenset[int]:
    # 事務局側の人は、公開された計画をすでに読めるので尋ねない。
    terms = CommitteeMember.objects.filter(user=user).in_office(on)
    return frozenset(terms.values_list("committee__plan_id", flat=True))
