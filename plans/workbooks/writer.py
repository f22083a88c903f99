"""Excel（xlsx）の書き出し。

文字は文字の型で書くので、= や @ で始まっても式にならず、一字も変えない。同じ内容からは同じ
バイト列ができる（作成日時と zip の時刻を固定する）。書式は一度作って使い回す（速さのため）。
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from plans.workbooks.cells import CellValue, clean_text
from plans.workbooks.printing import Footer, set_up_printing

FONT_NAME = "BIZ UDゴシック"
BODY_POINTS = 12
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
BORDER_COLOR = "FF595959"

# 「_x0041_」の形の文字は、Excel が読むとき「A」に変える。下線を先に符号にすると、そのまま残る。
_ESCAPE_LOOK_ALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class CellLook:
    """ますの見た目。fill は RRGGBB、borders は左・右・上・下の線の種類（空は線なし）。"""

    points: float = BODY_POINTS
    is_bold: bool = False
    fill: str = ""
    horizontal: str = "general"
    vertical: str = "center"
    borders: tuple[str, str, str, str] = ("thin", "thin", "thin", "thin")
    wraps: bool = True
    number_format: str = "General"


class SheetPen:
    """ワークシートへの書き手。見た目ごとの書式を一度だけ作る。"""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._styles: dict[CellLook, Any] = {}

    def write(self, row: int, column: int, value: CellValue, look: CellLook) -> None:
        """値を書く。文字は文字の型、数は数の型、None は見た目だけ。"""
        cell: Any = self.sheet.cell(row, column)
        cell._style = self._style(look)
        if value is None or value == "":
            return
        if isinstance(value, str):
            # 値の設定子は「=」で始まる文字を式に、「#N/A」を誤りの印に変えるので通さない。
            cell._value = _ESCAPE_LOOK_ALIKE.sub("_x005F_", clean_text(value))
            cell.data_type = "s"
            return
        cell._value = value
        cell.data_type = "n" if isinstance(value, int | Decimal) else "d"

    def merge(
        self, rows: tuple[int, int], columns: tuple[int, int], value: CellValue, look: CellLook
    ) -> None:
        """(初め, 終わり) の行と列を一つのますにして書く。罫線のため全部に見た目を付ける。"""
        for row in range(rows[0], rows[1] + 1):
            for column in range(columns[0], columns[1] + 1):
                self.write(row, column, None, look)
        self.write(rows[0], columns[0], value, look)
        if rows[0] != rows[1] or columns[0] != columns[1]:
            self.sheet.merge_cells(
                start_row=rows[0], end_row=rows[1], start_column=columns[0], end_column=columns[1]
            )

    def set_widths(self, widths: Sequence[float]) -> None:
        """左から順に列の幅（半角の字数）を決める。"""
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def _style(self, look: CellLook) -> Any:
        if look not in self._styles:
            self._styles[look] = _make_style(self.sheet, look)
        return self._styles[look]


def _make_style(sheet: Worksheet, look: CellLook) -> Any:
    cell: Any = Cell(sheet, row=1, column=1)
    cell.font = Font(name=FONT_NAME, size=look.points, bold=look.is_bold)
    cell.alignment = Alignment(
        horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wraps
    )
    left, right, top, bottom = (_make_side(line) for line in look.borders)
    cell.border = Border(left=left, right=right, top=top, bottom=bottom)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
    cell.number_format = look.number_format
    return cell._style


def _make_side(line: Any) -> Side:
    return Side(style=line, color=BORDER_COLOR) if line else Side()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """機械可読の表の列: 見出しと幅（半角の字数）。"""

    heading: str
    width: float = 10


HEADING_LOOK = CellLook(points=10.5, is_bold=True, fill="E6ECF5")
VALUE_LOOK = CellLook(points=10.5, vertical="top", wraps=False, borders=("", "", "", "hair"))
DATE_LOOK = replace(VALUE_LOOK, number_format="yyyy-mm-dd")


def write_table(
    sheet: Worksheet,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[CellValue]],
    footer: Footer,
) -> None:
    """機械可読の表を書く: 一行目が見出しで、結合はなく、一ますに値は一つ。

    見出しを固定し、絞り込みと印刷の設定を付ける。
    """
    pen = SheetPen(sheet)
    pen.set_widths([column.width for column in columns])
    for number, column in enumerate(columns, 1):
        pen.write(1, number, column.heading, HEADING_LOOK)
    for row_number, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            if value is not None and value != "":
                look = DATE_LOOK if isinstance(value, date) else VALUE_LOOK
                pen.write(row_number, number, value, look)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    set_up_printing(sheet, footer, heading_rows=(1, 1))


def new_workbook(*, title: str, creator: str, stamp: date) -> Workbook:
    """空のブックを作る。stamp は作成・更新の日時として書く日（今の時刻は使わない）。"""
    book = Workbook()
    book.remove(book.worksheets[0])
    moment = datetime.combine(stamp, time())
    properties = book.properties
    properties.created = properties.modified = moment
    properties.title, properties.creator = clean_text(title), clean_text(creator)
    properties.language = "ja"
    normal: Any = book
    normal._named_styles["Normal"].font = Font(name=FONT_NAME, size=BODY_POINTS)
    return book


class _StableZip(ZipFile):
    """時刻を固定した zip。同じ内容から同じバイト列を作る。"""

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        entry = ZipInfo(str(zinfo_or_arcname), ZIP_TIME)
        entry.external_attr = 0o600 << 16
        super().writestr(entry, data, compress_type or ZIP_DEFLATED, compresslevel)

    def write(
        self,
        filename: Any,
        arcname: Any = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        content = Path(filename).read_bytes()
        self.writestr(str(arcname), content, compress_type, compresslevel)


def save_workbook(book: Workbook) -> bytes:
    """ブックをバイト列にする。同じ内容なら、いつ保存しても同じバイト列。"""
    content = io.BytesIO()
    # openpyxl の save は更新日時を今にするので、その下の書き手を直に使う。
    with _StableZip(content, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return content.getvalue()
