"""版を持たない行も、後から保存する人が黙って上書きすることはない。"""

from __future__ import annotations

from typing import Any

import pytest

from plans.models import Department, Plan, User
from progress.models import AnnualReview, RatingScale
from tests.people import Cast, sign_in
from tests.progress.rounds import prepare_year, read_boxes

MESSAGE = "ほかの人がここを変更しました"


@pytest.fixture
def addresses(plan: Plan, cast: Cast) -> dict[str, str]:
    """守るべき画面。尺度は、まだ使っていないもの。"""
    scale = RatingScale.objects.create(name="試験の尺度")
    scale.ratings.create(code="A", label="できた", order=1, minimum=80)
    scale.ratings.create(code="B", label="できなかった", order=2)
    rows = {
        "review": ("progress/annualreview", prepare_year(plan).pk),
        "scale": ("progress/ratingscale", scale.pk),
        "plan": ("plans/plan", plan.pk),
        "department": ("plans/department", Department.objects.get(name="福祉支援課").pk),
        "person": ("plans/user", cast.staff.pk),
    }
    return {name: f"/admin/{path}/{pk}/change/" for name, (path, pk) in rows.items()}


def open_boxes(person: User, address: str) -> dict[str, str]:
    """画面を開いたときの欄。"""
    return read_boxes(sign_in(person).get(address).content.decode())


def save(person: User, address: str, boxes: dict[str, str], **typed: str) -> Any:
    """欄 typed を打って保存する。欄の名の - は __ と書く。"""
    changes = {name.replace("__", "-"): text for name, text in typed.items()}
    kept = {name: text for name, text in boxes.items() if not name.startswith("_")}
    return sign_in(person).post(address, {**kept, **changes, "_save": "1"})


CHANGES = {
    "review": ({"department_due_on": "2022-05-01"}, {"head_due_on": "2022-06-01"}),
    "scale": ({"name": "甲の尺度"}, {"ratings__0__label": "乙"}),
    "plan": ({"name": "甲の計画"}, {"short_name": "乙"}),
    "department": ({"name": "甲課"}, {"order": "9"}),
    "person": ({"last_name": "甲"}, {"first_name": "乙"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_saver_is_told_and_nothing_is_overwritten(
    name: str, addresses: dict[str, str], cast: Cast
) -> None:
    address, (first, second) = addresses[name], CHANGES[name]
    opened = open_boxes(cast.secretariat_head, address)
    mine = save(cast.secretariat, address, open_boxes(cast.secretariat, address), **first)
    assert mine.status_code == 302
    refused = save(cast.secretariat_head, address, opened, **second)
    assert MESSAGE in refused.content.decode()
    again = save(cast.secretariat_head, address, opened, **second)
    assert MESSAGE in again.content.decode()
    now = open_boxes(cast.secretariat, address)
    assert {key: now[key] for key in first} == first
    taken = save(cast.secretariat_head, address, now, **second)
    assert taken.status_code == 302


def test_a_change_of_the_rows_alone_is_noticed(addresses: dict[str, str], cast: Cast) -> None:
    address = addresses["scale"]
    opened = open_boxes(cast.secretariat_head, address)
    boxes = open_boxes(cast.secretariat, address)
    assert save(cast.secretariat, address, boxes, ratings__0__label="甲").status_code == 302
    refused = save(cast.secretariat_head, address, opened, ratings__0__label="乙")
    assert MESSAGE in refused.content.decode()
    assert RatingScale.objects.get(name="試験の尺度").ratings.get(order=1).label == "甲"


def test_a_sign_in_of_the_person_meanwhile_is_no_change(
    addresses: dict[str, str], cast: Cast
) -> None:
    address = addresses["person"]
    opened = open_boxes(cast.secretariat, address)
    sign_in(cast.staff)
    assert save(cast.secretariat, address, opened, last_name="甲").status_code == 302


def test_a_stage_moved_meanwhile_stays_and_is_no_conflict(
    addresses: dict[str, str], cast: Cast
) -> None:
    opened = open_boxes(cast.secretariat, addresses["review"])
    AnnualReview.objects.update(state="accepting")
    response = save(cast.secretariat, addresses["review"], opened, head_due_on="2022-06-01")
    assert response.status_code == 302
    assert AnnualReview.objects.get().state == "accepting"
