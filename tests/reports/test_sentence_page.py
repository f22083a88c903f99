"""紹介の一文: 規則の文を、総務課が公表の前に直す。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.models import ProgressRecord
from reports.facts import year_facts
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do, finish, open_year, read_boxes, record_for

ADDRESS = "/items/1/sentence/?year=2021"
QUERIES = 15


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    finish(record, cast.staff, cast.head, cast.secretariat)
    return record


def post(person: Any, text: str, **boxes: str) -> Any:
    client = sign_in(person)
    read = read_boxes(client.get(ADDRESS).content.decode())
    return client.post(ADDRESS, {**read, "sentence": text, **boxes})


def facts_of(plan: Plan) -> dict[str, Any]:
    item: dict[str, Any] = year_facts(plan, 2021)["items"][0]
    return item


def test_the_rule_speaks_until_the_secretariat_writes(
    plan: Plan, record: ProgressRecord, cast: Cast
) -> None:
    rule = facts_of(plan)["sentence"]
    assert rule == facts_of(plan)["sentence_rule"]
    before = record.version
    answer = post(cast.secretariat, "見守りの回数が増え、\r\n参加者も増えました。")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/items/1/?plan={plan.pk}&year=2021",
    )
    record.refresh_from_db()
    assert record.sentence == "見守りの回数が増え、参加者も増えました。"
    assert (record.version, record.state) == (before + 1, "finalized")
    newest = record.history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        cast.secretariat,
        "紹介の一文の修正",
    )
    assert facts_of(plan)["sentence"] == record.sentence
    assert facts_of(plan)["sentence_rule"] == rule
    assert record.sentence in facts_of(plan)["plain_text"]
    page = sign_in(cast.staff).get("/items/1/?year=2021").content.decode()
    assert f'<p class="lead-sentence">{record.sentence}</p>' in page


def test_an_empty_box_gives_the_word_back_to_the_rule(
    plan: Plan, record: ProgressRecord, cast: Cast
) -> None:
    post(cast.secretariat, "直した文。")
    post(cast.secretariat, "")
    assert facts_of(plan)["sentence"] == facts_of(plan)["sentence_rule"]


def test_the_same_sentence_changes_nothing(plan: Plan, record: ProgressRecord, cast: Cast) -> None:
    post(cast.secretariat, "直した文。")
    count = record.history.count()
    assert post(cast.secretariat, "直した文。").status_code == 302
    assert record.history.count() == count


@pytest.mark.parametrize("text", ["長" * 201, "制御\x00の字"])
def test_a_sentence_that_cannot_be_kept_is_explained_and_not_lost(
    plan: Plan, record: ProgressRecord, cast: Cast, text: str
) -> None:
    answer = post(cast.secretariat, text)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "保存していません。紹介の一文：" in page
    assert "長" * 201 in page or "制御" in page
    record.refresh_from_db()
    assert record.sentence == ""


def test_a_record_changed_meanwhile_is_told_and_the_words_stay(
    plan: Plan, record: ProgressRecord, cast: Cast
) -> None:
    answer = post(cast.secretariat, "わたしの文。", form_version=str(record.version - 1))
    assert answer.status_code == 409
    assert "わたしの文。" in answer.content.decode()
    record.refresh_from_db()
    assert record.sentence == ""


@pytest.mark.parametrize("person", ["staff", "head", "reader", "committee_member", "outsider"])
def test_nobody_but_the_secretariat_writes_it(
    plan: Plan, record: ProgressRecord, cast: Cast, person: str
) -> None:
    client = sign_in(getattr(cast, person))
    assert client.get(ADDRESS).status_code == 403
    posted = {"sentence": "よその文", "form_version": str(record.version)}
    assert client.post(ADDRESS, posted).status_code == 403
    record.refresh_from_db()
    assert record.sentence == ""


def test_a_record_still_with_the_department_is_not_worded(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    assert post(cast.secretariat, "早すぎる文。").status_code == 403
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    assert post(cast.secretariat, "提出の後の文。").status_code == 302


def test_an_expired_login_keeps_the_words(plan: Plan, record: ProgressRecord, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    boxes = read_boxes(client.get(ADDRESS).content.decode())
    client.logout()
    answer = client.post(ADDRESS, {**boxes, "sentence": "打った文。", "_word": "1"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "打った文。" in page
    assert "この紹介の一文を保存する" in page


def test_a_year_without_reports_has_no_sentence_to_write(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    assert sign_in(cast.secretariat).get(ADDRESS).status_code == 404


def test_the_page_stays_within_its_queries(plan: Plan, record: ProgressRecord, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    client.get(ADDRESS)
    with count_queries(QUERIES):
        assert client.get(ADDRESS).status_code == 200
