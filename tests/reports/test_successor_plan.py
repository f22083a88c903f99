"""第五次計画の一連: 始め、Excelと様式で直し、公開し、年度を開く。第四次は一字も変わらない。"""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plans.models import ActionItem, ImportPlan, Plan, Target
from progress.installation import install_plan
from tests.bench.forms import read_form
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year
from tests.reports.successor import begin, deliberate_2023, everything_of

pytestmark = pytest.mark.django_db


def edit_in_excel(office: Client, plan: Plan) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(office.get(f"/plan-book/plan.xlsx?plan={plan.pk}").content)
    )
    book["目標値"].append(["1・1", "0", 2024, "14回", None, "14回"])
    book["実施項目"]["B17"] = "Excelで直した項目"
    book["項目の引継ぎ"].append([16, 20])
    saved = io.BytesIO()
    book.save(saved)
    office.post("/plan-book/", {"file": SimpleUploadedFile("第五次.xlsx", saved.getvalue())})
    kept = ImportPlan.objects.get()
    changes = office.get(f"/plan-book/{kept.pk}/").context["changes"]
    assert (changes.refusal, changes.total) == ("", 3)
    response = office.post(f"/plan-book/{kept.pk}/", {"seen": changes.seen})
    assert response.status_code == 302


def save_form(office: Client, row: Any, form: str, **values: str) -> None:
    address = f"/admin/plans/{row._meta.model_name}/{row.pk}/change/"
    fields = read_form(office.get(address).content.decode(), form)
    fields.update({name: [value] for name, value in values.items()})
    response = office.post(address, fields)
    assert response.status_code == 302, response.context["errors"]


@pytest.fixture
def fourth() -> Plan:
    install_plan("action_plan_2019")
    plan: Plan = Plan.objects.get()
    return plan


@pytest.fixture
def cast(fourth: Plan) -> Cast:
    return deliberate_2023(fourth)


@pytest.mark.slow
def test_the_fifth_plan_begins_while_the_fourth_is_deliberated(fourth: Plan, cast: Cast) -> None:
    office, staff = sign_in(cast.secretariat), sign_in(cast.staff)
    before = everything_of(fourth)

    fifth = begin(office)
    edit_in_excel(office, fifth)
    save_form(
        office, ActionItem.objects.get(plan=fifth, number=17), "actionitem_form",
        title="様式で直した項目",
    )  # fmt: skip
    titles = dict(ActionItem.objects.for_plan(fifth).values_list("number", "title"))
    assert len(titles) == 30
    assert (titles[16], titles[17]) == ("Excelで直した項目", "様式で直した項目")
    assert str(Target.objects.for_plan(fifth).get().value) == "14回"
    assert staff.get(f"/?plan={fifth.pk}").status_code == 404
    assert "第五次" not in Client().get("/public/").content.decode()

    save_form(office, fifth, "plan_form", released_at_0="2024-04-01", released_at_1="00:00:00")
    assert staff.get("/").context["plan"] == fourth
    assert staff.get(f"/?plan={fifth.pk}").context["facts"]["counts"]["total"] == 30

    open_year(fifth, cast.secretariat, 2024)
    assert staff.get("/").context["plan"] == fifth
    dashboard = staff.get(f"/?plan={fourth.pk}")
    assert (dashboard.context["plan"], dashboard.context["facts"]["counts"]["total"]) == (
        fourth,
        25,
    )
    assert dashboard.context["year"]["state_label"] == "委員会審議中"
    for address in ("/my/", "/packs/", "/schedule/", f"/plan/?plan={fifth.pk}"):
        assert office.get(address).status_code == 200

    page = staff.get(f"/items/1/?plan={fifth.pk}")
    (story,) = page.context["item"]["story"]
    assert (story["plan"], story["number"], story["relation"]) == (fourth.name, 1, "継続")
    assert [row["text"] for row in story["indicators"][0]["years"]] == ["12回"]
    assert "前の計画からのあゆみ" in page.content.decode()
    added = staff.get(f"/items/16/?plan={fifth.pk}").context["item"]["story"]
    assert [row["number"] for row in added] == [20]
    merged = staff.get(f"/items/13/?plan={fifth.pk}").context["item"]["story"]
    assert [(row["number"], row["relation"]) for row in merged] == [
        (13, "統合"), (14, "統合"), (15, "統合"),
    ]  # fmt: skip
    assert everything_of(fourth) == before
