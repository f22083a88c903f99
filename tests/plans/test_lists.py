"""一覧（課、基本目標など）の書き出しと取込。変えるのは確かめた後で、全部か、何もしないか。"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from plans.lists.importing import preview_list
from plans.models import (
    ActionItem,
    BasicGoal,
    Department,
    ImportPlan,
    ImportRun,
    Plan,
    RelatedPlan,
)
from plans.resources import DepartmentResource
from tests.builders import make_department, make_item, make_plan
from tests.people import Cast, make_cast, sign_in
from tests.progress.entry_books import saved, seen_on
from tests.progress.rounds import actor_of, open_year
from tests.security.rows import hash_rows

pytestmark = pytest.mark.one_database


@pytest.fixture
def secretariat(cast: Cast) -> Client:
    return sign_in(cast.secretariat)


def address(model: str, page: str) -> str:
    return reverse(f"admin:{model}_{page}")


def export(client: Client, model: str, number: int = 0) -> Any:
    return client.post(address(model, "export"), {"resource": "0", "format": str(number)})


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def filled(content: bytes, changes: dict[tuple[int, str], Any]) -> bytes:
    """ますを、行（2 から）と見出しで名指して書きかえ、保存したもの。"""
    book = opened(content)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, heading), value in changes.items():
        cell = sheet.cell(row, columns[heading])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    return saved(book)


def send(client: Client, model: str, content: bytes, name: str = "一覧.xlsx", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(address(model, "import"), {"import_file": file, **more})


def check(client: Client, model: str, content: bytes) -> tuple[str, str]:
    """ファイルを送り、確かめの画面の道と中身を返す。"""
    response = send(client, model, content)
    assert response.status_code == 302, response.content.decode()
    place = response["Location"]
    return place, client.get(place).content.decode()


def take_in(client: Client, model: str, content: bytes) -> str:
    place, page = check(client, model, content)
    response = client.post(place, {"seen": seen_on(page)}, follow=True)
    assert response.status_code == 200, response.content.decode()
    return str(response.content.decode())


def test_a_list_taken_in_changes_adds_and_leaves_the_rest(cast: Cast, secretariat: Client) -> None:
    content = export(secretariat, "plans_department").content
    book = opened(content)
    sheet = book["担当課"]
    assert [cell.value for cell in sheet[1]] == [
        "課名", "並び順", "進行管理の所管課", "設置日", "廃止日", "引継先の課",
    ]  # fmt: skip
    names = [row[0].value for row in sheet.iter_rows(min_row=2)]
    sheet.cell(names.index("福祉支援課") + 2, 2).value = 30
    sheet.append(["相談支援課", "４", "いいえ", "令和3年4月1日", None, None])
    sheet.delete_rows(names.index("福祉活動推進課") + 2)
    before = hash_rows()
    _, page = check(secretariat, "plans_department", saved(book))
    assert "このファイルにない行が1行あります（変わりません）。" in page
    assert "相談支援課（4行目）" in page
    assert Department.objects.count() == 3
    ImportPlan.objects.all().delete()
    assert hash_rows() == before
    page = take_in(secretariat, "plans_department", saved(book))
    assert "2行を取り込みました" in page
    added = Department.objects.get(name="相談支援課")
    assert (added.order, added.starts_on) == (4, dt.date(2021, 4, 1))
    assert Department.objects.get(name="福祉支援課").order == 30
    assert Department.objects.filter(name="福祉活動推進課").exists()
    run = ImportRun.objects.get()
    past: Any = added.history
    signed = past.get()
    assert signed.history_user == cast.secretariat
    assert signed.history_change_reason == f"Excelの取込：一覧.xlsx（SHA-256 {run.sha256[:16]}）"
    kept = Department.objects.get(name="総務課")
    untouched: Any = kept.history
    assert not untouched.exclude(history_change_reason=None).exists()


def test_what_came_out_goes_in_again_unchanged(
    plan: Plan, item: ActionItem, cast: Cast, secretariat: Client
) -> None:
    make_item(plan, 2)
    related = RelatedPlan.objects.create(plan=plan, number=1, name="地域福祉計画", source="'=1+1")
    related.items.set(ActionItem.objects.all())
    BasicGoal.objects.create(
        plan=plan, number=1, title=" 𠮷野ｶﾞ ", description="=1+1\n二行目", sdgs=[3, 11]
    )
    for model in (
        "plans_relatedplan", "plans_basicgoal", "plans_policy", "plans_department",
        "progress_committeemember",
    ):  # fmt: skip
        _, page = check(secretariat, model, export(secretariat, model).content)
        assert "変わるところはありません。" in page, model


def test_links_and_numbers_are_read_by_name_and_signed_in_the_history(
    plan: Plan, item: ActionItem, cast: Cast, secretariat: Client
) -> None:
    RelatedPlan.objects.create(plan=plan, number=1, name="地域福祉計画")
    make_item(plan, 2)
    content = export(secretariat, "plans_relatedplan").content
    page = take_in(
        secretariat,
        "plans_relatedplan",
        filled(content, {(2, "実施項目"): "２、1", (2, "計画の全体に関わる"): "はい"}),
    )
    assert "1、2" in page
    related = RelatedPlan.objects.get()
    assert related.concerns_whole_plan
    assert [row.number for row in related.items.order_by("number")] == [1, 2]
    past: Any = related.history
    assert past.first().history_user == cast.secretariat


def test_all_problems_are_listed_at_once_with_sheet_cell_and_remedy(
    plan: Plan, cast: Cast, secretariat: Client
) -> None:
    goals = [BasicGoal(plan=plan, number=number, title=f"目標{number}") for number in range(1, 6)]
    BasicGoal.objects.bulk_create(goals)
    content = filled(
        export(secretariat, "plans_basicgoal").content,
        {
            (2, "計画"): "知らない計画",
            (3, "番号"): "二",
            (4, "基本目標"): None,
            (5, "SDGs（持続可能な開発目標）"): "18",
            (6, "番号"): 4,
        },
    )
    before = hash_rows()
    place, page = check(secretariat, "plans_basicgoal", content)
    for words in (
        "シート「基本目標」のA2「知らない計画」：計画：登録された計画の名を入れてください（試験の計画）。",
        "シート「基本目標」のB3「二」：番号：0以上の整数を入れてください。",
        "シート「基本目標」のC4：基本目標：値を入れてください。",
        "シート「基本目標」のF5「18」：SDGs（持続可能な開発目標）：SDGsは、1から17の目標を",
        "シート「基本目標」の6行目：同じ行が二つあります。どちらか一つを消してください。",
    ):
        assert words in page, words
    assert "この内容で取り込む" not in page
    response = secretariat.post(place, {"seen": "x"})
    assert response.status_code == 409
    ImportPlan.objects.all().delete()
    assert hash_rows() == before


def test_a_locked_plan_keeps_its_words_but_takes_what_is_not_locked(
    plan: Plan, item: ActionItem, cast: Cast, secretariat: Client
) -> None:
    BasicGoal.objects.create(plan=plan, number=1, title="支えあう")
    open_year(plan, cast.secretariat)
    content = export(secretariat, "plans_basicgoal").content
    _, page = check(secretariat, "plans_basicgoal", filled(content, {(2, "基本目標"): "別の目標"}))
    assert "「基本目標」：計画の数値は固定されています。" in page
    take_in(secretariat, "plans_basicgoal", filled(content, {(2, "説明"): "くわしい説明"}))
    goal = BasicGoal.objects.get()
    assert (goal.title, goal.description) == ("支えあう", "くわしい説明")


def test_a_row_changed_after_the_check_is_shown_anew_and_not_overwritten(
    plan: Plan, cast: Cast, secretariat: Client
) -> None:
    goal = BasicGoal.objects.create(plan=plan, number=1, title="支えあう")
    content = filled(
        export(secretariat, "plans_basicgoal").content, {(2, "説明"): "ファイルの説明"}
    )
    place, page = check(secretariat, "plans_basicgoal", content)
    BasicGoal.objects.filter(pk=goal.pk).update(description="ほかの人の説明")
    response = secretariat.post(place, {"seen": seen_on(page)})
    page = response.content.decode()
    assert response.status_code == 409
    assert "確かめている間に、ほかの人が一覧を変えました。" in page
    assert "ほかの人の説明" in page
    goal.refresh_from_db()
    assert goal.description == "ほかの人の説明"
    assert not ImportRun.objects.exists()
    assert secretariat.post(place, {"seen": seen_on(page)}).status_code == 302
    goal.refresh_from_db()
    assert goal.description == "ファイルの説明"


def test_a_file_is_taken_in_once_and_only_by_who_sent_it(
    plan: Plan, cast: Cast, secretariat: Client
) -> None:
    BasicGoal.objects.create(plan=plan, number=1, title="支えあう")
    content = filled(export(secretariat, "plans_basicgoal").content, {(2, "説明"): "一度だけ"})
    place, page = check(secretariat, "plans_basicgoal", content)
    seen = {"seen": seen_on(page)}
    assert sign_in(cast.secretariat_head).post(place, seen).status_code == 404
    other_list = place.replace("basicgoal", "policy")
    assert secretariat.post(other_list, seen).status_code == 404
    assert secretariat.post(place, seen).status_code == 302
    assert secretariat.post(place, seen).status_code == 200
    goal: Any = BasicGoal.objects.get()
    assert goal.history.filter(history_type="~").count() == 1
    ImportPlan.objects.create(
        kind="list", target="plans.basicgoal", file_name="古い.xlsx", sha256="0" * 64,
        user=cast.secretariat, at=timezone.now() - dt.timedelta(hours=25),
    )  # fmt: skip
    forgotten = ImportPlan.objects.get(file_name="古い.xlsx")
    old = reverse("admin:plans_basicgoal_import_check", args=(forgotten.pk,))
    assert secretariat.post(old, seen).status_code == 410


@pytest.mark.parametrize("number", ["2", "7", "-1", "xlsx", ""])
def test_no_other_format_is_written_or_read(secretariat: Client, number: str) -> None:
    sent = {"resource": "0", "format": number}
    response = secretariat.post(address("plans_department", "export"), sent)
    assert response.status_code == 400
    assert "この形式では書き出せません。" in response.content.decode()
    if number:
        response = send(secretariat, "plans_department", b"PK", format=number)
        assert response.status_code == 400
        assert "この形式は取り込めません。" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空のファイルです。"),
        (b"a,b\n1,2\n", "文字だけのファイル（CSVなど）です。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式（.xls）"),
        (b"<html></html>", "ウェブページかXMLのファイルです。"),
        (b"PK\x03\x04broken", "Excelのファイルとして読めません。"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(
    secretariat: Client, content: bytes, words: str
) -> None:
    before = hash_rows()
    response = send(secretariat, "plans_department", content)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert hash_rows() == before


def test_a_missing_sheet_column_or_file_and_too_many_rows_are_named(secretariat: Client) -> None:
    good = export(secretariat, "plans_department").content
    renamed = opened(good)
    renamed.worksheets[0].title = "課"
    short = opened(good)
    short.worksheets[0]["A1"].value = "名"
    long = opened(good)
    for number in range(501):
        long.worksheets[0].append([f"課{number}"])
    cases = {
        "シート「担当課」がありません。": saved(renamed),
        "見出し「課名」の列がありません。": saved(short),
        "一度に取り込めるのは500行までです。": saved(long),
    }
    for words, content in cases.items():
        response = send(secretariat, "plans_department", content)
        assert response.status_code == 400
        assert words in response.content.decode()
    response = secretariat.post(address("plans_department", "import"), {})
    assert "ファイルを選んでください。" in response.content.decode()


def test_a_column_left_out_is_left_alone_and_a_strange_one_is_named(
    cast: Cast, secretariat: Client
) -> None:
    book = opened(export(secretariat, "plans_department").content)
    sheet = book.worksheets[0]
    sheet["B1"].value = "順番"
    sheet["D2"].value = dt.date(2019, 4, 1)
    _, page = check(secretariat, "plans_department", saved(book))
    assert "「順番」の列は、取り込みません。" in page
    assert "「並び順」の列がないので、その欄は変えません。" in page
    take_in(secretariat, "plans_department", saved(book))
    assert [row.order for row in Department.objects.order_by("order")] == [1, 2, 3]


def test_rows_out_of_sight_neither_go_out_nor_are_found(plan: Plan, cast: Cast) -> None:
    hidden = make_plan(name="準備中の計画", short_name="準備中", released_at=None, first_year=2024,
                       last_year=2028, baseline_year=2023)  # fmt: skip
    BasicGoal.objects.create(plan=hidden, number=1, title="まだ秘密")
    BasicGoal.objects.create(plan=plan, number=1, title="支えあう")
    everything = {"plan": "all"}
    for person, count in ((cast.staff, 1), (cast.secretariat, 2)):
        place = address("plans_basicgoal", "export") + "?plan=all"
        response = sign_in(person).post(place, {"resource": "0", "format": "0", **everything})
        assert opened(response.content).worksheets[0].max_row == count + 1
    assert sign_in(cast.staff).get(address("plans_basicgoal", "import")).status_code == 403


def test_a_search_that_makes_no_sense_leads_back_to_the_list(secretariat: Client) -> None:
    response = secretariat.get(address("plans_department", "export") + "?order__year=x")
    assert response.status_code in (302, 400)


def test_the_list_of_people_goes_out_without_passwords_and_never_in(secretariat: Client) -> None:
    page = export(secretariat, "plans_user", 1).content.decode("utf-8-sig")
    assert page.splitlines()[0] == "利用者名,姓,名,メールアドレス,所属,有効,管理者"
    assert "pbkdf2" not in page
    assert "md5" not in page
    assert secretariat.get("/admin/plans/user/import/").status_code in (302, 404)


def test_queries_do_not_grow_with_the_rows(cast: Cast, secretariat: Client) -> None:
    def count(work: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            work()
        return len([one for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    def export_and_check() -> list[int]:
        content = export(secretariat, "plans_department").content
        place = send(secretariat, "plans_department", content)["Location"]
        works = (
            lambda: export(secretariat, "plans_department"),
            lambda: send(secretariat, "plans_department", content),
            lambda: secretariat.get(place),
        )
        return [count(work) for work in works]

    few = export_and_check()
    for number in range(60):
        make_department(f"課{number}", order=9)
    assert export_and_check() == few
    assert max(few) <= 12


@pytest.mark.django_db(transaction=True)
def test_looking_at_a_file_writes_nothing_and_begins_no_transaction(plan: Plan) -> None:
    cast = make_cast(plan)
    secretariat = sign_in(cast.secretariat)
    content = filled(export(secretariat, "plans_department").content, {(2, "並び順"): 9})
    check(secretariat, "plans_department", content)
    kept, actor = ImportPlan.objects.get(), actor_of(cast.secretariat)
    resource = DepartmentResource(actor=actor, may_save=lambda row: True)
    with CaptureQueriesContext(connection) as found:
        preview = preview_list(kept, resource)
    assert len(preview.changed) == 1
    assert {one["sql"].split()[0] for one in found} == {"SELECT"}
