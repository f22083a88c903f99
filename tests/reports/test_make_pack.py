"""委員会資料を作り、配布し、差し替える動詞。断られたときは何も変わらない。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.db.transaction import atomic
from django.utils import timezone

from plans.models import ActionItem, Plan, User
from progress.models import AnnualReview, ProgressRecord
from progress.workflow import ChangedMeanwhileError, NotAllowedError, ReasonNeededError
from reports.choices import PackFileKind, PackState
from reports.models import CommitteePack
from reports.packs import making
from reports.packs.distribution import distribute_pack
from reports.packs.listing import visible_packs
from reports.packs.making import MakingStep, PackOrder, gather_facts, make_pack
from reports.packs.options import PackOptions, contents_of, options_of
from reports.pdf import PdfDocument, PdfError
from tests.counting import count_queries
from tests.people import Cast
from tests.progress.rounds import actor_of, open_year, record_for
from tests.reports.packs import FEW_PARTS, MADE_ON, make_meeting
from tests.security.rows import hash_rows

pytestmark = pytest.mark.one_database

QUERIES = 25


@pytest.fixture(autouse=True)
def quick_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """組版は別の試験で確かめるので、ここでは版と部分だけを書いたバイト列にする。"""

    def render(facts: Any, contents: Any, *, large: bool = False, **_: Any) -> PdfDocument:
        words = f"{contents.number} {contents.parts} {large} {facts['items'][0]['record']}"
        return PdfDocument(f"%PDF /Type /Page {words}".encode(), ())

    monkeypatch.setattr(making, "render_pack", render)


@pytest.fixture
def review(plan: Plan, item: ActionItem, cast: Cast) -> AnnualReview:
    review = open_year(plan, cast.secretariat)
    make_meeting(review)
    return review


def order(review: AnnualReview, *, number: int = 1, version: int = 0, **values: Any) -> PackOrder:
    replaces = values.pop("replaces", None)
    options = PackOptions(parts=FEW_PARTS, **values).at_meeting(review.meetings.get())
    facts = gather_facts(review, MADE_ON)
    return PackOrder(review, facts, number, version, options, MADE_ON, replaces)


def run(wanted: PackOrder, person: User) -> MakingStep:
    """作って、終わりの段を返す。"""
    steps = make_pack(wanted, actor=actor_of(person), user=person, at=timezone.now())
    return list(steps)[-1]


def distribute(pack: CommitteePack, person: User, **values: Any) -> CommitteePack:
    wanted: dict[str, Any] = {"version": pack.version, "recipients": "委員9人"} | values
    return distribute_pack(
        pack.pk, actor=actor_of(person), user=person, at=timezone.now(), **wanted
    )


def make(review: AnnualReview, person: User, **values: Any) -> CommitteePack:
    pack = run(order(review, **values), person).pack
    assert pack is not None
    return pack


def test_a_pack_is_kept_with_files_facts_meeting_and_history(
    review: AnnualReview, cast: Cast
) -> None:
    pack = make(review, cast.secretariat, has_large=True)
    pack.refresh_from_db()
    assert (pack.number, pack.state, pack.version) == (1, PackState.DRAFT, 1)
    assert pack.meeting == review.meetings.get()
    assert (pack.place, pack.made_by) == ("総合福祉センター", cast.secretariat)
    assert pack.facts == gather_facts(review, MADE_ON)
    assert {row.kind for row in pack.files.all()} == set(PackFileKind.values)
    assert pack.files.get(kind=PackFileKind.PDF).page_count == 1
    assert pack.files.get(kind=PackFileKind.WORKBOOK).page_count is None
    history = pack.history.get()
    assert (history.history_user, history.history_change_reason) == (
        cast.secretariat,
        "委員会資料を作成",
    )


def test_the_steps_are_told_one_after_another(review: AnnualReview, cast: Cast) -> None:
    person = cast.secretariat
    steps = make_pack(order(review), actor=actor_of(person), user=person, at=timezone.now())
    assert "重点項目" in next(steps).label
    assert "PDFを組んでいます（2の部分、1項目）" in next(steps).label
    assert CommitteePack.objects.count() == 0
    assert list(steps)[-1].pack == CommitteePack.objects.get()


def test_the_way_it_was_made_can_be_read_back(review: AnnualReview, cast: Cast) -> None:
    wanted = order(review, chosen={1: "話し合いたいため"})
    pack = run(wanted, cast.secretariat).pack
    assert pack is not None
    pack.refresh_from_db()
    assert options_of(pack) == wanted.options
    assert contents_of(pack).focus[0]["note"] == "話し合いたいため"


def test_making_again_replaces_the_files_of_the_draft(review: AnnualReview, cast: Cast) -> None:
    first = make(review, cast.secretariat, has_large=True)
    again = make(review, cast.secretariat_head, version=1)
    assert again.pk == first.pk
    assert again.version == 2
    assert {row.kind for row in again.files.all()} == {PackFileKind.PDF, PackFileKind.WORKBOOK}


def test_a_failure_tells_why_and_leaves_the_last_good_pack(
    review: AnnualReview, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = make(review, cast.secretariat)
    before = list(pack.files.values_list("sha256", flat=True))

    def fail(*args: object, **kwargs: object) -> None:
        raise PdfError("資料5　個票の項目1を印刷できません。")

    monkeypatch.setattr(making, "render_pack", fail)
    step = run(order(review, version=1), cast.secretariat)
    pack.refresh_from_db()
    assert step.failure == pack.failure == "資料5　個票の項目1を印刷できません。"
    assert list(pack.files.values_list("sha256", flat=True)) == before
    assert pack.version == 1
    monkeypatch.undo()


def test_a_workbook_that_cannot_be_made_is_told_like_a_sheet(
    review: AnnualReview, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise KeyError("indicators")

    monkeypatch.setattr(making, "build_pack_workbook", fail)
    assert "Excelを作れません。" in run(order(review), cast.secretariat).failure
    assert CommitteePack.objects.count() == 0


def test_a_maker_who_goes_away_leaves_everything_as_it_was(
    review: AnnualReview, cast: Cast
) -> None:
    before = hash_rows()
    person = cast.secretariat
    steps = make_pack(order(review), actor=actor_of(person), user=person, at=timezone.now())
    next(steps)
    next(steps)
    steps.close()
    assert hash_rows() == before


def test_the_second_of_two_makers_is_told(review: AnnualReview, cast: Cast) -> None:
    stale = order(review)
    make(review, cast.secretariat)
    step = run(stale, cast.secretariat_head)
    assert "ほかの人がこの年度の委員会資料を作りました" in step.failure
    assert CommitteePack.objects.get().made_by == cast.secretariat


@pytest.mark.parametrize("name", ["staff", "head", "reader", "committee_member", "administrator"])
def test_only_the_secretariat_makes_packs(review: AnnualReview, cast: Cast, name: str) -> None:
    before = hash_rows()
    step = run(order(review), getattr(cast, name))
    assert step.failure == "この年度の委員会資料は作れません。"
    assert hash_rows() == before


def test_a_distributed_pack_is_signed_and_never_made_again(
    review: AnnualReview, cast: Cast
) -> None:
    pack = make(review, cast.secretariat)
    files = list(pack.files.values_list("sha256", flat=True))
    distribute(pack, cast.secretariat_head)
    pack.refresh_from_db()
    assert (pack.state, pack.recipients) == (PackState.DISTRIBUTED, "委員9人")
    assert (pack.distributed_by, pack.distributed_at is None) == (cast.secretariat_head, False)
    assert all(digest in pack.history.first().history_change_reason for digest in files)
    second = make(review, cast.secretariat, number=2)
    assert (second.pk == pack.pk, second.number) == (False, 2)
    assert list(pack.files.values_list("sha256", flat=True)) == files


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"recipients": " "}, ReasonNeededError, "配布先を入れて"),
        ({"recipients": "あ" * 501}, ReasonNeededError, "500字以内"),
        ({"version": 9}, ChangedMeanwhileError, "ほかの人が"),
    ],
)
def test_what_is_missing_stops_the_distribution(
    review: AnnualReview, cast: Cast, values: dict[str, Any], error: type[Exception], words: str
) -> None:
    pack = make(review, cast.secretariat)
    before = hash_rows()
    with pytest.raises(error, match=words):
        distribute(pack, cast.secretariat, **values)
    assert hash_rows() == before


def test_a_pack_without_a_meeting_is_not_distributed(review: AnnualReview, cast: Cast) -> None:
    review.meetings.all().delete()
    options = PackOptions(parts=FEW_PARTS)
    wanted = PackOrder(review, gather_facts(review, MADE_ON), 1, 0, options, MADE_ON)
    pack = run(wanted, cast.secretariat).pack
    assert pack is not None
    with pytest.raises(ReasonNeededError, match="会議の名称と開催日"):
        distribute(pack, cast.secretariat)


def test_a_pack_is_distributed_once(review: AnnualReview, cast: Cast) -> None:
    pack = distribute(make(review, cast.secretariat), cast.secretariat)
    with pytest.raises(NotAllowedError):
        distribute(pack, cast.secretariat)


def test_members_are_handed_only_what_was_distributed(review: AnnualReview, cast: Cast) -> None:
    member = actor_of(cast.committee_member)
    pack = make(review, cast.secretariat)
    assert list(visible_packs(member)) == []
    distribute(pack, cast.secretariat)
    assert list(visible_packs(member)) == [pack]
    assert list(visible_packs(actor_of(cast.outsider))) == []


def test_a_replacement_holds_only_what_changed(
    review: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    pack = distribute(make(review, cast.secretariat), cast.secretariat)
    ProgressRecord.objects.filter(pk=record_for(item).pk).update(
        state="draft", achievement="増えた"
    )
    replacement = make(review, cast.secretariat, number=2, replaces=pack)
    assert replacement.replaces == pack
    assert replacement.choices["printed"] == ["summary"]
    assert replacement.choices["replaces"] == 1
    places = [row["where"] for row in replacement.choices["changes"]]
    assert places == ["項目1\n報告の状態", "項目1\n成果"]
    assert replacement.history.get().history_change_reason == "差替えを作成"


def test_nothing_changed_needs_no_replacement(review: AnnualReview, cast: Cast) -> None:
    pack = distribute(make(review, cast.secretariat), cast.secretariat)
    step = run(order(review, number=2, replaces=pack), cast.secretariat)
    assert "変わったところはありません" in step.failure
    assert CommitteePack.objects.get() == pack


def test_making_stays_within_its_queries(review: AnnualReview, cast: Cast) -> None:
    person, actor = cast.secretariat, actor_of(cast.secretariat)
    options = PackOptions(parts=FEW_PARTS).at_meeting(review.meetings.get())
    with count_queries(QUERIES):
        facts = gather_facts(review, MADE_ON, [review])
        wanted = PackOrder(review, facts, 1, 0, options, MADE_ON)
        assert list(make_pack(wanted, actor=actor, user=person, at=timezone.now()))[-1].pack


@pytest.mark.parametrize("change", [{"recipients": "だれか"}, {"state": "draft"}, {"facts": {}}])
def test_the_database_itself_keeps_a_distributed_pack(
    review: AnnualReview, cast: Cast, change: dict[str, Any]
) -> None:
    pack = distribute(make(review, cast.secretariat), cast.secretariat)
    rows = CommitteePack.objects.filter(pk=pack.pk)
    with pytest.raises(DatabaseError, match="配布した委員会資料は変えられません"), atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="配布した委員会資料は変えられません"), atomic():
        pack.files.update(content=b"other")
    assert rows.get().state == PackState.DISTRIBUTED
