"""計画のExcel: 計画書の計画が、書き出して読み込んでも一つも変わらない。"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plans.models import ActionItem, ImportPlan, ImportRun, Plan, Target
from progress.installation import install_plan
from progress.plan_book.reading import Known, read_plan_book
from progress.plan_book.writing import EXAMPLE_NAME, example_rows, write_plan_book
from progress.plan_file import describe_differences, read_plan_file
from progress.plan_rows import rows_of_plan
from tests.builders import make_department
from tests.people import make_person, sign_in
from tests.security.rows import hash_rows

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGE = "/plan-book/"
OFFICIAL = "action_plan_2019"


@pytest.fixture
def office() -> Client:
    return sign_in(make_person("secretariat", make_department("総務課")))


def send(office: Client, content: bytes) -> Any:
    return office.post(PAGE, {"file": SimpleUploadedFile("計画.xlsx", content)})


def check(office: Client, content: bytes) -> Any:
    response = send(office, content)
    problems = [str(row) for row in (response.context or {}).get("problems", [])]
    assert response.status_code == 302, problems
    return office.get(response["Location"])


def take(office: Client, content: bytes) -> Any:
    seen = check(office, content).context["changes"].seen
    kept = ImportPlan.objects.latest("pk")
    return office.post(f"{PAGE}{kept.pk}/", {"seen": seen})


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def example() -> bytes:
    return write_plan_book(example_rows())


def put(sheet: str, place: str, value: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[sheet][place] = value

    return edit


def test_the_official_plan_goes_out_and_comes_in_without_difference(office: Client) -> None:
    install_plan(OFFICIAL)
    plan = Plan.objects.get()
    content = office.get(f"{PAGE}plan.xlsx?plan={plan.pk}").content
    rows = rows_of_plan(plan)
    # 同じ名の計画は公開されているので、名を変えてから、空いた名へ読み込む。
    Plan.objects.filter(pk=plan.pk).update(name="控え")
    assert take(office, content).status_code == 302
    again = Plan.objects.exclude(pk=plan.pk).get()
    assert again.released_at is None
    assert rows_of_plan(again) == rows
    kinds = ("plans.sourcenote", "plans.department")
    wanted = [row for row in read_plan_file(OFFICIAL) if row["model"] not in kinds]
    wanted[0]["fields"].pop("released_at")
    assert list(describe_differences(again, wanted)) == []
    assert write_plan_book(rows_of_plan(again)) == content


def test_the_blank_book_with_its_example_can_be_taken(office: Client) -> None:
    content = office.get(f"{PAGE}template.xlsx").content
    assert content == example()
    assert take(office, content).status_code == 302
    plan = Plan.objects.get(name=EXAMPLE_NAME)
    assert plan.released_at is None
    assert str(Target.objects.for_plan(plan).get().value) == "12か所"
    entry = plan.history.get()
    assert entry.history_user.username == "secretariat"
    assert entry.history_change_reason.startswith("計画のExcelの取込：計画.xlsx（SHA-256 ")
    assert ImportRun.objects.get().rows


def test_a_plan_in_preparation_is_changed_row_by_row(office: Client) -> None:
    take(office, example())
    item = ActionItem.objects.get()

    def edit(book: Any) -> None:
        book["実施項目"]["B2"] = "サロンの支援と相談"
        book["実施項目"].append([2, "新しい項目", 1])
        book["目標値"].delete_rows(2)

    response = check(office, edited(example(), edit))
    page = response.content.decode()
    assert "項目1の実施項目：サロンの支援 → サロンの支援と相談" in page
    assert response.context["changes"].total == 3
    assert take(office, edited(example(), edit)).status_code == 302
    rows = ActionItem.objects.order_by("number")
    assert [(row.pk == item.pk, row.title) for row in rows] == [
        (True, "サロンの支援と相談"),
        (False, "新しい項目"),
    ]
    assert not Target.objects.exists()
    assert item.history.count() == 2


def test_the_same_file_twice_changes_nothing(office: Client) -> None:
    take(office, example())
    response = check(office, example())
    assert response.context["changes"].total == 0
    assert "変わるところはありません。" in response.content.decode()


def test_a_released_plan_is_not_touched(office: Client) -> None:
    install_plan(OFFICIAL)
    plan = Plan.objects.get()
    content = edited(write_plan_book(rows_of_plan(plan)), put("実施項目", "B2", "書き換えた名"))
    response = check(office, content)
    assert "公開されているか、年度を開いています" in response.content.decode()
    before = hash_rows()
    kept = ImportPlan.objects.get()
    seen = response.context["changes"].seen
    assert office.post(f"{PAGE}{kept.pk}/", {"seen": seen}).status_code == 400
    assert hash_rows() == before


def test_what_changed_after_the_check_is_told(office: Client) -> None:
    take(office, example())
    content = edited(example(), put("実施項目", "B2", "新しい名"))
    seen = check(office, content).context["changes"].seen
    ActionItem.objects.update(title="ほかの人の直し")
    kept = ImportPlan.objects.latest("pk")
    before = hash_rows()
    response = office.post(f"{PAGE}{kept.pk}/", {"seen": seen})
    assert response.status_code == 409
    assert "確かめている間に、計画が変わりました。" in response.content.decode()
    assert hash_rows() == before


@pytest.mark.parametrize(
    ("sheet", "place", "value", "message"),
    [
        ("目標値", "C2", 2030, "計画期間の年度を入れてください。"),
        ("目標値", "D2", None, "値か、値がない理由の、どちらか一つを入れてください。"),
        ("目標値", "A2", "9・1", "指す行がありません。"),
        ("目標値", "A2", "1", "「項目・番号」の形で入れてください。"),
        ("実施項目", "A2", "一", "整数"),
        ("実施項目", "B2", None, "空にできません。"),
        ("実施項目", "C2", 7, "指す行がありません。"),
        ("実施内容", "B2", "その他", "次のどれかを入れてください"),
        ("実施時期", "D2", "思いつき", "段階は次から選び"),
        ("項目の担当課", "B2", "ない課", "指す行がありません。"),
        ("計画", "A1", "名前", "見出し「計画名」の列がありません。"),
        ("計画", "E2", 2020, "終了年度は開始年度以後にしてください。"),
        ("計画", "F2", 2024, "基準年度は開始年度より前にしてください。"),
        ("計画の改定", "C2", 2040, "計画期間の年度を入れてください。"),
        ("計画の改定", "A2", 1, "改定の理由を入れてください。"),
        ("指標", "E2", "別計画による", "別計画の名を入れてください。"),
        ("指標", "D2", "1か所", "数字を含まない短い単位にしてください。"),
        ("指標", "K2", -1, "許容幅は 0 以上にしてください。"),
        ("実施内容", "B2", "共通", "区分が「共通」のときは事業共通を指し"),
    ],
)
def test_a_wrong_cell_is_named_with_its_remedy(
    sheet: str, place: str, value: object, message: str, office: Client
) -> None:
    before = hash_rows()
    response = send(office, edited(example(), put(sheet, place, value)))
    assert response.status_code == 400
    problems = [str(problem) for problem in response.context["problems"]]
    assert any(sheet in problem and message in problem for problem in problems), problems
    assert hash_rows() == before


def test_a_file_that_is_no_workbook_is_told(office: Client) -> None:
    for content in (b"", b"PK\x03\x04", b"not a book"):
        assert send(office, content).status_code == 400
    assert not ImportPlan.objects.exists()


def test_reading_needs_no_database(django_db_blocker: Any) -> None:
    content = example()
    with django_db_blocker.block():
        rows = read_plan_book(content, Known())
    assert {row["model"] for row in rows} == {row["model"] for row in example_rows()}
