"""実施時期の計画と実績。計画の矢印の下に、年度ごとに報告された進みを並べる。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plans.schedule_arrows import lay_out
from progress.choices import Pace
from reports.cells import NOT_PUBLIC_STATE
from reports.gantt import draw_gantts
from reports.overview.ratings import count_paces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Facts = dict[str, Any]

# 幅の狭い年度のますに入る、進みの短い言い方。
SHORT_PACES = {
    str(Pace.NOT_STARTED_PLANNED.value): "未着手",
    str(Pace.NOT_STARTED_LATE.value): "未着手（遅れ）",
}
PACE_ROW = "報告された進み"
NOT_REPORTED = "報告なし"
LATE_WORD = "遅れと判定、報告は"
# 中身を見せていない年度。進みがないのではなく、見えないだけなので、そう言う。
UNSEEN_STATES = frozenset({"unfinalized", "not_opened", NOT_PUBLIC_STATE})


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
    return {"item": item, "rows": list(schedule_rows(item, facts))}


def schedule_rows(item: Facts, facts: Facts) -> Iterator[Facts]:
    """実施内容ごとの矢印の段（年度の重なる矢印は下の段）と、年度ごとの進み。"""
    plan = facts["plan"]
    years = range(plan["first_year"], plan["last_year"] + 1)
    states = words_of_unseen(item)
    for content in item["contents"]:
        arrows = [
            (Arrow(span["label"], span["stage_codes"]), span["first_year"], span["last_year"])
            for span in content["spans"]
        ]
        lanes = lay_out(arrows, years)
        cells = pace_cells(content, facts["year"]["year"], years, states)
        has_paces = any(cell["pace"] for cell in cells)
        yield {
            "content": content,
            "lanes": lanes,
            "cells": cells if has_paces else [],
            "height": len(lanes) + has_paces,
        }


def words_of_unseen(item: Facts) -> dict[int, str]:
    """中身を見せていない年度の、そのわけの語（確定前、公表前、年度未開始）。"""
    return {
        row["year"]: row["state_label"]
        for row in item.get("years", ())
        if row["state"] in UNSEEN_STATES
    }


def pace_cells(
    content: Facts, chosen: int, years: Iterable[int], unseen: Mapping[int, str]
) -> list[Facts]:
    """年度ごとに報告された進み。進みのない年度は spoken がそのわけを言う。"""
    known = {row["year"]: row for row in content.get("years", ())}
    known.setdefault(chosen, content["progress"] | {"judgement": content.get("judgement")})
    cells = [
        _pace_cell(known.get(year), unseen.get(year, NOT_REPORTED))
        | {"year": year, "look": " chosen-year" if year == chosen else ""}
        for year in years
    ]
    cells[0]["spoken"] = f"{PACE_ROW} {cells[0]['spoken']}"
    return cells


def count_late(item: Facts, year: int) -> str:
    """その年度に遅れと判定した実施内容の数（「1件 / 3件」）。判定したものがなければ空。"""
    judgements = [
        judgement
        for content in item["contents"]
        for row in content.get("years", ())
        if row["year"] == year and (judgement := row.get("judgement") or {}).get("code")
    ]
    late = len([1 for judgement in judgements if judgement["is_late"]])
    return f"{late}件 / {len(judgements)}件" if judgements else ""


def _pace_cell(row: Facts | None, nothing: str) -> Facts:
    """進みのます。印は判定のもので、遅れと判定したときだけ遅れの印になる。"""
    pace = row["pace"] if row else ""
    if row is None or not pace:
        return {"pace": "", "mark": "", "short": "", "spoken": nothing}
    short: str = SHORT_PACES.get(pace) or row["pace_label"]
    judgement = row.get("judgement") or {}
    is_told = "遅れ" in short
    return {
        "pace": pace,
        "mark": judgement.get("code") or pace,
        "short": short,
        "spoken": LATE_WORD if judgement.get("is_late") and not is_told else "",
    }
