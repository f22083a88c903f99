"""行為者を、人・所属・委員の任期から作る。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from plans.actors import Actor, nobody
from plans.choices import Role
from plans.models import Department, Membership, User
from plans.succession import Succession, load_succession
from progress.models import CommitteeMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

WORKING_ROLES = frozenset({Role.STAFF, Role.HEAD, Role.DEPUTY_HEAD})
HEAD_ROLES = frozenset({Role.HEAD, Role.DEPUTY_HEAD})


def load_actor(user: User | AnonymousUser, on: dt.date) -> Actor:
    """行為者を作る。user はログイン中の人、on は立場を判定する日。問い合わせは二回まで。

    廃止された課を引き継いだ課の人は、廃止日の翌日から、廃止された課の人でもある。
    """
    if not isinstance(user, User) or not user.is_active:
        return nobody(on)
    posts = _load_posts(user, on)
    working = [post for post in posts if post.role in WORKING_ROLES]
    heads = [post for post in working if post.role in HEAD_ROLES]
    return Actor(
        user_id=user.pk,
        on=on,
        member_of=frozenset(pk for post in working for pk in post.departments),
        head_of=frozenset(pk for post in heads for pk in post.departments),
        reads=any(post.role == Role.READER for post in posts),
        is_secretariat=any(post.is_secretariat for post in working),
        committee_plans=frozenset() if posts else _committee_plans(user, on),
        is_administrator=user.is_superuser,
        is_sample=user.is_sample,
    )


@dataclass(frozen=True, slots=True)
class Post:
    """立場の一つ。departments は所属の課と、その課が引き継いだ課。"""

    role: str
    is_secretariat: bool
    departments: tuple[int, ...]


def _load_posts(user: User, on: dt.date) -> list[Post]:
    ended = Q(department__predecessors__ends_on__lt=on)
    elders = Department.objects.filter(
        successor__successor=OuterRef("department"), ends_on__lt=on, successor__ends_on__lt=on
    )
    rows = list(
        Membership.objects.filter(user=user)
        .in_force(on)
        .annotate(
            inherited=FilteredRelation("department__predecessors", condition=ended),
            is_deep=Exists(elders),
        )
        .values_list("role", "department__is_secretariat", "department", "inherited", "is_deep")
    )
    # 二代より前からの引継ぎがある課の人だけ、課の全部を読んで遡る。
    is_deep = any(is_deep for *_, is_deep in rows)
    succession = load_succession() if is_deep else Succession({})
    return [
        Post(role, is_secretariat, (pk, *({near} - {None}), *succession.inherited(pk, on)))
        for role, is_secretariat, pk, near, _ in rows
    ]


def _committee_plans(user: User, on: dt.date) -> frozenset[int]:
    # 事務局側の人は、公開された計画をすでに読めるので尋ねない。
    terms = CommitteeMember.objects.filter(user=user).in_office(on)
    return frozenset(terms.values_list("committee__plan_id", flat=True))
