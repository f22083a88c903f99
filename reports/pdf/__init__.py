"""印刷（PDF）: 個票と個票集を typst で組む。入力は year_facts の辞書だけ。"""

from reports.pdf.engine import PdfDocument, PdfError, compile_png, count_pages, give_memory_back
from reports.pdf.sheets import download_name, render_sheet, render_sheets

__all__ = [
    "PdfDocument",
    "PdfError",
    "compile_png",
    "count_pages",
    "download_name",
    "give_memory_back",
    "render_sheet",
    "render_sheets",
]
