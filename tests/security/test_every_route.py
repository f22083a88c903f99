"""すべての道を、九人が、開いて送る。表にない道、表と違う答え、断りながらの書き込みを許さない。"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.security.expectations import EXPECTED, PUBLIC, Expected
from tests.security.routes import Route, all_routes
from tests.security.rows import hash_rows, note_writes
from tests.security.scene import PEOPLE, Scene, fresh

CODES = {
    200: "O",
    301: "R",
    302: "R",
    400: "B",
    403: "F",
    404: "N",
    405: "M",
    409: "C",
    410: "G",
    401: "K",
}
REFUSALS = set("FNMLBCGK")
METHODS = ("get", "post")
# ない番号への答えは立場で決まる。立場ごとに一人でよい。
STANDPOINTS = ("staff", "secretariat", "committee_member", "administrator", "stranger")
ROUTES = all_routes()


def expected_of(route: Route) -> Expected | None:
    """道の期待。同じ名の道が幾つもあるときは、道の型で書き分ける。"""
    return EXPECTED.get(route.path) or EXPECTED.get(route.name)


DECLARED = [route for route in ROUTES if expected_of(route)]


def row_of(route: Route, method: str) -> str:
    expected = expected_of(route)
    assert expected is not None, f"{route.name}（{route.path}）の期待が表にありません。"
    return getattr(expected, method).replace(" ", "")


def code_of(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith("/login/?next="):
        return "L"
    return CODES.get(response.status_code, str(response.status_code))


def walk(
    scene: Scene,
    person: str,
    method: str,
    client: Client,
    *,
    routes: list[Route] = DECLARED,
    missing: bool = False,
) -> dict[str, Any]:
    """その人が、その方法で、道を試した結果: 道の型 → （答え、書き込みの文）。

    許された POST の書き込みは、次の道の場面を変えないように取り消す。
    """
    cookies = SimpleCookie(client.cookies)
    results = {}
    for route in routes:
        values = scene.missing(route) if missing else scene.values(route)
        writes: list[str] = []
        is_allowed = row_of(route, method)[PEOPLE.index(person)] not in REFUSALS
        with transaction.atomic(), note_writes(writes):
            send = getattr(fresh(client, cookies), method)
            code = code_of(
                send(route.address(values), scene.posted(route) if method == "post" else {})
            )
            transaction.set_rollback(is_allowed and method == "post")
        results[route.path] = (code, writes)
    return results


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    undeclared = [route.path for route in ROUTES if expected_of(route) is None]
    assert undeclared == []
    known = {route.name for route in ROUTES} | {route.path for route in ROUTES}
    assert set(EXPECTED) - known == set()


def test_every_row_of_the_table_speaks_of_nine_people() -> None:
    for name, expected in EXPECTED.items():
        for method in METHODS:
            row = getattr(expected, method).replace(" ", "")
            assert len(row) == len(PEOPLE), name
            assert set(row) <= set("ORFNMBCGLK"), name


def test_only_the_named_routes_are_open_to_a_stranger() -> None:
    closed = set("LNK")
    open_routes = {
        route.name
        for route in DECLARED
        if {row_of(route, method)[-1] for method in METHODS} - closed
    }
    assert open_routes == set(PUBLIC)


# どの画面も、一度は PostgreSQL でも開き、押す。
BOTH_DATABASES = {"secretariat", "staff"}


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "person",
    [
        pytest.param(person, marks=[pytest.mark.both_databases] * (person in BOTH_DATABASES))
        for person in PEOPLE
    ],
)
def test_every_route_answers_as_the_table_says(scene: Scene, person: str, method: str) -> None:
    client = scene.client(person)
    before = hash_rows()
    results = walk(scene, person, method, client)
    column = PEOPLE.index(person)
    wrong = {}
    for route in DECLARED:
        wanted = row_of(route, method)[column]
        code, writes = results[route.path]
        may_write = method == "post" and wanted not in REFUSALS
        if code != wanted or (writes and not may_write):
            wrong[route.path] = (f"{wanted} のはずが {code}", writes)
    assert wrong == {}
    assert hash_rows() == before


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("person", STANDPOINTS)
def test_a_number_that_is_not_there_is_not_found_or_forbidden(
    scene: Scene, person: str, method: str
) -> None:
    client = scene.client(person)
    before = hash_rows()
    numbered = [
        route
        for route in DECLARED
        if scene.missing(route) != scene.values(route)
        and not route.path.endswith("<path:object_id>/")
    ]
    results = walk(scene, person, method, client, routes=numbered, missing=True)
    column = PEOPLE.index(person)
    wrong = {}
    for route in numbered:
        wanted = row_of(route, method)[column]
        code, writes = results[route.path]
        answers = (
            {wanted} if wanted in REFUSALS - {"C"} else {"N", "F"} if method == "post" else {"N"}
        )
        answers |= {"N"} if wanted == "F" else set()
        if code not in answers or writes:
            wrong[route.path] = (f"{answers} のはずが {code}", writes)
    assert wrong == {}
    assert hash_rows() == before
