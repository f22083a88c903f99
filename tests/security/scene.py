"""道を歩くための場面。どの画面にも、見える行が一つはある。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.db import models
from django.test import Client

from plans.models import ActionItem, BasicGoal, CommonTheme, Plan
from progress.models import AnnualReview, ProgressRecord, Reminder
from tests.builders import make_content, make_indicator, make_item, make_source_note
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year
from tests.security.routes import MISSING, Route

PEOPLE = (
    "staff",
    "head",
    "other_staff",
    "secretariat",
    "secretariat_head",
    "reader",
    "committee_member",
    "administrator",
    "stranger",
)
"""九人。stranger は未ログイン。表の列はこの順に並ぶ。"""


@dataclass(frozen=True, slots=True)
class Scene:
    """場面。record は下書きのある福祉支援課の報告、submitted は課長を待つ報告。"""

    plan: Plan
    cast: Cast
    item: ActionItem
    review: AnnualReview
    record: ProgressRecord
    submitted: ProgressRecord

    def client(self, person: str) -> Client:
        """その人のクライアント。画面の誤りは 500 として受け取る。"""
        client = Client() if person == "stranger" else sign_in(getattr(self.cast, person))
        client.raise_request_exception = False
        return client

    def values(self, route: Route) -> dict[str, str]:
        """道の引数の値。見える行を指す。"""
        known = {
            "number": str(self.item.number),
            "review_id": str(self.review.pk),
            "record_id": str(self.record.pk),
            "person_id": str(self.cast.staff.pk),
            "id": str(self.cast.staff.pk),
            "app_label": "plans",
            "content_type_id": "1",
            "url": "nowhere/",
            "object_id": self._object_id(route) if "object_id" in route.arguments else "",
            "uidb64": "MQ",
            "token": "not-a-token",
            "verb": "submit",
        }
        return {name: known[name] for name in route.arguments}

    def missing(self, route: Route) -> dict[str, str]:
        """道の引数の値。番号の引数は、どこにもない行を指す。"""
        return {
            name: MISSING if value.isdigit() and name != "content_type_id" else value
            for name, value in self.values(route).items()
        }

    def _object_id(self, route: Route) -> str:
        parts = route.path.split("/")
        if parts[1] == "r":
            return "1"
        model = apps.get_model(parts[1], parts[2])
        row = self._rows.get(parts[2]) or model._default_manager.order_by("pk").first()
        assert row is not None, f"場面に {parts[2]} の行がありません。"
        return str(row.pk)

    @property
    def _rows(self) -> Mapping[str, models.Model]:
        return {"user": self.cast.staff, "progressrecord": self.record}


def make_scene(plan: Plan, item: ActionItem, cast: Cast) -> Scene:
    """受付中の年度を作り、一つの報告を下書きに、一つを提出済にする。"""
    second = make_item(plan, 2, departments=["福祉支援課"])
    make_content(second, 1)
    make_indicator(second, baseline="1人", targets={2021: "2人"})
    make_source_note(plan, 1, item=item)
    BasicGoal.objects.create(plan=plan, number=1, title="支えあうまち")
    CommonTheme.objects.create(plan=plan, number=1, title="広報の充実")
    Reminder.objects.create(user=cast.staff, on=date(2022, 4, 20), subject="題", body="文")
    review = open_year(plan, cast.secretariat)
    record = ProgressRecord.objects.get(item=item)
    submitted = ProgressRecord.objects.get(item=second)
    do(record, "save", cast.staff)
    do(submitted, "save", cast.staff)
    do(submitted, "submit", cast.staff)
    record.refresh_from_db()
    submitted.refresh_from_db()
    return Scene(plan, cast, item, review, record, submitted)


def fresh(client: Client, cookies: SimpleCookie) -> Client:
    """ログアウトなどで消えたクッキーを、初めの形に戻したクライアント。"""
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    return client


def extra_fields(scene: Scene) -> dict[str, Any]:
    """送っても効いてはならない欄。状態、課、署名、番号。"""
    return {
        "id": "1",
        "pk": "1",
        "state": "finalized",
        "department": str(scene.cast.staff.memberships.get().department_id),
        "review": str(scene.review.pk),
        "item": "2",
        "version": "99",
        "submitted_by": str(scene.cast.staff.pk),
        "approved_by": str(scene.cast.staff.pk),
        "finalized_by": str(scene.cast.staff.pk),
        "finalized_at": "2020-01-01",
        "is_sample": "on",
        "is_superuser": "on",
        "is_migration": "on",
        "session_epoch": "0",
        "schedule_confirmed_by": str(scene.cast.staff.pk),
    }
