"""だれが何をしてよいか。期待は手で書いた表で、規則の関数からは作らない。"""

from __future__ import annotations

import datetime as dt

import pytest

from plans.actors import Actor
from progress.permissions import (
    RecordCase,
    can_approve,
    can_correct,
    can_finalize,
    can_list_records,
    can_reopen,
    can_save,
    can_send_back,
    can_submit,
    can_view_record,
    can_withdraw,
    is_on_behalf,
)
from progress.workflow import TRANSITIONS, allowed_verbs

TODAY = dt.date(2022, 4, 20)
GENERAL, PROMOTION, SUPPORT = 1, 2, 3


def someone(user_id: int, **facts: object) -> Actor:
    return Actor(user_id=user_id, on=TODAY, **facts)  # type: ignore[arg-type]


PEOPLE = {
    "職員": someone(1, member_of=frozenset({SUPPORT})),
    "課長": someone(2, member_of=frozenset({SUPPORT}), head_of=frozenset({SUPPORT})),
    "別課": someone(3, member_of=frozenset({PROMOTION})),
    "総務": someone(4, member_of=frozenset({GENERAL}), is_secretariat=True),
    "総務長": someone(
        5,
        member_of=frozenset({GENERAL}),
        head_of=frozenset({GENERAL}),
        is_secretariat=True,
    ),
    "閲覧": someone(6, reads=True),
    "委員": someone(7, committee_plans=frozenset({1})),
    "管理": someone(8, is_administrator=True),
    "所属なし": someone(9),
}
VERBS = {
    "見": can_view_record,
    "保": can_save,
    "提": can_submit,
    "取": can_withdraw,
    "確": can_approve,
    "訂": can_correct,
    "戻": can_send_back,
    "定": can_finalize,
    "解": can_reopen,
}
RUNNING = ("accepting", "deliberating")
BASE = {"departments": (SUPPORT,), "submitted_by": 1, "approved_by": 2}
READ_ONLY = {
    "blank": "見 見 見 見 見 見 ・ ・ ・",
    "draft": "見 見 見 見 見 見 ・ ・ ・",
    "sent_back": "見 見 見 見 見 見 ・ ・ ・",
    "submitted": "見 見 見 見 見 見 ・ ・ ・",
    "approved": "見 見 見 見 見 見 ・ ・ ・",
    "finalized": "見 見 見 見 見 見 見 ・ ・",
}
# 場面ごとに、状態の行と、人（PEOPLE の順）の列に、許される動詞を並べる。・はどれも許されない。
TABLES = {
    "ふつうの提出": (
        RUNNING,
        BASE,
        {
            "blank": "見保 見保 見 見保 見保 見 ・ ・ ・",
            "draft": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "sent_back": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "submitted": "見取 見取確訂戻 見 見 見 見 ・ ・ ・",
            "approved": "見 見 見 見訂戻定 見訂戻定 見 ・ ・ ・",
            "finalized": "見 見 見 見解 見解 見 見 ・ ・",
        },
    ),
    "課長が自ら提出し、総務課が代行で確認": (
        RUNNING,
        {
            **BASE,
            "submitted_by": 2,
            "is_head_submission": True,
            "approved_by": 4,
            "is_approved_on_behalf": True,
        },
        {
            "blank": "見保 見保 見 見保 見保 見 ・ ・ ・",
            "draft": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "sent_back": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "submitted": "見取 見取 見 見確訂戻 見確訂戻 見 ・ ・ ・",
            "approved": "見 見 見 見 見訂戻定 見 ・ ・ ・",
            "finalized": "見 見 見 見解 見解 見 見 ・ ・",
        },
    ),
    "総務課が代行で提出": (
        RUNNING,
        {**BASE, "submitted_by": 4, "is_on_behalf": True},
        {
            "blank": "見保 見保 見 見保 見保 見 ・ ・ ・",
            "draft": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "sent_back": "見保提 見保提 見 見保提 見保提 見 ・ ・ ・",
            "submitted": "見 見確訂戻 見 見取 見取 見 ・ ・ ・",
            "approved": "見 見 見 見 見訂戻定 見 ・ ・ ・",
            "finalized": "見 見 見 見解 見解 見 見 ・ ・",
        },
    ),
    "主担当が総務課で、福祉支援課が協力": (
        RUNNING,
        {"departments": (GENERAL, SUPPORT), "submitted_by": 4, "approved_by": 5},
        {
            "blank": "見保 見保 見 見保 見保 見 ・ ・ ・",
            "draft": "見保 見保 見 見保提 見保提 見 ・ ・ ・",
            "sent_back": "見保 見保 見 見保提 見保提 見 ・ ・ ・",
            "submitted": "見 見 見 見取 見取確訂戻 見 ・ ・ ・",
            "approved": "見 見 見 見 見訂戻定 見 ・ ・ ・",
            "finalized": "見 見 見 見解 見解 見 見 ・ ・",
        },
    ),
    "移行入力": (
        RUNNING,
        {**BASE, "submitted_by": 4, "approved_by": None, "is_migration": True},
        {
            "blank": "見 見 見 見保 見保 見 ・ ・ ・",
            "draft": "見 見 見 見保提 見保提 見 ・ ・ ・",
            "sent_back": "見 見 見 見保提 見保提 見 ・ ・ ・",
            "submitted": "見 見 見 見取 見取訂戻定 見 ・ ・ ・",
            "approved": "見 見 見 見 見 見 ・ ・ ・",
            "finalized": "見 見 見 見解 見解 見 見 ・ ・",
        },
    ),
    "公表の後": (
        ("published",),
        BASE,
        {**READ_ONLY, "finalized": "見 見 見 見解 見解 見 見 ・ ・"},
    ),
    "年度の準備中": (("preparing",), BASE, READ_ONLY),
    "見本の年度を本番の人が見る": (RUNNING, {**BASE, "is_sample": True}, READ_ONLY),
}
CELLS = [
    pytest.param(stage, facts, state, person, verb, verb in allowed, id=f"{name}-{stage}-{state}")
    for name, (stages, facts, rows) in TABLES.items()
    for stage in stages
    for state, row in rows.items()
    for person, allowed in zip(PEOPLE, row.split(), strict=True)
    for verb in VERBS
]


def test_the_table_is_large_enough_to_be_trusted() -> None:
    assert len(CELLS) >= 2000


def test_every_cell_of_the_table_holds() -> None:
    wrong = []
    for stage, facts, state, person, verb, expected in (cell.values for cell in CELLS):
        case = RecordCase(state=state, review_state=stage, **facts)
        if VERBS[verb](PEOPLE[person], case) is not expected:
            wrong.append((stage, state, person, verb, expected))
    assert wrong == []


def test_buttons_are_exactly_the_verbs_of_the_table() -> None:
    letters = dict(zip("保提取確訂戻定解", TRANSITIONS_ORDER, strict=True))
    for stages, facts, rows in TABLES.values():
        for state, row in rows.items():
            case = RecordCase(state=state, review_state=stages[0], **facts)
            for person, allowed in zip(PEOPLE.values(), row.split(), strict=True):
                expected = {letters[letter] for letter in allowed if letter in letters}
                assert set(allowed_verbs(person, case)) == expected


TRANSITIONS_ORDER = (
    "save",
    "submit",
    "withdraw",
    "approve",
    "correct",
    "send_back",
    "finalize",
    "reopen",
)


def test_the_table_covers_every_verb() -> None:
    assert set(TRANSITIONS) == set(TRANSITIONS_ORDER)


def test_the_sample_year_takes_entries_of_sample_people_only() -> None:
    sample = Actor(1, TODAY, member_of=frozenset({SUPPORT}), is_sample=True)
    case = RecordCase("draft", "accepting", (SUPPORT,), is_sample=True)
    assert can_save(sample, case)
    assert not can_save(sample, RecordCase("draft", "accepting", (SUPPORT,)))


def test_a_deputy_or_second_head_confirms_what_the_head_submitted() -> None:
    second = someone(10, member_of=frozenset({SUPPORT}), head_of=frozenset({SUPPORT}))
    case = RecordCase("submitted", "accepting", (SUPPORT,), submitted_by=2, is_head_submission=True)
    assert can_approve(second, case)


def test_writing_for_another_department_is_on_behalf() -> None:
    own = RecordCase("draft", "accepting", (GENERAL, SUPPORT))
    other = RecordCase("draft", "accepting", (SUPPORT,))
    assert not is_on_behalf(PEOPLE["総務"], own)
    assert is_on_behalf(PEOPLE["総務"], other)


def test_the_list_of_records_is_for_the_office() -> None:
    allowed = {name for name, person in PEOPLE.items() if can_list_records(person)}
    assert allowed == {"職員", "課長", "別課", "総務", "総務長", "閲覧"}
