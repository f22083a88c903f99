"""上半期の確認。実施内容ごとの進みと一言を、承認なしに残す。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from plans.choices import ContentKind
from plans.models import ActionItem, CommonTheme, Department, ImplementationContent, Plan
from progress.choices import Pace, ReviewState
from progress.half_year import checks_of
from progress.models import AnnualReview, HalfYearCheck
from tests.builders import make_content, make_item
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import entry_url, open_year, prepare_year, read_boxes, record_for

if TYPE_CHECKING:
    from plans.models import User

URL = "/half-year/"
LIST_URL = "/half-year/list/"


@pytest.fixture
def half_year(plan: Plan, item: ActionItem) -> AnnualReview:
    """上半期の確認を行う、まだ受付を始めていない年度。"""
    return prepare_year(plan, has_half_year=True)


def content_of(item: ActionItem, number: int = 1) -> ImplementationContent:
    """項目の実施内容。"""
    return ImplementationContent.objects.get(item=item, number=number)


def key_of(item: ActionItem, number: int = 1) -> str:
    """実施内容の行の鍵。"""
    return f"content-{content_of(item, number).pk}"


def open_boxes(person: User, address: str = URL) -> dict[str, str]:
    """画面を開いたときの欄。"""
    return read_boxes(sign_in(person).get(address).content.decode())


def send(person: User, boxes: dict[str, str], key: str, **typed: str) -> Any:
    """行 key の欄を打って送る。"""
    changes = {f"{key}-{name}": text for name, text in typed.items()}
    return sign_in(person).post(URL, {**boxes, **changes})


def test_a_pace_and_a_remark_are_kept_with_their_history(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    boxes = open_boxes(cast.staff)
    response = send(cast.staff, boxes, key_of(item), pace=Pace.ON_SCHEDULE, remark="順調です")
    assert response.status_code == 302
    check = HalfYearCheck.objects.get()
    assert (check.content, check.pace, check.remark) == (
        content_of(item),
        Pace.ON_SCHEDULE,
        "順調です",
    )
    newest = check.history.get()
    assert (newest.history_user, newest.history_change_reason) == (cast.staff, "上半期の確認")


def test_reading_writes_nothing(half_year: AnnualReview, cast: Cast) -> None:
    open_boxes(cast.staff)
    sign_in(cast.staff).get(LIST_URL)
    assert not HalfYearCheck.objects.exists()


def test_saving_without_a_change_writes_nothing(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    send(cast.staff, open_boxes(cast.staff), key_of(item), pace=Pace.AHEAD, remark="一行\n二行")
    send(cast.staff, open_boxes(cast.staff), key_of(item))
    assert HalfYearCheck.history.count() == 1


@pytest.mark.parametrize("pace", [Pace.DELAYED, Pace.NOT_STARTED_LATE])
def test_a_delay_needs_its_reason_and_the_recovery(
    half_year: AnnualReview, item: ActionItem, cast: Cast, pace: str
) -> None:
    boxes, key = open_boxes(cast.staff), key_of(item)
    page = send(cast.staff, boxes, key, pace=pace, remark="人手不足").content.decode()
    assert "遅れの理由を入れてください" in page
    assert "取り戻す手立てを入れてください" in page
    assert read_boxes(page)[f"{key}-remark"] == "人手不足"
    assert not HalfYearCheck.objects.exists()
    send(cast.staff, boxes, key, pace=pace, reason="欠員", recovery="十月に採用")
    assert HalfYearCheck.objects.get().recovery == "十月に採用"


def test_a_common_theme_is_asked_once_for_all_items_of_the_department(
    half_year: AnnualReview, plan: Plan, cast: Cast
) -> None:
    theme = CommonTheme.objects.create(plan=plan, number=1, title="連携")
    for number in (11, 12):
        make_content(
            make_item(plan, number, departments=["福祉支援課"]),
            1,
            kind=ContentKind.COMMON,
            common_theme=theme,
        )
    department = Department.objects.get(name="福祉支援課")
    key = f"theme-{department.pk}-{theme.pk}"
    send(cast.staff, open_boxes(cast.staff), key, pace=Pace.ON_SCHEDULE)
    filled = HalfYearCheck.objects.filter(pace=Pace.ON_SCHEDULE)
    assert [check.content.item.number for check in filled.order_by("content__item")] == [11, 12]


def test_repeated_contents_are_not_asked_again(
    half_year: AnnualReview, item: ActionItem, plan: Plan, cast: Cast
) -> None:
    other = make_item(plan, 2, departments=["福祉支援課"])
    repeated = make_content(other, 1, repeats=content_of(item))
    assert f"content-{repeated.pk}-pace" not in open_boxes(cast.staff)


def test_scheduled_events_are_asked_whether_they_were_held(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    span = content_of(item).spans.get(order=1)
    span.stages = ["event"]
    span.save()
    page = sign_in(cast.staff).get(URL).content.decode()
    offered = re.search(rf'name="{key_of(item)}-pace".*?</select>', page, re.DOTALL)
    assert offered
    assert "実施しなかった" in offered[0]
    assert "前倒し" not in offered[0]


def test_two_people_on_different_rows_do_not_disturb_each_other(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    first, second = open_boxes(cast.staff), open_boxes(cast.head)
    send(cast.staff, first, key_of(item, 1), pace=Pace.AHEAD)
    response = send(cast.head, second, key_of(item, 2), pace=Pace.COMPLETED)
    assert response.status_code == 302
    paces = HalfYearCheck.objects.order_by("content__number").values_list("pace", flat=True)
    assert list(paces) == [Pace.AHEAD, Pace.COMPLETED]


def test_two_people_on_one_row_both_keep_their_words(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    key, boxes = key_of(item), open_boxes(cast.head)
    send(cast.staff, open_boxes(cast.staff), key, pace=Pace.AHEAD, remark="職員の一言")
    response = send(cast.head, boxes, key, pace=Pace.COMPLETED, remark="課長の一言")
    page = response.content.decode()
    assert response.status_code == 409
    assert "職員の一言" in page
    assert read_boxes(page)[f"{key}-remark"] == "課長の一言"
    assert HalfYearCheck.objects.get().remark == "職員の一言"
    send(cast.head, read_boxes(page), key)
    assert HalfYearCheck.objects.get().remark == "課長の一言"


def test_an_error_elsewhere_does_not_renew_the_mark_in_silence(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    key, boxes = key_of(item), open_boxes(cast.head)
    send(cast.staff, open_boxes(cast.staff), key, pace=Pace.AHEAD)
    wrong = boxes | {f"{key_of(item, 2)}-pace": Pace.DELAYED.value}
    page = send(cast.head, wrong, key, pace=Pace.COMPLETED).content.decode()
    again = read_boxes(page) | {f"{key_of(item, 2)}-pace": ""}
    assert send(cast.head, again, key).status_code == 409
    assert HalfYearCheck.objects.get(content=content_of(item)).pace == Pace.AHEAD


def test_only_the_department_and_the_secretariat_write(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    department = Department.objects.get(name="福祉支援課")
    address = f"{URL}?department={department.pk}"
    boxes = open_boxes(cast.staff) | {f"{key_of(item)}-pace": Pace.AHEAD.value}
    assert sign_in(cast.other_staff).post(address, boxes).status_code == 403
    for person in (cast.reader, cast.committee_member, cast.administrator, cast.outsider):
        assert sign_in(person).get(address).status_code == 403
        assert sign_in(person).post(address, boxes).status_code == 403
    assert not HalfYearCheck.objects.exists()
    assert sign_in(cast.secretariat).post(address, boxes).status_code == 302


def test_after_publication_or_without_the_switch_nothing_is_asked(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    boxes = open_boxes(cast.staff) | {f"{key_of(item)}-pace": Pace.AHEAD.value}
    for values in ({"state": ReviewState.PUBLISHED}, {"has_half_year": False}):
        AnnualReview.objects.update(**values)
        response = sign_in(cast.staff).post(URL, boxes)
        assert response.status_code == 403
        assert "この画面に書ける年度か課が、いまはありません" in response.content.decode()
    assert not HalfYearCheck.objects.exists()


def test_the_list_shows_all_departments_to_the_office_only(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    send(
        cast.staff,
        open_boxes(cast.staff),
        key_of(item),
        pace=Pace.DELAYED,
        reason="欠員のため",
        recovery="十月に採用",
    )
    page = sign_in(cast.reader).get(LIST_URL).content.decode()
    for words in ("遅れ", "欠員のため", "十月に採用", "福祉支援課", "記入済 1件、遅れ 1件"):
        assert words in page
    for person in (cast.committee_member, cast.administrator, cast.outsider):
        assert sign_in(person).get(LIST_URL).status_code == 403


def test_the_year_end_form_shows_the_check(
    half_year: AnnualReview, item: ActionItem, plan: Plan, cast: Cast
) -> None:
    HalfYearCheck.objects.create(
        review=half_year, content=content_of(item), pace=Pace.DELAYED, remark="秋に取り戻す"
    )
    sign_in(cast.secretariat).post(f"/admin/progress/annualreview/{half_year.pk}/open/")
    record = record_for(item)
    assert list(checks_of(record)) == [content_of(item).pk]
    page = sign_in(cast.staff).get(entry_url(record)).content.decode()
    assert page.count("上半期の確認") == 1
    assert "秋に取り戻す" in page


def test_a_year_without_the_check_costs_no_query(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    assert not record.review.has_half_year
    with count_queries(0):
        assert checks_of(record) == {}


def test_the_pages_need_a_fixed_number_of_queries(
    half_year: AnnualReview, item: ActionItem, cast: Cast
) -> None:
    boxes = open_boxes(cast.staff)
    client = sign_in(cast.staff)
    client.get(URL)
    with count_queries(12):
        client.get(URL)
    with count_queries(12):
        client.get(LIST_URL)
    changes = {name: Pace.AHEAD.value for name in boxes if name.endswith("-pace")}
    with count_queries(20):
        client.post(URL, boxes | changes)
