"""照会文: 写して使う文と、メールの下書き。"""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

import pytest
from django.utils import timezone

from plans.models import ActionItem, Plan
from progress.inquiry import MAX_MAILTO, Inquiry, write_inquiry
from progress.models import AnnualReview, ProgressRecord
from progress.review_overview import load_overview
from tests.builders import make_item
from tests.people import Cast, make_person, sign_in
from tests.progress.rounds import do, open_year

ADDRESS = "https://plan.example/my/"


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    make_item(plan, 2, departments=["総務課", "福祉支援課"])
    review = open_year(plan, cast.secretariat)
    review.department_due_on = dt.date(2022, 4, 28)
    review.head_due_on = dt.date(2022, 5, 13)
    review.save()
    return review


def inquiry_for(review: AnnualReview) -> Inquiry:
    return write_inquiry(load_overview(review, timezone.localdate()), ADDRESS)


def test_it_says_what_by_when_where_and_who(review: AnnualReview) -> None:
    inquiry = inquiry_for(review)
    assert inquiry.subject == "令和3（2021）年度の実績の記入について（照会）"
    assert "試験の計画の令和3（2021）年度の実績の記入をお願いします。" in inquiry.body
    assert ADDRESS in inquiry.body
    assert "・提出期限　令和4年4月28日（木）" in inquiry.body
    assert "・課長の確認期限　令和4年5月13日（金）" in inquiry.body
    assert "・進行管理委員会　未定" in inquiry.body
    lines = inquiry.body.splitlines()
    place = lines.index("　福祉支援課（主担当 1項目、協力 1項目）")
    assert lines[place + 1 : place + 3] == ["　　1 実施項目その1", "　　2 実施項目その2（協力）"]
    assert lines[-2] == "試験社会福祉協議会"


def test_what_has_begun_is_said_beside_the_item(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    record = ProgressRecord.objects.get(item=item)
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    assert "1 実施項目その1（提出済）" in inquiry_for(review).body


def test_the_letter_begins_with_its_receivers_subject_and_deadline(
    review: AnnualReview, cast: Cast
) -> None:
    for person in (cast.staff, cast.secretariat):
        person.email = f"{person.username}@plan.example"
        person.save()
    inquiry = inquiry_for(review)
    assert sorted(inquiry.addresses) == ["secretariat@plan.example", "staff@plan.example"]
    letter = unquote(inquiry.mailto)
    assert letter.startswith("mailto:")
    assert "staff@plan.example" in letter
    assert f"?subject={inquiry.subject}&body=各課" in letter
    assert "令和4年4月28日（木）" in letter
    assert ADDRESS in letter


def test_a_letter_with_many_receivers_can_still_be_opened(
    review: AnnualReview, item: ActionItem
) -> None:
    department = item.departments.get()
    for number in range(60):
        make_person(f"person{number}", department, email=f"person{number}@plan.example")
    inquiry = inquiry_for(review)
    assert len(inquiry.mailto) <= MAX_MAILTO
    assert len(inquiry.addresses) == 60
    assert "body=" in inquiry.mailto


def test_the_secretariat_copies_it_from_the_page_of_the_year(
    review: AnnualReview, cast: Cast
) -> None:
    page = sign_in(cast.secretariat).get(f"/admin/progress/annualreview/{review.pk}/change/")
    text = page.content.decode()
    assert "の実績の記入をお願いします。" in text
    assert "http://testserver/my/" in text
    assert 'href="mailto:' in text
