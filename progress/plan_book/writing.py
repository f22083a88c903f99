"""計画のExcelの書き出し。登録された計画か、記入例の一つ入った白紙を書く。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans.choices import ContentKind, EntryKind, IndicatorKind, Qualifier, Stage, StatementSection
from plans.fiscal_year import first_day
from plans.workbooks import CellLook, Footer, TableColumn, WorkbookWriter, write_table
from progress.plan_book.shapes import (
    GUIDE,
    LONG_FIELDS,
    fields_of,
    heading_of,
    sheet_name,
    write_value,
)
from progress.plan_rows import PLAN_TABLES, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress.plan_file import Row

LINE = CellLook(points=12, borders=("", "", "", ""), vertical="top")
HEADING = CellLook(points=16, is_bold=True, borders=("", "", "", ""))
GUIDE_LINES = (
    "一枚のシートが、計画の一種類の行です。見出しの行は変えないでください。列の順は変えてもかまいません。",
    "ほかの行は番号で指します。項目5の指標1は「5・1」、項目5の固有の実施内容1は「5・固有・1・0」です。",
    "いくつも挙げるときは「、」でつなぎます（例：1、4）。",
    "年度は西暦の数で入れます（令和6年度は 2024）。",
    "目標値と基準値は計画書の表記のまま入れます（例：12人、4～6回、66人（31人））。値がないときは「値がない理由」を入れます。",
    "読み込むと、加わる行・変わる行・なくなる行が示されます。確かめて確定するまで、計画は変わりません。",
    "読み込んだ計画は準備中で、公開するまで総務課だけに見えます。公開した計画は読み込みでは変わりません。",
)
EXAMPLE_NAME = "（記入例）第○次アクションプラン"


def write_plan_book(rows: Sequence[Row]) -> bytes:
    """計画の行（rows_of_plan の形）から xlsx のバイト列を作る。同じ行からは同じバイト列。"""
    plan = next(row["fields"] for row in rows if row["model"] == "plans.plan")
    book = WorkbookWriter(
        title=f"{plan['short_name']}（計画のExcel）",
        creator=plan["organization"],
        stamp=first_day(plan["first_year"]),
    )
    footer = Footer(left=plan["short_name"], right="計画のExcel")
    guide = book.add_sheet(GUIDE)
    guide.set_widths([100])
    guide.write(1, 1, f"計画のExcel（{plan['short_name']}）", HEADING)
    for number, text in enumerate(GUIDE_LINES, 3):
        guide.write(number, 1, text, LINE)
    for model, _ in PLAN_TABLES:
        fields = fields_of(model)
        found = (row["fields"] for row in rows if row["model"] == label_of(model))
        cells = ([write_value(field, row.get(field.name)) for field in fields] for row in found)
        write_table(book.add_sheet(sheet_name(model)), _columns(fields), cells, footer)
    return book.to_bytes()


def _columns(fields: Sequence[Any]) -> list[TableColumn]:
    return [
        TableColumn(heading_of(field), 40 if field.get_internal_type() in LONG_FIELDS else 16)
        for field in fields
    ]


_KEY = (EXAMPLE_NAME,)
_ITEM = (*_KEY, 1)
_CONTENT = (*_KEY, 1, str(ContentKind.OWN), 1, 0)
_INDICATOR = (*_KEY, 1, 1)
_EXAMPLE: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "plan",
        {
            "name": EXAMPLE_NAME,
            "short_name": "第○次",
            "organization": "○○社会福祉協議会",
            "first_year": 2024,
            "last_year": 2028,
            "baseline_year": 2023,
        },
    ),
    ("planrevision", {"plan": _KEY, "number": 0, "name": "当初", "from_year": 2024}),
    ("basicgoal", {"plan": _KEY, "number": 1, "title": "支えあいのまちをつくる"}),
    ("policy", {"plan": _KEY, "number": 1, "code": "Ⅰ", "title": "地域づくり"}),
    ("measure", {"policy": (*_KEY, 1), "number": 1, "title": "居場所をふやす"}),
    ("department", {"name": "総務課", "order": 1, "is_secretariat": True}),
    (
        "actionitem",
        {"plan": _KEY, "number": 1, "title": "サロンの支援", "policy": (*_KEY, 1),
         "measure": (*_KEY, 1, 1)},
    ),
    ("itemdepartment", {"item": _ITEM, "department": ("総務課",), "order": 1}),
    ("itemkind", {"item": _ITEM, "order": 1, "name": "独自事業"}),
    (
        "statement",
        {"item": _ITEM, "section": str(StatementSection.CURRENT_STATE), "order": 1,
         "mark": "・", "text": "担い手が足りない"},
    ),
    (
        "implementationcontent",
        {"item": _ITEM, "kind": str(ContentKind.OWN), "number": 1, "branch": 0, "order": 1,
         "title": "立上げの支援", "qualifier": str(Qualifier.NEW), "basic_goals": [(*_KEY, 1)]},
    ),
    (
        "phasespan",
        {"content": _CONTENT, "order": 1, "label": "実施", "stages": [str(Stage.CARRY_OUT)],
         "first_year": 2024, "last_year": 2028},
    ),
    (
        "indicator",
        {"item": _ITEM, "number": 1, "name": "サロンの数", "unit": "か所",
         "kind": str(IndicatorKind.INCREASE), "entry_kind": str(EntryKind.NUMBER)},
    ),
    (
        "baseline",
        {"indicator": _INDICATOR, "fiscal_year": 2023, "value": "10か所",
         "as_printed": "10か所"},
    ),
    (
        "target",
        {"indicator": _INDICATOR, "revision": (*_KEY, 0), "fiscal_year": 2024,
         "value": "12か所", "as_printed": "12か所"},
    ),
)  # fmt: skip


def example_rows() -> list[Row]:
    """白紙に入れる記入例の行。消して使う。"""
    return [{"model": f"plans.{name}", "fields": dict(fields)} for name, fields in _EXAMPLE]
