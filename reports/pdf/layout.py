"""facts の一項目を、印字する語だけの辞書に直す。ひな形（typ/）はこの辞書を並べるだけ。"""

from collections.abc import Iterable, Mapping
from typing import Any

from plans.choices import StatementSection
from reports.cells import NOT_PUBLIC_STATE, NOT_PUBLIC_WORD
from reports.inherited import inherited_items
from reports.pdf.opinions import lay_out_after_committee, lay_out_opinions
from reports.pdf.text import shorten, soften

Facts = Mapping[str, Any]

# 欄の幅に収まる英数字の字数。これより長い並びには分け目を入れる。
WIDE, MIDDLE, NARROW = 40, 14, 8
# 頁の上に繰り返す見出しと、頁の下の帯に入る字数。
HEAD, FOOT = 26, 20

# 数のない実績の印字。ここにない状態は status_label をそのまま印字する。
ABSENCE_MARKS = {"not_applicable": "－", "undetermined": "…"}
UNOPENED_STATES = frozenset({"", "preparing"})
LEGENDS = (
    ("－", "－：該当なし・定めなし"),
    ("…", "…：未確定"),
    ("中止・評価対象外", "中止・評価対象外：達成率の計算に入れない"),
    (NOT_PUBLIC_WORD, f"{NOT_PUBLIC_WORD}：公表していない年度"),
)
NOTHING = "－"
BLANK = "（記入なし）"


def lay_out_item(facts: Facts, item: Facts) -> dict[str, object]:
    """個票一枚の印字用の辞書: facts と、その items の一つから作る。"""
    years = facts["plan"]["years"]
    targets = [_indicator(facts, indicator) for indicator in item["indicators"]]
    return {
        "number": item["number"],
        "title": soften(item["title"], WIDE),
        "head_title": shorten(item["title"], HEAD),
        "foot_title": shorten(item["title"], FOOT),
        "policy": policy_label(item["policy"]),
        "measure": measure_label(item["measure"]),
        "departments": "、".join(item["departments"]),
        "kinds": "、".join(item["kinds"]) or NOTHING,
        "links": _links(item),
        "sentence": soften(item.get("sentence", ""), WIDE),
        "statements": _statements(item),
        "remark": soften(item["remark"], WIDE),
        "schedule": [content_row(content, years) for content in item["contents"]],
        "is_confirmed": item["schedule_confirmed"],
        "targets": targets,
        "legend": _legend(targets),
        "activities": [_activity(content) for content in item["contents"]],
        "record": _record(item["record"]),
        "after": lay_out_after_committee(item["record"]),
        "opinions": lay_out_opinions(item),
        "inherited": [_inherited(row) for row in inherited_items(dict(item))],
    }


def _links(item: Facts) -> list[dict[str, str]]:
    """関連計画と SDGs。どちらも付いていない項目では空。"""
    sdgs = [f"目標{row['number']}　{row['name']}" for row in item.get("sdgs", ())]
    plans = [row["name"] for row in item.get("related_plans", ())]
    rows = (("関連計画", "、".join(plans)), ("SDGs", "\n".join(sdgs)))
    return [{"label": label, "text": soften(text, WIDE)} for label, text in rows if text]


def policy_label(policy: Facts) -> str:
    """基本方針の見出し: 「基本方針Ⅰ　事業活動の再構築」。"""
    return f"基本方針{policy['code']}　{policy['title']}"


def measure_label(measure: Facts | None) -> str:
    """施策の見出し: 「（4）…」。施策のない計画では空。"""
    return f"（{measure['number']}）{measure['title']}" if measure else ""


def indicator_label(indicator: Facts) -> str:
    """指標の見出し: 「相談件数（件）」。単位のない指標は名前だけ。"""
    unit = indicator["unit"]
    return f"{indicator['name']}（{unit}）" if unit else str(indicator["name"])


def year_heading(year: Facts) -> dict[str, object]:
    """表の年度の見出し: 和暦と西暦の二行に分ける。"""
    era, _, western = year["label"].removesuffix("年度").partition("（")
    return {"era": era, "western": f"（{western}", "is_chosen": year["is_chosen"]}


def target_text(target: Facts | None) -> str:
    """目標値の印字: 書名の表記のまま。別計画で後に定まった値は添える。"""
    if target is None:
        return NOTHING
    text: str = target["text"] or ABSENCE_MARKS.get(target["absence"], NOTHING)
    settled = target["settled_text"]
    return soften(f"{text}\n→{settled}" if settled else text, NARROW)


def actual_text(actual: Facts, *, is_opened: bool) -> str:
    """実績の印字: 値がなければ、ない理由の印か語。始まっていない年度は空。"""
    if not is_opened:
        return ""
    mark = ABSENCE_MARKS.get(str(actual["status"]), str(actual["status_label"]))
    text: str = actual["text"] or mark
    return soften(text, NARROW)


def _rate_and_band(judgement: Facts) -> str:
    return f"{judgement['rate_text']} {judgement['band_label']}".strip()


def opened_years(facts: Facts) -> set[int]:
    """実績を受け付け始めた年度（西暦）。"""
    years = facts["plan"]["years"]
    return {year["year"] for year in years if year["state"] not in UNOPENED_STATES}


def rate_text(judgement: Facts, *, is_opened: bool) -> str:
    """達成率の印字: 率と判定の語。第2値の分は、値と同じくかっこに入れて続ける。"""
    text = _rate_and_band(judgement)
    second = _rate_and_band(judgement["second"] or {"rate_text": "", "band_label": ""})
    if second:
        text += f"\n（{second}）"
    return text or (NOTHING if is_opened else "")


def _statements(item: Facts) -> list[dict[str, object]]:
    sections = [
        (section.label, item["statements"].get(section.value, [])) for section in StatementSection
    ]
    return [
        {
            "label": label,
            "entries": [
                {"mark": entry["mark"], "text": soften(entry["text"], WIDE)} for entry in entries
            ],
        }
        for label, entries in sections
        if entries
    ]


def content_row(content: Facts, years: list[Facts]) -> dict[str, object]:
    """実施時期の一段: 番号、題、注、矢印の段。"""
    goals = "・".join(str(number) for number in content["goals"])
    qualifier = content["qualifier_label"]
    notes = [f"基本目標{goals}"] if goals else []
    if content["repeats"]:
        notes.append(f"再掲：{content['repeats']}")
    return {
        "key": content["key"],
        "title": soften(content["title"], MIDDLE),
        "qualifier": f"（{qualifier}）" if qualifier else "",
        "notes": "　".join(notes),
        "is_event": content["is_event"],
        "lanes": lanes(content["spans"], [year["year"] for year in years]),
    }


def lanes(spans: list[Facts], years: list[int]) -> list[list[dict[str, object]]]:
    """矢印の段: 年度の重なる矢印を別の段に分け、各段を全年度を覆う欄の並びにする。

    欄は {"columns": 年度の数, "label": 表記（空欄は ""）, …}。矢印がなければ空の一段。
    """
    rows: list[list[Facts]] = []
    for span in spans:
        row = next((row for row in rows if row[-1]["last_year"] < span["first_year"]), None)
        if row is None:
            rows.append([span])
        else:
            row.append(span)
    return [_cells(row, years) for row in rows or [[]]]


def _cells(spans: Iterable[Facts], years: list[int]) -> list[dict[str, object]]:
    cells: list[dict[str, object]] = []
    next_year = years[0]
    for span in spans:
        cells += _gap(span["first_year"] - next_year)
        last_year = min(span["last_year"], years[-1])
        cells.append(
            {
                "columns": last_year - span["first_year"] + 1,
                "label": soften(span["label"], NARROW),
                "stage": (span["stages"] or [""])[-1],
                "is_confirmed": span["is_confirmed"],
            }
        )
        next_year = last_year + 1
    return cells + _gap(years[-1] + 1 - next_year)


def _gap(columns: int) -> list[dict[str, object]]:
    return [{"columns": 1, "label": ""} for _ in range(columns)]


def figures(year: Facts, opened: set[int]) -> dict[str, str]:
    """一年度の印字: 目標・実績・達成率の三つの語。opened は始まっている年度。"""
    is_opened = year["year"] in opened
    if year["actual"]["status"] == NOT_PUBLIC_STATE:
        hidden = str(year["actual"]["status_label"])
        return {"target": target_text(year["target"]), "actual": hidden, "rate": hidden}
    return {
        "target": target_text(year["target"]),
        "actual": actual_text(year["actual"], is_opened=is_opened),
        "rate": rate_text(year["judgement"], is_opened=is_opened),
    }


def _indicator(facts: Facts, indicator: Facts) -> dict[str, object]:
    opened = opened_years(facts)
    return {
        "number": indicator["number"],
        "name": soften(indicator_label(indicator), WIDE),
        "baseline": _baseline(indicator["baseline"]),
        "years": [figures(year, opened) for year in indicator["years"]],
        "notes": [soften(note, WIDE) for note in _indicator_notes(facts, indicator)],
    }


def _baseline(baseline: Facts | None) -> dict[str, str]:
    if baseline is None:
        return {"text": NOTHING, "note": ""}
    estimate = "（見込み）" if baseline["is_estimate"] else ""
    # 狭い欄で月日の途中が割れないよう、年の後で行を改める。
    as_of = f"{baseline['as_of']}時点".replace("年", "年\n", 1) if baseline["as_of"] else ""
    note = "\n".join(part for part in (estimate, as_of) if part)
    return {"text": soften(baseline["text"] or NOTHING, NARROW), "note": note}


def _indicator_notes(facts: Facts, indicator: Facts) -> list[str]:
    notes = describe_indicator(indicator)
    if facts["year"]["is_opened"]:
        chosen = next(one for one in indicator["years"] if one["year"] == facts["year"]["year"])
        notes += _chosen_year_notes(facts["year"]["label"], chosen)
        notes.append(indicator.get("share_sum", ""))
    return [note for note in notes if note]


def describe_indicator(indicator: Facts) -> list[str]:
    """年度によらない注: 判定の型、定義、資料、基準値の注、目標を定めるもの、かっこ内の数の意味。"""
    return [
        f"判定の型：{indicator['kind_label']}" + prefixed("、", indicator["definition"]),
        prefixed("資料：", indicator["source"]),
        indicator["note"],
        prefixed("基準値：", (indicator["baseline"] or {}).get("note", "")),
        prefixed("目標を定めるもの：", indicator["other_plan"]),
        _second_figure_note(indicator),
    ]


def _second_figure_note(indicator: Facts) -> str:
    label = indicator["second_label"]
    if not label:
        return ""
    mark = "" if indicator["second_label_is_confirmed"] else "（推定・要確認）"
    return f"かっこ内の数：{label}{mark}"


def _chosen_year_notes(label: str, year: Facts) -> list[str]:
    judgement, target = year["judgement"], year["target"]
    shown = judgement["formula"] or judgement["reason"]
    second = judgement["second"] or {"formula": "", "reason": ""}
    notes = [
        prefixed(f"{label}の判定：", shown),
        prefixed("かっこ内の判定：", second["formula"] or second["reason"]),
        prefixed(f"{label}の実績：", year["actual"]["note"]),
    ]
    if target and target["settled_source"]:
        notes.append(f"目標の確定：{target['settled_source']} {target['settled_on']}".rstrip())
    return notes


def prefixed(prefix: str, text: str) -> str:
    """前置きを付けた文。文がなければ空。"""
    return f"{prefix}{text}" if text else ""


def _legend(targets: list[dict[str, Any]]) -> list[str]:
    shown = {
        text
        for target in targets
        for text in (
            target["baseline"]["text"],
            *(word for year in target["years"] for word in year.values()),
        )
    }
    legend = [meaning for mark, meaning in LEGENDS if mark in shown]
    if "" in shown:
        legend.append("空欄：まだ始まっていない年度")
    return legend


def _activity(content: Facts) -> dict[str, object]:
    progress = content["progress"] or {}
    text = progress.get("activities", "")
    return {
        "key": content["key"],
        "title": soften(content["title"], MIDDLE),
        "pace": progress.get("pace_label", "").replace("（", "\n（") or BLANK,
        "text": soften(text, MIDDLE) or BLANK,
        "is_short": _is_short(text),
    }


def _is_short(text: str) -> bool:
    """頁の途中で割らずに済む長さか（20字詰めで15行まで）。"""
    return sum(len(line) // 20 + 1 for line in text.split("\n")) <= 15


def _record(record: Facts) -> dict[str, object]:
    sections = ("achievement", "issues", "improvement")
    texts = {name: soften(record[name], WIDE) or BLANK for name in sections}
    submitted = prefixed("提出日：", record["submitted_at"])
    on_behalf = "（総務課が代行）" if record["is_on_behalf"] else ""
    return texts | {
        "rating": record["self_rating_label"] or BLANK,
        "rating_reason": soften(record["rating_reason"], WIDE),
        "state": record["state_label"],
        "is_shown": record["state"] != "unfinalized",
        "submitted": submitted + on_behalf,
    }


def _inherited(row: Facts) -> dict[str, object]:
    """前の計画の一項目。どの年度の値もない項目は、名だけにする。"""
    rows = [("評価", row["ratings"])]
    rows += [(one["name"], one["texts"]) for one in row["indicators"]]
    return {
        "title": soften(f"{row['plan']}　{row['number']}　{row['title']}", WIDE),
        "relation": row["relation"],
        "years": [label.replace("（", "\n（", 1) for label in row["years"]],
        "rows": [
            {
                "name": soften(name, MIDDLE),
                "texts": [soften(text or NOTHING, NARROW) for text in texts],
            }
            for name, texts in rows
        ],
    }
