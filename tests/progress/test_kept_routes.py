"""文を打つどの画面でも、保存できなかった文は消えず、もう一度送れる。"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from plans.choices import ContentKind, Role
from plans.models import ActionItem, CommonTheme, ItemDepartment, Membership, Plan, User
from progress.choices import RecordState, ReviewState
from progress.kept_forms import KEPT_FORMS
from progress.models import (
    Actual,
    AnnualReview,
    ContentProgress,
    DepartmentPart,
    Evidence,
    HalfYearCheck,
    ProgressRecord,
    SendBack,
)
from tests.builders import make_content, make_department, make_item
from tests.people import Cast, make_person
from tests.progress.rounds import do, finish, open_year, read_boxes, record_for

pytestmark = pytest.mark.one_database

TYPED = "手で打った <大切な> 文"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Scene:
    """審議中の年度。どの文の画面も、ちょうど書ける状態にある。"""

    review: AnnualReview
    open: ProgressRecord
    submitted: ProgressRecord
    finalized: ProgressRecord
    cast: Cast
    partner_head: User


@pytest.fixture
def scene(plan: Plan, item: ActionItem, cast: Cast) -> Scene:
    theme = CommonTheme.objects.create(plan=plan, number=1, title="広報")
    make_content(item, 9, common_theme=theme, kind=ContentKind.COMMON)
    partner = make_department("福祉活動推進課")
    ItemDepartment.objects.create(item=item, department=partner, order=2)
    others = [make_item(plan, number, departments=["福祉支援課"]) for number in (2, 3)]
    review = open_year(plan, cast.secretariat)
    do(record_for(others[0]), "save", cast.staff)
    do(record_for(others[0]), "submit", cast.staff)
    finish(record_for(others[1]), cast.staff, cast.head, cast.secretariat)
    partner_head = make_person("partner_head", partner, Role.HEAD)
    record = record_for(item)
    DepartmentPart.objects.create(
        record=record, department=partner, done_at=timezone.now(), done_by=cast.other_staff
    )
    AnnualReview.objects.update(state=ReviewState.DELIBERATING, has_half_year=True)
    records = [record_for(one) for one in (item, *others)]
    return Scene(review, *records, cast=cast, partner_head=partner_head)


@dataclass(frozen=True)
class Case:
    """文を打つ画面の一つ。saved は、保存された文を読む。"""

    person: Callable[[Scene], User]
    address: Callable[[Scene], str]
    boxes: Callable[[Scene, Client], dict[str, str]]
    saved: Callable[[Scene], Any]


def page_boxes(address: str, ending: str) -> Callable[[Scene, Client], dict[str, str]]:
    """画面を開き、名が ending で終わる初めの欄にだけ文を打つ。"""

    def type_in(scene: Scene, client: Client) -> dict[str, str]:
        boxes = read_boxes(html.unescape(client.get(address).content.decode()))
        name = next(name for name in boxes if name.endswith(ending))
        return {**boxes, name: TYPED}

    return type_in


def evidence_boxes(scene: Scene, client: Client) -> dict[str, str]:
    actual = Actual.objects.get(record=scene.open).pk
    typed = {"title": TYPED, "link": "https://www.example.jp/"}
    return {"actual": str(actual), **{f"actual-{actual}-{name}": typed[name] for name in typed}}


def deed_boxes(record: Callable[[Scene], ProgressRecord]) -> Callable[..., dict[str, str]]:
    return lambda scene, client: {"version": str(record(scene).version), "reason": TYPED}


CASES = {
    "common": Case(
        lambda scene: scene.cast.staff,
        lambda scene: "/common/",
        page_boxes("/common/", "-activities"),
        lambda scene: ContentProgress.objects.get(content__number=9).activities,
    ),
    "half_year": Case(
        lambda scene: scene.cast.staff,
        lambda scene: "/half-year/",
        page_boxes("/half-year/", "-remark"),
        lambda scene: HalfYearCheck.objects.get().remark,
    ),
    "record_deed": Case(
        lambda scene: scene.cast.head,
        lambda scene: f"/records/{scene.submitted.pk}/send_back/",
        deed_boxes(lambda scene: scene.submitted),
        lambda scene: SendBack.objects.get(field="").text,
    ),
    "record_deed: reopen": Case(
        lambda scene: scene.cast.secretariat,
        lambda scene: f"/records/{scene.finalized.pk}/reopen/",
        deed_boxes(lambda scene: scene.finalized),
        lambda scene: scene.finalized.history.latest().history_change_reason.split("：")[1],
    ),
    "record_evidence": Case(
        lambda scene: scene.cast.staff,
        lambda scene: f"/records/{scene.open.pk}/evidence/",
        evidence_boxes,
        lambda scene: Evidence.objects.get().title,
    ),
    "record_part": Case(
        lambda scene: scene.partner_head,
        lambda scene: (
            f"/records/{scene.open.pk}/parts/{make_department('福祉活動推進課').pk}/remark/"
        ),
        lambda scene, client: {"remark": TYPED},
        lambda scene: DepartmentPart.objects.get().remark,
    ),
    "admin:resume_review": Case(
        lambda scene: scene.cast.secretariat,
        lambda scene: f"/admin/progress/annualreview/{scene.review.pk}/resume/",
        lambda scene, client: {"reason": TYPED},
        lambda scene: scene.review.history.latest().history_change_reason.split("：")[1],
    ),
}
each_form = pytest.mark.parametrize("name", CASES)


def open_page(scene: Scene, case: Case) -> tuple[Client, dict[str, str]]:
    """ブラウザーと同じに CSRF の印を確かめるクライアントで、文を打つ。"""
    client = Client(enforce_csrf_checks=True)
    client.force_login(case.person(scene), backend=BACKEND)
    my_page = client.get("/my/").content.decode()
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', my_page)[0]
    return client, {**case.boxes(scene, client), "csrfmiddlewaretoken": token}


def kept_boxes(response: Any) -> dict[str, str]:
    """預かりの画面が、もう一度送る欄。"""
    page = response.content.decode()
    assert html.escape(TYPED) in page
    assert "<大切な>" not in page
    return {name: html.unescape(text) for name, text in read_boxes(page).items()}


@each_form
def test_an_expired_login_gives_the_text_back_to_be_sent_again(scene: Scene, name: str) -> None:
    case = CASES[name]
    client, boxes = open_page(scene, case)
    client.cookies.pop("sessionid")
    response = client.post(case.address(scene), boxes)
    assert response.status_code == 401
    assert "別のタブでログインする" in response.content.decode()
    client.force_login(case.person(scene), backend=BACKEND)
    assert client.post(case.address(scene), kept_boxes(response)).status_code == 302
    assert case.saved(scene) == TYPED


@each_form
def test_a_stale_page_gives_the_text_back_to_be_sent_again(scene: Scene, name: str) -> None:
    case = CASES[name]
    client, boxes = open_page(scene, case)
    response = client.post(case.address(scene), {**boxes, "csrfmiddlewaretoken": "old"})
    assert response.status_code == 403
    assert "画面の有効期限が切れました" in response.content.decode()
    assert client.post(case.address(scene), kept_boxes(response)).status_code == 302
    assert case.saved(scene) == TYPED


@each_form
def test_a_year_that_ended_meanwhile_gives_the_text_back_and_changes_nothing(
    scene: Scene, name: str
) -> None:
    case = CASES[name]
    client, boxes = open_page(scene, case)
    AnnualReview.objects.update(state=ReviewState.PUBLISHED)
    ProgressRecord.objects.filter(pk=scene.finalized.pk).update(state=RecordState.APPROVED)
    before = list(ProgressRecord.objects.values())
    response = client.post(case.address(scene), boxes)
    assert response.status_code in {403, 409}
    assert html.escape(TYPED) in response.content.decode()
    assert list(ProgressRecord.objects.values()) == before
    assert not HalfYearCheck.objects.exists()
    assert not SendBack.objects.exists()
    assert AnnualReview.objects.get().state == ReviewState.PUBLISHED


@each_form
def test_a_person_who_has_left_meanwhile_gets_the_text_back(scene: Scene, name: str) -> None:
    case = CASES[name]
    client, boxes = open_page(scene, case)
    Membership.objects.filter(user=case.person(scene)).delete()
    response = client.post(case.address(scene), boxes)
    assert response.status_code in {403, 404}
    assert html.escape(TYPED) in response.content.decode()


@each_form
def test_without_a_text_there_is_nothing_to_keep(scene: Scene, name: str) -> None:
    case = CASES[name]
    response = Client().post(case.address(scene), {"version": "1"})
    assert (response.status_code, response.url.startswith("/login/")) == (302, True)


def test_every_form_tried_here_is_in_the_table() -> None:
    # 入力の様式、紹介の一文、意見、審議、総括は、それぞれの画面の試験が試す。
    assert {name.split(": ")[0] for name in CASES} <= set(KEPT_FORMS)
