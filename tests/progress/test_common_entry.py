"""事業共通を、項目をまたいでまとめて記入する。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from plans.choices import ContentKind
from plans.models import ActionItem, CommonTheme, Department, Plan
from progress.choices import Pace, RecordState
from progress.common_themes import lead_seat, mark_individual_rows, sibling_rows
from progress.models import AnnualReview, Caution, ContentProgress, ProgressRecord
from tests.builders import make_content, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year, prepare_year, read_boxes

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.one_database

URL = "/common/"
CHECKBOX = re.compile(r'<input type="checkbox" name="(join-\d+)"( checked)?')
HELD_TEXT = "連携会議を三回開いた"


def make_common(item: ActionItem, theme: CommonTheme) -> None:
    """項目に、事業共通の実施内容を足す。"""
    number = theme.number
    make_content(
        item, number, kind=ContentKind.COMMON, common_theme=theme, title=theme.title, order=50
    )


@pytest.fixture
def theme(plan: Plan) -> CommonTheme:
    """事業共通1。"""
    return CommonTheme.objects.create(plan=plan, number=1, title="連携の仕組みづくり")


@pytest.fixture
def items(plan: Plan, theme: CommonTheme) -> list[ActionItem]:
    """事業共通1を持つ、福祉支援課の三項目。"""
    made = [make_item(plan, number, departments=["福祉支援課"]) for number in (11, 12, 13)]
    for item in made:
        make_common(item, theme)
    return made


@pytest.fixture
def common_year(items: list[ActionItem], plan: Plan, cast: Cast) -> AnnualReview:
    """事業共通のある、受付中の年度。"""
    return open_year(plan, cast.secretariat)


def row_of(item: ActionItem) -> ContentProgress:
    """項目の、事業共通の行。"""
    return ContentProgress.objects.select_related("record").get(
        content__item=item, record__review__fiscal_year=2021
    )


def values_of(items: list[ActionItem]) -> list[tuple[str, str, bool]]:
    """事業共通の行の、進み・取組内容・個別の印。"""
    rows = [row_of(item) for item in items]
    return [(row.pace, row.activities, row.is_individual) for row in rows]


def boxes_of(client: Client, address: str = URL) -> dict[str, str]:
    """画面を開き、触らずに送るときの欄。印のない欄は送られない。"""
    page = client.get(address).content.decode()
    boxes = {name: text for name, text in read_boxes(page).items() if "join-" not in name}
    return boxes | {name: "on" for name, checked in CHECKBOX.findall(page) if checked}


def fill(client: Client, boxes: dict[str, str], theme: CommonTheme, **typed: str) -> Any:
    """欄に、進みと取組内容を打って送る。"""
    changes = {f"theme-{theme.pk}-{name}": text for name, text in typed.items()}
    response: HttpResponse = client.post(URL, {**boxes, **changes})
    return response


def test_one_text_goes_to_every_item_of_the_department(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    response = fill(client, boxes_of(client), theme, pace=Pace.ON_SCHEDULE, activities=HELD_TEXT)
    assert response.status_code == 302
    assert values_of(items) == [(Pace.ON_SCHEDULE, HELD_TEXT, False)] * 3


def test_each_record_advances_as_if_it_were_saved_and_the_history_says_how(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, pace=Pace.DELAYED)
    for item in items:
        row = row_of(item)
        assert (row.record.state, row.record.version) == (RecordState.DRAFT, 2)
        for changed in (row.record, row):
            newest = changed.history.first()
            assert newest.history_user == cast.staff
            assert newest.history_change_reason == "まとめて記入"


def test_a_second_save_of_the_same_text_changes_nothing(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    for _ in range(2):
        fill(client, boxes_of(client), theme, activities=HELD_TEXT)
    assert [row_of(item).record.version for item in items] == [2, 2, 2]
    assert ContentProgress.history.count() == 6


def test_an_item_taken_out_keeps_its_own_text_from_then_on(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, activities="まとめの文")
    boxes = boxes_of(client)
    del boxes[f"join-{row_of(items[1]).pk}"]
    fill(client, boxes, theme, activities="新しいまとめの文")
    fill(client, boxes_of(client), theme, activities="さらに新しい文")
    assert values_of(items) == [
        ("", "さらに新しい文", False),
        ("", "まとめの文", True),
        ("", "さらに新しい文", False),
    ]


def test_an_item_can_be_joined_again(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    row = row_of(items[0])
    ContentProgress.objects.filter(pk=row.pk).update(activities="個別の文", is_individual=True)
    client = sign_in(cast.staff)
    assert "個別に記入" in client.get(URL).content.decode()
    boxes = boxes_of(client) | {f"join-{row.pk}": "on"}
    fill(client, boxes, theme, activities=HELD_TEXT)
    assert values_of(items) == [("", HELD_TEXT, False)] * 3
    assert row.history.filter(activities="個別の文").count() == 0


def test_joining_with_nothing_to_join_keeps_the_text_and_says_so(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    row = row_of(items[0])
    ContentProgress.objects.filter(pk=row.pk).update(activities="個別の文", is_individual=True)
    client = sign_in(cast.staff)
    response = fill(client, boxes_of(client) | {f"join-{row.pk}": "on"}, theme)
    assert "まとめて記入の欄が空のため" in response.content.decode()
    assert values_of(items)[0] == ("", "個別の文", True)
    assert row_of(items[0]).record.version == 1


def test_a_text_that_already_differs_is_not_overwritten_unasked(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    for item, text in zip(items, ("同じ文", "同じ文", "違う文"), strict=True):
        ContentProgress.objects.filter(content__item=item).update(activities=text)
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, activities="直した文")
    assert [text for _, text, _ in values_of(items)] == ["直した文", "直した文", "違う文"]


def test_a_submitted_record_is_listed_with_its_reason_and_left_alone(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    record = row_of(items[0]).record
    for verb in ("save", "submit"):
        do(record, verb, cast.staff)
    client = sign_in(cast.staff)
    assert "提出済のため書けません" in client.get(URL).content.decode()
    fill(client, boxes_of(client), theme, activities=HELD_TEXT)
    assert [text for _, text, _ in values_of(items)] == ["", HELD_TEXT, HELD_TEXT]


def test_a_posted_row_of_a_submitted_record_is_refused(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    row = row_of(items[0])
    for verb in ("save", "submit"):
        do(row.record, verb, cast.staff)
    client = sign_in(cast.staff)
    forged = {f"row-{row.pk}": "3", f"join-{row.pk}": "on"}
    response = fill(client, boxes_of(client) | forged, theme, activities=HELD_TEXT)
    assert "「下書きを保存」はできません" in response.content.decode()
    assert values_of(items)[0] == ("", "", False)
    assert row_of(items[0]).record.state == RecordState.SUBMITTED


def test_a_record_changed_meanwhile_is_told_and_both_texts_stay(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = boxes_of(client)
    ContentProgress.objects.filter(content__item=items[2]).update(
        activities="課長の文", is_individual=True
    )
    do(row_of(items[2]).record, "save", cast.head)
    boxes[f"join-{row_of(items[2]).pk}"] = "on"
    response = fill(client, boxes, theme, activities=HELD_TEXT)
    page = response.content.decode()
    assert response.status_code == 409
    assert "開いた後にほかの人が変更しました" in page
    assert read_boxes(page)[f"theme-{theme.pk}-activities"] == HELD_TEXT
    assert "課長の文" in page
    assert [text for _, text, _ in values_of(items)] == [HELD_TEXT, HELD_TEXT, "課長の文"]
    shown = {name for name, checked in CHECKBOX.findall(page) if not checked}
    assert shown == {f"join-{row_of(items[2]).pk}"}


def test_a_refused_text_does_not_renew_the_version_in_silence(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = boxes_of(client)
    do(row_of(items[0]).record, "save", cast.head)
    response = fill(client, boxes, theme, activities="見えない\x07文字")
    again = read_boxes(response.content.decode())
    assert again[f"row-{row_of(items[0]).pk}"] == "1"
    assert fill(client, boxes | again, theme, activities=HELD_TEXT).status_code == 409


def test_an_unreadable_text_is_refused_and_nothing_is_written(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    response = fill(client, boxes_of(client), theme, activities="見えない\x07文字")
    assert "保存していません" in response.content.decode()
    assert values_of(items) == [("", "", False)] * 3


def test_a_delay_without_a_reason_is_cautioned_until_it_is_written(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, pace=Pace.DELAYED)
    assert Caution.objects.filter(code="no_reason").count() == 3
    fill(client, boxes_of(client), theme, activities="担当者が替わったため")
    assert not Caution.objects.exists()


def test_last_years_sentence_is_cautioned(
    plan: Plan, common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    open_year(plan, cast.secretariat, 2020)
    last = ContentProgress.objects.filter(record__review__fiscal_year=2020)
    last.filter(content__item=items[1]).update(activities=HELD_TEXT)
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, activities=HELD_TEXT)
    caution = Caution.objects.get()
    assert (caution.code, caution.record.item) == ("same_as_last_year", items[1])


def test_only_the_lead_department_fills_and_the_secretariat_does_so_on_behalf(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    department = Department.objects.get(name="福祉支援課")
    address = f"{URL}?department={department.pk}"
    assert sign_in(cast.other_staff).get(address).status_code == 403
    assert sign_in(cast.other_staff).post(address, {}).status_code == 403
    for outsider in (cast.reader, cast.committee_member, cast.administrator, cast.outsider):
        assert sign_in(outsider).get(URL).status_code == 403
    client = sign_in(cast.secretariat)
    fill(client, boxes_of(client), theme, activities=HELD_TEXT)
    assert ProgressRecord.objects.filter(is_on_behalf=True).count() == 3


def test_unknown_years_and_departments_are_not_found(common_year: AnnualReview, cast: Cast) -> None:
    client = sign_in(cast.staff)
    for query in ("?year=2022", "?year=x", "?department=999999", "?plan=999999"):
        assert client.get(URL + query).status_code == 404, query


def test_without_a_running_year_the_page_says_so(
    items: list[ActionItem], plan: Plan, cast: Cast
) -> None:
    prepare_year(plan)
    page = sign_in(cast.staff).get(URL).content.decode()
    assert "いま記入を受け付けている年度はありません" in page


def test_pages_and_saves_need_a_fixed_number_of_queries(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    boxes = boxes_of(client)
    with count_queries(10):
        client.get(URL)
    with count_queries(20):
        fill(client, boxes, theme, activities=HELD_TEXT)


def typed(item: ActionItem, text: str) -> ContentProgress:
    """項目の入力画面で文を打った行（まだ保存していない）に、印を付けたもの。"""
    row = row_of(item)
    row.activities = text
    rows = ContentProgress.objects.filter(sibling_rows(row.record)).annotate(lead=lead_seat())
    mark_individual_rows(row.record, [row], rows)
    return row


def test_a_form_text_is_individual_only_while_it_differs(
    common_year: AnnualReview, items: list[ActionItem], theme: CommonTheme, cast: Cast
) -> None:
    client = sign_in(cast.staff)
    fill(client, boxes_of(client), theme, activities=HELD_TEXT)
    assert typed(items[0], "この項目だけの文").is_individual
    assert not typed(items[0], HELD_TEXT).is_individual
    assert not typed(items[0], "").is_individual


def test_the_only_item_of_a_theme_is_never_individual(
    plan: Plan, cast: Cast, theme: CommonTheme
) -> None:
    item = make_item(plan, 14, departments=["福祉支援課"])
    make_common(item, theme)
    open_year(plan, cast.secretariat)
    assert not typed(item, "一つだけの文").is_individual
