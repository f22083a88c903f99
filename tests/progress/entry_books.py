"""記入用のExcelの試験の道具。受け取り、書きかえ、送り、確かめ、取り込む。"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from plans.models import ImportPlan
from progress.excel.comparing import Comparison, compare
from progress.excel.desks import load_desks
from progress.excel.importing import confirm_import, keep_entry_file
from progress.excel.reading import read_entry_file
from progress.excel.writing import write_entry_book
from tests.progress.rounds import actor_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from plans.models import ImportRun, User
    from progress.models import AnnualReview

ACTUALS, CONTENTS, SUMMARY = "指標の実績", "実施内容の進捗", "まとめ"
HEADING_ROW = 3
SEEN = re.compile(r'name="seen" value="(\w+)"')
# シート、見出し、何番目の行（0 から）か。
Place = tuple[str, str, int]


def entry_book(review: AnnualReview, person: User) -> bytes:
    """その人が受け取る、計画全体の記入用のExcel。"""
    desks = load_desks(review, actor_of(person))
    return write_entry_book(review, desks, scope="全体", on=timezone.localdate())


def fill(content: bytes, changes: dict[Place, Any]) -> bytes:
    """Excel で開いて、名指したますを書きかえて保存したもの。"""
    book: Any = load_workbook(io.BytesIO(content))
    for (sheet, heading, row), value in changes.items():
        cell = cell_at(book, sheet, heading, row)
        cell.value = value
        if isinstance(value, str):
            # openpyxl は「=」で始まる文字を式にする。人が文字列の書式のますに打てば、文字のまま。
            cell.data_type = "s"
    return saved(book)


def cell_at(book: Any, sheet: str, heading: str, row: int) -> Any:
    """見出しの列の、row 番目の行のます。"""
    columns = {cell.value: cell.column for cell in book[sheet][HEADING_ROW]}
    return book[sheet].cell(HEADING_ROW + 1 + row, columns[heading])


def saved(book: Any) -> bytes:
    """ブックのバイト列。"""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def check(content: bytes, review: AnnualReview, person: User) -> Comparison:
    """ファイルを読み、その人として見比べる。"""
    actor = actor_of(person)
    return compare(review, read_entry_file(content), load_desks(review, actor), actor)


def keep(content: bytes, review: AnnualReview, person: User) -> ImportPlan:
    """ファイルを預ける。"""
    return keep_entry_file(content, "記入.xlsx", review, user=person, at=timezone.now())


def take_in(content: bytes, review: AnnualReview, person: User, *chosen: str) -> ImportRun:
    """ファイルを送り、確かめて、取り込む。"""
    kept, seen = keep(content, review, person), check(content, review, person).seen
    return confirm(kept, review, person, seen, *chosen)


def confirm(
    kept: ImportPlan, review: AnnualReview, person: User, seen: str, *chosen: str
) -> ImportRun:
    """確かめた取込を行う。"""
    return confirm_import(
        kept,
        review,
        actor=actor_of(person),
        user=person,
        at=timezone.now(),
        seen=seen,
        chosen=chosen,
    )


def upload(client: Client, content: bytes, name: str = "記入.xlsx") -> HttpResponse:
    """画面から送る。"""
    response: HttpResponse = client.post("/excel/", {"file": SimpleUploadedFile(name, content)})
    return response


def seen_on(page: str) -> str:
    """確かめの画面にある、見せた内容の印。"""
    found = SEEN.search(page)
    assert found, "取り込むところのない画面です。"
    return found[1]
