"""変更履歴: だれが、いつ、何から何へ、なぜ変えたかが、一枚で新しい順に読める。"""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from plans.models import ActionItem, Department
from progress.choices import Pace, RecordState, ReviewState
from progress.deeds import actual_path
from progress.deliberation import Verdict, amend_improvement, rate_after_committee
from progress.entry import Entry, save_entry
from progress.history import Change, Deed, load_deeds
from progress.models import (
    Actual,
    AnnualReview,
    Caution,
    ContentProgress,
    DepartmentPart,
    ProgressRecord,
)
from tests.counting import count_queries
from tests.people import Cast, make_person, sign_in
from tests.progress.opinions import answer, confirm, follow_up, take_one
from tests.progress.rounds import actor_of, do, finish

PAGE = "/items/1/history/"
TOMORROW = timezone.now() + dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def write(record: ProgressRecord, cast: Cast, text: str, value: str) -> None:
    """報告の文と、実績と、一つ目の実施内容を、一度に保存する。"""
    record.refresh_from_db()
    record.achievement = text
    actual = Actual.objects.select_related("indicator").get(record=record)
    actual.value, actual.absence = value, ""
    content = ContentProgress.objects.filter(record=record).select_related("content").first()
    assert content is not None
    content.pace, content.activities = Pace.DELAYED, f"{text}の取組"
    save_entry(
        Entry(record, [actual], [content]),
        verb="save",
        actor=actor_of(cast.staff),
        user=cast.staff,
        version=record.version,
        at=timezone.now(),
    )


def reasons(record: ProgressRecord) -> list[str]:
    return [deed.reason for deed in load_deeds(record)]


def newest(record: ProgressRecord) -> Deed:
    return load_deeds(record)[0]


def open_page(person: Any, query: str = "?year=2021") -> Any:
    return sign_in(person).get(f"{PAGE}{query}")


def test_one_save_is_one_deed_that_joins_texts_figures_and_contents(
    record: ProgressRecord, cast: Cast
) -> None:
    write(record, cast, "成果", "12人")
    deed = newest(record)
    assert (deed.who, deed.reason) == ("staff 担当", "下書きを保存")
    assert deed.state_labels == ("未入力", "下書き")
    assert deed.changes == [
        Change("成果", "", "成果"),
        Change("実績「指標その1」", "", "12人"),
        Change("実施内容1　進み", "", "遅れ"),
        Change("実施内容1　取組内容", "", "成果の取組"),
    ]


def test_a_second_save_shows_from_what_to_what_and_only_what_changed(
    record: ProgressRecord, cast: Cast
) -> None:
    with time_machine.travel(TOMORROW, tick=False):
        write(record, cast, "はじめ", "12人")
    with time_machine.travel(TOMORROW + dt.timedelta(minutes=3), tick=False):
        write(record, cast, "はじめ", "13人")
    deed = newest(record)
    assert deed.changes == [Change("実績「指標その1」", "12人", "13人")]
    assert deed.state_labels == ("下書き",)
    assert deed.at == TOMORROW + dt.timedelta(minutes=3)


def test_the_round_is_told_newest_first_with_who_and_why(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    do(record, "send_back", cast.head, reason="数字を確かめてください")
    do(record, "submit", cast.staff)
    do(record, "approve", cast.head)
    do(record, "finalize", cast.secretariat)
    do(record, "reopen", cast.secretariat, reason="誤りがあったため")
    assert reasons(record) == [
        "確定解除：誤りがあったため",
        "確定",
        "課長確認",
        "提出",
        "差戻し：数字を確かめてください",
        "提出",
        "下書きを保存",
        "年度の受付開始",
    ]
    deed = newest(record)
    assert (deed.who, deed.state_labels) == ("secretariat 担当", ("確定", "課長確認済"))


def test_remarks_of_a_send_back_stand_with_it_under_the_names_of_their_fields(
    record: ProgressRecord, cast: Cast
) -> None:
    do(record, "save", cast.staff)
    do(record, "submit", cast.staff)
    path = actual_path(Actual.objects.get(record=record).indicator_id)
    remarks = {"achievement": "数も書いてください", path: "単位を確かめてください"}
    do(record, "send_back", cast.head, reason="二点あります", remarks=remarks)
    assert newest(record).remarks == [
        ("成果", "数も書いてください"),
        ("実績「指標その1」", "単位を確かめてください"),
    ]


def test_cautions_and_parts_of_departments_are_deeds_too(
    record: ProgressRecord, cast: Cast
) -> None:
    caution = Caution(record=record, code="no_reason", sentence="理由がありません。")
    caution._history_user = cast.staff
    caution.save()
    department = Department.objects.get(name="福祉活動推進課")
    part = DepartmentPart(record=record, department=department, done_at=timezone.now())
    part._history_user, part._change_reason = cast.other_staff, "当課の分は記入済"
    part.done_by = cast.other_staff
    part.save()
    caution.delete()
    told = {(deed.who, change) for deed in load_deeds(record) for change in deed.changes}
    assert ("staff 担当", Change("注意", "", "理由がありません。")) in told
    assert ("other_staff 担当", Change("協力　福祉活動推進課", "", "記入済")) in told
    assert any(change == Change("注意", "理由がありません。", "") for _, change in told)


def test_a_blank_year_tells_only_its_opening(record: ProgressRecord, cast: Cast) -> None:
    assert reasons(record) == ["年度の受付開始"]
    assert newest(record).changes == []
    assert newest(record).state == RecordState.BLANK


def test_another_record_of_the_same_item_stays_out(
    record: ProgressRecord, cast: Cast, item: ActionItem
) -> None:
    review = AnnualReview.objects.create(
        plan=item.plan, fiscal_year=2022, scale=record.review.scale
    )
    other = ProgressRecord(review=review, item=item, achievement="翌年度の成果")
    other._history_user = cast.staff
    other.save()
    assert all("翌年度" not in change.after for change in newest(record).changes)
    assert reasons(other) == ["登録"]


def test_the_page_shows_the_deeds_and_is_linked_from_the_item_and_the_entry_form(
    record: ProgressRecord, cast: Cast
) -> None:
    write(record, cast, "窓口を開いた", "12人")
    page = open_page(cast.reader).content.decode()
    assert "下書きを保存" in page
    assert "staff 担当" in page
    assert "窓口を開いた" in page
    assert "（なし）" in page
    client = sign_in(cast.staff)
    link = f'{PAGE}?plan={record.review.plan_id}&amp;year=2021"'
    assert link in client.get("/items/1/?year=2021").content.decode()
    entry = client.get(f"/admin/progress/progressrecord/{record.pk}/change/")
    assert link in entry.content.decode()


def test_what_people_typed_is_shown_as_text(record: ProgressRecord, cast: Cast) -> None:
    write(record, cast, "<script>alert(1)</script>", "12人")
    page = open_page(cast.staff).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("staff", 200),
        ("head", 200),
        ("other_staff", 200),
        ("reader", 200),
        ("secretariat", 200),
        ("committee_member", 403),
        ("administrator", 403),
        ("outsider", 403),
    ],
)
def test_only_the_office_reads_it(
    record: ProgressRecord, cast: Cast, name: str, status: int
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    response = open_page(getattr(cast, name))
    assert response.status_code == status
    assert ("課長確認" in response.content.decode()) == (status == 200)


def test_nobody_reads_it_without_signing_in(record: ProgressRecord) -> None:
    response = Client().get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


@pytest.mark.parametrize("address", ["/items/99/history/", f"{PAGE}?year=1999", f"{PAGE}?plan=0"])
def test_what_is_not_there_is_not_found(record: ProgressRecord, cast: Cast, address: str) -> None:
    assert sign_in(cast.secretariat).get(address).status_code == 404


def test_a_year_not_opened_has_no_history_yet(record: ProgressRecord, cast: Cast) -> None:
    page = open_page(cast.staff, "?year=2022").content.decode()
    assert "令和4（2022）年度の報告は、まだありません。" in page


def test_the_page_takes_no_post(record: ProgressRecord, cast: Cast) -> None:
    assert sign_in(cast.secretariat).post(PAGE).status_code == 405


def test_long_histories_are_paged_twenty_at_a_time(record: ProgressRecord, cast: Cast) -> None:
    for number in range(24):
        with time_machine.travel(TOMORROW + dt.timedelta(hours=number), tick=False):
            write(record, cast, f"{number}回目の文", "12人")
    first = open_page(cast.staff).content.decode()
    second = open_page(cast.staff, "?year=2021&page=2").content.decode()
    assert "23回目の文" in first
    assert "1／2頁" in first
    assert first.count('class="card"') == 20
    assert "0回目の文" in second
    assert second.count('class="card"') == 5
    assert open_page(cast.staff, "?year=2021&page=99").content.decode().count("card") == 5


def test_the_number_of_queries_stays_the_same_however_long_the_history(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    client.get(PAGE)
    for number in range(12):
        writer = make_person(f"writer{number}", Department.objects.get(name="福祉支援課"))
        do(record, "save", writer)
        write(record, cast, f"{number}回目", f"{number + 1}人")
    with count_queries(20):
        assert client.get(f"{PAGE}?year=2021").status_code == 200


def test_what_the_committee_said_and_what_became_of_it_is_listed(
    record: ProgressRecord, item: ActionItem, cast: Cast
) -> None:
    finish(record, cast.staff, cast.head, cast.secretariat)
    AnnualReview.objects.update(state=ReviewState.DELIBERATING)
    opinion = take_one(record.review, item, cast.secretariat, text="声を聞いてほしい。")
    take_one(record.review, None, cast.secretariat, text="計画の全体への意見。")
    answer(opinion, cast.staff, due_on=dt.date(2022, 10, 1))
    confirm(opinion, cast.secretariat)
    follow_up(opinion, cast.staff, timezone.localdate())
    acting: dict[str, Any] = {"version": 0}
    rating = record.review.scale.ratings.order_by("order")[0]
    rate_after_committee(
        record.pk,
        Verdict(rating, "意見による", [opinion]),
        actor=actor_of(cast.secretariat),
        user=cast.secretariat,
        **acting,
    )
    amend_improvement(
        record.pk, "会場を増やす", actor=actor_of(cast.staff), user=cast.staff, **acting
    )
    changes = {(one.label, one.after): deed for deed in load_deeds(record) for one in deed.changes}
    for label, after, who in (
        ("意見1　要旨", "声を聞いてほしい。", cast.secretariat),
        ("意見1への福祉支援課の回答　対応方針", "反映する", cast.staff),
        ("意見1への福祉支援課の回答　状態", "確認済", cast.secretariat),
        ("意見1への福祉支援課の回答　対応の期限", "令和4年10月1日", cast.staff),
        ("意見1　対応状況", "対応中", cast.staff),
        ("委員会後の評価", str(rating), cast.secretariat),
        ("委員会後の改善策", "会場を増やす", cast.staff),
    ):
        assert changes[label, after].who == str(who)
    assert not any("計画の全体" in after for _, after in changes)
    page = open_page(cast.staff).content.decode()
    assert "声を聞いてほしい。" in page
    assert "意見による" in page
