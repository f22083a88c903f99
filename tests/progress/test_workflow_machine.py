"""報告の一生を、でたらめな順の行為で試す。どこまで行っても守られることを確かめる。"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plans.actors import Actor
from progress.choices import RecordState, ReviewState
from progress.permissions import case_of
from progress.workflow import TRANSITIONS, WorkflowError, allowed_verbs, apply_verb

GENERAL, SUPPORT = 1, 2
ON = dt.date(2022, 4, 20)
AT = dt.datetime(2022, 4, 20, tzinfo=dt.UTC)
PEOPLE = [
    Actor(1, ON, member_of=frozenset({SUPPORT})),
    Actor(2, ON, member_of=frozenset({SUPPORT}), head_of=frozenset({SUPPORT})),
    Actor(3, ON, member_of=frozenset({GENERAL}), is_secretariat=True),
    Actor(
        4,
        ON,
        member_of=frozenset({GENERAL}),
        head_of=frozenset({GENERAL}),
        is_secretariat=True,
    ),
    Actor(5, ON, reads=True),
    Actor(6, ON, committee_plans=frozenset({1})),
]


class Signed(SimpleNamespace):
    """署名の欄に人を入れると、番号も入る、保存しない報告。"""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name.endswith("_by"):
            super().__setattr__(f"{name}_id", value and value.pk)


def make_record() -> Any:
    departments = [SimpleNamespace(seat_id=SUPPORT, order=1)]
    return Signed(
        state=RecordState.BLANK,
        version=1,
        review=SimpleNamespace(state=ReviewState.ACCEPTING, is_sample=False, is_migration=False),
        item=SimpleNamespace(item_departments=SimpleNamespace(all=lambda: departments)),
        submitted_at=None,
        submitted_by=None,
        submitted_by_id=None,
        is_head_submission=False,
        is_on_behalf=False,
        approved_at=None,
        approved_by=None,
        approved_by_id=None,
        is_approved_on_behalf=False,
        finalized_at=None,
        finalized_by=None,
    )


class RecordLife(RuleBasedStateMachine):
    """一つの報告に、だれかが何かをしようとする。"""

    def __init__(self) -> None:
        super().__init__()
        self.record = make_record()
        self.successes = 0

    @rule(
        verb=st.sampled_from(sorted(TRANSITIONS)),
        actor=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["", "理由"]),
    )
    def someone_tries(self, verb: str, actor: Actor, reason: str) -> None:
        """許されれば一つ進み、許されなければ何も変わらない。"""
        before = dict(vars(self.record))
        allowed = verb in allowed_verbs(actor, case_of(self.record))
        has_reason = bool(reason) or not TRANSITIONS[verb].needs_reason
        user = SimpleNamespace(pk=actor.user_id)
        try:
            apply_verb(self.record, verb, actor=actor, user=user, at=AT, reason=reason)  # type: ignore[arg-type]
        except WorkflowError:
            assert not (allowed and has_reason)
            assert vars(self.record) == before
            return
        assert allowed
        assert has_reason
        self.successes += 1
        assert self.record._change_reason.startswith(TRANSITIONS[verb].label)
        assert before["state"] != RecordState.FINALIZED or verb == "reopen"

    @rule(state=st.sampled_from(ReviewState.values))
    def the_year_moves_on(self, state: str) -> None:
        """年度の段階が変わる。"""
        self.record.review.state = state

    @invariant()
    def one_version_for_each_success(self) -> None:
        """成功一つに版が一つ。"""
        assert self.record.version == 1 + self.successes

    @invariant()
    def signatures_follow_the_state(self) -> None:
        """提出済から先には、提出した人の署名がある。確定した人は、提出した人ではない。"""
        later = (RecordState.SUBMITTED, RecordState.APPROVED, RecordState.FINALIZED)
        assert (self.record.submitted_by is not None) == (self.record.state in later)
        if self.record.state == RecordState.FINALIZED:
            assert self.record.finalized_by.pk != self.record.submitted_by.pk
            assert self.record.approved_by.pk != self.record.submitted_by.pk


RecordLife.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestRecordLife = RecordLife.TestCase
