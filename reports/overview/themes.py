"""事業共通（共通１～３）を、担う実施項目の全体で見る。"""

from __future__ import annotations

from collections import Counter
from typing import Any

from plans.choices import ContentKind
from progress.choices import Pace

Facts = dict[str, Any]


def list_themes(facts: Facts) -> list[Facts]:
    """事業共通の番号ごとに、担う項目の行と、進みの件数を並べる。件数の単位は実施内容。"""
    themes: dict[int, Facts] = {}
    for item in facts["items"]:
        for content in item["contents"]:
            if content["kind"] == ContentKind.COMMON:
                number, title = content["number"], content["title"]
                theme = themes.setdefault(number, {"number": number, "title": title, "rows": []})
                theme["rows"].append({"item": item, "content": content})
    return [_with_counts(themes[number]) for number in sorted(themes)]


def _with_counts(theme: Facts) -> Facts:
    paces = Counter(row["content"]["progress"]["pace"] for row in theme["rows"])
    holders: dict[str, list[int]] = {code: [] for code in paces}
    for row in theme["rows"]:
        holders[row["content"]["progress"]["pace"]].append(row["item"]["number"])
    labels = [(str(pace.value), str(pace.label)) for pace in Pace] + [("", "未入力")]
    counts = [
        {"code": code or "none", "label": label, "count": paces[code], "items": holders[code]}
        for code, label in labels
        if paces[code]
    ]
    return {**theme, "counts": counts}
