"""管理画面の入口と抜け道。標準の扉が、決まりの外へ通じていないこと。"""

from __future__ import annotations

import pytest
from django.test import Client

from plans.admin_site import site
from plans.models import ActionItem
from tests.builders import make_item, make_plan
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, list_address

pytestmark = pytest.mark.one_database

OWN_MODELS = sorted(
    (model for model in site._registry if model._meta.app_label == "plans"), key=str
)


def test_there_is_no_second_sign_in_page(client: Client, cast: Cast) -> None:
    for door in (client, sign_in(cast.secretariat)):
        assert door.get("/admin/login/").status_code == 404
        assert door.post("/admin/login/", {"username": "staff"}).status_code == 404


def test_a_stranger_is_led_to_the_one_sign_in_page(client: Client, item: ActionItem) -> None:
    response = client.get(change_address(item))
    assert response.status_code == 302
    assert response.url.startswith("/login/?next=/admin/")


@pytest.mark.parametrize("name", ["outsider", "committee_member"])
def test_a_person_without_rights_is_refused_not_sent_in_circles(
    item: ActionItem, cast: Cast, name: str
) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get("/admin/").status_code == 403
    assert client.get(list_address(ActionItem)).status_code == 403
    assert client.get(change_address(item)).status_code == 403


def test_an_administrator_manages_people_and_reads_no_plan(item: ActionItem, cast: Cast) -> None:
    client = sign_in(cast.administrator)
    assert client.get("/admin/").status_code == 200
    assert client.get(list_address(ActionItem)).status_code == 403
    assert client.get(change_address(item)).status_code in (403, 404)
    assert client.post(change_address(item), {"title": "書き換え"}).status_code in (403, 404)


@pytest.mark.parametrize("number", ["0", "999999", "abc", "1e3"])
@pytest.mark.parametrize("model", OWN_MODELS)
def test_an_object_that_is_not_there_is_not_found(cast: Cast, model: type, number: str) -> None:
    client = sign_in(cast.secretariat)
    assert client.get(f"{list_address(model)}{number}/change/").status_code == 404  # type: ignore[arg-type]
    assert client.get(f"{list_address(model)}{number}/delete/").status_code in (403, 404)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", OWN_MODELS)
def test_the_stock_history_pages_are_closed(item: ActionItem, cast: Cast, model: type) -> None:
    client = sign_in(cast.secretariat)
    row = model.objects.first() or item  # type: ignore[attr-defined]
    before = type(row).objects.filter(pk=row.pk).values().get()
    history = f"{list_address(row)}{row.pk}/history/"
    assert client.get(history).status_code == 404
    assert client.post(history, {"title": "書き換え"}).status_code == 404
    revert = client.get(f"{history}1/", follow=True)
    assert revert.status_code == 404
    assert client.post(f"{history}1/", {"title": "書き換え"}, follow=True).status_code == 404
    assert type(row).objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", OWN_MODELS)
def test_rows_cannot_be_deleted_in_bulk(item: ActionItem, cast: Cast, model: type) -> None:
    client = sign_in(cast.secretariat)
    rows = model.objects.all()  # type: ignore[attr-defined]
    before = rows.count()
    posted = {
        "action": "delete_selected",
        "_selected_action": [str(row.pk) for row in rows],
        "post": "yes",
    }
    assert client.post(list_address(model), posted).status_code in (200, 302)  # type: ignore[arg-type]
    assert rows.count() == before


PEOPLE = {"app_label": "plans", "model_name": "membership", "field_name": "user", "term": ""}
ITEMS = {"app_label": "plans", "model_name": "indicator", "field_name": "item", "term": "項目"}


@pytest.mark.parametrize("name", ["outsider", "staff", "reader", "committee_member"])
def test_searching_choices_shows_people_only_to_those_who_manage_them(
    item: ActionItem, cast: Cast, name: str
) -> None:
    assert sign_in(getattr(cast, name)).get("/admin/autocomplete/", PEOPLE).status_code == 403
    assert sign_in(cast.secretariat).get("/admin/autocomplete/", PEOPLE).status_code == 200


def test_searching_choices_shows_only_what_the_person_may_see(item: ActionItem, cast: Cast) -> None:
    draft = make_plan(name="準備中の計画", released_at=None)
    make_item(draft, title="まだ見せない項目")
    shown = sign_in(cast.staff).get("/admin/autocomplete/", ITEMS).json()["results"]
    assert [row["text"] for row in shown] == [str(item)]
    assert sign_in(cast.administrator).get("/admin/autocomplete/", ITEMS).status_code == 403


def test_searching_choices_lists_the_items_by_number(item: ActionItem, cast: Cast) -> None:
    make_item(item.plan, 9, title="項目九")
    make_item(item.plan, 8, title="項目八")
    shown = sign_in(cast.secretariat).get("/admin/autocomplete/", ITEMS).json()["results"]
    assert [row["text"] for row in shown][-2:] == ["8 項目八", "9 項目九"]


def test_a_popup_obeys_the_same_rules(item: ActionItem, cast: Cast) -> None:
    staff = sign_in(cast.staff)
    assert staff.get(f"{list_address(ActionItem)}add/?_popup=1").status_code == 403
    assert staff.get("/admin/plans/user/?_popup=1").status_code == 403


def test_filtering_by_a_password_is_refused(item: ActionItem, cast: Cast) -> None:
    client = sign_in(cast.secretariat)
    for query in ("password__startswith=m", "memberships__user__password__startswith=m"):
        response = client.get(f"/admin/plans/user/?{query}")
        assert response.status_code in (302, 400)
    response = client.get(f"{list_address(ActionItem)}?schedule_confirmed_by__password__contains=a")
    assert response.status_code in (302, 400)
