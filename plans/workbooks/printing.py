"""ワークシートの印刷の設定: A4 横、見出しの行を繰り返し、下に頁と注意を置く。"""

from dataclasses import dataclass
from typing import Any

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from plans.workbooks.cells import clean_text

A4 = 9
MARGIN_INCHES = 0.35
BOTTOM_INCHES = 0.6
FOOTER_INCHES = 0.3
FOOTER_POINTS = 10
# 下の欄は三つ合わせて 255 字までしか入らない。
PART_LENGTH = 70


@dataclass(frozen=True, slots=True)
class Footer:
    """下の欄: 左の文字と右の文字。中央は「頁／総頁」。"""

    left: str
    right: str


def set_up_printing(
    sheet: Worksheet, footer: Footer, *, area: str, heading_rows: tuple[int, int], fits_width: bool
) -> None:
    """印刷の設定をする。area は印刷範囲、heading_rows は毎頁に繰り返す行の（初め, 終わり）。

    fits_width が真なら、一枚の幅に縮める。
    """
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=fits_width)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = MARGIN_INCHES
    margins.bottom, margins.footer = BOTTOM_INCHES, FOOTER_INCHES
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{heading_rows[0]}:{heading_rows[1]}"
    sheet.print_area = area
    _write_footer(sheet, footer)


def _write_footer(sheet: Worksheet, footer: Footer) -> None:
    texts = (_footer_text(footer.left), "&P／&N", _footer_text(footer.right))
    footer_item: Any = sheet.oddFooter
    parts = (footer_item.left, footer_item.center, footer_item.right)
    for part, text in zip(parts, texts, strict=True):
        part.size = FOOTER_POINTS
        part.text = text


def _footer_text(text: str) -> str:
    # 「&」は下の欄では書式の印なので、二つ重ねて文字にする。
    return clean_text(text).replace("\n", " ")[:PART_LENGTH].replace("&", "&&")
