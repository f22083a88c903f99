"""注意。規則ごとに、当たるときと当たらないとき。止めずに残り、説明を添えられる。"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plans.choices import IndicatorKind
from plans.figures import Figure
from plans.models import ActionItem, Indicator, Plan, Target
from progress.bands import DEFAULT_BANDS
from progress.boxes import ANSWER_PREFIX
from progress.cautions import Material, find_cautions
from progress.choices import Pace, RecordState
from progress.models import Actual, Caution, ProgressRecord, Rating
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import (
    entry_url,
    finish,
    open_year,
    read_boxes,
    record_for,
    send_boxes,
    send_entry,
)

pytestmark = pytest.mark.one_database

Type = Callable[..., dict[str, str]]
SAVE_QUERIES = 20


@pytest.fixture
def record(plan: Plan, item: ActionItem, cast: Cast) -> ProgressRecord:
    """前年度（実績10人、取組内容と成果あり）を確定した後の、今年度の報告。目標は12人。"""
    open_year(plan, cast.secretariat, 2020)
    last = record_for(item, 2020)
    send_entry(
        sign_in(cast.staff),
        last,
        actuals__0__first="10",
        contents__0__pace=Pace.ON_SCHEDULE,
        contents__0__activities="相談会を　３回開いた。",
        achievement="参加者が増えた。",
    )
    finish(last, cast.staff, cast.head, cast.secretariat)
    open_year(plan, cast.secretariat, 2021)
    return record_for(item)


def rating(code: str) -> str:
    return str(Rating.objects.get(code=code).pk)


def save(record: ProgressRecord, cast: Cast, **typed: str) -> set[str]:
    """保存して、立った注意の規則の名を返す。"""
    send_entry(sign_in(cast.staff), record, **typed)
    return set(Caution.objects.filter(record=record).values_list("code", flat=True))


@pytest.mark.parametrize("value", ["20", "5", "35", "△10"])
def test_a_value_far_from_last_year_is_noticed(
    record: ProgressRecord, cast: Cast, value: str
) -> None:
    assert "far_from_last_year" in save(record, cast, actuals__0__first=value)
    assert "前年度の10人と大きく違います" in Caution.objects.get().sentence


@pytest.mark.parametrize("value", ["19", "6", "10", "0", ""])
def test_a_value_near_last_year_or_zero_is_not_noticed(
    record: ProgressRecord, cast: Cast, value: str
) -> None:
    assert save(record, cast, actuals__0__first=value) == set()


def make_material(printed: str, *, kind: str, target: str) -> Material:
    indicator = Indicator(pk=7, name="研修", kind=kind, second_label="職員数")
    row = Actual(indicator=indicator, value=Figure.parse(printed))
    aim = Target(indicator=indicator, value=Figure.parse(target))
    return Material(ProgressRecord(), [row], [], DEFAULT_BANDS, targets={7: aim})


@pytest.mark.parametrize(
    ("printed", "kind", "target", "is_noticed"),
    [
        ("36名（35名）", IndicatorKind.REACH, "参加", True),
        ("35名（35名）", IndicatorKind.REACH, "参加", False),
        ("36名", IndicatorKind.REACH, "参加", False),
        ("30（24）", IndicatorKind.INCREASE, "総数の3分の1", True),
        # 第2値が全体でない指標では、大きくてもおかしくない
        ("1回（5回）", IndicatorKind.INCREASE, "1回（4回）", False),
        ("66人（31人）", IndicatorKind.INCREASE, "67人（40人）", False),
    ],
)
def test_a_part_larger_than_its_whole_is_noticed(
    printed: str, kind: str, target: str, is_noticed: bool
) -> None:
    found = find_cautions(make_material(printed, kind=kind, target=target))
    told = [one.sentence for one in found]
    assert told == (["「研修」の実績が、職員数より大きくなっています。"] if is_noticed else [])


def test_a_low_rating_beside_a_met_target_is_noticed(record: ProgressRecord, cast: Cast) -> None:
    typed = {"actuals__0__first": "12", "self_rating": rating("not_achieved")}
    assert save(record, cast, **typed) == {"met_but_low"}


@pytest.mark.parametrize("code", ["achieved", "mostly_achieved"])
def test_a_fair_rating_beside_a_met_target_is_not_noticed(
    record: ProgressRecord, cast: Cast, code: str
) -> None:
    assert save(record, cast, actuals__0__first="12", self_rating=rating(code)) == set()


def test_a_high_rating_beside_a_missed_target_is_noticed(
    record: ProgressRecord, cast: Cast
) -> None:
    typed = {"actuals__0__first": "8", "self_rating": rating("achieved")}
    assert save(record, cast, **typed) == {"missed_but_high"}


@pytest.mark.parametrize("code", ["not_achieved", "mostly_achieved"])
def test_a_modest_rating_beside_a_missed_target_is_not_noticed(
    record: ProgressRecord, cast: Cast, code: str
) -> None:
    assert save(record, cast, actuals__0__first="8", self_rating=rating(code)) == set()


def test_a_value_beside_cancelled_contents_is_noticed(record: ProgressRecord, cast: Cast) -> None:
    typed = {"contents__0__pace": Pace.CANCELLED, "contents__0__activities": "感染症のため"}
    assert save(record, cast, actuals__0__first="11", **typed) == {"cancelled_with_value"}


@pytest.mark.parametrize("value", ["0", ""])
def test_no_value_beside_cancelled_contents_is_not_noticed(
    record: ProgressRecord, cast: Cast, value: str
) -> None:
    typed = {"contents__0__pace": Pace.CANCELLED, "contents__0__activities": "感染症のため"}
    assert save(record, cast, actuals__0__first=value, **typed) == set()


def test_the_same_sentence_as_last_year_is_noticed_in_whatever_width(
    record: ProgressRecord, cast: Cast
) -> None:
    typed = {
        "contents__0__activities": "相談会を 3回\r\n開いた。",
        "achievement": "参加者が増えた。",
    }
    assert save(record, cast, **typed) == {"same_as_last_year"}
    assert list(Caution.objects.order_by("pk").values_list("subject", flat=True)) == [
        "achievement",
        f"content-{record.contents.order_by('content__order')[0].content_id}",
    ]


def test_another_sentence_than_last_year_is_not_noticed(record: ProgressRecord, cast: Cast) -> None:
    typed = {"contents__0__activities": "相談会を４回開いた。", "achievement": "交流が増えた。"}
    assert save(record, cast, **typed) == set()


@pytest.mark.parametrize("pace", [Pace.DELAYED, Pace.NOT_STARTED_LATE, Pace.CANCELLED])
def test_a_delay_without_words_is_noticed(record: ProgressRecord, cast: Cast, pace: str) -> None:
    assert save(record, cast, contents__1__pace=pace, contents__1__activities=" ") == {"no_reason"}


@pytest.mark.parametrize(
    ("pace", "words"), [(Pace.DELAYED, "人手が足りなかった"), (Pace.ON_SCHEDULE, "")]
)
def test_a_delay_with_words_and_good_progress_are_not_noticed(
    record: ProgressRecord, cast: Cast, pace: str, words: str
) -> None:
    assert save(record, cast, contents__1__pace=pace, contents__1__activities=words) == set()


def test_an_answer_stays_while_the_caution_stays_and_goes_with_it(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    send_entry(client, record, actuals__0__first="30")
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    caution = Caution.objects.get()
    name = f"{ANSWER_PREFIX}{caution.code}:{caution.subject}"
    send_boxes(client, record, {**boxes, name: "会場を広げたため"}, "_save")
    send_entry(client, record, actuals__0__first="31")
    caution.refresh_from_db()
    assert (caution.answer, "31人" in caution.sentence) == ("会場を広げたため", True)
    assert "会場を広げたため" in client.get(entry_url(record)).content.decode()
    send_entry(client, record, actuals__0__first="11")
    assert not Caution.objects.exists()
    marks = Caution.history.order_by("history_id").values_list("history_type", "history_user")
    assert list(marks) == [(mark, cast.staff.pk) for mark in ("+", "~", "~", "-")]


def test_cautions_never_block_submission_and_the_head_sees_them(
    record: ProgressRecord, cast: Cast
) -> None:
    send_entry(sign_in(cast.staff), record, "_submit", actuals__0__first="30")
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED
    assert "大きく違います" in sign_in(cast.head).get(entry_url(record)).content.decode()


def test_saving_everything_with_a_new_caution_and_a_draft_stays_within_the_queries(
    record: ProgressRecord, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = read_boxes(client.get(entry_url(record)).content.decode())
    typed = {
        "actuals-0-first": "30",
        "contents-0-pace": Pace.DELAYED,
        "contents-1-pace": Pace.DELAYED,
        "self_rating": rating("not_achieved"),
    }
    client.post(f"/records/{record.pk}/draft/", {**boxes, **typed})
    with count_queries(SAVE_QUERIES):
        client.post(entry_url(record), {**boxes, **typed, "_save": "1"})
    assert Caution.objects.count() == 4
