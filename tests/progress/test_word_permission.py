"""紹介の一文をだれがいつ直せるか。期待は手で書いた表。"""

from __future__ import annotations

import pytest

from progress.permissions import RecordCase, can_word
from tests.progress.test_permissions import PEOPLE, SUPPORT

SECRETARIAT = {"総務", "総務長"}
NOBODY: set[str] = set()
TABLE = {
    ("preparing", "submitted"): NOBODY,
    ("accepting", "blank"): NOBODY,
    ("accepting", "draft"): NOBODY,
    ("accepting", "sent_back"): NOBODY,
    ("accepting", "submitted"): SECRETARIAT,
    ("accepting", "approved"): SECRETARIAT,
    ("accepting", "finalized"): SECRETARIAT,
    ("deliberating", "finalized"): SECRETARIAT,
    ("published", "finalized"): NOBODY,
}


@pytest.mark.parametrize("stage", TABLE, ids="-".join)
def test_the_sentence_is_worded_by_the_secretariat_between_hand_in_and_publication(
    stage: tuple[str, str],
) -> None:
    review_state, state = stage
    case = RecordCase(state=state, review_state=review_state, departments=(SUPPORT,))
    assert {name for name, actor in PEOPLE.items() if can_word(actor, case)} == TABLE[stage]


def test_real_people_do_not_word_a_sample_year() -> None:
    case = RecordCase("finalized", "deliberating", (SUPPORT,), is_sample=True)
    assert [name for name, actor in PEOPLE.items() if can_word(actor, case)] == []
