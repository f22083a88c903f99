"""預かりの画面。保存できなかった文は消えず、もう一度送れる。"""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from progress.choices import RecordState
from progress.models import Actual, ContentProgress, ProgressRecord
from tests.people import Cast, sign_in
from tests.progress.rounds import do, entry_url, read_boxes, send_boxes, send_entry

pytestmark = pytest.mark.one_database

BOX_NAME = re.compile(r'name="([^"]+)"')
TYPED = {"achievement": "手で打った長い文\r\n二行目", "actuals-0-first": "12"}


def open_boxes(record: ProgressRecord, client: Client) -> dict[str, str]:
    return read_boxes(client.get(entry_url(record)).content.decode())


def strict_client(cast: Cast) -> Client:
    """ブラウザーと同じに、CSRF の印を確かめさせる。"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_conflict_shows_both_texts_and_saves_neither(record: ProgressRecord, cast: Cast) -> None:
    mine = sign_in(cast.staff)
    opened = open_boxes(record, mine)
    send_entry(sign_in(cast.head), record, achievement="課長の文", contents__0__pace="delayed")
    response = mine.post(entry_url(record), {**opened, **TYPED, "_save": "1"})
    page = html.unescape(response.content.decode())
    assert response.status_code == 409
    assert "課長の文" in page
    assert "手で打った長い文" in page
    assert "指標1「指標その1」　実績" in page
    assert "遅れ" in page
    assert "実施項目その1" in page
    record.refresh_from_db()
    assert (record.achievement, record.version) == ("課長の文", 2)
    assert Actual.objects.get().value is None


def test_what_is_chosen_at_a_conflict_is_saved_on_top_of_the_newer_version(
    record: ProgressRecord, cast: Cast
) -> None:
    mine = sign_in(cast.staff)
    opened = open_boxes(record, mine)
    send_entry(sign_in(cast.head), record, achievement="課長の文", contents__0__pace="delayed")
    page = mine.post(entry_url(record), {**opened, **TYPED, "_save": "1"}).content.decode()
    # 片方だけが書いた欄は書いてあるほう、両方が書いた欄は、選ぶまで自分のほうが送られる。
    again = read_boxes(html.unescape(page))
    response = mine.post(entry_url(record), {**again, "achievement": "課長の文", "_save": "1"})
    assert response.status_code == 302
    record.refresh_from_db()
    assert (record.achievement, record.version) == ("課長の文", 3)
    assert str(Actual.objects.get().value) == "12人"
    assert ContentProgress.objects.get(content__number=1).pace == "delayed"


def test_a_box_that_only_one_of_them_changed_is_chosen_beforehand(
    record: ProgressRecord, cast: Cast
) -> None:
    mine = sign_in(cast.staff)
    send_entry(mine, record, issues="消される課題", contents__0__activities="消される取組")
    opened = open_boxes(record, mine)
    emptied = {"issues": "", "contents__0__activities": "", "achievement": "課長の文"}
    send_entry(sign_in(cast.head), record, **emptied)
    page = mine.post(entry_url(record), {**opened, **TYPED, "_save": "1"}).content.decode()
    chosen = {
        BOX_NAME.findall(box)[0]: re.findall(r"checked> (いま保存|あなた)", box)
        for box in re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL)
    }
    assert chosen == {
        "actuals-0-first": ["あなた"],
        "contents-0-activities": ["いま保存"],
        "issues": ["いま保存"],
        "achievement": [],
    }


def test_a_third_save_in_between_leads_to_the_choice_again(
    record: ProgressRecord, cast: Cast
) -> None:
    mine = sign_in(cast.staff)
    opened = open_boxes(record, mine)
    send_entry(sign_in(cast.head), record, achievement="一度目")
    page = mine.post(entry_url(record), {**opened, **TYPED, "_save": "1"}).content.decode()
    send_entry(sign_in(cast.head), record, achievement="二度目")
    response = send_boxes(mine, record, read_boxes(html.unescape(page)), "_save")
    assert response.status_code == 409
    assert "二度目" in response.content.decode()


@pytest.mark.parametrize("version", ["", "0", "abc", "²", "9" * 30])
def test_an_unreadable_version_counts_as_a_conflict(
    record: ProgressRecord, cast: Cast, version: str
) -> None:
    boxes = {**open_boxes(record, sign_in(cast.staff)), **TYPED, "form_version": version}
    response = send_boxes(sign_in(cast.staff), record, boxes, "_save")
    assert response.status_code == 409
    record.refresh_from_db()
    assert record.version == 1


def test_an_expired_login_gives_the_text_back_and_it_is_saved_after_signing_in(
    record: ProgressRecord, cast: Cast
) -> None:
    client = strict_client(cast)
    boxes = {**open_boxes(record, client), **TYPED, "_submit": "1"}
    client.cookies.pop("sessionid")
    response = client.post(entry_url(record), boxes)
    page = html.unescape(response.content.decode())
    assert response.status_code == 401
    assert "手で打った長い文" in page
    assert "別のタブでログインする" in page
    assert read_boxes(page)["achievement"].splitlines() == ["手で打った長い文", "二行目"]
    assert "この内容で提出する" in page
    assert "実施項目その1" not in page
    client.force_login(cast.staff, backend="django.contrib.auth.backends.ModelBackend")
    client.post(entry_url(record), {**read_boxes(page), "_submit": "1"})
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
    assert record.achievement == "手で打った長い文\n二行目"


def test_an_expired_page_gives_the_text_back_and_it_can_be_sent_again(
    record: ProgressRecord, cast: Cast
) -> None:
    client = strict_client(cast)
    boxes = {**open_boxes(record, client), **TYPED, "csrfmiddlewaretoken": "old"}
    response = client.post(entry_url(record), {**boxes, "_save": "1"})
    page = html.unescape(response.content.decode())
    assert response.status_code == 403
    assert "手で打った長い文" in page
    record.refresh_from_db()
    assert record.version == 1
    assert client.post(entry_url(record), {**read_boxes(page), "_save": "1"}).status_code == 302
    record.refresh_from_db()
    assert record.achievement == "手で打った長い文\n二行目"


def test_a_post_from_elsewhere_is_not_kept_for_sending(record: ProgressRecord, cast: Cast) -> None:
    response = strict_client(cast).post(
        entry_url(record), {**TYPED, "_save": "1"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert response.status_code == 403
    assert "手で打った長い文" not in response.content.decode()


def test_other_pages_keep_nothing_at_an_expired_login(record: ProgressRecord, cast: Cast) -> None:
    client = Client()
    assert client.post("/logout/", TYPED).status_code == 302
    response = client.get(entry_url(record))
    assert (response.status_code, response.url.startswith("/login/")) == (302, True)


def test_a_draft_at_an_expired_login_answers_in_words(record: ProgressRecord) -> None:
    response = Client().post(f"/records/{record.pk}/draft/", TYPED)
    assert response.status_code == 401
    assert "ログインの有効期限が切れました" in response.json()["message"]


def test_a_state_changed_meanwhile_shows_the_text_and_changes_nothing(
    record: ProgressRecord, cast: Cast
) -> None:
    mine = sign_in(cast.staff)
    opened = open_boxes(record, mine)
    do(record, "save", cast.head)
    do(record, "submit", cast.head)
    response = mine.post(entry_url(record), {**opened, **TYPED, "_save": "1"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "「提出済」" in page
    assert "手で打った長い文" in page
    record.refresh_from_db()
    assert (record.state, record.achievement) == (RecordState.SUBMITTED, "")


def test_what_was_typed_is_shown_as_text_never_as_markup(
    record: ProgressRecord, cast: Cast
) -> None:
    boxes = open_boxes(record, sign_in(cast.staff))
    send_entry(sign_in(cast.head), record, issues="<b>太い</b>")
    evil = '"><script>alert(1)</script>'
    response = send_boxes(sign_in(cast.staff), record, boxes, "_save", achievement=evil)
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<b>太い" not in page
    assert html.escape(evil) in page
