"""load_sample: 見本は何度でも呼べ、一度だけ入り、本番とは決して混ざらない。"""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans.models import ActionItem, Department, Plan, User
from progress.choices import RecordState
from progress.models import Actual, AnnualReview, ContentProgress, ProgressRecord
from progress.opening import default_scale
from progress.people import load_actor
from progress.sample import REAL_USER_REASON, REAL_YEAR_REASON, SampleError, load_sample
from tests.progress.shared_rows import official_plan_rolled_back

TODAY = dt.date(2026, 5, 20)
SAMPLE_MODELS = (AnnualReview, ProgressRecord, Actual, ContentProgress)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module", autouse=True)
def shared_plan(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), official_plan_rolled_back():
        yield


@pytest.fixture
def official_plan(db: None) -> Plan:
    return Plan.objects.get()


def run_load() -> str:
    output = StringIO()
    call_command("load_sample", stdout=output)
    return output.getvalue()


def test_the_command_loads_three_years_and_lists_the_logins(official_plan: Plan) -> None:
    output = run_load()
    assert "見本データ（架空）を登録しました（3年度、報告75件）" in output
    assert "パスワードは全員 mihon-no-aikotoba" in output
    assert "soumu1          総務課 担当1（総務課 職員）" in output
    assert "kyokucho        事務局長（総務課 閲覧者）" in output
    assert "kanri           システム 管理者（管理者（利用者と課））" in output


def test_the_deadline_of_the_open_year_has_just_passed_whatever_the_day(
    official_plan: Plan,
) -> None:
    load_sample(dt.date(2030, 1, 10))
    review = AnnualReview.objects.get(fiscal_year=2021)
    assert review.department_due_on == dt.date(2030, 1, 8)
    assert review.head_due_on is not None
    assert review.head_due_on > dt.date(2030, 1, 10)


def test_loading_again_changes_nothing_and_costs_little(
    official_plan: Plan, django_assert_max_num_queries: Any
) -> None:
    load_sample(TODAY)
    counts = {model: (model.objects.count(), model.history.count()) for model in SAMPLE_MODELS}
    passwords = list(User.objects.values_list("username", "password"))
    with django_assert_max_num_queries(25):
        loaded = load_sample(TODAY + dt.timedelta(days=30))
    assert (loaded.year_count, loaded.record_count) == (0, 0)
    assert counts == {
        model: (model.objects.count(), model.history.count()) for model in SAMPLE_MODELS
    }
    assert list(User.objects.values_list("username", "password")) == passwords
    assert "見本データ（架空）は登録済みです。" in run_load()


def test_a_missing_person_comes_back_without_a_second_year(official_plan: Plan) -> None:
    load_sample(TODAY)
    User.objects.get(username="iin2").delete()
    assert load_sample(TODAY).year_count == 0
    assert load_actor(User.objects.get(username="iin2"), TODAY).is_committee
    assert AnnualReview.objects.count() == 3


def test_an_item_added_to_the_plan_gets_a_blank_record(official_plan: Plan) -> None:
    policy = official_plan.policies.first()
    assert policy is not None
    ActionItem.objects.create(plan=official_plan, number=26, title="足した項目", policy=policy)
    load_sample(TODAY)
    added = ProgressRecord.objects.filter(item__number=26)
    assert [record.state for record in added] == [RecordState.BLANK] * 3


def test_an_item_whose_department_has_no_sample_head_stops_before_the_approval(
    official_plan: Plan,
) -> None:
    lead = official_plan.items.get(number=3).item_departments.get(order=1)
    lead.department = Department.objects.create(name="新しい課", order=9)
    lead.save()
    load_sample(TODAY)
    record = ProgressRecord.objects.get(item__number=3, review__fiscal_year=2019)
    assert record.state == RecordState.SUBMITTED
    assert record.is_on_behalf


def test_nothing_is_loaded_beside_a_real_year(official_plan: Plan) -> None:
    AnnualReview.objects.create(plan=official_plan, fiscal_year=2020, scale=default_scale())
    assert run_load().strip() == REAL_YEAR_REASON
    assert User.objects.count() == 0
    assert AnnualReview.objects.count() == 1


def test_nothing_is_loaded_where_real_people_work(official_plan: Plan) -> None:
    User.objects.create_user("honmono")
    assert run_load().strip() == REAL_USER_REASON
    assert User.objects.count() == 1
    assert AnnualReview.objects.count() == 0


def test_a_real_person_keeps_a_name_that_the_sample_would_use(official_plan: Plan) -> None:
    load_sample(TODAY)
    User.objects.get(username="iin1").delete()
    User.objects.create_user("iin1", last_name="本番")
    with pytest.raises(CommandError, match="ログイン名「iin1」は本番の利用者が使っています"):
        run_load()
    assert User.objects.get(username="iin1").is_sample is False


def test_the_known_password_never_enters_a_public_installation(
    official_plan: Plan, settings: Any
) -> None:
    settings.PLAIN_HTTP = False
    with pytest.raises(CommandError, match="本番の設定では登録しません"):
        run_load()
    assert User.objects.count() == 0


def test_without_the_plan_there_is_no_sample(official_plan: Plan) -> None:
    Plan.objects.update(name="別の計画")
    with pytest.raises(SampleError, match="先に install_plan を行ってください"):
        load_sample(TODAY)
    assert User.objects.count() == 0
