"""準備中の計画を取りやめる: 略称を打って確かめ、公開した計画と使っている計画は消さない。"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from plans.models import ActionItem, Department, ItemSuccession, Plan, Target
from progress.installation import install_plan
from progress.models import AnnualReview
from progress.plan_rows import PLAN_TABLES
from tests.builders import make_department, make_item, make_plan
from tests.people import Cast, make_cast, make_committee_member, make_person, sign_in
from tests.progress.rounds import prepare_year
from tests.security.rows import hash_rows

pytestmark = pytest.mark.django_db

PAGE = "/next-plan/discard/"


@pytest.fixture
def current() -> Plan:
    return make_plan()


@pytest.fixture
def preparing(current: Plan) -> Plan:
    plan = make_plan(
        name="第五次の計画", short_name="第五次", first_year=2024, last_year=2029, released_at=None
    )
    heir = make_item(plan, 1, departments=["福祉支援課"])
    ItemSuccession.objects.create(successor=heir, predecessor=make_item(current, 1))
    return plan


@pytest.fixture
def cast(current: Plan) -> Cast:
    return make_cast(current)


def discard(client: Client, plan: Plan, name: str = "") -> object:
    return client.post(f"{PAGE}?plan={plan.pk}", {"short_name": name or plan.short_name})


def test_a_whole_plan_read_by_mistake_is_given_up_and_the_history_says_by_whom() -> None:
    install_plan("action_plan_2019")
    plan = Plan.objects.get()
    Plan.objects.update(released_at=None)
    departments = Department.objects.count()
    targets = Target.objects.count()
    office = sign_in(make_person("secretariat", make_department("総務課")))
    page = office.get(f"{PAGE}?plan={plan.pk}").content.decode()
    assert f"目標値　{targets}行" in page
    response = discard(office, plan)
    assert response.status_code == 302
    left = {model: model.objects.count() for model, _ in PLAN_TABLES if model is not Department}
    assert set(left.values()) == {0}
    assert Department.objects.count() == departments
    for model in (Plan, ActionItem, Target):
        entry = model.history.filter(history_type="-").first()
        assert (entry.history_user.username, entry.history_change_reason) == (
            "secretariat",
            "準備中の計画の取りやめ",
        )


def test_the_plan_before_it_stays(current: Plan, preparing: Plan, cast: Cast) -> None:
    discard(sign_in(cast.secretariat), preparing)
    assert list(Plan.objects.all()) == [current]
    assert list(ActionItem.objects.all()) == list(current.items.all())
    assert not ItemSuccession.objects.exists()


def test_a_wrong_name_gives_up_nothing_and_is_kept(preparing: Plan, cast: Cast) -> None:
    office = sign_in(cast.secretariat)
    before = hash_rows()
    page = discard(office, preparing, "第四次").content.decode()
    assert "略称が違います。" in page
    assert 'value="第四次"' in page
    assert hash_rows() == before


def release(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(released_at=timezone.now())


def prepare_a_year(plan: Plan) -> None:
    prepare_year(plan, 2024)


def appoint(plan: Plan) -> None:
    make_committee_member("new_member", plan)


def follow(plan: Plan) -> None:
    make_plan(name="第六次", first_year=2030, last_year=2034, predecessor=plan)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (release, "公開している計画は取りやめられません。"),
        (prepare_a_year, "年度の進行管理を用意している計画は取りやめられません。"),
        (appoint, "先に委員を外してください。"),
        (follow, "先にそれを取りやめてください。"),
    ],
)
def test_a_plan_in_use_is_not_given_up(
    preparing: Plan, cast: Cast, step: object, words: str
) -> None:
    office = sign_in(cast.secretariat)
    step(preparing)
    before = hash_rows()
    assert words in office.get(f"{PAGE}?plan={preparing.pk}").content.decode()
    assert words in discard(office, preparing).content.decode()
    assert hash_rows() == before


def test_only_the_secretariat_gives_up_a_plan(preparing: Plan, cast: Cast) -> None:
    for person in (cast.staff, cast.head, cast.reader, cast.committee_member, cast.administrator):
        assert discard(sign_in(person), preparing).status_code == 403
    assert Plan.objects.filter(pk=preparing.pk).exists()


def test_the_way_there_is_shown_for_a_plan_in_preparation_only(
    current: Plan, preparing: Plan, cast: Cast
) -> None:
    office = sign_in(cast.secretariat)
    assert PAGE in office.get(f"/plan/?plan={preparing.pk}").content.decode()
    assert PAGE not in office.get(f"/plan/?plan={current.pk}").content.decode()
    assert not AnnualReview.objects.exists()
