"""項目の絞り込み。"""

from __future__ import annotations

import io
import re
from urllib.parse import quote, unquote

import openpyxl
import pytest
from django.http import QueryDict
from pypdf import PdfReader

from plans.models import ActionItem, BasicGoal, Plan, Policy
from reports.facts import year_facts
from reports.filtering import chosen_filters, describe_filters, tell_filters
from tests.builders import make_content, make_indicator, make_item
from tests.people import Cast, sign_in
from tests.progress.rounds import open_year, record_for, send_entry


@pytest.fixture
def four_items(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """四項目の計画。1 と 2 は福祉支援課、3 と 4 は総務課。4 だけ別の基本方針で、新規を含む。"""
    make_item(plan, 2, departments=["福祉支援課"])
    third = make_item(plan, 3, departments=["総務課"])
    goal = BasicGoal.objects.create(plan=plan, number=2, title="育てる")
    make_content(third).basic_goals.add(goal)
    other = Policy.objects.create(plan=plan, number=2, code="Ⅱ", title="育てる")
    make_content(make_item(plan, 4, departments=["総務課"], policy=other), qualifier="new")
    open_year(plan, cast.secretariat)
    send_entry(sign_in(cast.staff), record_for(item), achievement="書いた")
    return plan


def shown(person, query: str) -> list[int]:
    page = sign_in(person).get(f"/?{query}").content.decode()
    listing = page.split('id="items-heading"')[1].split("</section>")[0]
    return [
        number
        for number in range(1, 5)
        if f'/items/{number}/"' in listing or f"/items/{number}/?" in listing
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("department=総務課", [3, 4]),
        ("policy=2", [4]),
        ("goal=2", [3]),
        ("state=draft", [1]),
        ("state=blank", [2, 3, 4]),
        ("rating=none", [1, 2, 3, 4]),
        ("qualifier=new", [4]),
        ("department=総務課&policy=1", [3]),
        ("department=福祉支援課&policy=2", []),
        ("department=ない課", []),
        ("unknown=1", [1, 2, 3, 4]),
        ("department=福祉支援課&department=総務課", []),
        ("department=総務課&department=総務課&department=", [3, 4]),
    ],
)
def test_conditions_narrow_the_list_and_combine(
    four_items: Plan, cast: Cast, query: str, numbers: list[int]
) -> None:
    assert shown(cast.staff, query) == numbers


def test_counts_follow_the_conditions(four_items: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/?department=総務課").content.decode()
    assert "1つの条件で2項目" in page


def test_the_workbook_holds_the_narrowed_items_only(four_items: Plan, cast: Cast) -> None:
    response = sign_in(cast.staff).get("/workbook.xlsx?department=総務課")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["報告"]
    rows = list(sheet.values)
    column = rows[0].index("項目番号")
    assert {row[column] for row in rows[1:]} == {3, 4}


@pytest.mark.parametrize("address", ["/workbook.xlsx", "/sheets.pdf"])
def test_a_file_of_nothing_is_not_made_and_says_so(
    four_items: Plan, cast: Cast, address: str
) -> None:
    response = sign_in(cast.staff).get(f"{address}?department=ない課")
    assert response.status_code == 404
    assert "条件に合う実施項目がありません" in response.content.decode()


def file_at(person, address: str) -> tuple[bytes, str]:
    """受け取ったファイルの中身と、その日本語の名。"""
    response = sign_in(person).get(address)
    assert response.status_code == 200
    return response.content, unquote(response["Content-Disposition"].split("UTF-8''")[1])


def head_of(content: bytes) -> str:
    """ブックの一枚目の、はじめの行の文。"""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return "\n".join(str(row[0]) for row in sheet.iter_rows(max_row=5, values_only=True) if row[0])


def test_a_narrowed_workbook_says_so_in_its_head_and_its_name(four_items: Plan, cast: Cast) -> None:
    content, name = file_at(cast.staff, "/workbook.xlsx?department=総務課&state=blank")
    assert name == "進行管理表_2021年度（絞り込み）.xlsx"
    told = "絞り込み：担当課＝総務課、状態＝未入力（条件に合う2項目だけ）"
    assert told in head_of(content)
    content, name = file_at(cast.staff, "/workbook.xlsx")
    assert name == "進行管理表_2021年度.xlsx"
    assert "絞り込み" not in head_of(content)


SAME_ITEMS = ("department=総務課", "goal=2", "state=blank&policy=1", "qualifier=new", "rating=none")


@pytest.mark.pdf
@pytest.mark.slow
@pytest.mark.parametrize("query", SAME_ITEMS)
def test_page_workbook_and_print_hold_the_same_items(
    four_items: Plan, cast: Cast, query: str
) -> None:
    numbers = shown(cast.staff, query)
    content, _ = file_at(cast.staff, f"/workbook.xlsx?{query}")
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["報告"].values)
    assert sorted({row[rows[0].index("項目番号")] for row in rows[1:]}) == numbers
    content, name = file_at(cast.staff, f"/sheets.pdf?{query}")
    assert name.endswith("_個票集（絞り込み）.pdf")
    printed = PdfReader(io.BytesIO(content))
    groups = [group for group in printed.outline if isinstance(group, list)]
    assert [int(str(one.title).split("　")[0]) for group in groups for one in group] == numbers
    assert "絞り込み：" in printed.pages[0].extract_text()


def test_the_buttons_say_how_many_items_the_files_hold(four_items: Plan, cast: Cast) -> None:
    client = sign_in(cast.staff)
    assert "全項目の個票（PDF）" in client.get("/").content.decode()
    page = client.get("/?department=総務課").content.decode()
    assert "絞り込んだ2項目の個票（PDF）" in page
    assert "全項目の個票（PDF）" not in page
    page = client.get("/?department=ない課").content.decode()
    assert "個票（PDF）" not in page
    assert "条件に合う実施項目はありません。" in page
    assert "の目標と実績（" not in page


@pytest.mark.parametrize("address", ["/", "/overview/ratings/", "/overview/schedule/"])
def test_the_tabs_of_years_keep_the_conditions(four_items: Plan, cast: Cast, address: str) -> None:
    page = sign_in(cast.staff).get(f"{address}?department=総務課&rating=none").content.decode()
    tabs = page.split('class="year-tabs')[1].split("</nav>")[0]
    links = re.findall(r'href="([^"]*)"', tabs)
    assert len(links) == 5
    kept = f"&amp;department={quote('総務課')}&amp;rating=none"
    assert all(link.endswith(kept) for link in links)
    plain = sign_in(cast.staff).get(address).content.decode()
    assert kept not in plain.split('class="year-tabs')[1].split("</nav>")[0]


def test_a_value_this_year_does_not_know_still_stands_in_its_box(
    four_items: Plan, cast: Cast
) -> None:
    page = sign_in(cast.staff).get("/?state=sent_back&band=old&kind=旧種別").content.decode()
    assert '<option value="sent_back" selected>差戻し</option>' in page
    assert '<option value="old" selected>この年度にない値</option>' in page
    assert '<option value="旧種別" selected>旧種別</option>' in page


def test_two_values_of_one_condition_have_a_box_each(four_items: Plan) -> None:
    facts = year_facts(four_items, 2021, include_drafts=True)
    chosen = chosen_filters(QueryDict("department=総務課&department=福祉支援課&goal=2"))
    filters = describe_filters(facts, chosen)
    boxes = [f"{row['name']}{row['place']}" for row in filters]
    assert boxes[:2] == ["department", "department1"]
    assert len(boxes) == len(set(boxes))
    assert tell_filters(filters) == "担当課＝総務課、担当課＝福祉支援課、基本目標＝2　育てる"


@pytest.mark.parametrize(("year", "label"), [(2021, "確定前"), (2022, "年度未開始")])
def test_a_count_of_hidden_figures_opens_them_and_their_files(
    four_items: Plan, cast: Cast, year: int, label: str
) -> None:
    make_indicator(ActionItem.objects.get(number=3), targets={year: "5人"})
    client = sign_in(cast.committee_member)
    page = client.get(f"/?year={year}").content.decode()
    tile = re.search(
        rf'<dt>{label}</dt>\s*<dd><a href="\?([^"#]*&amp;actual=[^"#]*)[^>]*>(\d+)<', page
    )
    assert tile
    assert tile[2] == "2"
    query = tile[1].replace("&amp;", "&")
    assert shown(cast.committee_member, query) == [1, 3]
    assert client.get(f"/workbook.xlsx?{query}").status_code == 200


def test_numbers_are_links_to_their_items(four_items: Plan, cast: Cast) -> None:
    page = sign_in(cast.staff).get("/").content.decode()
    assert "&amp;state=draft" in page
    assert "&amp;department=%E7%B7%8F%E5%8B%99%E8%AA%B2" in page
