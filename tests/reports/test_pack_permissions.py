"""委員会資料の権限。データベースを使わない。"""

from __future__ import annotations

import datetime as dt

import pytest

from plans.actors import Actor
from plans.models import Plan
from progress.models import AnnualReview
from reports.choices import PackState
from reports.models import CommitteePack
from reports.permissions import (
    can_distribute_pack,
    can_list_packs,
    can_make_pack,
    can_replace_pack,
    can_view_pack,
)

TODAY = dt.date(2022, 6, 10)
SECRETARIAT = Actor(1, TODAY, member_of=frozenset({1}), is_secretariat=True)
SAMPLE_SECRETARIAT = Actor(2, TODAY, member_of=frozenset({1}), is_secretariat=True, is_sample=True)
STAFF = Actor(3, TODAY, member_of=frozenset({2}))
READER = Actor(4, TODAY, reads=True)
MEMBER = Actor(5, TODAY, committee_plans=frozenset({7}))
OTHER_MEMBER = Actor(6, TODAY, committee_plans=frozenset({8}))
ADMINISTRATOR = Actor(9, TODAY, is_administrator=True)
EVERYONE = (SECRETARIAT, STAFF, READER, MEMBER, OTHER_MEMBER, ADMINISTRATOR)


def make_pack(state: PackState, *, is_made: bool = True) -> CommitteePack:
    review = AnnualReview(pk=1, plan=Plan(pk=7), fiscal_year=2021)
    return CommitteePack(review=review, state=state, made_on=TODAY if is_made else None)


DRAFT = make_pack(PackState.DRAFT)
RELEASED = make_pack(PackState.DISTRIBUTED)


@pytest.mark.parametrize("actor", EVERYONE)
def test_a_draft_is_seen_by_the_secretariat_alone(actor: Actor) -> None:
    assert can_view_pack(actor, DRAFT) == (actor is SECRETARIAT)


@pytest.mark.parametrize("actor", EVERYONE)
def test_a_distributed_pack_is_seen_by_the_office_and_its_committee(actor: Actor) -> None:
    assert can_view_pack(actor, RELEASED) == (actor in (SECRETARIAT, STAFF, READER, MEMBER))


@pytest.mark.parametrize("actor", EVERYONE)
def test_the_list_is_open_to_readers_of_plans(actor: Actor) -> None:
    assert can_list_packs(actor) == (actor is not ADMINISTRATOR)


@pytest.mark.parametrize("actor", [*EVERYONE, SAMPLE_SECRETARIAT])
def test_only_the_secretariat_of_the_same_kind_makes_distributes_and_replaces(
    actor: Actor,
) -> None:
    is_ours = actor is SECRETARIAT
    assert can_make_pack(actor, DRAFT.review) == is_ours
    assert can_distribute_pack(actor, DRAFT) == is_ours
    assert can_replace_pack(actor, RELEASED) == is_ours


def test_what_is_not_made_or_already_out_is_not_distributed() -> None:
    assert not can_distribute_pack(SECRETARIAT, make_pack(PackState.DRAFT, is_made=False))
    assert not can_distribute_pack(SECRETARIAT, RELEASED)
    assert not can_replace_pack(SECRETARIAT, DRAFT)
