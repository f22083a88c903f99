"""表の読み書き: Excel（xlsx）とCSV。書き出す文字は、何で始まっていても式にならない。"""

from plans.workbooks.cells import MAX_TEXT_LENGTH, CellValue, clean_text
from plans.workbooks.csv_writer import guard_text, write_csv
from plans.workbooks.printing import Footer, set_up_printing
from plans.workbooks.problems import CellError, Problem, WorkbookError
from plans.workbooks.read_cells import (
    ReadCell,
    read_choice,
    read_day,
    read_entry,
    read_text,
)
from plans.workbooks.read_tables import Table, TableRow, TableSpec, read_table
from plans.workbooks.reader import ReadBook, ReadSheet, plain_name, read_workbook
from plans.workbooks.writer import (
    CellLook,
    SheetPen,
    TableColumn,
    WorkbookWriter,
    write_table,
)

__all__ = [
    "MAX_TEXT_LENGTH",
    "CellError",
    "CellLook",
    "CellValue",
    "Footer",
    "Problem",
    "ReadBook",
    "ReadCell",
    "ReadSheet",
    "SheetPen",
    "Table",
    "TableColumn",
    "TableRow",
    "TableSpec",
    "WorkbookError",
    "WorkbookWriter",
    "clean_text",
    "guard_text",
    "plain_name",
    "read_choice",
    "read_day",
    "read_entry",
    "read_table",
    "read_text",
    "read_workbook",
    "set_up_printing",
    "write_csv",
    "write_table",
]
