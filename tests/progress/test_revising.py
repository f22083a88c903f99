"""計画の見直し: 案を作り、施行し、その後の年度だけが新しい目標で判定される。"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from plans.choices import Absence
from plans.correction import locked_changes
from plans.models import (
    ImplementationContent,
    Indicator,
    PhaseSpan,
    Plan,
    PlanRevision,
    RevisionDraft,
    Target,
    User,
)
from progress.models import ContentProgress
from reports.facts import year_facts
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.people import Cast, make_cast, sign_in
from tests.progress.rounds import open_year
from tests.security.rows import hash_rows

pytestmark = pytest.mark.django_db

DRAFT = "/revisions/draft/"
ITEM = "/revisions/draft/items/1/"
HEAD = {
    "name": "中間見直し",
    "from_year": "2022",
    "decided_on": "2022-03-20",
    "reason": "実績が目標を上回ったため",
}


@pytest.fixture
def plan() -> Plan:
    plan = make_plan()
    item = make_item(plan, 1, departments=["福祉支援課"])
    make_indicator(item, 1, baseline="5人", targets=dict.fromkeys(range(2019, 2024), "10人"))
    make_indicator(item, 2, targets=dict.fromkeys(range(2019, 2024), "3人"))
    make_content(item, 1)
    make_content(item, 2)
    return plan


@pytest.fixture
def cast(plan: Plan) -> Cast:
    return make_cast(plan)


@pytest.fixture
def office(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


def start(office: Client, **values: str) -> None:
    assert office.post(DRAFT, {"version": "0", **HEAD, **values}).status_code == 302


def fill(office: Client, **values: str) -> None:
    draft = RevisionDraft.objects.get()
    fields = {
        box.name: box.value
        for box in _boxes(office.get(ITEM))
        if box.value != "" and not (box.name.startswith("drop-") and not box.is_checked)
    }
    names = {name.replace("_", "-"): value for name, value in values.items()}
    posted = {"version": str(draft.version), **fields, **names}
    response = office.post(ITEM, posted)
    assert response.status_code == 302, [box.error for box in _boxes(response) if box.error]


def _boxes(response: object) -> list:
    context = response.context
    return [box for row in [*context["indicators"], *context["contents"]] for box in row.boxes]


def enforce(office: Client) -> PlanRevision:
    version = RevisionDraft.objects.get().version
    second = sign_in(User.objects.get(username="secretariat_head"))
    response = second.post(f"{DRAFT}enforce/", {"version": version})
    assert response.status_code == 302
    return PlanRevision.objects.get(number=1)


def revise_everything(office: Client) -> PlanRevision:
    first, second = Indicator.objects.order_by("number")
    one, two = ImplementationContent.objects.order_by("order")
    item = first.item_id
    start(office)
    values = {
        f"target-{first.pk}-2022": "15",
        f"target-{first.pk}-2023": "20人",
        f"drop-indicator-{second.pk}": "on",
        f"new-indicator-{item}-1-name": "満足度",
        f"new-indicator-{item}-1-unit": "％",
        f"new-indicator-{item}-1-2023": "80％",
        f"title-{one.pk}": "改めた実施内容",
        f"phase-{one.pk}-2023": "検討",
        f"drop-content-{two.pk}": "on",
        f"new-content-{item}-1-title": "新しい実施内容",
        f"new-content-{item}-1-2022": "実施",
        f"new-content-{item}-1-2023": "実施",
    }
    fill(office, **values)
    return enforce(office)


def texts_of(plan: Plan, year: int, number: int) -> list[str]:
    item = year_facts(plan, year, include_drafts=True)["items"][0]
    indicator = next(row for row in item["indicators"] if row["number"] == number)
    return [row["target"]["text"] if row["target"] else "" for row in indicator["years"]]


def test_a_draft_changes_nothing_but_the_draft(plan: Plan, office: Client) -> None:
    targets = list(Target.objects.values())
    first = Indicator.objects.get(number=1)
    start(office)
    fill(office, **{f"target-{first.pk}-2022": "15人"})
    draft = RevisionDraft.objects.get()
    assert draft.entries == {f"target-{first.pk}-2022": "15人"}
    assert (draft.version, draft.history.count()) == (2, 2)
    assert list(Target.objects.values()) == targets
    assert PlanRevision.objects.count() == 1


def test_putting_in_force_changes_the_years_from_then_on(plan: Plan, office: Client) -> None:
    revision = revise_everything(office)
    assert (revision.prepared_by.username, revision.enforced_by.username) == (
        "secretariat",
        "secretariat_head",
    )
    assert revision.from_year == 2022
    assert revision.history.get().history_change_reason == HEAD["reason"]
    assert texts_of(plan, 2022, 1) == ["10人", "10人", "10人", "15人", "20人"]
    assert not RevisionDraft.objects.exists()
    dropped = Target.objects.filter(indicator__number=2, revision=revision)
    assert [row.absence for row in dropped] == [Absence.EXCLUDED] * 2
    assert Target.objects.filter(revision__number=0).count() == 10
    for row in Target.objects.filter(revision=revision):
        assert row.history.get().history_user.username == "secretariat_head"


def test_each_year_shows_what_was_valid_for_it(plan: Plan, office: Client) -> None:
    revise_everything(office)
    before = year_facts(plan, 2021, include_drafts=True)["items"][0]
    after = year_facts(plan, 2022, include_drafts=True)["items"][0]
    assert [row["number"] for row in before["indicators"]] == [1, 2]
    assert [row["number"] for row in after["indicators"]] == [1, 3]
    assert [row["title"] for row in before["contents"]] == ["実施内容その1", "実施内容その2"]
    assert [row["title"] for row in after["contents"]] == ["改めた実施内容", "新しい実施内容"]


def test_phases_before_the_revision_stay(plan: Plan, office: Client) -> None:
    revise_everything(office)
    spans = PhaseSpan.objects.filter(content__number=1).order_by("order")
    assert [(row.label, row.first_year, row.last_year) for row in spans] == [
        ("検討", 2019, 2020), ("実施", 2021, 2022), ("検討", 2023, 2023),
    ]  # fmt: skip
    ended = PhaseSpan.objects.filter(content__number=2).order_by("order")
    assert [(row.label, row.last_year) for row in ended] == [("検討", 2020), ("実施", 2021)]


def test_a_year_opened_later_asks_only_for_what_is_in_force(plan: Plan, cast: Cast) -> None:
    revise_everything(sign_in(cast.secretariat))
    review = open_year(plan, cast.secretariat, 2022)
    contents = ContentProgress.objects.filter(record__review=review)
    assert sorted(row.content.number for row in contents) == [1, 3]
    actuals = review.records.get().actuals
    assert sorted(row.indicator.number for row in actuals.all()) == [1, 3]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("十五にん", "目標値は「12人」のように数で入れてください。"),
        ("15件", "単位は「人」です（例：12人）。"),
        ("15人（8人）", "この指標の目標値は一つの数です（例：12人）。"),
        ("－", "「－」は値ではありません。"),
    ],
)
def test_a_target_that_does_not_fit_is_told_and_nothing_is_lost(
    office: Client, typed: str, message: str
) -> None:
    first = Indicator.objects.get(number=1)
    start(office)
    before = hash_rows()
    response = office.post(ITEM, {"version": "1", f"target-{first.pk}-2022": typed})
    page = response.content.decode()
    assert response.status_code == 200
    assert message in page
    assert f'value="{typed}"' in page
    assert hash_rows() == before


def test_a_year_that_was_opened_is_refused(plan: Plan, cast: Cast, office: Client) -> None:
    open_year(plan, cast.secretariat, 2022)
    before = hash_rows()
    response = office.post(DRAFT, {"version": "0", **HEAD})
    assert response.status_code == 200
    assert "正しく選択してください" in response.content.decode()
    assert hash_rows() == before


def test_a_year_opened_after_the_draft_stops_putting_in_force(
    plan: Plan, cast: Cast, office: Client
) -> None:
    first = Indicator.objects.get(number=1)
    start(office)
    fill(office, **{f"target-{first.pk}-2022": "15人"})
    open_year(plan, cast.secretariat, 2022)
    second = sign_in(cast.secretariat_head)
    before = hash_rows()
    response = second.post(f"{DRAFT}enforce/", {"version": "2"}, follow=True)
    assert "まだ開いていない年度" in response.content.decode()
    assert hash_rows() == before


def test_who_saved_the_draft_last_does_not_put_it_in_force(cast: Cast, office: Client) -> None:
    first = Indicator.objects.get(number=1)
    start(office)
    fill(office, **{f"target-{first.pk}-2022": "15人"})
    before = hash_rows()
    assert "この案を施行する" not in office.get(DRAFT).content.decode()
    page = office.post(f"{DRAFT}enforce/", {"version": "2"}, follow=True).content.decode()
    assert "案を最後に保存した人は施行できません。" in page
    assert hash_rows() == before
    assert "この案を施行する" in sign_in(cast.secretariat_head).get(DRAFT).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanRevision.objects.update(
            prepared_by=cast.secretariat, enforced_by=cast.secretariat, reason="見直し"
        )


@pytest.mark.parametrize("missing", ["decided_on", "reason"])
def test_putting_in_force_needs_date_and_reason(cast: Cast, office: Client, missing: str) -> None:
    first = Indicator.objects.get(number=1)
    start(office, **{missing: ""})
    fill(office, **{f"target-{first.pk}-2022": "15人"})
    second = sign_in(cast.secretariat_head)
    before = hash_rows()
    page = second.post(f"{DRAFT}enforce/", {"version": "2"}, follow=True).content.decode()
    assert "施行するには、決定日と理由を入れて保存してください。" in page
    assert hash_rows() == before


def test_the_second_of_two_savers_is_told_and_keeps_the_text(office: Client) -> None:
    first = Indicator.objects.get(number=1)
    start(office)
    fill(office, **{f"target-{first.pk}-2022": "15人"})
    before = hash_rows()
    response = office.post(ITEM, {"version": "1", f"target-{first.pk}-2022": "18人"})
    assert response.status_code == 409
    assert 'value="18人"' in response.content.decode()
    assert hash_rows() == before


@pytest.mark.parametrize("address", [DRAFT, ITEM, "/next-plan/"])
def test_what_was_typed_outlives_the_login(office: Client, address: str) -> None:
    first = Indicator.objects.get(number=1)
    typed = {
        DRAFT: {"name": "打った名", "reason": "打った文"},
        ITEM: {f"target-{first.pk}-2022": "打った文"},
        "/next-plan/": {"name": "打った名", "item-0-title": "打った文"},
    }
    office.logout()
    before = hash_rows()
    response = office.post(address, typed[address])
    assert response.status_code == 401
    assert "打った文" in response.content.decode()
    assert hash_rows() == before


def test_a_draft_can_be_given_up(office: Client) -> None:
    start(office)
    assert office.post(f"{DRAFT}discard/", {"version": "1"}).status_code == 302
    assert not RevisionDraft.objects.exists()
    assert PlanRevision.objects.count() == 1


def test_figures_stay_locked_after_a_revision(plan: Plan, cast: Cast) -> None:
    open_year(plan, cast.secretariat, 2019)
    revision = revise_everything(sign_in(cast.secretariat))
    plan.refresh_from_db()
    assert plan.figures_locked_at is not None
    for number in (0, 1):
        target = Target.objects.filter(revision__number=number).first()
        assert locked_changes(target, ["value"]) == ["目標値"]
    added = Target(indicator=target.indicator, revision=revision)
    assert locked_changes(added, ["value"]) == ["目標値"]


def test_the_page_tells_old_from_new_in_words(plan: Plan, cast: Cast, office: Client) -> None:
    revise_everything(office)
    for person in (cast.staff, cast.committee_member):
        page = sign_in(person).get("/revisions/1/").content.decode()
        assert '<span class="visually-hidden">消す語：</span>10人</del>' in page
        assert '<span class="visually-hidden">加える語：</span>15人</ins>' in page
        assert "（新設）" in page
        assert "（削る）" in page
    assert "revision-1.pdf" in office.get("/revisions/1/revision.pdf")["Content-Disposition"]
    assert "revision-1.xlsx" in office.get("/revisions/1/revision.xlsx")["Content-Disposition"]
    assert sign_in(cast.staff).get(DRAFT).status_code == 403
