"""印刷する一覧のシート: 題、断り、見出し、行。見出しは毎頁に繰り返し、幅は一枚に収める。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plans.workbooks import CellValue, Footer, SheetPen, set_up_printing
from reports.excel.printed_sheet import HEADING, NOTE, TEXT, TITLE
from reports.excel.text_fitting import height_of, split_text, wrap_text

LOOKS = {side: replace(TEXT, horizontal=side) for side in ("left", "center", "right")}
# 一行がこれより高いと一頁に収まりにくいので、次の行へ続ける。
LONGEST_ROW = 20


@dataclass(frozen=True, slots=True)
class ListingColumn:
    """一覧の列: 見出し、幅（半角の字数）、そろえる側。"""

    heading: str
    width: float
    side: str = "left"


@dataclass(frozen=True, slots=True)
class Listing:
    """一覧: シートの名、題、断りの文、列、行。"""

    sheet: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[ListingColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]


def write_listing(pen: SheetPen, listing: Listing, footer: Footer) -> None:
    """一覧を書く。"""
    widths = [column.width for column in listing.columns]
    pen.set_widths(widths)
    heading = _write_opening(pen, listing, widths)
    _write_rows(pen, listing, heading, widths)
    pen.sheet.freeze_panes = f"A{heading + 1}"
    rows = (heading, heading)
    set_up_printing(pen.sheet, footer, area=pen.area, heading_rows=rows, fits_width=True)


def _write_opening(pen: SheetPen, listing: Listing, widths: Sequence[float]) -> int:
    """題と断りを書き、見出しの行の番号を返す。"""
    row, columns = 1, (1, len(widths))
    for text, look in [(listing.title, TITLE), *((note, NOTE) for note in listing.notes)]:
        lines = len(wrap_text(text, sum(widths) * 12 / look.points))
        pen.merge((row, row), columns, text, look)
        pen.set_height(row, height_of(lines + (look is TITLE)))
        row += 1
    return row


def _write_rows(pen: SheetPen, listing: Listing, row: int, widths: Sequence[float]) -> None:
    for number, column in enumerate(listing.columns, 1):
        pen.write(row, number, column.heading, HEADING)
    pen.set_height(row, height_of(_lines([one.heading for one in listing.columns], widths)))
    for cells in listing.rows:
        for piece in _pieces(cells, widths):
            row += 1
            for number, value in enumerate(piece, 1):
                pen.write(row, number, value, LOOKS[listing.columns[number - 1].side])
            pen.set_height(row, height_of(_lines(piece, widths)))


def _lines(cells: Sequence[CellValue], widths: Sequence[float]) -> int:
    texts = [str(value) if value is not None else "" for value in cells]
    return max(len(wrap_text(text, width)) for text, width in zip(texts, widths, strict=False))


def _pieces(cells: Sequence[CellValue], widths: Sequence[float]) -> list[list[CellValue]]:
    """長い行を、続きの行に分ける。数のますは初めの行にだけ書く。"""
    split = [
        split_text(value, width, LONGEST_ROW) if isinstance(value, str) else [value]
        for value, width in zip(cells, widths, strict=False)
    ]
    count = max(len(parts) for parts in split)
    return [
        [parts[number] if number < len(parts) else "" for parts in split] for number in range(count)
    ]
