"""見本の年度: 読んで自然で、架空と分かり、あらゆる状態と値の形がそろう。"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils import timezone

from plans.choices import Absence, Stage
from plans.models import ActionItem, Department, ImplementationContent, Plan, User
from progress.choices import EVENT_PACES, Outcome, Pace, RecordState, ReviewState
from progress.judgement import Judgement, judge_figure
from progress.judging import plan_spans
from progress.models import (
    Actual,
    AnnualReview,
    Caution,
    ContentProgress,
    DepartmentPart,
    ProgressRecord,
    SendBack,
)
from progress.models.record import SUBMITTED_STATES
from progress.people import load_actor
from progress.phases import PhaseJudgement, judge_phase
from progress.sample import load_sample
from progress.suggestion import suggest_rating
from tests.progress.shared_rows import official_plan_rolled_back

TODAY = dt.date(2026, 5, 20)
FOLDER = django_settings.BASE_DIR / "fixtures"
YEARS = json.loads((FOLDER / "sample_years.json").read_text(encoding="utf-8"))
PASSWORD = json.loads((FOLDER / "sample_people.json").read_text(encoding="utf-8"))["password"]
SAMPLE_MODELS = (AnnualReview, ProgressRecord, Actual, ContentProgress)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def shared_sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), official_plan_rolled_back():
        load_sample(TODAY)
        yield


@pytest.fixture
def sample(db: None) -> Plan:
    return Plan.objects.get()


def judge_content(row: ContentProgress) -> PhaseJudgement:
    return judge_phase(
        plan_spans(row.content.spans.all()),
        row.record.review.fiscal_year,
        row.pace,
        is_confirmed=row.content.item.is_schedule_confirmed,
    )


def judge(actual: Actual) -> Judgement:
    indicator, year = actual.indicator, actual.record.review.fiscal_year
    return judge_figure(
        kind=indicator.kind,
        target=indicator.targets.get(fiscal_year=year).value,
        actual=actual.value,
        actual_absence=actual.absence,
        unit=indicator.unit,
        other_plan=indicator.other_plan,
    )


def submitted_actuals() -> list[Actual]:
    rows = Actual.objects.filter(record__state__in=SUBMITTED_STATES)
    return list(rows.select_related("indicator", "record__review"))


def texts_of_the_sample() -> list[str]:
    records = ProgressRecord.objects.values_list(
        "achievement", "issues", "improvement", "rating_reason", "last_outcome_note"
    )
    texts = [text for row in records for text in row]
    texts += ContentProgress.objects.values_list("activities", flat=True)
    texts += Actual.objects.values_list("note", flat=True)
    texts += Caution.objects.values_list("answer", flat=True)
    return [text for text in texts if text]


def test_every_row_of_three_years_is_there_and_marked(sample: Plan) -> None:
    years = AnnualReview.objects.order_by("fiscal_year")
    assert [(row.fiscal_year, row.state, row.is_sample) for row in years] == [
        (2019, ReviewState.PUBLISHED, True),
        (2020, ReviewState.DELIBERATING, True),
        (2021, ReviewState.ACCEPTING, True),
    ]
    assert [model.objects.count() for model in SAMPLE_MODELS] == [3, 75, 93, 297]
    assert {user.is_sample for user in User.objects.all()} == {True}


def test_finished_years_are_complete_and_the_open_year_shows_every_state(sample: Plan) -> None:
    states = ProgressRecord.objects.values_list("review__fiscal_year", "state")
    assert Counter(states) == {
        (2019, RecordState.FINALIZED): 25,
        (2020, RecordState.FINALIZED): 25,
        (2021, RecordState.FINALIZED): 3,
        (2021, RecordState.APPROVED): 3,
        (2021, RecordState.SUBMITTED): 4,
        (2021, RecordState.SENT_BACK): 2,
        (2021, RecordState.DRAFT): 7,
        (2021, RecordState.BLANK): 6,
    }
    blank = ProgressRecord.objects.filter(state=RecordState.BLANK)
    assert set(blank.values_list("achievement", "contents__pace", "contents__activities")) == {
        ("", "", "")
    }
    assert set(blank.values_list("actuals__absence", flat=True)) == {Absence.NOT_ENTERED, None}


def test_what_is_submitted_is_filled_in_and_signed_by_its_department(sample: Plan) -> None:
    records = ProgressRecord.objects.filter(state__in=SUBMITTED_STATES)
    for record in records.select_related("self_rating", "submitted_by", "item"):
        lead = record.item.item_departments.get(order=1).department
        writers = {"総務課"} if record.is_on_behalf else {lead.name}
        signer = record.submitted_by
        assert signer is not None
        assert set(signer.memberships.values_list("department__name", flat=True)) == writers
        assert record.achievement
        assert record.issues
        assert record.improvement
        assert record.self_rating is not None
        assert record.submitted_at is not None
        assert timezone.localdate(record.submitted_at) < TODAY
    assert records.filter(is_on_behalf=True).count() == 1
    assert not records.filter(actuals__absence=Absence.NOT_ENTERED).exists()
    # 再掲の実施内容は、元の項目でだけ書く。
    assert not records.filter(contents__pace="", contents__content__repeats=None).exists()


def test_all_five_kinds_of_no_number_are_among_the_actuals(sample: Plan) -> None:
    assert set(Actual.objects.values_list("absence", flat=True)) == {"", *Absence.values}
    assert any(row.value and row.value.number == 0 for row in submitted_actuals())
    excluded = Actual.objects.filter(absence=Absence.EXCLUDED)
    assert all("新型コロナウイルス感染症" in row.note for row in excluded)


def test_rates_run_from_under_fifty_to_over_a_hundred_and_twenty(sample: Plan) -> None:
    judgements = [judge(row) for row in submitted_actuals()]
    rates = [judgement.rate for judgement in judgements if judgement.rate is not None]
    assert min(rates) < 50
    assert max(rates) > 120
    bands = {judgement.band.code for judgement in judgements if judgement.band}
    assert bands == {"achieved", "mostly_achieved", "not_achieved"}


@pytest.mark.parametrize(
    ("item", "number", "expected"),
    [
        (5, 2, (68, 41)),
        (10, 2, (1, 5)),
        (15, 1, (18, 54)),
        (19, 1, (12, 34)),
    ],
)
def test_second_figures_are_there(
    sample: Plan, item: int, number: int, expected: tuple[int, int]
) -> None:
    actual = Actual.objects.get(
        record__review__fiscal_year=2019, record__item__number=item, indicator__number=number
    )
    assert actual.value is not None
    first, second = actual.value.number, actual.value.second_number
    assert (first, second) == tuple(Decimal(number) for number in expected)


def test_every_pace_appears_and_events_answer_whether_they_were_held(sample: Plan) -> None:
    paces = set(ContentProgress.objects.values_list("pace", flat=True))
    assert paces == {"", *Pace.values}
    for row in ContentProgress.objects.exclude(pace="").prefetch_related("content__spans"):
        stages = [span.stages for span in row.content.spans.all()]
        is_event = bool(stages) and all(stage == [Stage.EVENT] for stage in stages)
        assert (row.pace in EVENT_PACES) == is_event, row.content


def test_no_text_can_be_taken_for_a_real_report(sample: Plan) -> None:
    texts = texts_of_the_sample()
    assert len(texts) > 400
    assert [text for text in texts if not text.startswith("（例）")] == []


def test_a_rating_gives_its_reason_exactly_where_it_departs_from_the_suggestion(
    sample: Plan,
) -> None:
    for record in ProgressRecord.objects.filter(state__in=SUBMITTED_STATES):
        judgements = [judge(row) for row in record.actuals.all()]
        phases = [judge_content(row) for row in record.contents.all()]
        suggestion = suggest_rating(judgements, phases)
        assert record.self_rating is not None
        departs = record.self_rating.code != suggestion.code
        assert bool(record.rating_reason) == departs, (record, suggestion)


def test_everything_in_the_file_belongs_to_something_in_the_plan(sample: Plan) -> None:
    contents = ImplementationContent.objects.select_related("item")
    known_contents = {(row.item.number, row.key) for row in contents}
    items = ActionItem.objects.prefetch_related("indicators")
    known_indicators = {(row.number, one.number) for row in items for one in row.indicators.all()}
    for year in YEARS["years"]:
        assert set(year["records"]) == {str(row.number) for row in items}
        for number, entry in year["records"].items():
            keys = {(int(number), key) for key in entry.get("contents", {})}
            numbers = {(int(number), int(key)) for key in entry.get("indicators", {})}
            assert keys <= known_contents
            assert numbers <= known_indicators


def test_each_change_has_a_history_row_that_says_who_and_why(sample: Plan) -> None:
    for model in SAMPLE_MODELS:
        assert model.history.filter(history_type="+").count() == model.objects.count()
        opened = model.history.filter(history_type="+").values_list("history_change_reason")
        assert set(opened) == {("年度の受付開始",)}
        assert not model.history.exclude(history_user__is_sample=True).exists()
        assert not model.history.filter(history_date__date__gt=TODAY).exists()


def test_the_history_of_a_record_tells_its_round_step_by_step(sample: Plan) -> None:
    record = ProgressRecord.objects.get(review__fiscal_year=2021, item__number=22)
    steps = record.history.order_by("history_date").values_list(
        "history_change_reason", "state", "version", "history_user__username"
    )
    assert list(steps) == [
        ("年度の受付開始", "blank", 1, "soumu1"),
        ("下書きを保存", "draft", 2, "soumu1"),
        ("提出", "submitted", 3, "soumu1"),
        (
            "差戻し：（例）市との調整の状況を、実施内容に書き足してください。",
            "sent_back",
            4,
            "soumu-kacho",
        ),
        ("提出", "submitted", 5, "soumu1"),
        ("課長確認", "approved", 6, "soumu-kacho"),
        ("確定", "finalized", 7, "soumu2"),
    ]
    newest = record.history.first()
    assert newest is not None
    for name in ("state", "version", "achievement", "finalized_by", "submitted_at"):
        assert getattr(newest, name) == getattr(record, name)


def test_nobody_finalizes_an_own_submission(sample: Plan) -> None:
    for record in ProgressRecord.objects.filter(state=RecordState.FINALIZED):
        assert record.submitted_by_id != record.finalized_by_id
        assert record.approved_by is not None
        assert record.approved_by.username.endswith("kacho")


def test_open_send_backs_say_what_to_mend_and_an_answered_one_is_closed(sample: Plan) -> None:
    rows = SendBack.objects.order_by("record__item__number", "pk")
    indicator = Actual.objects.get(
        record__review__fiscal_year=2021, record__item__number=16
    ).indicator_id
    found = [(row.record.item.number, row.field, row.answered_at is None) for row in rows]
    assert found == [
        (9, "", True),
        (9, "improvement", True),
        (16, "", True),
        (16, f"actual-{indicator}", True),
        (22, "", False),
    ]
    assert all(row.text.startswith("（例）") and row.by is not None for row in rows)


def test_last_years_improvement_is_answered_where_a_report_was_submitted(sample: Plan) -> None:
    submitted = ProgressRecord.objects.filter(state__in=SUBMITTED_STATES)
    later = submitted.exclude(review__fiscal_year=2019)
    assert not later.filter(Q(last_outcome="") | Q(last_outcome_note="")).exists()
    assert set(later.values_list("last_outcome", flat=True)) == set(Outcome.values)
    first = submitted.filter(review__fiscal_year=2019)
    assert not first.exclude(last_outcome="").exists()


def test_a_cooperating_department_has_told_that_its_part_is_done(sample: Plan) -> None:
    part = DepartmentPart.objects.get()
    assert (part.record.item.number, part.department.name) == (14, "福祉活動推進課")
    assert part.record.item.item_departments.filter(department=part.department).exists()
    assert part.remark
    assert part.history.get().history_user == part.done_by


def test_cautions_of_the_rules_stand_and_some_wait_for_an_answer(sample: Plan) -> None:
    rows = Caution.objects.select_related("record__item", "record__review")
    found = {
        (row.record.review.fiscal_year, row.record.item.number, row.code): row.answer
        for row in rows
    }
    waiting = [key for key, answer in found.items() if not answer]
    assert sorted(waiting) == [(2021, 20, "same_as_last_year"), (2021, 24, "far_from_last_year")]
    given = {
        (year["fiscal_year"], int(number), code): answer
        for year in YEARS["years"]
        for number, answers in year.get("caution_answers", {}).items()
        for code, answer in answers.items()
    }
    assert {key: answer for key, answer in found.items() if answer} == given
    assert all(row.history.get().history_user is not None for row in rows)


def test_the_sample_leaves_the_plan_as_it_was(sample: Plan) -> None:
    sample.refresh_from_db()
    assert sample.figures_locked_at is None
    assert sample.history.count() == 1
    assert Department.history.count() == 3


def test_each_sample_person_holds_one_position(sample: Plan) -> None:
    actors = {user.username: load_actor(user, TODAY) for user in User.objects.all()}
    secretariat = {"soumu1", "soumu2", "soumu-kacho"}
    heads = {"soumu-kacho", "katsudo-kacho", "shien-kacho"}
    assert {name for name, actor in actors.items() if actor.is_secretariat} == secretariat
    assert {name for name, actor in actors.items() if actor.head_of} == heads
    assert {name for name, actor in actors.items() if actor.reads} == {"kyokucho"}
    assert {name for name, actor in actors.items() if actor.is_committee} == {"iin1", "iin2"}
    assert {name for name, actor in actors.items() if actor.is_administrator} == {"kanri"}
    assert len(actors) == 11
    assert not actors["kanri"].is_office


def test_the_one_password_opens_every_sample_account_and_obeys_the_rules(sample: Plan) -> None:
    validate_password(PASSWORD)
    for user in User.objects.all():
        assert check_password(PASSWORD, user.password)
