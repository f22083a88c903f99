"""表の読み書き: Excel（xlsx）とCSV。書き出す文字は、何で始まっていても式にならない。"""

from plans.workbooks.cells import MAX_TEXT_LENGTH, CellValue, clean_text
from plans.workbooks.csv_writer import guard_text, write_csv
from plans.workbooks.printing import Footer, set_up_printing
from plans.workbooks.writer import (
    CellLook,
    SheetPen,
    TableColumn,
    WorkbookWriter,
    write_table,
)

__all__ = [
    "MAX_TEXT_LENGTH",
    "CellLook",
    "CellValue",
    "Footer",
    "SheetPen",
    "TableColumn",
    "WorkbookWriter",
    "clean_text",
    "guard_text",
    "set_up_printing",
    "write_csv",
    "write_table",
]
