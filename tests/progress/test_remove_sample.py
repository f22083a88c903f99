"""remove_sample: 見本は跡形もなく消え、計画と本番の行は一つも変わらない。"""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from plans.choices import Absence, Role
from plans.models import ActionItem, Department, Plan, User
from progress.choices import RecordState
from progress.models import Actual, AnnualReview, ProgressRecord
from progress.opening import default_scale
from progress.sample import load_sample
from progress.sample_removal import ACTUAL_PARTS, RECORD_PARTS, find_review_parts, remove_sample
from tests.people import make_person, sign_in
from tests.progress.shared_rows import official_plan_rolled_back
from tests.reports.packs import make_packs

TODAY = dt.date(2026, 5, 20)
Tables = dict[str, set[str]]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def shared_plan(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), official_plan_rolled_back():
        # 尺度は見本でなく、新しい年度も使う基本の表なので、見本とともには消えない。
        default_scale()
        yield


@pytest.fixture
def official_plan(db: None) -> Plan:
    return Plan.objects.get()


def snapshot() -> Tables:
    """すべての表の、すべての行。"""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: {repr(row) for row in model._base_manager.values_list()}
        for model in models
    }


def add_real_year(plan: Plan) -> ProgressRecord:
    """本番の担当者が提出した、本番の年度。"""
    person = make_person("honmono", Department.objects.get(name="福祉支援課"))
    review = AnnualReview.objects.create(plan=plan, fiscal_year=2022, scale=default_scale())
    item = plan.items.get(number=4)
    record = ProgressRecord(review=review, item=item, achievement="本番の成果")
    record.state = RecordState.SUBMITTED
    record.submitted_by, record.submitted_at = person, timezone.now()
    record._history_user = person
    record.save()
    indicator = item.indicators.get()
    Actual.objects.create(record=record, indicator=indicator, value="6,000回", absence="")
    return record


def test_loading_and_removing_leaves_every_table_as_it_was(official_plan: Plan) -> None:
    before = snapshot()
    load_sample(TODAY)
    assert snapshot() != before
    removal = remove_sample()
    assert snapshot() == before
    assert {label: count for label, count in removal.rows.items() if count} == {
        "差戻しの指摘": 5,
        "注意": 9,
        "協力課の記入": 1,
        "実績": 93,
        "実施内容の進捗": 297,
        "進捗報告": 75,
        "年度の進行管理": 3,
        "委員会の会議": 3,
        "意見": 10,
        "意見への回答": 10,
        "対応状況": 5,
        "委員の意見": 2,
        "委員会後の評価": 1,
        "委員会後の改善策": 1,
        "総括": 20,
        "所属": 8,
        "委員": 2,
        "利用者": 11,
    }
    assert removal.kept == ()


def test_removing_twice_is_harmless(official_plan: Plan) -> None:
    load_sample(TODAY)
    remove_sample()
    before = snapshot()
    removal = remove_sample()
    assert set(removal.rows.values()) == {0}
    assert (removal.history_count, removal.session_count) == (0, 0)
    assert snapshot() == before


def test_the_sample_can_be_loaded_again_after_its_removal(official_plan: Plan) -> None:
    load_sample(TODAY)
    remove_sample()
    assert load_sample(TODAY).year_count == 3


def test_a_real_year_beside_the_sample_stays_row_by_row(official_plan: Plan) -> None:
    before = snapshot()
    load_sample(TODAY)
    with_sample = snapshot()
    add_real_year(official_plan)
    with_both = snapshot()
    remove_sample()
    assert snapshot() == {
        table: before[table] | (with_both[table] - with_sample[table]) for table in before
    }


def test_the_history_of_a_real_year_keeps_its_names(official_plan: Plan) -> None:
    load_sample(TODAY)
    record = add_real_year(official_plan)
    remove_sample()
    assert [row.fiscal_year for row in AnnualReview.objects.all()] == [2022]
    assert ProgressRecord.objects.get() == record
    assert record.history.get().history_user == User.objects.get(username="honmono")
    assert Actual.objects.get().history.count() == 1
    assert [user.username for user in User.objects.all()] == ["honmono"]


def test_traces_of_earlier_changes_to_the_sample_go_too(official_plan: Plan) -> None:
    load_sample(TODAY)
    actual = Actual.objects.filter(absence=Absence.NOT_ENTERED).first()
    assert actual is not None
    actual.note = "直した"
    actual.save()
    actual.delete()
    remove_sample()
    assert Actual.history.count() == 0


def test_a_year_that_is_real_today_stays_whatever_its_history(official_plan: Plan) -> None:
    review = AnnualReview(plan=official_plan, fiscal_year=2022, scale=default_scale())
    review.is_sample = True
    review.save()
    review.is_sample = False
    review.save()
    remove_sample()
    assert AnnualReview.objects.get() == review
    assert review.history.count() == 2


def test_a_person_named_by_a_real_row_is_kept_but_shut_out(official_plan: Plan) -> None:
    load_sample(TODAY)
    person = User.objects.get(username="soumu1")
    epoch = person.session_epoch
    ActionItem.objects.filter(number=3).update(
        schedule_confirmed_at=timezone.now(), schedule_confirmed_by=person
    )
    removal = remove_sample()
    person.refresh_from_db()
    assert removal.kept == ("総務課 担当1",)
    assert removal.rows["利用者"] == 10
    assert (person.is_active, person.session_epoch) == (False, epoch + 1)
    assert not person.has_usable_password()
    assert not person.memberships.exists()
    assert ActionItem.objects.get(number=3).schedule_confirmed_by == person


def test_a_person_who_changed_the_plan_is_kept_for_its_history(official_plan: Plan) -> None:
    load_sample(TODAY)
    item = ActionItem.objects.get(number=3)
    item._history_user = User.objects.get(username="soumu2")
    item.save()
    assert remove_sample().kept == ("総務課 担当2",)
    assert item.history.first().history_user.username == "soumu2"


def test_a_kept_person_comes_back_with_the_next_sample(official_plan: Plan) -> None:
    load_sample(TODAY)
    person = User.objects.get(username="soumu1")
    ActionItem.objects.filter(number=3).update(schedule_confirmed_by=person)
    remove_sample()
    load_sample(TODAY)
    person.refresh_from_db()
    assert person.is_active
    assert person.has_usable_password()
    assert person.memberships.get().role == Role.STAFF


def test_sessions_of_the_sample_end_and_others_go_on(official_plan: Plan) -> None:
    load_sample(TODAY)
    sign_in(User.objects.get(username="soumu1"))
    sign_in(User.objects.get(username="iin1"))
    real = make_person("honmono")
    sign_in(real)
    assert remove_sample().session_count == 2
    assert Session.objects.get().get_decoded()["_auth_user_id"] == str(real.pk)


def test_the_admin_log_of_a_sample_person_goes_with_the_person(official_plan: Plan) -> None:
    load_sample(TODAY)
    person = User.objects.get(username="soumu1")
    LogEntry.objects.create(user=person, object_id="1", object_repr="x", action_flag=ADDITION)
    remove_sample()
    assert LogEntry.objects.count() == 0
    assert User.objects.count() == 0


def test_the_packs_of_a_sample_year_go_with_it(official_plan: Plan) -> None:
    before = snapshot()
    load_sample(TODAY)
    make_packs(AnnualReview.objects.get(fiscal_year=2021), User.objects.get(username="soumu1"))
    remove_sample()
    after = snapshot()
    assert {name for name in before if before[name] != after[name]} == set()


def test_every_table_of_a_year_is_swept() -> None:
    swept = {*RECORD_PARTS, *find_review_parts(), *ACTUAL_PARTS, ProgressRecord, AnnualReview}
    pointing = {
        relation.related_model
        for model in (ProgressRecord, AnnualReview, Actual)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.one_to_many and not hasattr(relation.related_model, "history_id")
    }
    assert pointing <= swept


def test_the_command_says_what_it_removed_and_whom_it_kept(official_plan: Plan) -> None:
    load_sample(TODAY)
    person = User.objects.get(username="soumu1")
    ActionItem.objects.filter(number=3).update(schedule_confirmed_by=person)
    output = StringIO()
    call_command("remove_sample", stdout=output)
    assert "見本データ（架空）を消しました。計画と本番のデータはそのままです。" in output.getvalue()
    assert "進捗報告　75件" in output.getvalue()
    assert "消さずに使えないようにしました：総務課 担当1" in output.getvalue()


def test_where_no_sample_is_there_is_nothing_to_remove(official_plan: Plan) -> None:
    before = snapshot()
    assert sum(remove_sample().rows.values()) == 0
    assert snapshot() == before
