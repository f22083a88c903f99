"""委員の画面。書きかけは預かられ、一度だけ送られ、登録されるまで総務課にしか見えない。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import ActionItem, Plan
from progress.choices import OpinionSource, ReviewState, Stance
from progress.models import AnnualReview, Opinion, OpinionDraft
from tests.counting import count_queries
from tests.people import Cast, make_committee_member, sign_in
from tests.progress.opinions import answer, confirm, take_one
from tests.progress.rounds import open_year, read_boxes

pytestmark = pytest.mark.one_database

HOME, TAKE_IN, REGISTER = "/committee/", "/opinions/new/", "/opinions/"


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    return open_year(plan, cast.secretariat)


@pytest.fixture
def address(review: AnnualReview, cast: Cast) -> str:
    """委員の書きかけの画面。"""
    response = sign_in(cast.committee_member).post(f"/committee/{review.pk}/new/")
    return str(response["Location"])


def send(person: Any, address: str, button: str = "_save", **typed: str) -> Any:
    boxes = read_boxes(sign_in(person).get(address).content.decode())
    return sign_in(person).post(address, {**boxes, **typed, button: "1"})


def test_a_draft_is_kept_behind_the_screen_and_sent_once(
    address: str, item: ActionItem, cast: Cast
) -> None:
    member = cast.committee_member
    typed = {"form_version": "1", "item": str(item.pk), "kind": "proposal", "text": "書きかけ"}
    kept = sign_in(member).post(f"{address}keep/", typed)
    assert "書きかけを預かりました" in kept.json()["message"]
    assert OpinionDraft.objects.get().text == "書きかけ"
    # 裏で預けた後も、開いたままの画面から送れる。
    assert sign_in(member).post(address, {**typed, "text": "送る", "_send": "1"}).status_code == 302
    draft = OpinionDraft.objects.get()
    assert (draft.text, draft.kind, draft.item) == ("送る", "proposal", item)
    assert draft.sent_at is not None
    again = sign_in(member).post(
        address, {**typed, "form_version": str(draft.version), "text": "二度目", "_send": "1"}
    )
    assert again.status_code == 403
    assert "二度目" in again.content.decode()
    assert OpinionDraft.objects.get().text == "送る"


def test_an_empty_opinion_is_not_sent(address: str, cast: Cast) -> None:
    response = send(cast.committee_member, address, "_send", text="　")
    assert response.status_code == 400
    assert "意見を書いてから送ってください" in response.content.decode()
    assert OpinionDraft.objects.get().sent_at is None


def test_starting_twice_opens_the_same_blank_draft(
    review: AnnualReview, address: str, cast: Cast
) -> None:
    again = sign_in(cast.committee_member).post(f"/committee/{review.pk}/new/")
    assert again["Location"] == address
    assert OpinionDraft.objects.count() == 1


def test_a_draft_is_thrown_away(address: str, cast: Cast) -> None:
    assert send(cast.committee_member, address, "_discard").status_code == 302
    assert not OpinionDraft.objects.exists()


def test_another_window_is_told_and_keeps_its_words(address: str, cast: Cast) -> None:
    member = cast.committee_member
    boxes = read_boxes(sign_in(member).get(address).content.decode())
    send(member, address, text="別の窓の文")
    response = sign_in(member).post(address, {**boxes, "text": "この窓の文", "_save": "1"})
    assert response.status_code == 409
    assert read_boxes(response.content.decode())["text"] == "この窓の文"
    assert OpinionDraft.objects.get().text == "別の窓の文"


def test_words_are_kept_when_the_login_has_ended(address: str, cast: Cast) -> None:
    client = sign_in(cast.committee_member)
    client.logout()
    page = client.post(address, {"form_version": "1", "text": "長く書いた意見", "_send": "1"})
    assert page.status_code == 401
    assert "長く書いた意見" in page.content.decode()
    assert "この内容で意見を送る" in page.content.decode()


def test_nobody_else_sees_a_draft_and_only_the_office_of_the_register_what_was_sent(
    address: str, plan: Plan, cast: Cast
) -> None:
    other = make_committee_member("other_member", plan)
    send(cast.committee_member, address, text="窓口を増やしてほしい")
    assert "窓口を増やしてほしい" not in sign_in(cast.secretariat).get(TAKE_IN).content.decode()
    for person in (other, cast.secretariat, cast.staff, cast.reader):
        assert sign_in(person).get(address).status_code == 404
    send(cast.committee_member, address, "_send")
    assert "窓口を増やしてほしい" in sign_in(cast.secretariat).get(TAKE_IN).content.decode()
    for person in (other, cast.staff):
        assert "窓口を増やしてほしい" not in sign_in(person).get(REGISTER).content.decode()
        assert sign_in(person).get(address).status_code == 404
    assert "窓口を増やしてほしい" not in sign_in(other).get(HOME).content.decode()


def take_all(cast: Cast, **typed: str) -> Any:
    boxes = read_boxes(sign_in(cast.secretariat).get(TAKE_IN).content.decode())
    return sign_in(cast.secretariat).post(TAKE_IN, {**boxes, **typed, "_take_in": "1"})


def test_what_was_sent_is_registered_without_its_writer(address: str, cast: Cast) -> None:
    send(cast.committee_member, address, "_send", text="窓口を増やしてほしい")
    assert take_all(cast).status_code == 302
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.source) == ("窓口を増やしてほしい", OpinionSource.SCREEN)
    page = sign_in(cast.secretariat).get(f"{REGISTER}{opinion.pk}/").content.decode()
    assert str(cast.committee_member) not in page
    home = sign_in(cast.committee_member).get(HOME).content.decode()
    assert f"{REGISTER}{opinion.pk}/" in home
    assert OpinionDraft.objects.get().opinion == opinion


def test_the_same_opinion_is_joined_and_counted(
    address: str, review: AnnualReview, cast: Cast
) -> None:
    known = take_one(review, None, cast.secretariat, people=2)
    send(cast.committee_member, address, "_send", text="同じ趣旨の意見")
    assert take_all(cast, **{"rows-0-into": str(known.pk)}).status_code == 302
    known.refresh_from_db()
    assert (Opinion.objects.count(), known.people) == (1, 3)
    assert OpinionDraft.objects.get().opinion == known


def test_later_leaves_it_waiting(address: str, cast: Cast) -> None:
    send(cast.committee_member, address, "_send", text="あとで登録する意見")
    response = take_all(cast, **{"rows-0-into": "later"})
    assert response.status_code == 400
    assert not Opinion.objects.exists()


def test_members_read_only_confirmed_answers(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    opinion = take_one(review, item, cast.secretariat)
    answer(opinion, cast.staff, stance=Stance.LATER, text="まだ確認前の回答")
    page = f"{REGISTER}{opinion.pk}/"
    for address in (page, REGISTER, "/items/1/"):
        shown = sign_in(cast.committee_member).get(address).content.decode()
        assert "まだ確認前の回答" not in shown
        assert "今後検討" not in shown
    confirm(opinion, cast.secretariat)
    shown = sign_in(cast.committee_member).get(page).content.decode()
    assert "まだ確認前の回答" in shown
    assert str(cast.staff) not in shown


def test_members_write_only_while_the_year_runs(
    review: AnnualReview, address: str, cast: Cast
) -> None:
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    assert "いま意見を受け付けている年度はありません" in (
        sign_in(cast.committee_member).get(HOME).content.decode()
    )
    response = sign_in(cast.committee_member).post(
        address, {"form_version": "1", "kind": "opinion", "text": "間に合わない", "_send": "1"}
    )
    assert response.status_code == 403
    assert OpinionDraft.objects.get().sent_at is None


def test_the_pages_need_a_fixed_number_of_queries(
    address: str, review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    for _ in range(3):
        confirm(answer(take_one(review, item, cast.secretariat), cast.staff), cast.secretariat)
    opinion = Opinion.objects.first()
    assert opinion is not None
    pages = {
        cast.secretariat: (REGISTER, TAKE_IN, f"{REGISTER}{opinion.pk}/"),
        cast.committee_member: (HOME, address, REGISTER),
    }
    for person, addresses in pages.items():
        client = sign_in(person)
        for one in addresses:
            client.get(one)
            with count_queries(12):
                client.get(one)
