"""Excel（xlsx）の出力: 印刷する「進行管理表」と、機械可読の表。材料は年度の事実だけ。"""

from reports.excel.workbook import WORKBOOK_SECTIONS, build_workbook, workbook_name

__all__ = ["WORKBOOK_SECTIONS", "build_workbook", "workbook_name"]
