"""記入用のExcelを書く。計画の欄は鍵をかけ、記入の欄に色と選択肢を付ける。"""

from __future__ import annotations

import datetime as dt
import math
from itertools import groupby
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plans.fiscal_year import format_date
from plans.workbooks import CellLook, Footer, SheetPen, WorkbookWriter, set_up_printing
from progress.excel.columns import GUIDE, SHAPES, Column, SheetShape
from progress.excel.lines import Line, list_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from progress.entry_desk import EntryDesk
    from progress.models import AnnualReview

TITLE_ROW, HEADING_ROW = 1, 3
KEY_COLUMNS = 2
MAX_LIST_LETTERS = 255
POINTS = 10.5
# 行の高さ（ポイント）。決めておかないと、開いたときに折り返した文字が隠れる。
LINE_POINTS, PADDING, LEAST_HEIGHT, MOST_HEIGHT = 13.5, 6, 24, 400
HEADING_HEIGHT = 34
LAST_NARROW = 0xFF
NO_LINES = ("", "", "", "")

TITLE = CellLook(points=14, is_bold=True, borders=NO_LINES, wraps=False)
NOTE = CellLook(points=POINTS, borders=NO_LINES, wraps=False)
GUIDE_TEXT = CellLook(points=12, vertical="top", borders=NO_LINES)
HEADING = CellLook(points=POINTS, is_bold=True, fill="E6ECF5", horizontal="center")
INPUT_HEADING = CellLook(points=POINTS, is_bold=True, fill="FFE9A8", horizontal="center")
PLAN = CellLook(points=POINTS, vertical="top", fill="F2F2F2")
OPEN = CellLook(points=POINTS, vertical="top", fill="FFFBE6", is_open=True)
# 打った文字を Excel が日付や式に変えないように、文の欄は文字列の書式にする。
OPEN_TEXT = CellLook(points=POINTS, vertical="top", fill="FFFBE6", is_open=True, number_format="@")
CLOSED = CellLook(points=POINTS, vertical="top", fill="D9D9D9")

GUIDE_LINES = (
    "1　シート「指標の実績」「実施内容の進捗」「まとめ」に、いま保存されている内容が入っています。",
    "2　表の上の「書く列」（黄色のます）に書きます。ほかの列は、書きかえても取り込まれません。",
    "3　実績は数だけを入れます（単位は要りません）。0 と空欄は別のものです。",
    "4　数がないときは実績を空欄にし、「数値がないとき」から選びます。",
    "5　進みや自己評価は、ますの右の▼から選びます。消すときは、ますを空にします。",
    "6　ますの中で改行するときは、Alt を押しながら Enter を押します。",
    "7　行を足したり、隠れている鍵の列を消したりしないでください。絞り込みはできます。",
    "8　書き終えたら保存し、「わたしの入力」の「Excelで書く」から送ります。",
    "9　送ると、変わるところが一覧になります。確かめて「取り込む」を押すと下書きに入ります。",
    "10　取り込んだだけでは提出になりません。画面を開いて提出してください。",
)


def write_entry_book(
    review: AnnualReview, desks: list[EntryDesk], *, scope: str, on: dt.date
) -> bytes:
    """記入用のExcelを作り、xlsx のバイト列を返す。scope は課の名か「全体」、on は作成日。"""
    title = f"{review.plan}　{review}　記入用（{scope}）"
    writer = WorkbookWriter(title=title, creator=review.plan.organization, stamp=on)
    _write_guide(writer.add_sheet(GUIDE), title, on)
    lines = list_lines(desks)
    footer = Footer(left=title, right="見本" if review.is_sample else "")
    for shape in SHAPES:
        own = [line for line in lines if line.shape is shape]
        _write_sheet(writer.add_sheet(shape.name), shape, own, title, footer)
    return writer.to_bytes()


def _write_guide(pen: SheetPen, title: str, on: dt.date) -> None:
    pen.set_widths([110])
    pen.write(1, 1, title, TITLE)
    pen.write(2, 1, f"{format_date(on)}の内容です。", NOTE)
    for row, text in enumerate(GUIDE_LINES, 4):
        pen.write(row, 1, text, GUIDE_TEXT)
        pen.set_height(row, 36)
    footer = Footer(left=title, right="")
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=(1, 1), fits_width=True)
    pen.sheet.protection.sheet = True


def _write_sheet(
    pen: SheetPen, shape: SheetShape, lines: list[Line], title: str, footer: Footer
) -> None:
    columns = _columns_of(shape, lines)
    pen.set_widths([column.width for column in columns])
    pen.write(TITLE_ROW, KEY_COLUMNS + 1, f"{title}　{shape.name}", TITLE)
    names = "、".join(column.heading for column in columns if column.is_input)
    pen.write(TITLE_ROW + 1, KEY_COLUMNS + 1, f"書く列（黄色のます）：{names}", NOTE)
    for number, column in enumerate(columns, 1):
        look = INPUT_HEADING if column.is_input else HEADING
        pen.write(HEADING_ROW, number, column.heading, look)
        if column.hint:
            pen.comment(HEADING_ROW, number, column.hint)
    pen.set_height(HEADING_ROW, HEADING_HEIGHT)
    for row, line in enumerate(lines, HEADING_ROW + 1):
        _write_line(pen, row, columns, line)
    _add_lists(pen, columns, lines)
    _set_up_sheet(pen, footer)


def _columns_of(shape: SheetShape, lines: list[Line]) -> list[Column]:
    """書く列。どの行でも書かない記入の列（第2値など）は省く。"""
    return [
        column
        for column in shape.columns
        if not lines or any(column.name not in line.closed for line in lines)
    ]


def _write_line(pen: SheetPen, row: int, columns: list[Column], line: Line) -> None:
    shown = [(column, str(line.cell_value(column.name) or "")) for column in columns[KEY_COLUMNS:]]
    height = max(_count_lines(text, column.width) for column, text in shown)
    pen.set_height(row, min(max(height * LINE_POINTS + PADDING, LEAST_HEIGHT), MOST_HEIGHT))
    for number, column in enumerate(columns, 1):
        pen.write(row, number, line.cell_value(column.name), _look_of(column, line))
        if column.name == "subject" and line.comment:
            pen.comment(row, number, line.comment)


def _count_lines(text: str, width: float) -> int:
    """ますの幅（半角の字数）に書いたときの行の数。全角は二字分。"""
    return sum(
        max(1, math.ceil(sum(1 + (ord(letter) > LAST_NARROW) for letter in line) / width))
        for line in text.split("\n")
    )


def _look_of(column: Column, line: Line) -> CellLook:
    if not column.is_input:
        return PLAN
    if column.name in line.closed:
        return CLOSED
    return OPEN if column.is_figure or column.is_choice else OPEN_TEXT


def _add_lists(pen: SheetPen, columns: list[Column], lines: list[Line]) -> None:
    """選択肢を、同じ選択肢の行が続く範囲ごとに付ける。"""
    for number, column in enumerate(columns, 1):
        letters = get_column_letter(number)
        rules: dict[str, Any] = {}
        for words, first, last in _spans_of(column, lines) if column.is_choice else ():
            rule = rules.setdefault(words, _make_rule(column, words))
            rule.add(f"{letters}{first}:{letters}{last}")
        for rule in rules.values():
            pen.sheet.add_data_validation(rule)


def _spans_of(column: Column, lines: list[Line]) -> Iterator[tuple[str, int, int]]:
    """選択肢の語の並びと、それが続く初めと終わりの行。"""
    numbered = enumerate(lines, HEADING_ROW + 1)
    for words, group in groupby(numbered, lambda pair: _words_of(column, pair[1])):
        rows = [row for row, _ in group]
        # Excel の選択肢は、語の並びが 255 字までしか書けない。
        if words and len(words) <= MAX_LIST_LETTERS:
            yield words, rows[0], rows[-1]


def _words_of(column: Column, line: Line) -> str:
    return "" if column.name in line.closed else ",".join(line.choices[column.name])


def _make_rule(column: Column, words: str) -> Any:
    rule: Any = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    rule.errorTitle, rule.error = column.heading, "▼から選んでください。"
    rule.showErrorMessage = True
    return rule


def _set_up_sheet(pen: SheetPen, footer: Footer) -> None:
    sheet: Any = pen.sheet
    for number in range(1, KEY_COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].hidden = True
    sheet.freeze_panes = f"E{HEADING_ROW + 1}"
    last = pen.area.split(":")[1]
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{last}"
    # 鍵は誤って書きかえないためのもので、合言葉は付けない。絞り込みと幅の変更は許す。
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.autoFilter = False
    set_up_printing(
        sheet,
        footer,
        area=f"C1:{last}",
        heading_rows=(HEADING_ROW, HEADING_ROW),
        fits_width=True,
    )
