"""原典注記の管理画面。"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from plans.models import ActionItem, SourceNote
from tests.builders import make_source_note
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, list_address, save, text_of


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


@pytest.fixture
def note(item: ActionItem) -> SourceNote:
    return make_source_note(item.plan, item=item, subject="読み取りの迷い")


@pytest.mark.parametrize("name", ["staff", "head", "reader", "administrator", "committee_member"])
def test_only_the_secretariat_sees_source_notes(note: SourceNote, cast: Cast, name: str) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get(list_address(SourceNote)).status_code == 403
    assert client.get(change_address(note)).status_code in (403, 404)
    assert client.post(change_address(note), {}).status_code in (403, 404)


def test_a_note_is_closed_with_a_sentence_by_the_person_who_did_it(
    note: SourceNote, clerk: Client, cast: Cast
) -> None:
    changes = {"resolution": "原本12頁のとおり。"}
    response = save(clerk, change_address(note), changes, button="_resolve")
    note.refresh_from_db()
    assert note.resolution == "原本12頁のとおり。"
    assert note.resolved_at is not None
    assert note.resolved_by == cast.secretariat
    assert note.history.first().history_user == cast.secretariat
    assert "確認済みにしました" in text_of(clerk.get(response.url))


@pytest.mark.parametrize("sentence", ["", " ", "　\n"])
def test_a_note_is_not_closed_without_a_sentence(
    note: SourceNote, clerk: Client, sentence: str
) -> None:
    changes = {"resolution": sentence, "reading": "打ちかけの読み方"}
    response = save(clerk, change_address(note), changes, button="_resolve")
    page = text_of(response)
    assert "確認の結果を一文で入れてください" in page
    assert "打ちかけの読み方" in page
    note.refresh_from_db()
    assert note.resolved_at is None


def test_a_closed_note_can_be_opened_again(note: SourceNote, clerk: Client) -> None:
    save(clerk, change_address(note), {"resolution": "済み。"}, button="_resolve")
    assert 'name="_resolve"' not in text_of(clerk.get(change_address(note)))
    save(clerk, change_address(note), {}, button="_reopen")
    note.refresh_from_db()
    assert (note.resolved_at, note.resolved_by) == (None, None)
    assert note.resolution == "済み。"


def test_plain_saving_does_not_close_a_note(note: SourceNote, clerk: Client) -> None:
    save(clerk, change_address(note), {"resolution": "まだ途中。"})
    note.refresh_from_db()
    assert note.resolved_at is None
    assert note.resolution == "まだ途中。"


def test_notes_are_filtered_by_their_state(note: SourceNote, clerk: Client) -> None:
    closed = make_source_note(note.plan, 2, subject="済んだ注記")
    save(clerk, change_address(closed), {"resolution": "済み。"}, button="_resolve")
    unresolved = text_of(clerk.get(list_address(SourceNote), {"state": "open"}))
    assert "読み取りの迷い" in unresolved
    assert "済んだ注記" not in unresolved.split('id="result_list"')[1]


@pytest.mark.parametrize(
    "typed",
    [
        '"文"',
        "{}",
        '["文"]',
        '[{"rows": {}}]',
        '[{"label": "案"}]',
        '[{"label": "案", "rows": {"1": "検討"}}]',
        '[{"label": "案", "rows": {"1": [1]}}]',
        '[{"label": "案", "rows": {"1": [""]}}]',
    ],
)
def test_an_alternative_of_another_form_is_refused(
    note: SourceNote, clerk: Client, typed: str
) -> None:
    response = save(clerk, change_address(note), {"alternatives": typed})
    assert response.status_code in (200, 302)
    note.refresh_from_db()
    assert note.alternatives == []


def test_a_well_formed_alternative_is_kept(note: SourceNote, clerk: Client) -> None:
    typed = '[{"label": "案", "rows": {"1": ["検討", "実施"]}}]'
    assert save(clerk, change_address(note), {"alternatives": typed}).status_code == 302
    note.refresh_from_db()
    assert note.alternatives == [{"label": "案", "rows": {"1": ["検討", "実施"]}}]


def test_a_note_is_no_figure_and_shows_no_correction(note: SourceNote, clerk: Client) -> None:
    type(note.plan).objects.update(figures_locked_at=timezone.now())
    assert "correction-page" not in text_of(clerk.get(change_address(note)))
    assert save(clerk, change_address(note), {"subject": "事柄を直す"}).status_code == 302
