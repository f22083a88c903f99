"""委員会資料の PDF を組む。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from reports.packs.contents import PackContents
from reports.packs.parts import REPLACEMENT_TITLE, PlacedPart, place_parts
from reports.pdf.engine import PdfDocument, PdfError, compile_apart, compile_pdf
from reports.pdf.front import lay_out_frame
from reports.pdf.pack.layout import lay_out_part, meeting_words, numbered_parts
from reports.pdf.sheets import SCHEMA, name_of_item
from reports.pdf.text import clean, has_visible

Facts = dict[str, Any]

ENTRY = "pack.typ"
TITLE = "進行管理委員会資料"


def render_pack(
    facts: Facts, pack: PackContents, *, large: bool = False, is_apart: bool = False
) -> PdfDocument:
    """委員会資料のPDF: 年度の事実と資料の中身から。large は 14 ポイントの大きな文字。

    is_apart なら別のプロセスで組む（同じバイト列になる）。

    組めないときは、どの部分・どの項目でなぜかを述べた PdfError。
    """
    try:
        return _render(facts, pack, large=large, is_apart=is_apart)
    except PdfError as error:
        raise PdfError(f"{_find_culprit(facts, pack, large=large)}{error}") from error


def _render(
    facts: Facts, pack: PackContents, *, large: bool, is_apart: bool = False
) -> PdfDocument:
    if facts["schema"] != SCHEMA:
        raise PdfError(f"この印刷は、facts の形式{SCHEMA}だけを読めます（{facts['schema']}）。")
    lost: set[str] = set()
    frame = lay_out_frame(facts, pack.made_on, large=large)
    made_on = f"第{pack.number}版　{frame['made_on']}"
    data = frame | {
        "title": _title(facts, pack),
        "made_on": made_on,
        "edition": made_on,
        "meeting": meeting_words(pack),
        "replacement": _replacement(pack),
        "opinions_place": _place_of_opinions(pack),
        "parts": [_lay_out(facts, pack, placed) for placed in numbered_parts(pack)],
    }
    cleaned = cast(dict[str, object], clean(data, lost))
    composed = compile_apart if is_apart else compile_pdf
    content = composed(cleaned | {"has_lost": has_visible(lost)}, pack.made_on, entry=ENTRY)
    return PdfDocument(content, tuple(sorted(lost)))


def _place_of_opinions(pack: PackContents) -> str:
    """意見の全文がある部分の資料番号（「資料6」）。資料に入っていなければ空。"""
    placed = place_parts(pack.numbering or pack.parts)
    return next((one.number for one in placed if one.part.code == "opinions"), "")


def _title(facts: Facts, pack: PackContents) -> str:
    parts = numbered_parts(pack)
    tail = parts[0].heading if len(parts) == 1 and not pack.replaces else TITLE
    if pack.replaces:
        tail = f"{TITLE} 差替え"
    return f"{facts['plan']['short_name']} {facts['year']['label']} {tail}"


def _replacement(pack: PackContents) -> dict[str, object] | None:
    if pack.replaces is None:
        return None
    return {
        "heading": REPLACEMENT_TITLE,
        "replaces": f"第{pack.replaces}版",
        "number": f"第{pack.number}版",
        "rows": [dict(change) for change in pack.changes],
    }


def _lay_out(facts: Facts, pack: PackContents, placed: PlacedPart) -> dict[str, object]:
    try:
        return lay_out_part(facts, pack, placed)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PdfError(f"印刷に要る値が足りません（{error!r}）。") from error


def _find_culprit(facts: Facts, pack: PackContents, *, large: bool) -> str:
    """組めない部分の名。個票なら項目まで突き止める。"""
    for placed in numbered_parts(pack):
        code = placed.part.code
        if code == "contents" or _can_render(facts, pack.only(code), large=large):
            continue
        for item in facts["items"] if code == "sheets" else ():
            only = replace(pack.only(code), items=(item["number"],))
            if not _can_render(facts, only, large=large):
                return f"{placed.heading}の{name_of_item(item)}を印刷できません。"
        return f"{placed.heading}を印刷できません。"
    return ""


def _can_render(facts: Facts, pack: PackContents, *, large: bool) -> bool:
    try:
        _render(facts, pack, large=large)
    except PdfError:
        return False
    return True
