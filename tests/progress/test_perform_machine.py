"""報告の一生を、本物の perform とデータベースで、でたらめな順に試す。

成功には版が一つ、履歴が一つ。断られたら、行も履歴も指摘も何も変わらない。
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from plans.models import User
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ProgressRecord, SendBack
from progress.permissions import RUNNING_STATES, case_of
from progress.workflow import TRANSITIONS, WorkflowError, allowed_verbs, perform
from tests.people import Cast
from tests.progress.rounds import actor_of

PEOPLE = ("staff", "head", "secretariat", "secretariat_head", "other_staff", "reader")
VERBS = sorted(TRANSITIONS)


def read_all() -> dict[str, Any]:
    """報告の行と、履歴と指摘の数。"""
    return {
        "row": ProgressRecord.objects.values().get(),
        "history": ProgressRecord.history.count(),
        "remarks": SendBack.objects.count(),
    }


class StoredLife(RuleBasedStateMachine):
    """データベースの一つの報告に、だれかが何かをしようとする。終わりに元へ戻す。"""

    people: dict[str, tuple[Any, User]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.seen = read_all()
        self.start = self.seen
        self.successes: list[str] = []

    def teardown(self) -> None:
        """この例の変更を捨てる。"""
        transaction.savepoint_rollback(self.savepoint)

    @rule(
        verb=st.sampled_from(VERBS),
        name=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["理由", " "]),
        is_stale=st.booleans(),
    )
    def someone_tries(self, verb: str, name: str, reason: str, is_stale: bool) -> None:
        """何でも試す。断られたら、何も変わっていない。"""
        self.attempt(verb, name, reason, is_stale=is_stale)

    @rule(data=st.data())
    def someone_does_what_is_allowed(self, data: Any) -> None:
        """許されていることを行う。これがないと、でたらめでは確定まで行き着かない。"""
        case = case_of(ProgressRecord.objects.select_related("review", "item").get())
        allowed = [
            (name, verb)
            for name, (actor, _) in self.people.items()
            for verb in allowed_verbs(actor, case)
        ]
        if allowed:
            name, verb = data.draw(st.sampled_from(allowed))
            self.attempt(verb, name, "理由", is_stale=False)
            assert self.successes[-1:] == [verb]

    def attempt(self, verb: str, name: str, reason: str, *, is_stale: bool) -> None:
        """版を添えて行い、結果を確かめる。"""
        actor, user = self.people[name]
        row = self.seen["row"]
        try:
            perform(
                row["id"],
                verb,
                actor=actor,
                user=user,
                version=row["version"] - is_stale,
                at=timezone.now(),
                reason=reason,
            )
        except WorkflowError:
            assert read_all() == self.seen
            return
        assert not is_stale
        assert reason.strip() or not TRANSITIONS[verb].needs_reason
        assert row["state"] != RecordState.FINALIZED or verb == "reopen"
        self.successes.append(verb)
        self.seen = read_all()
        newest = ProgressRecord.history.latest()
        assert (newest.history_user, newest.state) == (user, self.seen["row"]["state"])

    @precondition(lambda self: len(self.successes) > 2)
    @rule(state=st.sampled_from(ReviewState.values))
    def the_year_moves_on(self, state: str) -> None:
        """年度の段階が変わる。"""
        AnnualReview.objects.update(state=state)

    @precondition(lambda self: AnnualReview.objects.get().state not in RUNNING_STATES)
    @rule()
    def the_year_runs_again(self) -> None:
        """止まったままにしない。"""
        AnnualReview.objects.update(state=ReviewState.ACCEPTING)

    @invariant()
    def one_version_and_one_history_entry_for_each_success(self) -> None:
        """成功の数だけ、版と履歴が進む。差戻しの数だけ、指摘が残る。"""
        done = len(self.successes)
        assert self.seen["row"]["version"] == self.start["row"]["version"] + done
        assert self.seen["history"] == self.start["history"] + done
        assert self.seen["remarks"] == self.successes.count("send_back")

    @invariant()
    def two_people_stand_behind_what_is_finalized(self) -> None:
        """確定した人と確認した人は、提出した人ではない。"""
        row = self.seen["row"]
        if row["state"] == RecordState.FINALIZED:
            others = {row["approved_by_id"], row["finalized_by_id"]}
            assert row["submitted_by_id"] not in {*others, None}


def test_whatever_is_tried_each_success_leaves_one_entry_and_a_refusal_none(
    record: ProgressRecord, cast: Cast
) -> None:
    StoredLife.people = {
        name: (actor_of(user), user) for name in PEOPLE for user in [getattr(cast, name)]
    }
    run_state_machine_as_test(
        StoredLife,
        settings=settings(
            max_examples=18,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
