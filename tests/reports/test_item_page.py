"""実施項目の画面（個票）。"""

from __future__ import annotations

import pytest

from plans.models import ActionItem, Baseline, ImplementationContent, Plan
from tests.builders import make_content
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for, send_entry
from tests.shapes import make_other_shape

pytestmark = pytest.mark.one_database

ITEM_QUERIES = 23


def page_for(person, number: int = 1, query: str = "?year=2021") -> str:
    response = sign_in(person).get(f"/items/{number}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_sheet_shows_the_plan_and_the_five_years(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    page = page_for(cast.staff)
    for text in ("実施項目その1", "福祉支援課", "実施内容その1", "検討", "9人", "10人", "14人"):
        assert text in page


def test_unconfirmed_phases_are_marked_and_confirmed_ones_are_not(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    assert "年度の位置は推定" in page_for(cast.staff) or "推定・要確認" in page_for(cast.staff)
    item.schedule_confirmed_at = plan.released_at
    item.schedule_confirmed_by = cast.secretariat
    item.save()
    assert "推定・要確認" not in page_for(cast.staff)


def test_actual_and_rate_stand_under_the_target(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="12")
    page = page_for(cast.staff)
    assert "100.0％" in page
    assert "実績12人 ÷ 目標12人" in page


def test_what_is_not_shown_is_not_called_unentered(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    assert "未入力" not in page_for(cast.staff, query="?year=2023")
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), actuals__0__first="12")
    page = page_for(cast.committee_member)
    assert "確定前" in page
    assert "未入力" not in page
    assert "判定しません" not in page


def test_the_note_of_a_baseline_stands_beside_it(plan: Plan, item: ActionItem, cast: Cast) -> None:
    Baseline.objects.update(note="※1月31日時点の見込み数")
    assert "※1月31日時点の見込み数" in page_for(cast.staff)


def test_only_those_who_may_write_find_the_way_to_the_form(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    url = f"/admin/progress/progressrecord/{record_for(item).pk}/change/"
    assert url in page_for(cast.staff)
    assert url not in page_for(cast.other_staff)
    assert url not in page_for(cast.committee_member)


def test_a_missing_item_is_not_found(plan: Plan, item: ActionItem, cast: Cast) -> None:
    assert sign_in(cast.staff).get("/items/99/").status_code == 404
    assert sign_in(cast.staff).get("/items/99/sheet.pdf").status_code == 404


def test_the_number_of_queries_is_fixed(plan: Plan, cast: Cast) -> None:
    other = make_other_shape()
    for year in (2022, 2023):
        open_year(other, cast.secretariat, year)
    client = sign_in(cast.secretariat)
    client.get(f"/items/2/?plan={other.pk}")
    with count_queries(ITEM_QUERIES):
        client.get(f"/items/2/?plan={other.pk}")


def test_typed_text_is_never_markup(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), achievement="<script>alert(1)</script>")
    ImplementationContent.objects.update(title="<b>太字</b>")
    page = page_for(cast.staff)
    assert "<script>alert" not in page
    assert "<b>太字" not in page


def test_overlapping_phases_stand_in_lanes_of_their_own(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    make_content(item, 3, spans=[("調査", 2019, 2021), ("実施", 2021, 2023)])
    page = page_for(cast.staff)
    assert 'rowspan="2">3<' in page
    assert page.count('is-unconfirmed">調査') == 1


def test_ratings_of_all_years_and_the_outlook_stand_on_one_leaf(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for year, typed in ((2020, "9"), (2021, "10")):
        open_year(plan, cast.secretariat, year)
        record = record_for(item, year)
        typed_boxes = {"actuals__0__first": typed, "contents__0__pace": "delayed"}
        send_entry(sign_in(cast.staff), record, **typed_boxes)
    page = sign_in(cast.staff).get("/items/1/?year=2021").content.decode()
    story = page.split("年度ごとの状態と評価")[1].split("</table>")[0]
    assert story.count("1件 / 1件") == 2
    assert story.count("下書き") == 2
    assert (
        "指標1の見通し：このままの進み方なら、令和5（2023）年度は12人で、目標14人を満たさない見込みです。"
        "目標を満たすには、1年に2人の増が要ります。"
    ) in page
