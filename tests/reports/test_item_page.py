"""実施項目の画面（個票）。"""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from plans.models import ActionItem, Baseline, ImplementationContent, Plan
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, ContentProgress
from reports.item_page import next_step
from tests.builders import make_content
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import finish, open_year, record_for, send_entry
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
    assert story.count("年度未開始") == 9
    assert "なし" in story
    assert (
        "指標1の見通し：このままの進み方なら、令和5（2023）年度は12人で、目標14人を満たさない見込みです。"
        "目標を満たすには、1年に2人の増が要ります。"
    ) in page


STEPS = {
    ("accepting", "blank"): "担当課が実績を記入し、主担当課が提出します。",
    ("accepting", "draft"): "主担当課が提出します。",
    ("accepting", "sent_back"): "担当課が指摘に答えて直し、もう一度提出します。",
    ("accepting", "submitted"): "主担当課の課長が確認します。",
    ("accepting", "approved"): "総務課が確定します。",
    ("accepting", "finalized"): "確定しました。進行管理委員会の意見を受けて、公表します。",
    # 公表の後に確定を解くと、年度は委員会審議中に戻る。
    ("deliberating", "approved"): "総務課が確定します。",
    ("deliberating", "finalized"): "確定しました。進行管理委員会の意見を受けて、公表します。",
    ("published", "finalized"): "公表しました。",
    (
        "published",
        "draft",
    ): "年度は公表済ですが、この報告は確定していないため、公表に入っていません。",
    ("published", "unfinalized"): "",
    ("", "not_opened"): "",
}


@pytest.mark.parametrize(("states", "told"), STEPS.items())
def test_the_next_step_fits_the_state_of_year_and_record(
    states: tuple[str, str], told: str
) -> None:
    year, record = states
    assert next_step({"state": year, "is_migration": False}, record) == told


MIGRATION_STEPS = {
    "blank": "総務課が過去の記録から記入し、提出します。",
    "submitted": "総務課の、提出した人でない人が確定します。",
    "finalized": "確定しました。総務課が公表します。",
}


@pytest.mark.parametrize(("state", "told"), MIGRATION_STEPS.items())
def test_a_year_taken_in_from_the_past_names_the_secretariat(state: str, told: str) -> None:
    assert next_step({"state": "accepting", "is_migration": True}, state) == told
    published = next_step({"state": "published", "is_migration": True}, "finalized")
    assert published == "公表しました。"


def test_every_state_of_a_record_has_a_step_in_every_state_of_a_year() -> None:
    for year in ReviewState.values:
        for record in RecordState.values:
            assert next_step({"state": year, "is_migration": False}, record)


def test_the_published_year_says_so_on_the_page(plan: Plan, item: ActionItem, cast: Cast) -> None:
    review = open_year(plan, cast.secretariat)
    finish(record_for(item), cast.staff, cast.head, cast.secretariat)
    assert "次にすること</strong>　確定しました。" in page_for(cast.staff)
    AnnualReview.objects.filter(pk=review.pk).update(state=ReviewState.PUBLISHED)
    assert "次にすること</strong>　公表しました。" in page_for(cast.staff)


def test_a_hidden_year_is_not_told_as_nothing(plan: Plan, item: ActionItem, cast: Cast) -> None:
    for year in (2020, 2021):
        open_year(plan, cast.secretariat, year)
        send_entry(sign_in(cast.staff), record_for(item, year), contents__0__pace="delayed")
    finish(record_for(item, 2020), cast.staff, cast.head, cast.secretariat)
    page = page_for(cast.committee_member)
    story = page.split("年度ごとの状態と評価")[1].split("</table>")[0]
    assert story.count("確定前") == 3
    assert story.count("年度未開始") == 9
    paces = page.split('class="pace-row"')[1].split("</tr>")[0]
    assert "確定前" in paces
    assert paces.count("年度未開始") == 3
    assert "報告なし" not in paces


def test_an_open_year_without_a_pace_has_no_report(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    for year in (2020, 2021):
        open_year(plan, cast.secretariat, year)
    send_entry(sign_in(cast.staff), record_for(item, 2020), contents__0__pace="delayed")
    paces = page_for(cast.staff).split('class="pace-row"')[1].split("</tr>")[0]
    assert paces.count("報告なし") == 1


def test_only_what_is_judged_late_bears_the_late_mark(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    open_year(plan, cast.secretariat)
    record = record_for(item)
    send_entry(sign_in(cast.staff), record, contents__0__pace="delayed")
    assert 'class="pace pace-delayed"' in page_for(cast.staff)
    ContentProgress.objects.update(pace="not_held")
    page = page_for(cast.staff)
    assert 'class="pace pace-not_held"' in page
    assert "pace-delayed" not in page


def test_the_marks_of_rate_and_pace_cannot_be_read_as_a_minus() -> None:
    css = " ".join(
        (settings.BASE_DIR / "static" / "css" / name).read_text(encoding="utf-8")
        for name in ("reports.css", "overview.css")
    )
    rules = re.findall(r"([^{}]*)\{[^{}]*content: \"([^\"]*)\"", css)
    marks = {
        selector: sign for names, sign in rules for selector in re.split(r",\s*", names.strip())
    }
    assert marks[".mark-not_achieved::before"] == "×"
    rated = [sign for names, sign in marks.items() if re.search(r"\.(mark|matrix|tile)", names)]
    assert not set("".join(rated)) & set("△▲▼")
    late = {selector for selector, sign in marks.items() if "▲" in sign and "pace" in selector}
    assert late == {".pace-delayed::before", ".pace-not_started_late::before"}


def test_the_page_tells_how_an_indicator_is_judged_and_where_it_comes_from(
    plan: Plan, item: ActionItem, cast: Cast
) -> None:
    page = page_for(cast.staff)
    assert "判定の型：増やす</span>" in page
    assert "資料：" not in page
    item.indicators.update(definition="年度末の人数", source="事業報告書", other_plan="市の計画")
    page = page_for(cast.staff)
    for words in (
        "判定の型：増やす、年度末の人数",
        "資料：事業報告書",
        "目標を定めるもの：市の計画",
    ):
        assert words in page


def test_a_note_keeps_its_lines(plan: Plan, item: ActionItem, cast: Cast) -> None:
    open_year(plan, cast.secretariat)
    typed = {"actuals__0__first": "12", "actuals__0__note": "一行目\r\n二行目"}
    send_entry(sign_in(cast.staff), record_for(item), **typed)
    assert "一行目<br>二行目" in page_for(cast.staff)
