"""事業共通（共通１～３）を、担う実施項目の全体で見る。"""

from __future__ import annotations

from typing import Any

from plans.choices import ContentKind
from reports.overview.ratings import count_paces, pace_of

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
    """進みごとの件数と、その項目の番号を添える。進みの名は行にも添える。"""
    rows = [row | {"pace": pace_of(row["content"])} for row in theme["rows"]]
    counts = [
        count | {"items": [r["item"]["number"] for r in rows if r["pace"]["code"] == count["code"]]}
        for count in count_paces(row["content"] for row in rows)
    ]
    return {**theme, "rows": rows, "counts": counts}
