"""年度のブック: 年度の事実から xlsx のバイト列を作る。"""

from plans.fiscal_year import first_day
from plans.workbooks import (
    Footer,
    WorkbookWriter,
    write_table,
)
from reports.cells import Facts
from reports.excel import column_guide
from reports.excel.column_guide import explain_columns
from reports.excel.data_sheets import data_tables
from reports.excel.printed_sheet import SHEET_NAME, write_printed_sheet
from reports.facts import Section

WORKBOOK_SECTIONS = frozenset({Section.CONTENTS, Section.GOALS})
"""ブックに要る部分。ほかは読まずに済む。"""


def build_workbook(facts: Facts) -> bytes:
    """年度のブックを xlsx のバイト列で返す。facts は reports.facts.year_facts の辞書。

    同じ事実からは同じバイト列になる。作成日時には、今ではなく対象年度の初日を書く。
    """
    plan, year = facts["plan"], facts["year"]
    book = WorkbookWriter(
        title=f"{plan['short_name']}　進行管理表　{year['label']}",
        creator=plan["organization"],
        stamp=first_day(year["year"]),
    )
    footer = _footer(facts)
    write_printed_sheet(book.add_sheet(SHEET_NAME), facts, footer)
    tables = data_tables(facts)
    for name, columns, rows in tables:
        write_table(book.add_sheet(name), columns, rows, footer)
    guide = explain_columns((name, columns) for name, columns, _ in tables)
    write_table(book.add_sheet(column_guide.SHEET_NAME), column_guide.COLUMNS, guide, footer)
    return book.to_bytes()


def workbook_name(facts: Facts) -> tuple[str, str]:
    """保存するときのファイル名: (英数字だけの名, 日本語の名)。絞り込んだものは、そう名に書く。"""
    year = facts["year"]["year"]
    narrowed = ("-narrowed", "（絞り込み）") if facts.get("narrowing") else ("", "")
    return f"workbook-{year}{narrowed[0]}.xlsx", f"進行管理表_{year}年度{narrowed[1]}.xlsx"


def _footer(facts: Facts) -> Footer:
    plan, year, notices = facts["plan"], facts["year"], facts["notices"]
    marks = [notices["sample_text"], "確定前を含む" if notices["drafts_included"] else ""]
    marks.append(notices["migration_text"])
    marks.append(notices["unconfirmed_text"] if notices["unconfirmed_items"] else "")
    marks.append("絞り込み" if facts.get("narrowing") else "")
    marks.append(facts.get("publication", {}).get("label", ""))
    return Footer(
        left=f"{plan['short_name']}　{year['label']}",
        right="　".join(mark for mark in marks if mark),
    )
