"""記入用のExcelを受け取り、書き、送り、確かめ、取り込む。"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from plans.choices import Absence, EntryKind, ImportState
from plans.models import ActionItem, ImportPlan, Plan, User
from plans.models.importing import IMPORT_LIFETIME
from progress.choices import Pace, RecordState
from progress.excel.importing import NotTakenError
from progress.excel.reading import read_entry_file
from progress.models import (
    Actual,
    AnnualReview,
    Caution,
    ContentProgress,
    EntryDraft,
    ProgressRecord,
)
from progress.opening import open_review
from progress.workflow import ChangedMeanwhileError
from tests.builders import make_indicator
from tests.people import Cast, sign_in
from tests.progress.entry_books import (
    ACTUALS,
    CONTENTS,
    SUMMARY,
    check,
    confirm,
    entry_book,
    fill,
    keep,
    seen_on,
    take_in,
    upload,
)
from tests.progress.rounds import (
    actor_of,
    do,
    entry_url,
    finish,
    open_year,
    prepare_year,
    record_for,
    send_entry,
)
from tests.security.rows import hash_rows, note_writes

pytestmark = pytest.mark.one_database

FILLED = {
    (ACTUALS, "実績", 0): 12,
    (CONTENTS, "進み", 0): "予定どおり",
    (CONTENTS, "取組内容", 0): "相談会を開いた\n二回",
    (SUMMARY, "成果", 0): "=つながりが増えた",
}


def test_what_was_typed_is_shown_cell_by_cell_and_taken_in_as_a_draft(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    content = fill(client.get("/excel/file/").content, FILLED)
    response = upload(client, content)
    address = response["Location"]
    page = client.get(address).content.decode()
    for words in ("12人", "予定どおり", "相談会を開いた<br>二回", "=つながりが増えた"):
        assert words in page
    record.refresh_from_db()
    assert (record.state, record.version) == (RecordState.BLANK, 1)

    assert client.post(address, {"seen": seen_on(page)}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.version, record.achievement) == (
        RecordState.DRAFT,
        2,
        "=つながりが増えた",
    )
    assert str(Actual.objects.get().value) == "12人"
    first, second = ContentProgress.objects.order_by("content__order")
    assert (first.pace, first.activities) == (Pace.ON_SCHEDULE, "相談会を開いた\n二回")
    assert (second.pace, second.activities) == ("", "")
    assert "3行を取り込みました" in client.get(address).content.decode()


def test_history_names_the_person_the_file_and_its_hash(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    run = take_in(fill(entry_book(review, cast.staff), FILLED), review, cast.staff)
    for newest in (record.history.first(), Actual.history.first(), ContentProgress.history.first()):
        assert newest.history_user == cast.staff
        assert "記入.xlsx" in newest.history_change_reason
        assert run.sha256[:16] in newest.history_change_reason
    assert (Actual.history.count(), ContentProgress.history.count()) == (2, 3)
    assert ImportPlan.objects.get().state == ImportState.DONE
    assert len(run.rows) == 3


def test_checking_a_file_writes_nothing_but_the_kept_file(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    content = fill(entry_book(review, cast.staff), FILLED)
    notes: list[str] = []
    with note_writes(notes):
        address = upload(client, content)["Location"]
    assert [note for note in notes if "plans_importplan" not in note] == []
    before = hash_rows()
    client.get(address)
    assert hash_rows() == before


def test_the_same_file_twice_changes_nothing(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    content = fill(entry_book(review, cast.staff), FILLED)
    take_in(content, review, cast.staff)
    comparison = check(content, review, cast.staff)
    assert not comparison.is_takeable
    assert comparison.refused == []
    assert comparison.unchanged_count == 4


def test_an_unread_figure_is_refused_at_its_cell_and_the_other_rows_are_taken(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    changes = {**FILLED, (ACTUALS, "実績", 0): "約12"}
    content = fill(entry_book(review, cast.staff), changes)
    (refused,) = check(content, review, cast.staff).refused
    assert "シート「指標の実績」のK4「約12」" in refused.reasons[0]
    take_in(content, review, cast.staff)
    assert Actual.objects.get().value is None
    record.refresh_from_db()
    assert record.achievement == "=つながりが増えた"


def test_a_reason_for_no_number_is_chosen_by_its_word(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    book = entry_book(review, cast.staff)
    without_reason = fill(book, {(ACTUALS, "数値がないとき", 0): "中止・評価対象外"})
    assert "理由を入れてください" in check(without_reason, review, cast.staff).refused[0].reasons[0]
    take_in(fill(without_reason, {(ACTUALS, "備考", 0): "会場の休館"}), review, cast.staff)
    actual = Actual.objects.get()
    assert (actual.absence, actual.note) == (Absence.EXCLUDED, "会場の休館")


def test_two_figures_have_a_column_each(plan: Plan, item: ActionItem, cast: Cast, db: None) -> None:
    make_indicator(item, 2, entry_kind=EntryKind.WITH_SECOND, unit="人")
    review = open_year(plan, cast.secretariat)
    changes = {(ACTUALS, "実績", 1): 66, (ACTUALS, "第2値", 1): "３１人", (ACTUALS, "第2値", 0): 5}
    content = fill(entry_book(review, cast.staff), changes)
    assert "第2値はありません" in check(content, review, cast.staff).refused[0].reasons[0]
    take_in(content, review, cast.staff)
    assert str(Actual.objects.get(indicator__number=2).value) == "66人（31人）"
    again = entry_book(review, cast.staff)
    assert check(again, review, cast.staff).unchanged_count == 5


def test_a_colleagues_change_of_another_box_is_kept_beside_ours(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    book = entry_book(review, cast.staff)
    send_entry(sign_in(cast.head), record, issues="課長の課題")
    comparison = check(fill(book, {(SUMMARY, "成果", 0): "担当の成果"}), review, cast.staff)
    assert comparison.conflicting == []
    take_in(fill(book, {(SUMMARY, "成果", 0): "担当の成果"}), review, cast.staff)
    record.refresh_from_db()
    assert (record.achievement, record.issues) == ("担当の成果", "課長の課題")


def test_a_box_both_changed_shows_three_texts_and_stays_unless_chosen(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    send_entry(sign_in(cast.staff), record, achievement="はじめの文")
    book = entry_book(review, cast.staff)
    send_entry(sign_in(cast.head), record, achievement="課長の文")
    content = fill(book, {(SUMMARY, "成果", 0): "担当の文", (SUMMARY, "課題", 0): "担当の課題"})
    (row,) = check(content, review, cast.staff).conflicting
    (conflict,) = row.conflicts
    assert (conflict.base, conflict.old, conflict.new) == ("はじめの文", "課長の文", "担当の文")
    client = sign_in(cast.staff)
    page = client.get(upload(client, content)["Location"]).content.decode()
    assert all(text in page for text in ("はじめの文", "課長の文", "担当の文"))
    take_in(content, review, cast.staff)
    record.refresh_from_db()
    assert (record.achievement, record.issues) == ("課長の文", "担当の課題")
    take_in(content, review, cast.staff, conflict.name)
    record.refresh_from_db()
    assert record.achievement == "担当の文"


def test_a_figure_both_changed_is_a_conflict_of_the_whole_value(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    book = entry_book(review, cast.staff)
    send_entry(sign_in(cast.head), record, actuals__0__absence=Absence.NOT_APPLICABLE)
    content = fill(book, {(ACTUALS, "実績", 0): 5})
    (row,) = check(content, review, cast.staff).conflicting
    assert (row.differences[0].base, row.differences[0].old) == ("", "該当なし（－）")
    take_in(content, review, cast.staff, row.differences[0].name)
    assert str(Actual.objects.get().value) == "5人"


@pytest.mark.parametrize("state", ["submitted", "approved", "finalized"])
def test_rows_that_wait_or_are_final_are_refused(
    record: ProgressRecord, review: AnnualReview, cast: Cast, state: str
) -> None:
    content = fill(entry_book(review, cast.staff), FILLED)
    verbs = [("save", cast.staff), ("submit", cast.staff)]
    verbs += [("approve", cast.head)] if state != "submitted" else []
    verbs += [("finalize", cast.secretariat)] if state == "finalized" else []
    for verb, person in verbs:
        do(record, verb, person)
    comparison = check(content, review, cast.staff)
    assert len(comparison.refused) == 3
    assert not comparison.is_takeable
    before = hash_rows()
    with pytest.raises(NotTakenError):
        confirm(keep(content, review, cast.staff), review, cast.staff, comparison.seen)
    ImportPlan.objects.all().delete()
    assert hash_rows() == before


def test_rows_of_another_department_are_refused_and_the_secretariat_writes_on_behalf(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    content = fill(entry_book(review, cast.other_staff), FILLED)
    comparison = check(content, review, cast.other_staff)
    assert {reason for row in comparison.refused for reason in row.reasons} == {
        "担当課ではないため書けません。"
    }
    take_in(content, review, cast.secretariat)
    record.refresh_from_db()
    assert record.is_on_behalf


def test_a_file_of_another_year_or_plan_is_refused_row_by_row(
    record: ProgressRecord, review: AnnualReview, plan: Plan, cast: Cast
) -> None:
    other_year = open_year(plan, cast.secretariat, 2022)
    content = fill(entry_book(other_year, cast.staff), FILLED)
    comparison = check(content, review, cast.staff)
    assert len(comparison.refused) == 4
    assert "この計画とこの年度の行ではありません" in comparison.refused[0].reasons[0]
    book = entry_book(review, cast.staff)
    Plan.objects.filter(pk=plan.pk).update(name="別の計画")
    review.plan.refresh_from_db()
    assert len(check(book, review, cast.staff).refused) == 4


def test_a_change_between_check_and_confirmation_stops_everything_and_is_told(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    address = upload(client, fill(entry_book(review, cast.staff), FILLED))["Location"]
    seen = seen_on(client.get(address).content.decode())
    send_entry(sign_in(cast.head), record, achievement="課長の文")
    response = client.post(address, {"seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人が報告を変えました" in page
    assert "課長の文" in page
    record.refresh_from_db()
    assert (record.achievement, record.version) == ("課長の文", 2)
    assert Actual.objects.get().value is None
    assert client.post(address, {"seen": seen_on(page)}).status_code == 302
    record.refresh_from_db()
    assert record.achievement == "課長の文"
    assert str(Actual.objects.get().value) == "12人"


def test_two_files_for_one_department_lose_nothing_and_the_second_is_told(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    book = entry_book(review, cast.staff)
    one = fill(book, {(SUMMARY, "成果", 0): "一人目"})
    two = fill(book, {(SUMMARY, "成果", 0): "二人目", (SUMMARY, "課題", 0): "二人目の課題"})
    first, second = keep(one, review, cast.staff), keep(two, review, cast.head)
    seen = check(two, review, cast.head).seen
    confirm(first, review, cast.staff, check(one, review, cast.staff).seen)
    with pytest.raises(ChangedMeanwhileError):
        confirm(second, review, cast.head, seen)
    record.refresh_from_db()
    assert (record.achievement, record.issues) == ("一人目", "")
    confirm(second, review, cast.head, check(two, review, cast.head).seen)
    record.refresh_from_db()
    assert (record.achievement, record.issues) == ("一人目", "二人目の課題")


def test_a_taken_or_expired_file_cannot_be_confirmed_again(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    content = fill(entry_book(review, cast.staff), FILLED)
    take_in(content, review, cast.staff)
    done = ImportPlan.objects.get()
    with pytest.raises(NotTakenError, match="もう済んでいます"):
        confirm(done, review, cast.staff, "")
    old = keep(fill(content, {(SUMMARY, "課題", 0): "後で"}), review, cast.staff)
    ImportPlan.objects.filter(pk=old.pk).update(at=timezone.now() - IMPORT_LIFETIME * 2)
    client = sign_in(cast.staff)
    assert client.get(f"/excel/{old.pk}/").status_code == 410
    assert client.post(f"/excel/{old.pk}/", {"seen": ""}).status_code == 410
    keep(content, review, cast.staff)
    assert not ImportPlan.objects.filter(pk=old.pk).exists()


def test_another_persons_file_is_not_found(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    kept = keep(fill(entry_book(review, cast.staff), FILLED), review, cast.staff)
    for person in (cast.head, cast.secretariat, cast.committee_member):
        assert sign_in(person).get(f"/excel/{kept.pk}/").status_code == 404
        assert sign_in(person).post(f"/excel/{kept.pk}/").status_code == 404


def test_cautions_are_made_anew_and_a_draft_of_the_browser_is_kept(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    page = client.get(entry_url(record))
    assert page.status_code == 200
    client.post(f"/records/{record.pk}/draft/", {"form_version": "1", "achievement": "書きかけ"})
    take_in(
        fill(entry_book(review, cast.staff), {(CONTENTS, "進み", 0): "遅れ"}), review, cast.staff
    )
    assert "理由が書かれていません" in Caution.objects.get().sentence
    assert EntryDraft.objects.get().boxes["achievement"] == "書きかけ"


def test_a_file_that_is_no_workbook_is_told_on_the_page(
    record: ProgressRecord, review: AnnualReview, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    response = upload(client, b"a,b,c\r\n1,2,3\r\n", "kinyu.csv")
    assert response.status_code == 400
    assert "文字だけのファイル（CSVなど）です" in response.content.decode()
    assert "ファイルを選んでください" in client.post("/excel/").content.decode()
    assert not ImportPlan.objects.exists()


def test_a_migration_year_is_written_by_the_secretariat_with_its_source(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = prepare_year(plan, 2020, is_migration=True)
    review = open_again(review, cast.secretariat)
    changes = {(ACTUALS, "実績", 0): 9, (SUMMARY, "移行の出典", 0): "令和2年度事業報告書"}
    content = fill(entry_book(review, cast.secretariat), changes)
    assert len(check(content, review, cast.staff).refused) == 2
    take_in(content, review, cast.secretariat)
    record = record_for(item, 2020)
    assert (record.source, record.state) == ("令和2年度事業報告書", RecordState.DRAFT)


def open_again(review: AnnualReview, secretariat: User) -> AnnualReview:
    open_review(review.pk, actor=actor_of(secretariat), user=secretariat, at=timezone.now())
    review.refresh_from_db()
    return review


def test_an_excel_of_a_whole_year_comes_into_an_empty_one_and_out_again_the_same(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    review = open_year(plan, cast.secretariat)
    take_in(fill(entry_book(review, cast.staff), FILLED), review, cast.staff)
    finish(record_for(item), cast.staff, cast.head, cast.secretariat)
    full = entry_book(review, cast.staff)
    empty_the_year(review)
    comparison = check(full, review, cast.staff)
    assert (len(comparison.changed), comparison.conflicting) == (3, [])
    take_in(full, review, cast.staff)
    assert inputs_of(entry_book(review, cast.staff)) == inputs_of(full)


def empty_the_year(review: AnnualReview) -> None:
    """年度の記入を、履歴とともに消し、開き直す。空の機械に入れ直したのと同じになる。"""
    secretariat = review.history.first().history_user
    for model in (Caution, Actual, ContentProgress, ProgressRecord):
        model.objects.all().delete()
        model.history.all().delete()
    open_again(review, secretariat)


def inputs_of(content: bytes) -> list[Any]:
    """版と状態を除く、すべての行の記入。"""
    rows = sorted(read_entry_file(content).rows, key=lambda row: row.key)
    return [(row.key, row.typed) for row in rows]
