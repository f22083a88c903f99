"""入力の様式で下書きを保存する。"""

from __future__ import annotations

import html

import pytest

from plans.choices import Absence, EntryKind
from plans.models import ActionItem, PhaseSpan
from progress.choices import Pace, RecordState
from progress.models import Actual, ContentProgress, ProgressRecord
from progress.opening import open_review
from tests.builders import make_indicator
from tests.people import Cast, sign_in
from tests.progress.rounds import actor_of, entry_url, read_boxes, send_boxes, send_entry


def test_saving_stores_figures_paces_and_texts(record: ProgressRecord, cast: Cast) -> None:
    response = send_entry(
        sign_in(cast.staff),
        record,
        actuals__0__first="１２",
        contents__0__pace=Pace.ON_SCHEDULE,
        contents__0__activities="相談会を開いた\r\n二回",
        achievement="つながりが増えた",
    )
    assert response.status_code == 302
    record.refresh_from_db()
    assert (record.state, record.version, record.achievement) == (
        RecordState.DRAFT,
        2,
        "つながりが増えた",
    )
    assert str(Actual.objects.get().value) == "12人"
    first, second = ContentProgress.objects.order_by("content__order")
    assert (first.pace, first.activities) == (Pace.ON_SCHEDULE, "相談会を開いた\n二回")
    assert (second.pace, second.activities) == ("", "")


def test_saving_leaves_one_history_entry_for_each_changed_row(
    record: ProgressRecord, cast: Cast
) -> None:
    send_entry(sign_in(cast.staff), record, actuals__0__first="12")
    newest = record.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.staff, "下書きを保存")
    assert Actual.history.count() == 2
    assert Actual.history.first().history_user == cast.staff
    assert ContentProgress.history.count() == 2


def test_saving_unchanged_rows_writes_no_history_for_them(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    send_entry(client, record, actuals__0__first="1,234")
    send_entry(client, record, actuals__0__first="１２３４人")
    assert Actual.history.count() == 2


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12", "12人"),
        ("１２", "12人"),
        ("1,234", "1,234人"),
        ("12人", "12人"),
        ("△5", "△5人"),
        ("0", "0人"),
    ],
)
def test_numbers_are_understood_as_people_type_them(
    record: ProgressRecord, cast: Cast, typed: str, stored: str
) -> None:
    send_entry(sign_in(cast.staff), record, actuals__0__first=typed)
    assert str(Actual.objects.get().value) == stored


@pytest.mark.parametrize("typed", ["12円", "約100", "12人と", "1e5", "十二", "1,23"])
def test_an_unreadable_number_is_refused_at_its_box_and_nothing_is_lost(
    record: ProgressRecord, cast: Cast, typed: str
) -> None:
    response = send_entry(
        sign_in(cast.staff), record, actuals__0__first=typed, achievement="長い文"
    )
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert "読み取れません" in page
    assert read_boxes(page)["actuals-0-first"] == typed
    assert read_boxes(page)["achievement"] == "長い文"
    record.refresh_from_db()
    assert (record.state, record.version) == (RecordState.BLANK, 1)
    assert ProgressRecord.history.count() == 1


@pytest.mark.parametrize(
    "absence", [Absence.NOT_APPLICABLE, Absence.UNDETERMINED, Absence.EXCLUDED]
)
def test_each_reason_for_no_number_is_stored_apart_from_zero(
    record: ProgressRecord, cast: Cast, absence: str
) -> None:
    send_entry(
        sign_in(cast.staff), record, actuals__0__absence=absence, actuals__0__note="感染症のため"
    )
    actual = Actual.objects.get()
    assert (actual.value, actual.absence) == (None, absence)


def test_a_cancelled_indicator_needs_a_reason(record: ProgressRecord, cast: Cast) -> None:
    response = send_entry(sign_in(cast.staff), record, actuals__0__absence=Absence.EXCLUDED)
    assert "中止・評価対象外の理由を入れてください。" in response.content.decode()
    assert Actual.objects.get().absence == Absence.NOT_ENTERED


def test_a_number_and_a_reason_together_are_refused(record: ProgressRecord, cast: Cast) -> None:
    response = send_entry(
        sign_in(cast.staff),
        record,
        actuals__0__first="5",
        actuals__0__absence=Absence.NOT_APPLICABLE,
    )
    assert "どちらか一つにしてください" in response.content.decode()
    assert Actual.objects.get().absence == Absence.NOT_ENTERED


def test_emptying_the_box_makes_the_indicator_not_entered_again(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    send_entry(client, record, actuals__0__first="5")
    send_entry(client, record, actuals__0__first="")
    actual = Actual.objects.get()
    assert (actual.value, actual.absence) == (None, Absence.NOT_ENTERED)


def test_a_second_figure_has_a_box_of_its_own(
    record: ProgressRecord, item: ActionItem, cast: Cast
) -> None:
    make_indicator(item, 2, entry_kind=EntryKind.WITH_SECOND, second_label="うち新規", unit="人")
    open_review(
        record.review_id,
        actor=actor_of(cast.secretariat),
        user=cast.secretariat,
        at=record.review.history.first().history_date,
    )
    client = sign_in(cast.staff)
    assert "うち新規" in client.get(entry_url(record)).content.decode()
    send_entry(client, record, actuals__1__first="66", actuals__1__second="31")
    figure = Actual.objects.get(indicator__number=2).value
    assert str(figure) == "66人（31人）"
    assert (figure.number, figure.second_number) == (66, 31)


def test_the_second_saver_is_told_and_keeps_what_was_typed(
    record: ProgressRecord, cast: Cast
) -> None:
    first, second = sign_in(cast.staff), sign_in(cast.head)
    opened = read_boxes(second.get(entry_url(record)).content.decode())
    send_entry(first, record, achievement="先に書いた文")
    response = send_boxes(second, record, opened, "_save", achievement="後から書いた文")
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人が先に保存しました" in page
    assert "先に書いた文" in page
    assert read_boxes(page)["achievement"] == "後から書いた文"
    record.refresh_from_db()
    assert (record.achievement, record.version) == ("先に書いた文", 2)


def test_control_characters_are_refused(record: ProgressRecord, cast: Cast) -> None:
    response = send_entry(sign_in(cast.staff), record, achievement="ベル\x07つき")
    assert "使えない文字（U+0007）" in response.content.decode()
    record.refresh_from_db()
    assert record.achievement == ""


def test_extra_posted_fields_change_nothing(
    record: ProgressRecord, cast: Cast, item: ActionItem
) -> None:
    before = ProgressRecord.objects.values().get()
    send_entry(
        sign_in(cast.staff),
        record,
        state="submitted",
        version="99",
        review="99",
        item="99",
        submitted_by=str(cast.head.pk),
        is_on_behalf="1",
        actuals__0__indicator="99",
        actuals__0__value="999",
    )
    after = ProgressRecord.objects.values().get()
    assert after == {**before, "state": RecordState.DRAFT, "version": 2}
    assert Actual.objects.get().value is None


def test_an_event_offers_only_held_or_not_held(record: ProgressRecord, cast: Cast) -> None:
    PhaseSpan.objects.filter(content__number=1).update(stages=["event"])
    client = sign_in(cast.staff)
    page = client.get(entry_url(record)).content.decode()
    assert "実施しなかった" in page
    response = send_entry(client, record, contents__0__pace=Pace.DELAYED)
    assert response.status_code == 200
    send_entry(client, record, contents__0__pace=Pace.HELD)
    assert ContentProgress.objects.get(content__number=1).pace == Pace.HELD


def test_the_form_shows_the_target_the_baseline_and_the_order_of_phases(
    record: ProgressRecord, cast: Cast
) -> None:
    page = sign_in(cast.staff).get(entry_url(record)).content.decode()
    assert "12人" in page
    assert "9人" in page
    assert "検討→実施" in page
    assert "推定・要確認" in page


@pytest.mark.parametrize("name", ["other_staff", "reader"])
def test_people_of_another_department_and_readers_only_read(
    record: ProgressRecord, cast: Cast, name: str
) -> None:
    client = sign_in(getattr(cast, name))
    page = client.get(entry_url(record))
    assert page.status_code == 200
    assert "下書きを保存" not in page.content.decode()
    response = client.post(
        entry_url(record), {"form_version": "1", "achievement": "割り込み", "_save": "1"}
    )
    assert response.status_code == 403
    record.refresh_from_db()
    assert (record.achievement, record.state) == ("", RecordState.BLANK)


def test_the_secretariat_enters_on_behalf_and_it_is_recorded(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.secretariat)
    assert "総務課の代行として" in client.get(entry_url(record)).content.decode()
    send_entry(client, record, achievement="代わりに書いた")
    record.refresh_from_db()
    assert record.is_on_behalf


def test_a_missing_record_is_not_found(review: object, cast: Cast) -> None:
    client = sign_in(cast.staff)
    for key in ("999999", "abc", "²", "9" * 30):
        assert client.get(f"/admin/progress/progressrecord/{key}/change/").status_code == 404
