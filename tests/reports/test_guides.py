"""手引: だれでも読め、役割ごとに一枚ある。"""

import pytest
from django.test import Client
from django.urls import reverse

from reports.guide import GUIDES
from tests.people import Cast, sign_in


@pytest.mark.parametrize("name", GUIDES)
def test_everyone_who_is_signed_in_reads_each_guide(name: str, cast: Cast) -> None:
    for person in (cast.staff, cast.committee_member, cast.administrator):
        response = sign_in(person).get(reverse("guide", args=[name]))
        assert response.status_code == 200
        assert GUIDES[name].title in response.content.decode()


def test_the_list_leads_to_every_guide_and_every_page_to_the_list(cast: Cast) -> None:
    client = sign_in(cast.staff)
    listed = client.get(reverse("guides")).content.decode()
    assert all(reverse("guide", args=[name]) in listed for name in GUIDES)
    assert reverse("guides") in client.get(reverse("my")).content.decode()


def test_an_unknown_guide_is_not_found(cast: Cast) -> None:
    assert sign_in(cast.staff).get(reverse("guide", args=["unknown"])).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("guides")).status_code == 302
