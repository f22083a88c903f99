"""だれが何をしてよいか。期待は手で書いた表で、規則の関数からは作らない。"""

from __future__ import annotations

import datetime as dt

import pytest

from plans.actors import Actor
from progress.permissions import (
    RecordCase,
    can_list_records,
    can_save,
    can_submit,
    can_view_record,
    can_withdraw,
    is_on_behalf,
)
from progress.workflow import TRANSITIONS, allowed_verbs

TODAY = dt.date(2022, 4, 20)
GENERAL, PROMOTION, SUPPORT = 1, 2, 3


def someone(**facts: object) -> Actor:
    return Actor(user_id=1, on=TODAY, **facts)  # type: ignore[arg-type]


PEOPLE = {
    "職員": someone(member_of=frozenset({SUPPORT})),
    "課長": someone(member_of=frozenset({SUPPORT}), head_of=frozenset({SUPPORT})),
    "別の課": someone(member_of=frozenset({PROMOTION})),
    "総務課": someone(member_of=frozenset({GENERAL}), is_secretariat=True),
    "閲覧者": someone(reads=True),
    "委員": someone(committee_plans=frozenset({1})),
    "管理者": someone(is_administrator=True),
    "所属なし": someone(),
    "見本職員": someone(member_of=frozenset({SUPPORT}), is_sample=True),
}
VERBS = {
    "見": can_view_record,
    "保": can_save,
    "提": can_submit,
    "取": can_withdraw,
}
# 段階、状態ごとに、許される動詞を人ごとに並べる（・はどれも許されない）。
TABLE = {
    ("accepting", "blank"): "見保 見保 見 見保 見 ・ ・ ・ 見",
    ("accepting", "draft"): "見保提 見保提 見 見保提 見 ・ ・ ・ 見",
    ("accepting", "submitted"): "見取 見取 見 見取 見 見 ・ ・ 見",
    ("deliberating", "blank"): "見保 見保 見 見保 見 ・ ・ ・ 見",
    ("deliberating", "draft"): "見保提 見保提 見 見保提 見 ・ ・ ・ 見",
    ("deliberating", "submitted"): "見取 見取 見 見取 見 見 ・ ・ 見",
    ("preparing", "blank"): "見 見 見 見 見 ・ ・ ・ 見",
    ("preparing", "draft"): "見 見 見 見 見 ・ ・ ・ 見",
    ("preparing", "submitted"): "見 見 見 見 見 見 ・ ・ 見",
    ("published", "blank"): "見 見 見 見 見 ・ ・ ・ 見",
    ("published", "draft"): "見 見 見 見 見 ・ ・ ・ 見",
    ("published", "submitted"): "見 見 見 見 見 見 ・ ・ 見",
}
CELLS = [
    (stage, state, person, verb, verb in allowed)
    for (stage, state), row in TABLE.items()
    for person, allowed in zip(PEOPLE, row.split(), strict=True)
    for verb in VERBS
]


@pytest.mark.parametrize(("stage", "state", "person", "verb", "expected"), CELLS)
def test_the_table_holds(stage: str, state: str, person: str, verb: str, expected: bool) -> None:
    case = RecordCase(state=state, review_state=stage, departments=(SUPPORT,))
    assert VERBS[verb](PEOPLE[person], case) is expected


def test_the_sample_year_takes_entries_of_sample_people_only() -> None:
    case = RecordCase("draft", "accepting", (SUPPORT,), is_sample=True)
    assert can_save(PEOPLE["見本職員"], case)
    assert not any(can_save(PEOPLE[name], case) for name in PEOPLE if name != "見本職員")


def test_any_named_department_of_a_shared_item_may_write() -> None:
    case = RecordCase("draft", "accepting", (GENERAL, SUPPORT))
    assert can_save(PEOPLE["職員"], case)
    assert not is_on_behalf(PEOPLE["総務課"], case)
    assert is_on_behalf(PEOPLE["総務課"], RecordCase("draft", "accepting", (SUPPORT,)))


def test_the_list_of_records_is_for_the_office() -> None:
    allowed = {name for name, person in PEOPLE.items() if can_list_records(person)}
    assert allowed == {"職員", "課長", "別の課", "総務課", "閲覧者", "見本職員"}


def test_buttons_are_exactly_the_verbs_allowed() -> None:
    for state in ("blank", "draft", "submitted"):
        case = RecordCase(state, "accepting", (SUPPORT,))
        for person in PEOPLE.values():
            expected = [verb for verb, step in TRANSITIONS.items() if step.may(person, case)]
            assert allowed_verbs(person, case) == expected
