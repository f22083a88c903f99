"""四十の「式に見える文字」を、一覧のどの文の欄に置いても、式にならず、送り返しても変わらないこと。"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from plans.admin.lists import ListExportMixin, ListImportMixin
from plans.admin_site import site
from plans.models import (
    ActionItem,
    BasicGoal,
    CommonTheme,
    Department,
    ImplementationContent,
    Indicator,
    Plan,
    Policy,
    RelatedPlan,
    SourceNote,
    User,
)
from plans.workbooks import clean_text, guard_text
from progress.models import CommitteeMeeting, ProgressRecord
from reports.models import MediaNotice
from tests.builders import make_item
from tests.people import Cast, sign_in
from tests.plans.hard_strings import FORMULA_PAYLOADS
from tests.progress.rounds import open_year
from tests.reports.packs import MADE_ON
from tests.reports.test_formula_payloads import values_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# 文を置く欄。行の名になる欄（計画の名、利用者名）は、置いた後も行を指せるので同じに扱う。
TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    ActionItem: ("title", "remark"),
    BasicGoal: ("title", "catchphrase", "description"),
    CommonTheme: ("title",),
    CommitteeMeeting: ("place", "agenda", "return_to", "minutes"),
    Department: ("name",),
    ImplementationContent: ("title",),
    Indicator: ("name", "unit", "definition", "source", "note"),
    MediaNotice: ("medium", "issue"),
    Policy: ("title",),
    ProgressRecord: ("achievement", "issues", "improvement", "rating_reason"),
    RelatedPlan: ("name", "source"),
    SourceNote: ("subject", "sheet_text", "list_text", "reading", "reason", "resolution"),
    User: ("last_name", "first_name", "email"),
}
NOT_ROWS_OF_TEXT = {"CommitteeMember"}
NUMBERS = range(1, len(FORMULA_PAYLOADS) + 1)


def fill_lists(plan: Plan, cast: Cast) -> None:
    """どの一覧にも四十行を作り、n 行目の文の欄をみな n 番目の文字にする。"""
    for number in NUMBERS:
        make_item(plan, number)
    items = list(ActionItem.objects.order_by("number"))
    ImplementationContent.objects.bulk_create(
        ImplementationContent(item=item, number=1, order=1, qualifier="new") for item in items
    )
    Indicator.objects.bulk_create(Indicator(item=item, number=1) for item in items)
    review = open_year(plan, cast.secretariat)
    numbered = (BasicGoal, CommonTheme, RelatedPlan)
    for model in numbered:
        rows = [model(plan=plan, number=number) for number in NUMBERS]
        name = "name" if model is RelatedPlan else "title"
        for row in rows:
            setattr(row, name, f"{row.number}")
        model.objects.bulk_create(rows)
    Policy.objects.bulk_create(
        Policy(plan=plan, number=number, code=f"{number}") for number in NUMBERS[1:]
    )
    SourceNote.objects.bulk_create(
        SourceNote(plan=plan, number=number, kind="ambiguity") for number in NUMBERS
    )
    CommitteeMeeting.objects.bulk_create(
        CommitteeMeeting(review=review, number=number, held_on=MADE_ON) for number in NUMBERS
    )
    MediaNotice.objects.bulk_create(
        MediaNotice(review=review, medium=f"{number}", published_on=MADE_ON) for number in NUMBERS
    )
    User.objects.bulk_create(User(username=f"zz{number:02}") for number in NUMBERS)
    Department.objects.bulk_create(Department(name=f"課{number}") for number in NUMBERS)
    for model, names in TEXTS.items():
        _put_payloads(model, names)


def _put_payloads(model: Any, names: tuple[str, ...]) -> None:
    rows = list(model.objects.order_by("-pk")[: len(FORMULA_PAYLOADS)])
    for row, text in zip(rows, FORMULA_PAYLOADS, strict=True):
        for name in names:
            setattr(row, name, text)
    model.objects.bulk_update(rows, names)


def test_every_list_has_its_texts_tried() -> None:
    listed = {
        one.model.__name__ for one in site._registry.values() if isinstance(one, ListExportMixin)
    }
    assert listed == {model.__name__ for model in TEXTS} | NOT_ROWS_OF_TEXT


def test_no_text_of_a_list_becomes_a_formula_and_what_came_out_goes_in_unchanged(
    plan: Plan, cast: Cast
) -> None:
    fill_lists(plan, cast)
    client = sign_in(cast.secretariat)
    for model, names in TEXTS.items():
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"{page}_export")
        book = client.post(address, {"resource": "0", "format": "0"}).content
        values = list(values_of(book))
        text = client.post(address, {"resource": "0", "format": "1"}).content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        for payload in FORMULA_PAYLOADS:
            assert values.count(clean_text(payload)) >= len(names), (model, payload)
            assert cells.count(guard_text(payload)) >= len(names), (model, payload)
        if isinstance(site._registry[model], ListImportMixin):
            file = SimpleUploadedFile("一覧.xlsx", book)
            sent = client.post(reverse(f"{page}_import"), {"import_file": file})
            check = client.get(sent["Location"]).content.decode()
            assert "変わるところはありません。" in check, model
