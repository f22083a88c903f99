"""年度を開いた後の計画の数値。誤記訂正か改定でだけ変わる。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from plans.forms import CorrectionForm
from plans.models import (
    ActionItem,
    Baseline,
    ImplementationContent,
    Indicator,
    PhaseSpan,
    Plan,
    PlanRevision,
    Target,
)
from tests.bench.forms import read_form
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, list_address, opened, save, text_of

pytestmark = pytest.mark.one_database

CORRECTED = {
    "correction-is_correction": "on",
    "correction-page": "12",
    "correction-reason": "原本は19人",
}
REASON = "誤記訂正（原本 12頁）：原本は19人"


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


@pytest.fixture
def locked(item: ActionItem) -> ActionItem:
    Plan.objects.update(figures_locked_at=timezone.now())
    item.refresh_from_db()
    return item


def row_named(item: ActionItem, name: str) -> Any:
    rows = {
        "plan": item.plan,
        "policy": item.policy,
        "item": item,
        "content": item.contents.get(number=1),
        "indicator": item.indicators.get(),
    }
    return rows[name]


PLAIN_EDITS = [
    ("plan", {"baseline_year": "2017"}, "基準年度"),
    ("policy", {"title": "別の題"}, "基本方針"),
    ("item", {"title": "別の題"}, "実施項目"),
    ("item", {"number": "9"}, "項目番号"),
    ("content", {"title": "別の題"}, "実施内容"),
    ("content", {"qualifier": "new"}, "継続区分"),
    ("indicator", {"unit": "回"}, "単位"),
    ("indicator", {"kind": "decrease"}, "型"),
    ("indicator", {"targets-0-value": "99人"}, "目標値"),
    ("indicator", {"targets-0-as_printed": "９９人"}, "計画書の表記"),
    ("indicator", {"baseline-0-value": "1人"}, "基準値"),
    ("indicator", {"targets-4-DELETE": "on"}, "行の削除"),
]


@pytest.mark.parametrize(("name", "changes", "box"), PLAIN_EDITS)
def test_a_plain_edit_is_refused_and_nothing_is_lost(
    locked: ActionItem, clerk: Client, name: str, changes: dict[str, str], box: str
) -> None:
    row = row_named(locked, name)
    response = save(clerk, change_address(row), changes)
    page = text_of(response)
    assert response.status_code == 200
    assert f"{box}" in page
    assert "計画の数値は固定されています" in page
    kept = read_form(page, f"{row._meta.model_name}_form")
    assert all(kept[field] == [value] for field, value in changes.items())
    assert row_named(locked, name).history.count() == 1
    assert Target.objects.count() == 5


@pytest.mark.parametrize(("name", "changes", "box"), PLAIN_EDITS)
def test_the_same_edit_passes_as_a_correction_and_says_so_in_the_history(
    locked: ActionItem, clerk: Client, cast: Cast, name: str, changes: dict[str, str], box: str
) -> None:
    row = row_named(locked, name)
    assert save(clerk, change_address(row), {**changes, **CORRECTED}).status_code == 302
    models = (Plan, ActionItem, ImplementationContent, Indicator, Target, Baseline)
    rows = [
        entry
        for model in (*models, type(row))
        for entry in model.history.filter(history_change_reason=REASON)
    ]
    assert rows
    assert {entry.history_user for entry in rows} == {cast.secretariat}


@pytest.mark.parametrize(("name", "changes", "box"), PLAIN_EDITS)
def test_before_a_year_is_opened_every_edit_is_plain(
    item: ActionItem, clerk: Client, name: str, changes: dict[str, str], box: str
) -> None:
    address = change_address(row_named(item, name))
    assert "correction-page" not in opened(clerk, address)
    assert save(clerk, address, changes).status_code == 302


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("correction-is_correction", "チェックを入れてください"),
        ("correction-page", "原本の頁を入れてください"),
        ("correction-reason", "理由を入れてください"),
    ],
)
def test_a_correction_needs_all_three_boxes(
    locked: ActionItem, clerk: Client, missing: str, message: str
) -> None:
    given = {name: value for name, value in CORRECTED.items() if name != missing}
    indicator = locked.indicators.get()
    response = save(clerk, change_address(indicator), {"unit": "回", **given})
    assert response.status_code == 200
    assert message in text_of(response)
    indicator.refresh_from_db()
    assert indicator.unit == "人"


@pytest.mark.parametrize("blank", [" ", "　", "\t"])
def test_white_space_is_no_page_and_no_reason(blank: str) -> None:
    given = {**CORRECTED, "correction-page": blank, "correction-reason": blank}
    form = CorrectionForm(given)
    assert form.correction is None
    assert set(form.errors) == {"page", "reason"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("plan", {"purpose": "目的の説明", "committee_name": "委員会"}),
        ("item", {"remark": "備考を足す"}),
        (
            "indicator",
            {"definition": "定義", "source": "出典", "note": "注", "kind_reason": "理由"},
        ),
        ("indicator", {"baseline-0-note": "見込みの注"}),
    ],
)
def test_explanations_stay_free(
    locked: ActionItem, clerk: Client, name: str, changes: dict[str, str]
) -> None:
    assert save(clerk, change_address(row_named(locked, name)), changes).status_code == 302


def test_the_value_another_plan_settles_stays_free(locked: ActionItem, clerk: Client) -> None:
    Indicator.objects.update(other_plan="次期計画")
    changes = {
        "targets-0-settled_value": "12人",
        "targets-0-settled_source": "次期計画 5頁",
        "targets-0-settled_on": "2021-04-01",
    }
    assert save(clerk, change_address(locked.indicators.get()), changes).status_code == 302
    assert str(Target.objects.get(fiscal_year=2019).settled_value) == "12人"


def add_row(indicator: Indicator, revision: PlanRevision) -> dict[str, str]:
    return {
        "targets-TOTAL_FORMS": "6",
        "targets-5-fiscal_year": "2022",
        "targets-5-value": "50人",
        "targets-5-revision": str(revision.pk),
        "targets-5-indicator": str(indicator.pk),
    }


@pytest.mark.parametrize("number", [0, 1])
def test_a_target_is_added_as_a_correction_only_whatever_its_revision(
    locked: ActionItem, clerk: Client, number: int
) -> None:
    revision, _ = PlanRevision.objects.get_or_create(
        plan=locked.plan, number=number, defaults={"from_year": 2022, "reason": "見直し"}
    )
    indicator = locked.indicators.get()
    indicator.targets.filter(fiscal_year=2022).delete()
    row = {
        name.replace("-5-", "-4-"): value for name, value in add_row(indicator, revision).items()
    }
    row["targets-TOTAL_FORMS"] = "5"
    page = text_of(save(clerk, change_address(indicator), row))
    assert "計画の改定は「計画を見直す」で行います。" in page
    assert not Target.objects.filter(fiscal_year=2022).exists()
    assert save(clerk, change_address(indicator), {**row, **CORRECTED}).status_code == 302
    assert Target.objects.get(fiscal_year=2022).revision == revision


def test_no_revision_is_added_by_hand_once_a_year_is_opened(
    locked: ActionItem, clerk: Client
) -> None:
    changes = {
        "revisions-TOTAL_FORMS": "2",
        "revisions-1-number": "1",
        "revisions-1-name": "第1回改定",
        "revisions-1-from_year": "2022",
        "revisions-1-reason": "中間見直し",
    }
    save(clerk, change_address(locked.plan), changes)
    assert not PlanRevision.objects.filter(number=1).exists()
    Plan.objects.update(figures_locked_at=None)
    assert save(clerk, change_address(locked.plan), changes).status_code == 302
    assert PlanRevision.objects.filter(number=1).exists()


@pytest.mark.parametrize("model", [Indicator, ImplementationContent])
def test_a_new_row_under_a_locked_plan_needs_a_correction(
    locked: ActionItem, clerk: Client, model: Any
) -> None:
    changes = {"number": "7", "name": "足した", "title": "足した", "order": "7", "qualifier": "new"}
    address = f"{list_address(model)}add/?item={locked.pk}"
    response = save(clerk, address, changes)
    assert "計画の数値は固定されています" in text_of(response)
    posted = {**opened(clerk, address), **changes, **CORRECTED, "item": [str(locked.pk)]}
    assert clerk.post(address, posted).status_code == 302
    assert model.objects.filter(number=7).exists()


@pytest.mark.parametrize("name", ["item", "content", "indicator"])
def test_rows_of_a_locked_plan_cannot_be_deleted_and_say_why(
    locked: ActionItem, clerk: Client, name: str
) -> None:
    row = row_named(locked, name)
    address = f"{list_address(row)}{row.pk}/delete/"
    for response in (clerk.get(address), clerk.post(address, {"post": "yes"})):
        assert "年度を開いた後は消せません" in text_of(response)
    assert type(row).objects.filter(pk=row.pk).exists()


def schedule(client: Client, item: ActionItem, changes: dict[str, str], action: str) -> Any:
    address = f"/schedule/{item.number}/"
    posted = read_form(client.get(address).content.decode(), "schedule_form")
    return client.post(address, {**posted, **changes, "action": action})


def test_unconfirmed_arrows_are_placed_freely_in_a_locked_plan(
    locked: ActionItem, clerk: Client
) -> None:
    assert schedule(clerk, locked, {"span-0-last_year": "2019"}, "confirm").status_code == 302
    locked.refresh_from_db()
    assert locked.is_schedule_confirmed


@pytest.mark.parametrize("action", ["save", "confirm"])
def test_confirmed_arrows_of_a_locked_plan_change_only_as_a_correction(
    locked: ActionItem, clerk: Client, action: str
) -> None:
    schedule(clerk, locked, {}, "confirm")
    assert "誤記訂正" in clerk.get("/schedule/1/").content.decode()
    changes = {"span-0-last_year": "2019"}
    response = schedule(clerk, locked, changes, action)
    assert "計画の数値は固定されています" in response.content.decode()
    assert PhaseSpan.objects.get(label="検討").last_year == 2020
    locked.refresh_from_db()
    assert locked.is_schedule_confirmed
    assert schedule(clerk, locked, {**changes, **CORRECTED}, action).status_code == 302
    span = PhaseSpan.objects.get(label="検討")
    assert span.last_year == 2019
    assert span.history.first().history_change_reason == REASON


def test_taking_the_confirmation_back_by_a_correction_opens_no_way_round(
    locked: ActionItem, clerk: Client
) -> None:
    schedule(clerk, locked, {}, "confirm")
    schedule(clerk, locked, {"span-0-last_year": "2019", **CORRECTED}, "save")
    response = schedule(clerk, locked, {"span-0-label": "別の表記"}, "save")
    assert "計画の数値は固定されています" in response.content.decode()
    assert schedule(clerk, locked, {}, "confirm").status_code == 302
