"""一覧の形式。django-import-export の標準の形式は使わず、自前の安全な読み書きだけを渡す。

標準の形式は、偽の <dimension> を信じ、遠くのます一つで何分もかかり、式を生きたまま書き出す。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate
from import_export.formats.base_formats import Format

from plans.workbooks import (
    Footer,
    TableColumn,
    WorkbookWriter,
    plain_name,
    read_table,
    read_workbook,
    write_csv,
    write_table,
)
from plans.workbooks.problems import Problem, WorkbookError

if TYPE_CHECKING:
    from plans.workbooks import Table, TableSpec

CREATOR = "アクションプラン進行管理システム"
MAX_LIST_ROWS = 500
LEAST_WIDTH, MOST_WIDTH, LONG_WIDTH = 10, 24, 40
LONG_TEXT = 20
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListWorkbook(Format):  # type: ignore[misc]
    """Excel（xlsx）。読むのも書くのも plans/workbooks。"""

    def get_title(self) -> str:
        """形式の名。"""
        return "Excel"

    def get_extension(self) -> str:
        """拡張子。"""
        return "xlsx"

    def get_content_type(self) -> str:
        """種類。"""
        return XLSX_TYPE

    def can_import(self) -> bool:
        """取り込める。"""
        return True

    def can_export(self) -> bool:
        """書き出せる。"""
        return True

    def read_list(self, content: bytes, spec: TableSpec) -> Table:
        """届いたバイト列から表を返す。読めなければ WorkbookError（分かったことの全部）。"""
        sheet = read_workbook(content).find(spec.sheet)
        if sheet is None:
            wanted = (
                f"シート「{spec.sheet}」がありません。書き出したファイルに書いて送ってください。"
            )
            raise WorkbookError(wanted)
        table = read_table(sheet, spec)
        if len(table.rows) > MAX_LIST_ROWS:
            wanted = f"一度に取り込めるのは{MAX_LIST_ROWS}行までです。分けて送ってください。"
            raise WorkbookError([Problem(wanted, spec.sheet)])
        return table

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """一覧を xlsx のバイト列にする。表の名は dataset.title。"""
        title = str(dataset.title)
        writer = WorkbookWriter(title=title, creator=CREATOR, stamp=localdate())
        rows = [tuple(row) for row in dataset]
        columns = [
            TableColumn(heading, _width_of(heading, [row[number] for row in rows]))
            for number, heading in enumerate(dataset.headers)
        ]
        write_table(writer.add_sheet(title), columns, rows, Footer(left=title, right=""))
        return writer.to_bytes()


class ListCsv(Format):  # type: ignore[misc]
    """CSV（UTF-8、BOM付き）。書き出すだけで、取り込まない。

    開いて保存すると文字の符号や先頭の 0 が変わるので、取込は Excel だけにする。
    """

    def get_title(self) -> str:
        """形式の名。"""
        return "CSV"

    def get_extension(self) -> str:
        """拡張子。"""
        return "csv"

    def get_content_type(self) -> str:
        """種類。"""
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        """書き出せる。"""
        return True

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """一覧を CSV のバイト列にする。"""
        return write_csv(dataset.headers, [tuple(row) for row in dataset])


LIST_FORMATS: tuple[Any, ...] = (ListWorkbook, ListCsv)


def _width_of(heading: str, values: list[Any]) -> float:
    """列の幅（半角の字数）。長い文の列は広くする。"""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    if longest > LONG_TEXT:
        return LONG_WIDTH
    return min(max(2 * longest, 2 * len(plain_name(heading)), LEAST_WIDTH), MOST_WIDTH)
