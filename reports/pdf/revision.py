"""計画の改定の PDF: 見え消し、新旧対照表、目標値変更一覧。"""

from __future__ import annotations

from typing import Any, cast

from plans.fiscal_year import first_day
from reports.pdf.engine import PdfDocument, PdfError, compile_pdf
from reports.pdf.layout import FOOT
from reports.pdf.text import clean, shorten

Facts = dict[str, Any]

ENTRY = "revision.typ"
SCHEMA = 1
LEGEND = "二重線は消す語、下線は加える語です。"


def render_revision(facts: Facts) -> PdfDocument:
    """改定のPDF: 改定の事実（revision_facts）から作る。日時には適用開始年度の初日を書く。

    組めないときは PdfError。
    """
    if facts["schema"] != SCHEMA:
        raise PdfError(f"この印刷は、改定の形式{SCHEMA}だけを読めます（{facts['schema']}）。")
    lost: set[str] = set()
    data = cast(dict[str, object], clean(_lay_out(facts), lost))
    content = compile_pdf(data, first_day(facts["from_year"]), entry=ENTRY)
    return PdfDocument(content, tuple(sorted(lost)))


def _lay_out(facts: Facts) -> Facts:
    plan = facts["plan"]
    cells = [cell for item in facts["items"] for row in item["rows"] for cell in row["cells"]]
    return {
        "large": False,
        "title": f"{plan['short_name']} {facts['name']} 新旧対照表",
        "plan": {"foot_name": shorten(plan["short_name"], FOOT)},
        "year": {"label": facts["name"]},
        "made_on": f"{facts['from_label']}から適用",
        "marks": [],
        "legend": LEGEND,
        "facts": [
            ["計画", plan["name"]],
            ["改定", facts["name"]],
            ["適用開始年度", facts["from_label"]],
            ["決定日", facts["decided_on"] or "－"],
            ["理由", facts["reason"] or "－"],
        ],
        "years": list(dict.fromkeys(cell["label"].replace("（", "\n（") for cell in cells)),
        "items": [
            {
                "number": item["number"],
                "title": item["title"],
                "rows": [_row(row) for row in item["rows"]],
            }
            for item in facts["items"]
        ],
        "comparison": [
            {"item": _item(row), **{name: row[name] for name in ("what", "before", "after")}}
            for row in facts["comparison"]
        ],
        "targets": [
            {
                "item": _item(row),
                **{name: row[name] for name in ("indicator", "label", "before", "after")},
            }
            for row in facts["targets"]
        ],
    }


def _row(row: Facts) -> Facts:
    return {
        "operation": row["operation_label"],
        "before": row["before"],
        "after": row["after"],
        "cells": [{name: cell[name] for name in ("before", "after")} for cell in row["cells"]],
    }


def _item(row: Facts) -> str:
    return f"{row['item']}　{row['title']}"
