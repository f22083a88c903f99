"""実施時期の計画と実績。計画の矢印の下に、年度ごとに報告された進みを並べる。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.schedule_arrows import lay_out
from progress.choices import Pace
from reports.cells import NOT_PUBLIC_STATE, NOT_PUBLIC_WORD
from reports.gantt import draw_gantts
from reports.overview.ratings import count_paces

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

# 幅の狭い年度のますに入る、進みの短い言い方。
SHORT_PACES = {
    str(Pace.NOT_STARTED_PLANNED.value): "未着手",
    str(Pace.NOT_STARTED_LATE.value): "未着手（遅れ）",
}
PACE_ROW = "報告された進み"
NOT_REPORTED = "報告なし"


@dataclass(frozen=True, slots=True)
class Arrow:
    """矢印の表記と段階（値の並び）。"""

    label: str
    stages: list[str]


def list_schedules(facts: Facts) -> Facts:
    """実施時期の頁の材料: 基本方針ごとの項目と矢印と図、対象年度の進みの件数。"""
    groups = []
    for policy in facts["policies"]:
        members = [one for one in facts["items"] if one["policy"]["number"] == policy["number"]]
        items = [_item_rows(facts, item) for item in members]
        if items:
            figures = draw_gantts(facts, items)
            groups.append({"policy": policy, "items": items, "figures": figures})
    contents = [content for item in facts["items"] for content in item["contents"]]
    return {
        "schedules": groups,
        "content_total": len(contents),
        "pace_counts": count_paces(contents),
        "late_count": len([1 for content in contents if content["judgement"]["is_late"]]),
    }


def _item_rows(facts: Facts, item: Facts) -> Facts:
    return {"item": item, "rows": list(schedule_rows(item["contents"], facts))}


def schedule_rows(contents: list[Facts], facts: Facts) -> Iterator[Facts]:
    """実施内容ごとの矢印の段（年度の重なる矢印は下の段）と、年度ごとの進み。"""
    plan = facts["plan"]
    years = range(plan["first_year"], plan["last_year"] + 1)
    hidden = {row["year"] for row in plan["years"] if row.get("state") == NOT_PUBLIC_STATE}
    for content in contents:
        arrows = [
            (Arrow(span["label"], span["stage_codes"]), span["first_year"], span["last_year"])
            for span in content["spans"]
        ]
        lanes = lay_out(arrows, years)
        cells = _pace_cells(content, facts["year"]["year"], years, hidden)
        has_paces = any(cell["pace"] for cell in cells)
        yield {
            "content": content,
            "lanes": lanes,
            "cells": cells if has_paces else [],
            "height": len(lanes) + has_paces,
        }


def _pace_cells(content: Facts, chosen: int, years: range, hidden: set[int]) -> list[Facts]:
    """年度ごとの進みのます。hidden は、公表した写しの中の、公表していない年度。"""
    known = {row["year"]: row for row in content.get("years", ())}
    known.setdefault(chosen, content["progress"])
    cells = [
        _pace_cell(
            year,
            known.get(year),
            is_chosen=year == chosen,
            absence=NOT_PUBLIC_WORD if year in hidden else NOT_REPORTED,
        )
        for year in years
    ]
    cells[0]["spoken"] = f"{PACE_ROW} {cells[0]['spoken']}"
    return cells


def _pace_cell(year: int, row: Facts | None, *, is_chosen: bool, absence: str) -> Facts:
    pace = row["pace"] if row else ""
    label = row["pace_label"] if row else ""
    short = SHORT_PACES.get(pace, label)
    look = " chosen-year" if is_chosen else ""
    spoken = "" if pace else absence
    return {"year": year, "pace": pace, "short": short, "look": look, "spoken": spoken}
