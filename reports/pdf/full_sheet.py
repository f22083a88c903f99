"""個票の、画面と同じだけの中身を、印字する語に直す。

委員会資料の個票は表と裏に収めるため、ここで足すもの（図、年度ごとの進み、ほかの年度の文）を載せない。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.gantt import SIGNS
from reports.overview import count_late, outlooks_of, pace_cells, rating_of, words_of_unseen
from reports.pdf.layout import (
    BLANK,
    MIDDLE,
    NARROW,
    WIDE,
    content_row,
    describe_indicator,
    indicator_label,
    lay_out_item,
    prefixed,
)
from reports.pdf.text import soften
from reports.svg import Frame, LineChart, Series, draw_line_chart

Facts = Mapping[str, Any]

# 紙の図の枠（ポイント）。大きな文字では、図も大きくする。
FRAME = Frame(left=44, right=218, top=10, bottom=108, letter=10)
LARGE_FRAME = Frame(left=54, right=330, top=12, bottom=134, letter=12)
LATE_SIGN = "▲"
TEXTS = (
    ("achievement", "成果"),
    ("issues", "課題"),
    ("improvement", "改善策・次年度の取組"),
    ("rating_reason", "自己評価の理由"),
    ("committee_rating_reason", "委員会後の評価の理由"),
    ("amended_improvement", "委員会後の改善策"),
)
# 書いていなければ、書いていないと言う欄。ほかの欄は、なければ出さない。
ALWAYS = frozenset({"achievement", "issues", "improvement"})
# 個票集に綴じる個票で、ほかの年度について書く欄。
BOUND_TEXTS = frozenset({"improvement", "amended_improvement"})


def lay_out_full_sheet(
    facts: Facts, item: Facts, *, large: bool, bound: bool = False
) -> dict[str, object]:
    """個票一枚の印字用の辞書。lay_out_item の語に、五年の状態・図・注・ほかの年度の文を足す。

    bound は全項目を綴じる個票集の個票。厚くならないよう、図と年度ごとの状態を略し、ほかの年度は
    評価と改善策だけを載せる。
    """
    words = lay_out_item(facts, item)
    frame = None if bound else LARGE_FRAME if large else FRAME
    rows = [_content_row(facts, item, content) for content in item["contents"]]
    return words | {
        "story": [] if bound else _story(item),
        "schedule": rows,
        "explanations": [_explain(facts, indicator, frame) for indicator in item["indicators"]],
        "past": [_past(record, bound=bound) for record in item["past"]],
        "source": soften(item["record"].get("source", ""), WIDE),
    }


def _content_row(facts: Facts, item: Facts, content: Facts) -> dict[str, object]:
    """実施時期の一段。矢印の下に、年度ごとに報告された進みを添える（どの年度にもなければ空）。"""
    years = [year["year"] for year in facts["plan"]["years"]]
    unseen = words_of_unseen(dict(item))
    cells = pace_cells(dict(content), facts["year"]["year"], years, unseen)
    paces = [{"text": _pace_text(cell)} for cell in cells]
    has_paces = any(cell["text"] for cell in paces)
    return content_row(content, facts["plan"]["years"]) | {"paces": paces if has_paces else []}


def _pace_text(cell: Facts) -> str:
    sign = LATE_SIGN if SIGNS.get(cell["mark"]) == LATE_SIGN else ""
    return f"{sign}{cell['short']}".replace("（", "\n（")


def _story(item: Facts) -> list[dict[str, object]]:
    """年度ごとの状態、評価、遅れと判定した実施内容の数。年度の並びを持たない前の写しでは空。"""
    unseen, rows = words_of_unseen(dict(item)), item.get("years", ())
    if not rows:
        return []
    columns: tuple[tuple[str, list[str]], ...] = (
        ("状態", [row["state_label"] for row in rows]),
        ("評価", [rating_of(row)["label"] or unseen.get(row["year"], "なし") for row in rows]),
        (
            "遅れた\n実施内容",
            [
                count_late(dict(item), row["year"]) or unseen.get(row["year"], "判定なし")
                for row in rows
            ],
        ),
    )
    return [
        {"label": label, "texts": [soften(text, NARROW) for text in texts]}
        for label, texts in columns
    ]


def _explain(facts: Facts, indicator: Facts, frame: Frame | None) -> dict[str, object]:
    """指標の図と、表の下に書く注。frame がなければ、図は描かない。"""
    chart = draw_line_chart(dict(indicator), frame) if frame else None
    longest = MIDDLE if chart else WIDE
    return {
        "number": indicator["number"],
        "name": soften(indicator_label(indicator), WIDE),
        "chart": _chart(chart, frame) if chart and frame else None,
        "notes": [soften(note, longest) for note in _notes(facts, indicator) if note],
    }


def _notes(facts: Facts, indicator: Facts) -> Iterator[str]:
    yield from describe_indicator(indicator)
    labels = {year["year"]: year["label"] for year in facts["plan"]["years"]}
    for row in indicator["years"]:
        label, target = labels[row["year"]], row["target"] or {}
        if row["year"] == facts["year"]["year"] and facts["year"]["is_opened"]:
            yield from _judgement_notes(label, indicator, row["judgement"])
        yield prefixed(f"{label}の実績：", row["actual"]["note"])
        if target.get("settled_source"):
            yield f"{label}の目標の確定：{target['settled_source']} {target['settled_on']}".rstrip()
    yield indicator.get("share_sum", "")
    for name, view in outlooks_of(dict(facts), dict(indicator)):
        yield prefixed(f"見通し（{name}）：" if name else "見通し：", view.sentence)


def _judgement_notes(label: str, indicator: Facts, judgement: Facts) -> Iterator[str]:
    """式と、その区分になる理由。第2値の分も。"""
    yield prefixed(f"{label}の判定：", _sum_up(judgement))
    second = indicator["second_label"] or "かっこ内の数"
    yield prefixed(f"{second}の判定：", _sum_up(judgement["second"] or {}))


def _sum_up(judgement: Facts) -> str:
    texts = (judgement.get("formula", ""), judgement.get("reason", ""))
    return "　".join(text for text in texts if text)


def _chart(chart: LineChart, frame: Frame) -> dict[str, object]:
    return {
        "label": f"{chart.label}（値は表のとおり）",
        "left": frame.left,
        "right": frame.right,
        "bottom": frame.bottom,
        "years": [_word(x, text) for x, text in chart.years],
        "grid": [_word(y, text) for y, text in chart.grid],
        "target": _series(chart.target),
        "actual": _series(chart.actual),
    }


def _word(place: float, text: str) -> dict[str, object]:
    return {"at": round(place, 2), "text": text}


def _series(series: Series | None) -> dict[str, object] | None:
    if series is None:
        return None
    return {
        "name": series.name,
        "name_shift": round(series.name_shift, 2),
        "points": [[round(x, 2), round(y, 2)] for x, y, _ in series.points],
    }


def _past(record: Facts, *, bound: bool) -> dict[str, object]:
    """ほかの年度の取組。画面と同じ欄を、同じ順に。綴じる個票では BOUND_TEXTS だけ。"""
    own, committee = record["self_rating_label"], record.get("committee_rating_label", "")
    ratings = (prefixed("自己評価：", own), prefixed("委員会後の評価：", committee))
    names = [(name, label) for name, label in TEXTS if not bound or name in BOUND_TEXTS]
    rows = ((label, _dated(record, name)) for name, label in names)
    return {
        "heading": "　".join([record["label"], *(text for text in ratings if text)]),
        "rows": [{"label": label, "text": soften(text, WIDE)} for label, text in rows if text],
    }


def _dated(record: Facts, name: str) -> str:
    """欄の文。委員会後の評価と改善策には、その日を添える。"""
    text: str = record.get(name, "") or (BLANK if name in ALWAYS else "")
    on = record.get({"committee_rating_reason": "committee_rating_on"}.get(name, f"{name}_on"), "")
    return f"{text}（{on}）" if text and on else text
