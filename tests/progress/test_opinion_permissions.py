"""委員会の意見で、だれが何をしてよいか。期待は手で書いた表で、規則の関数からは作らない。"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from progress.opinion_permissions import (
    OpinionCase,
    ResponseCase,
    can_amend_improvement,
    can_answer,
    can_cancel_opinion,
    can_change_draft,
    can_close_opinion,
    can_confirm_answer,
    can_follow_up,
    can_manage_opinion,
    can_rate_after_committee,
    can_read_register,
    can_reopen_opinion,
    can_send_back_answer,
    can_sum_up,
    can_take_in,
    can_write_opinion,
)
from progress.opinion_workflow import OPINION_TRANSITIONS
from progress.permissions import RecordCase
from tests.progress.test_permissions import GENERAL, PEOPLE, SUPPORT

# 人の列（職員 課長 別課 総務 総務長 閲覧 委員 管理 所属なし）に、許される動詞を並べる。
RESPONSE_VERBS = {"答": can_answer, "確": can_confirm_answer, "戻": can_send_back_answer}
OPINION_VERBS = {
    "直": can_manage_opinion,
    "況": can_follow_up,
    "完": can_close_opinion,
    "開": can_reopen_opinion,
    "消": can_cancel_opinion,
}
TABLE = {
    ("open", "asked"): "答況 答況 ・ 直況消 直況消 ・ ・ ・ ・",
    ("open", "answered"): "答況 答況 ・ 確戻直況消 確戻直況消 ・ ・ ・ ・",
    ("open", "confirmed"): "況 況 ・ 戻直況完消 戻直況完消 ・ ・ ・ ・",
    ("closed", "confirmed"): "・ ・ ・ 開消 開消 ・ ・ ・ ・",
    ("cancelled", "asked"): "・ ・ ・ ・ ・ ・ ・ ・ ・",
}


def make_case(state: str, response: str, **facts: Any) -> OpinionCase:
    row = ResponseCase(SUPPORT, response, answered_by=1 if response != "asked" else None)
    return OpinionCase(state, "deliberating", responses=(row,), **facts)


@pytest.mark.parametrize(("state", "response"), TABLE)
def test_every_cell_of_the_table_holds(state: str, response: str) -> None:
    case, wrong = make_case(state, response), []
    for name, allowed in zip(PEOPLE, TABLE[state, response].split(), strict=True):
        actor = PEOPLE[name]
        found = {key for key, may in OPINION_VERBS.items() if may(actor, case)}
        found |= {key for key, may in RESPONSE_VERBS.items() if may(actor, case, case.responses[0])}
        if found != set(allowed) - {"・"}:
            wrong.append((name, found))
    assert wrong == []


def test_a_sample_opinion_is_moved_by_no_real_person() -> None:
    for state, response in TABLE:
        case = make_case(state, response, is_sample=True)
        rules = [may(actor, case) for actor in PEOPLE.values() for may in OPINION_VERBS.values()]
        rules += [
            may(actor, case, case.responses[0])
            for actor in PEOPLE.values()
            for may in RESPONSE_VERBS.values()
        ]
        assert not any(rules)


def test_a_registration_is_cancelled_only_while_its_year_is_not_published() -> None:
    office = {"総務", "総務長"}
    assert who(can_cancel_opinion, OpinionCase("open", "deliberating")) == office
    assert who(can_cancel_opinion, OpinionCase("open", "accepting")) == office
    assert who(can_cancel_opinion, OpinionCase("open", "published")) == set()


def test_the_answerer_does_not_confirm() -> None:
    own = ResponseCase(GENERAL, "answered", answered_by=4)
    case = OpinionCase("open", "deliberating", responses=(own,))
    assert not can_confirm_answer(PEOPLE["総務"], case, own)
    assert can_confirm_answer(PEOPLE["総務長"], case, own)


def test_the_tables_name_every_verb() -> None:
    assert set(OPINION_TRANSITIONS) == {
        "change", "assign", "join", "answer", "send_back", "confirm", "follow_up", "close",
        "reopen", "cancel",
    }  # fmt: skip


def who(rule: Any, *facts: Any) -> set[str]:
    return {name for name, person in PEOPLE.items() if rule(person, *facts)}


def year(state: str, **facts: Any) -> Any:
    return SimpleNamespace(**{"plan_id": 1, "state": state, "is_sample": False, **facts})


def test_members_write_while_the_year_runs_and_only_their_own() -> None:
    assert who(can_write_opinion, year("accepting")) == {"委員"}
    assert who(can_write_opinion, year("deliberating")) == {"委員"}
    for state in ("preparing", "published"):
        assert who(can_write_opinion, year(state)) == set()
    assert who(can_write_opinion, year("deliberating", plan_id=2)) == set()
    own = SimpleNamespace(user_id=7, sent_at=None, review=year("deliberating"))
    assert who(can_change_draft, own) == {"委員"}
    own.sent_at = "送った"
    assert who(can_change_draft, own) == set()
    other = SimpleNamespace(user_id=99, sent_at=None, review=year("deliberating"))
    assert who(can_change_draft, other) == set()


def test_the_secretariat_registers_and_sums_up() -> None:
    office = {"総務", "総務長"}
    for state in ("accepting", "deliberating", "published"):
        assert who(can_take_in, year(state)) == office
    assert who(can_take_in, year("preparing")) == set()
    assert who(can_sum_up, year("deliberating")) == office
    assert who(can_sum_up, year("published")) == set()
    assert who(can_read_register) == set(PEOPLE) - {"管理", "所属なし"}


def test_ratings_after_the_committee_are_noted_only_while_it_deliberates() -> None:
    settled = RecordCase("finalized", "deliberating", (SUPPORT,))
    assert who(can_rate_after_committee, settled) == {"総務", "総務長"}
    assert who(can_amend_improvement, settled) == {"職員", "課長"}
    for state, review in (("approved", "deliberating"), ("finalized", "accepting")):
        case = RecordCase(state, review, (SUPPORT,))
        assert who(can_rate_after_committee, case) == set()
        assert who(can_amend_improvement, case) == set()
