"""Excel（xlsx）の書き出し。

文字は文字の型で書くので、= や @ で始まっても式にならず、一字も変えない。同じ内容からは同じ
バイト列ができる（作成日時と zip の時刻を固定する）。書式・印刷の設定・部品のつなぎは openpyxl が
書き、行とますだけを自前で書く（一ますごとの部品を作らないので、数千ますで半分の時間で済む）。
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
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from plans.workbooks.cells import CellValue, clean_text
from plans.workbooks.printing import Footer, set_up_printing

FONT_NAME = "BIZ UDゴシック"
BODY_POINTS = 12
COMMENT_AUTHOR = "進行管理"
COMMENT_HEIGHT, COMMENT_WIDTH = 140, 320
BORDER_COLOR = "FF595959"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# Excel の日付は、この日からの日数で持つ。
DAY_ZERO = date(1899, 12, 30)

# 「_x0041_」の形の文字は、Excel が読むとき「A」に変える。下線を先に符号にすると、そのまま残る。
_ESCAPE_LOOK_ALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EMPTY_ROWS = re.compile(rb"<sheetData ?/>|<sheetData>.*?</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')


@dataclass(frozen=True, slots=True, eq=False)
class CellLook:
    """ますの見た目。定数として作って使い回す（同じものかどうかで書式を覚える）。

    fill は RRGGBB、borders は左・右・上・下の線の種類（空は線なし）。
    is_struck は取消線、is_underlined は下線。
    is_open のますは、シートを保護しても書ける。
    """

    points: float = BODY_POINTS
    is_bold: bool = False
    fill: str = ""
    horizontal: str = "general"
    vertical: str = "center"
    borders: tuple[str, str, str, str] = ("thin", "thin", "thin", "thin")
    wraps: bool = True
    number_format: str = "General"
    is_struck: bool = False
    is_underlined: bool = False
    is_open: bool = False


class SheetPen:
    """ワークシートへの書き手。幅・固定・印刷の設定は sheet（openpyxl）に、ますは write で書く。"""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._styles: dict[CellLook, int] = {}
        self._rows: dict[int, dict[int, str]] = {}
        self._heights: dict[int, float] = {}
        self._last_column = 1

    @property
    def area(self) -> str:
        """書いた範囲（A1 から）。"""
        return f"A1:{get_column_letter(self._last_column)}{max(self._rows, default=1)}"

    def write(self, row: int, column: int, value: CellValue, look: CellLook) -> None:
        """値を書く。文字は文字の型、数は数の型、None と空の文字は見た目だけ。"""
        style = self._styles.get(look)
        if style is None:
            style = self._styles[look] = _add_style(self.sheet, look)
        start = f'<c r="{get_column_letter(column)}{row}" s="{style}"'
        self._rows.setdefault(row, {})[column] = start + _cell_end(value)
        self._last_column = max(self._last_column, column)

    def merge(
        self, rows: tuple[int, int], columns: tuple[int, int], value: CellValue, look: CellLook
    ) -> None:
        """(初め, 終わり) の行と列を一つのますにして書く。罫線のため全部に見た目を付ける。"""
        for row in range(rows[0], rows[1] + 1):
            for column in range(columns[0], columns[1] + 1):
                self.write(row, column, None, look)
        self.write(rows[0], columns[0], value, look)
        if rows[0] != rows[1] or columns[0] != columns[1]:
            # merge_cells は罫線を計算し直すので遅い。罫線は上で付けたので、範囲だけを加える。
            merged = CellRange(
                min_row=rows[0], max_row=rows[1], min_col=columns[0], max_col=columns[1]
            )
            self.sheet.merged_cells.ranges.add(merged)

    def comment(self, row: int, column: int, text: str) -> None:
        """ますに説明を付ける。ますの値は write で書く。"""
        note = Comment(clean_text(text), COMMENT_AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)
        self.sheet.cell(row, column).comment = note

    def set_widths(self, widths: Sequence[float]) -> None:
        """左から順に列の幅（半角の字数）を決める。"""
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def set_height(self, row: int, points: float) -> None:
        """行の高さ（ポイント）を決める。決めない行は Excel が合わせる。"""
        self._heights[row] = points

    def rows_xml(self) -> bytes:
        """書いた行を sheetData の XML にする。"""
        rows = "".join(self._row_xml(row) for row in sorted(self._rows))
        return f"<sheetData>{rows}</sheetData>".encode()

    def _row_xml(self, row: int) -> str:
        height = self._heights.get(row)
        size = "" if height is None else f' ht="{height:g}" customHeight="1"'
        cells = self._rows[row]
        return f'<row r="{row}"{size}>{"".join(cells[column] for column in sorted(cells))}</row>'


def _cell_end(value: CellValue) -> str:
    if value is None or value == "":
        return "/>"
    if isinstance(value, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{_text_xml(value)}</t></is></c>'
    if isinstance(value, date):
        value = (value - DAY_ZERO).days
    return f"><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"><v>{value}</v></c>"


def _text_xml(text: str) -> str:
    cleaned = clean_text(text)
    if "_x" in cleaned:
        cleaned = _ESCAPE_LOOK_ALIKE.sub("_x005F_", cleaned)
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _add_style(sheet: Worksheet, look: CellLook) -> int:
    """見た目をブックの書式に加え、その番号を返す。"""
    cell: Any = Cell(sheet, row=1, column=1)
    cell.font = Font(
        name=FONT_NAME,
        size=look.points,
        bold=look.is_bold,
        strike=look.is_struck or None,
        underline="single" if look.is_underlined else None,
    )
    cell.alignment = Alignment(
        horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wraps
    )
    left, right, top, bottom = (_make_side(line) for line in look.borders)
    cell.border = Border(left=left, right=right, top=top, bottom=bottom)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
    cell.number_format = look.number_format
    if look.is_open:
        cell.protection = Protection(locked=False)
    return int(cell.style_id)


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
    pen: SheetPen,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[CellValue]],
    footer: Footer,
) -> None:
    """機械可読の表を書く: 一行目が見出しで、結合はなく、一ますに値は一つ。

    見出しを固定し、絞り込みと印刷の設定を付ける。
    """
    pen.set_widths([column.width for column in columns])
    for number, column in enumerate(columns, 1):
        pen.write(1, number, column.heading, HEADING_LOOK)
    for row_number, row in enumerate(rows, 2):
        for number, value in enumerate(row, 1):
            if value is not None and value != "":
                look = DATE_LOOK if isinstance(value, date) else VALUE_LOOK
                pen.write(row_number, number, value, look)
    pen.sheet.freeze_panes = "A2"
    pen.sheet.auto_filter.ref = pen.area
    # 列の多い表を一枚の幅に縮めると読めないので、左の二列を繰り返して横にも続ける。
    pen.sheet.print_title_cols = "A:B"
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=(1, 1), fits_width=False)


class WorkbookWriter:
    """ブックの書き手。stamp は作成・更新の日時として書く日（今の時刻は使わない）。"""

    def __init__(self, *, title: str, creator: str, stamp: date) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._pens: list[SheetPen] = []
        properties = self._book.properties
        properties.created = properties.modified = datetime.combine(stamp, time())
        properties.title, properties.creator = clean_text(title), clean_text(creator)
        properties.language = "ja"
        untyped: Any = self._book
        untyped._named_styles["Normal"].font = Font(name=FONT_NAME, size=BODY_POINTS)

    def add_sheet(self, name: str) -> SheetPen:
        """シートを末尾に加え、その書き手を返す。"""
        pen = SheetPen(self._book.create_sheet(name))
        self._pens.append(pen)
        return pen

    def to_bytes(self) -> bytes:
        """xlsx のバイト列にする。同じ内容なら、いつ作っても同じバイト列。"""
        content = io.BytesIO()
        # openpyxl の save は更新日時を今にするので、その下の書き手を直に使う。
        with _StableZip(content, "w", ZIP_DEFLATED) as archive:
            archive.pens = {
                f"xl/worksheets/sheet{number}.xml": pen for number, pen in enumerate(self._pens, 1)
            }
            ExcelWriter(self._book, archive).write_data()
        return content.getvalue()


class _StableZip(ZipFile):
    """時刻を固定した zip。シートには、書き手の行を差し込む。"""

    pens: dict[str, SheetPen]

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
        pen = self.pens[str(arcname)]
        content = _EMPTY_ROWS.sub(lambda _: pen.rows_xml(), Path(filename).read_bytes(), count=1)
        dimension = f'<dimension ref="{pen.area}"'.encode()
        self.writestr(
            str(arcname), _DIMENSION.sub(dimension, content, count=1), compress_type, compresslevel
        )
