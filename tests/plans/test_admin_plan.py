"""計画の管理画面。"""

from __future__ import annotations

import pytest
from django.test import Client

from plans.choices import Absence, ContentKind
from plans.models import (
    ActionItem,
    Baseline,
    BasicGoal,
    CommonTheme,
    ImplementationContent,
    Indicator,
    Measure,
    Plan,
    PlanRevision,
    Policy,
    SourceNote,
    Target,
)
from progress.models import AnnualReview, ProgressRecord, RatingScale
from tests.builders import make_content, make_indicator, make_item, make_plan
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.plans.admin_pages import change_address, list_address, save, text_of

pytestmark = pytest.mark.one_database

PLAN_MODELS = (
    Plan,
    BasicGoal,
    Policy,
    CommonTheme,
    ActionItem,
    ImplementationContent,
    Indicator,
)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


@pytest.fixture
def filled(item: ActionItem) -> Plan:
    plan = item.plan
    BasicGoal.objects.create(plan=plan, number=1, title="つながる")
    CommonTheme.objects.create(plan=plan, number=1, title="連携")
    Measure.objects.create(policy=item.policy, number=1, title="相談")
    return plan


@pytest.mark.parametrize("model", [*PLAN_MODELS, SourceNote])
def test_the_secretariat_opens_every_list_and_form(
    filled: Plan, clerk: Client, model: type
) -> None:
    SourceNote.objects.create(plan=filled, number=1, kind="wording", subject="表記")
    row = model.objects.first()  # type: ignore[attr-defined]
    for address in (list_address(model), f"{list_address(model)}add/", change_address(row)):
        assert clerk.get(address).status_code == 200


@pytest.mark.parametrize("model", PLAN_MODELS)
def test_the_office_reads_the_plan_and_changes_nothing(
    filled: Plan, cast: Cast, model: type
) -> None:
    row = model.objects.first()  # type: ignore[attr-defined]
    for person in (cast.staff, cast.head, cast.reader):
        client = sign_in(person)
        assert client.get(list_address(model)).status_code == 200
        page = client.get(change_address(row))
        assert page.status_code == 200
        assert 'name="_save"' not in text_of(page)
        assert client.post(change_address(row), {}).status_code == 403
        assert client.get(f"{list_address(model)}add/").status_code == 403
        assert client.post(f"{list_address(model)}{row.pk}/delete/").status_code == 403


def test_a_plan_in_preparation_is_seen_by_the_secretariat_alone(
    plan: Plan, cast: Cast, clerk: Client
) -> None:
    draft = make_plan(name="準備中の計画", short_name="準備中の略称", released_at=None)
    hidden = make_item(draft, title="まだ見せない項目")
    staff = sign_in(cast.staff)
    assert "準備中の略称" not in text_of(staff.get(list_address(Plan)))
    assert "まだ見せない項目" not in text_of(staff.get(list_address(ActionItem)))
    assert "準備中の略称" not in text_of(staff.get(list_address(ActionItem)))
    assert staff.get(change_address(hidden)).status_code == 404
    of_draft = {"plan": draft.pk}
    assert "まだ見せない項目" not in text_of(staff.get(list_address(ActionItem), of_draft))
    assert "まだ見せない項目" in text_of(clerk.get(list_address(ActionItem), of_draft))


def test_a_list_opens_on_the_newest_plan_and_others_are_one_press_away(
    plan: Plan, item: ActionItem, clerk: Client
) -> None:
    newer = make_plan(name="次の計画", short_name="次の計画", first_year=2024, last_year=2028)
    make_item(newer, title="次の計画の項目")
    address = list_address(ActionItem)
    shown = text_of(clerk.get(address))
    assert "次の計画の項目" in shown
    assert item.title not in shown
    assert item.title in text_of(clerk.get(address, {"plan": plan.pk}))
    both = text_of(clerk.get(address, {"plan": "all"}))
    assert item.title in both
    assert "次の計画の項目" in both


def test_the_item_list_keeps_to_its_queries_however_many_items(plan: Plan, clerk: Client) -> None:
    for number in range(1, 41):
        item = make_item(plan, number, departments=["総務課", "福祉支援課"])
        make_content(item)
        make_indicator(item)
    clerk.get(list_address(ActionItem))
    with count_queries(12):
        page = text_of(clerk.get(list_address(ActionItem)))
    assert "実施項目その40" in page
    assert "総務課、福祉支援課" in page


@pytest.mark.parametrize("query", ["実施項目その1", "実施内容その2", "指標その1"])
def test_items_are_found_by_their_own_words(item: ActionItem, clerk: Client, query: str) -> None:
    make_item(item.plan, 2, title="別のもの")
    page = text_of(clerk.get(list_address(ActionItem), {"q": query}))
    assert "実施項目その1" in page
    assert "別のもの" not in page


def test_items_are_filtered_by_department_and_by_schedule(item: ActionItem, clerk: Client) -> None:
    make_item(item.plan, 2, title="別の課の項目", departments=["総務課"])
    department = item.departments.get()
    chosen = {"departments__id__exact": department.pk}
    assert "別の課の項目" not in text_of(clerk.get(list_address(ActionItem), chosen))
    confirmed = text_of(clerk.get(list_address(ActionItem), {"schedule": "confirmed"}))
    assert "実施項目その1" not in confirmed


def test_an_item_is_saved_with_its_rows(item: ActionItem, clerk: Client, cast: Cast) -> None:
    changes = {
        "title": "新しい題",
        "statements-TOTAL_FORMS": "1",
        "statements-0-section": "direction",
        "statements-0-order": "1",
        "statements-0-mark": "・",
        "statements-0-text": "進める",
        "kinds-TOTAL_FORMS": "1",
        "kinds-0-order": "1",
        "kinds-0-name": "独自事業",
    }
    assert save(clerk, change_address(item), changes).status_code == 302
    item.refresh_from_db()
    assert item.title == "新しい題"
    assert item.statements.get().text == "進める"
    assert item.kinds.get().name == "独自事業"
    assert item.version == 2
    assert item.history.first().history_user == cast.secretariat


def test_an_item_of_several_departments_keeps_their_order(item: ActionItem, clerk: Client) -> None:
    others = [make_item(item.plan, 2, departments=["総務課"]).departments.get()]
    changes = {
        "item_departments-TOTAL_FORMS": "2",
        "item_departments-1-order": "2",
        "item_departments-1-department": str(others[0].pk),
    }
    assert save(clerk, change_address(item), changes).status_code == 302
    names = [str(row) for row in item.item_departments.order_by("order")]
    assert names == ["福祉支援課", "総務課"]


def test_a_title_change_alone_leaves_the_rows_without_new_history(
    item: ActionItem, clerk: Client
) -> None:
    indicator = item.indicators.get()
    before = Target.history.count()
    save(clerk, change_address(indicator), {"note": "注を足す"})
    assert Target.history.count() == before
    assert Indicator.history.filter(id=indicator.pk).count() == 2


def test_an_indicator_is_saved_with_typed_targets(item: ActionItem, clerk: Client) -> None:
    indicator = item.indicators.get()
    changes = {
        "targets-0-value": "１２人",
        "targets-1-value": "",
        "targets-1-absence": Absence.UNDETERMINED,
        "baseline-0-value": "4～6回",
    }
    assert save(clerk, change_address(indicator), changes).status_code == 302
    first, second = indicator.targets.order_by("fiscal_year")[:2]
    assert str(first.value) == "12人"
    assert (second.value, second.absence) == (None, Absence.UNDETERMINED)
    assert str(Baseline.objects.get().value) == "4～6回"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"targets-0-value": "－"}, "値ではありません"),
        ({"targets-0-value": ""}, "どちらか一つ"),
        ({"targets-0-absence": "not_applicable"}, "どちらか一つ"),
        ({"targets-0-fiscal_year": "2030"}, "計画期間"),
        ({"targets-1-fiscal_year": "2019"}, "重複"),
        ({"kind": "other_plan", "other_plan": ""}, "別計画の名"),
        ({"name": ""}, "必須"),
    ],
)
def test_a_wrong_value_is_refused_and_what_was_typed_stays(
    item: ActionItem, clerk: Client, changes: dict[str, str], message: str
) -> None:
    indicator = item.indicators.get()
    typed = {"source": "打ちかけの出典", "targets-2-value": "77人", **changes}
    response = save(clerk, change_address(indicator), typed)
    page = text_of(response)
    assert response.status_code == 200
    assert message in page
    assert 'value="打ちかけの出典"' in page
    assert 'value="77人"' in page
    assert all(f'value="{value}"' in page for value in changes.values() if value == "－")
    indicator.refresh_from_db()
    assert indicator.source == ""


def test_a_new_indicator_without_an_item_is_refused_not_broken(
    item: ActionItem, clerk: Client
) -> None:
    changes = {
        "name": "名だけ",
        "targets-TOTAL_FORMS": "1",
        "targets-0-fiscal_year": "2019",
        "targets-0-value": "1人",
        "targets-0-revision": str(PlanRevision.objects.get().pk),
    }
    response = save(clerk, f"{list_address(Indicator)}add/", changes)
    assert response.status_code == 200
    assert "必須" in text_of(response)


def test_a_new_indicator_is_added_with_its_targets(item: ActionItem, clerk: Client) -> None:
    changes = {
        "number": "2",
        "name": "足した指標",
        "unit": "回",
        "targets-TOTAL_FORMS": "1",
        "targets-0-fiscal_year": "2019",
        "targets-0-value": "1回",
        "targets-0-revision": str(PlanRevision.objects.get().pk),
    }
    address = f"{list_address(Indicator)}add/?item={item.pk}"
    assert save(clerk, address, changes).status_code == 302
    assert str(item.indicators.get(number=2).targets.get().value) == "1回"


def test_a_common_content_needs_its_theme(filled: Plan, item: ActionItem, clerk: Client) -> None:
    content = item.contents.get(number=1)
    response = save(clerk, change_address(content), {"kind": ContentKind.COMMON})
    assert "区分が共通のときだけ" in text_of(response)
    theme = CommonTheme.objects.get()
    goal = BasicGoal.objects.get()
    changes = {"kind": "common", "common_theme": str(theme.pk), "basic_goals": [str(goal.pk)]}
    assert save(clerk, change_address(content), changes).status_code == 302
    content.refresh_from_db()
    assert (content.common_theme, list(content.basic_goals.all())) == (theme, [goal])


def test_choices_of_another_plan_are_not_offered_and_not_taken(
    item: ActionItem, clerk: Client
) -> None:
    other = make_plan(name="別の計画", short_name="別計画の略称")
    stranger = Policy.objects.create(plan=other, number=1, code="Ａ", title="別の方針")
    page = text_of(clerk.get(change_address(item)))
    assert "別の方針" not in page
    response = save(clerk, change_address(item), {"policy": str(stranger.pk)})
    assert response.status_code == 200
    changes = {"plan": str(item.plan_id), "policy": str(stranger.pk), "number": "9", "title": "題"}
    response = save(clerk, f"{list_address(ActionItem)}add/", changes)
    assert "この計画の基本方針を選んでください" in text_of(response)


def test_spans_are_read_here_and_changed_on_their_own_screen(
    item: ActionItem, clerk: Client
) -> None:
    content = item.contents.get(number=1)
    page = text_of(clerk.get(change_address(content)))
    assert "検討" in page
    assert "推定・要確認" in page
    assert f"/schedule/1/?plan={item.plan_id}" in page
    save(clerk, change_address(content), {"spans-0-label": "書き換え", "spans-0-DELETE": "on"})
    assert content.spans.filter(label="検討").exists()


def test_the_item_form_leads_to_its_contents_and_indicators(
    item: ActionItem, clerk: Client
) -> None:
    page = text_of(clerk.get(change_address(item)))
    for row in (*item.contents.all(), *item.indicators.all()):
        assert change_address(row) in page
    assert f"/admin/plans/indicator/add/?item={item.pk}" in page


def test_the_second_saver_of_an_item_is_told_and_keeps_the_input(
    item: ActionItem, clerk: Client, cast: Cast
) -> None:
    mine = clerk.get(change_address(item))
    save(sign_in(cast.secretariat_head), change_address(item), {"remark": "同僚の備考"})
    posted = {"form_version": "1", "title": "わたしの題", "_save": "保存"}
    response = clerk.post(
        change_address(item), {**_management(mine), "number": "1", **posted, "policy": "1"}
    )
    page = text_of(response)
    assert response.status_code == 200
    assert "ほかの人がこの実施項目を変更しました" in page
    assert 'value="わたしの題"' in page
    item.refresh_from_db()
    assert item.title == "実施項目その1"


def _management(response: object) -> dict[str, str]:
    return {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("item_departments", "kinds", "statements")
        for name in ("TOTAL", "INITIAL")
    }


def test_an_item_with_records_cannot_be_deleted_and_says_why(
    item: ActionItem, clerk: Client
) -> None:
    review = AnnualReview.objects.create(
        plan=item.plan, fiscal_year=2019, scale=RatingScale.objects.create(name="試験の尺度")
    )
    ProgressRecord.objects.create(review=review, item=item)
    address = f"{list_address(ActionItem)}{item.pk}/delete/"
    for response in (clerk.get(address), clerk.post(address, {"post": "yes"})):
        page = text_of(response)
        assert response.status_code == 200
        assert "は消せません" in page
        assert "進捗報告" in page
        assert 'name="post"' not in page
    assert ActionItem.objects.filter(pk=item.pk).exists()


def test_an_item_without_records_can_be_deleted(item: ActionItem, clerk: Client) -> None:
    address = f"{list_address(ActionItem)}{item.pk}/delete/"
    assert clerk.post(address, {"post": "yes"}).status_code == 302
    assert not ActionItem.objects.filter(pk=item.pk).exists()


def test_no_popup_buttons_and_no_history_button_stand_on_the_forms(
    filled: Plan, clerk: Client
) -> None:
    for model in PLAN_MODELS:
        page = text_of(clerk.get(change_address(model.objects.first())))
        assert "related-widget-wrapper-link" not in page
        assert "/history/" not in page
