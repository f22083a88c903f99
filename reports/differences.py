"""二つの年度の事実の違い。差替えの一覧と正誤表は、どちらもここから作る。

事実の中の、人が読む値だけを「ところ」の名とともに並べ、同じところの値をくらべる。
古い事実にない項目（後から足した値）は空とみなす。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plans.choices import StatementSection
from plans.fiscal_year import wareki_label

Facts = Mapping[str, Any]
Place = tuple[str, ...]

NOTHING = "（なし）"
RECORD_FIELDS = (
    ("state_label", "報告の状態"),
    ("achievement", "成果"),
    ("issues", "課題"),
    ("improvement", "改善策・次年度の取組"),
    ("self_rating_label", "自己評価"),
    ("rating_reason", "自己評価の理由"),
    ("last_outcome_label", "前年度の改善策の結果"),
    ("last_outcome_note", "前年度の改善策の結果の説明"),
    ("committee_rating_label", "委員会後の評価"),
    ("committee_rating_reason", "委員会後の評価の理由"),
    ("amended_improvement", "委員会をふまえた改善策"),
)
ITEM_FIELDS = (
    ("title", "実施項目の名称"),
    ("remark", "備考"),
    ("sentence", "紹介の文"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """違いの一つ: 項目番号（項目によらない違いは None）、ところ、前の値、後の値。"""

    item: int | None
    where: str
    before: str
    after: str

    def as_row(self) -> dict[str, str]:
        """一覧の行: ところに項目番号を添え、空の値は「（なし）」とする。"""
        place = self.where if self.item is None else f"項目{self.item}\n{self.where}"
        return {
            "where": place,
            "before": self.before or NOTHING,
            "after": self.after or NOTHING,
        }


def find_differences(before: Facts, after: Facts) -> list[Difference]:
    """二つの年度の事実の違いを、項目番号と並びの順に返す。違いがなければ空。"""
    old, new = dict(_values(before)), dict(_values(after))
    found = [
        Difference(item, where, old.get((item, where), ""), new.get((item, where), ""))
        for item, where in {**old, **new}
        if old.get((item, where), "") != new.get((item, where), "")
    ]
    return sorted(found, key=lambda one: (one.item is not None, one.item or 0))


def _values(facts: Facts) -> Iterator[tuple[tuple[int | None, str], str]]:
    """人が読む値を、（項目番号, ところ）とともに並べる。"""
    for where, text in _whole_values(facts):
        yield (None, where), text
    for item in facts["items"]:
        for where, text in _item_values(item):
            yield (item["number"], where), text


def _whole_values(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "計画の名称", facts["plan"]["name"]
    summaries = facts.get("summaries") or {}
    yield "総括（全体）", summaries.get("whole", "")
    for key, label in (("goals", "基本目標"), ("policies", "基本方針")):
        for number, text in (summaries.get(key) or {}).items():
            yield f"総括（{label}{number}）", text
    for rating in facts["scale"]["ratings"]:
        yield f"評価の尺度「{rating['label']}」", f"{rating['minimum']} {rating['description']}"
    for opinion in facts.get("opinions", []):
        if opinion["item"] is None:
            yield from _opinion_values(opinion)


def _item_values(item: Facts) -> Iterator[tuple[str, str]]:
    for name, label in ITEM_FIELDS:
        yield label, item.get(name, "")
    yield "担当課", "、".join(item["departments"])
    for section in StatementSection:
        entries = item["statements"].get(section.value, [])
        yield section.label, "\n".join(f"{one['mark']}{one['text']}" for one in entries)
    for indicator in item["indicators"]:
        yield from _indicator_values(indicator)
    for content in item["contents"]:
        yield from _content_values(content)
    for name, label in RECORD_FIELDS:
        yield label, item["record"].get(name, "")
    for opinion in item.get("opinions", []):
        yield from _opinion_values(opinion)


def _indicator_values(indicator: Facts) -> Iterator[tuple[str, str]]:
    name = f"指標「{indicator['name']}」"
    yield f"指標{indicator['number']}の名称", f"{indicator['name']}（{indicator['unit']}）"
    yield f"{name}の定義", indicator["definition"]
    yield f"{name}の基準値", (indicator["baseline"] or {}).get("text", "")
    for year in indicator["years"]:
        target = year["target"] or {}
        label = f"{name}の{wareki_label(year['year'])}"
        settled = f"→{target['settled_text']}" if target.get("settled_text") else ""
        yield f"{label}の目標", target.get("text", "") + settled
        yield f"{label}の実績", year["actual"]["text"] or year["actual"]["status_label"]
        yield f"{label}の実績の注", year["actual"]["note"]
        judgement = year["judgement"]
        yield f"{label}の達成率", f"{judgement['rate_text']} {judgement['band_label']}".strip()


def _content_values(content: Facts) -> Iterator[tuple[str, str]]:
    name = f"実施内容{content['key']}"
    yield name, content["title"]
    spans = [
        f"{span['label']}（{wareki_label(span['first_year'])}～{wareki_label(span['last_year'])}"
        f"{'' if span['is_confirmed'] else '、推定'}）"
        for span in content["spans"]
    ]
    yield f"{name}の実施時期", "、".join(spans)
    yield f"{name}の進み", content["progress"]["pace_label"]
    yield f"{name}の取組内容", content["progress"]["activities"]


def _opinion_values(opinion: Facts) -> Iterator[tuple[str, str]]:
    name = f"{wareki_label(opinion['year'])}の意見{opinion['number']}"
    yield name, f"{opinion['kind_label']}：{opinion['text']}"
    answers = [
        f"{one.get('department', '')}：{one.get('stance_label', '')} {one.get('text', '')}"
        for one in opinion.get("responses", [])
    ]
    yield f"{name}の対応方針", "\n".join(answers)
    states = [
        f"{one['on']} {one['state_label']} {one['text']}" for one in opinion.get("follow_ups", [])
    ]
    yield f"{name}の対応状況", "\n".join(states)
