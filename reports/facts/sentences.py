"""実施項目を言葉で述べる: 紹介の一文と、全体を読み上げられる文。事実だけから作る。

一文は、数値の目標、実施内容の進み、評価の順に述べる。
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reports.words import spoken_text

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

LONGEST_SENTENCE = 200
LONGEST_TEXT = 800
LONGEST_PART = 110
CUT = "（以下略）"
ENTERED = "entered"
TEXT_PARTS = (("achievement", "成果"), ("issues", "課題"), ("improvement", "改善策・次年度の取組"))
UNREPORTED = {
    "not_opened": "{year}の進行管理は、まだ始まっていません。",
    "unfinalized": "{year}の報告は、まだ確定していません。",
}


def make_sentence(year: Facts, item: Facts) -> str:
    """紹介の一文（200字以内）。year は年度の事実、item は項目の事実。"""
    record = item["record"]
    if record["state"] in UNREPORTED:
        return UNREPORTED[record["state"]].format(year=year["label"])
    rows = list(_chosen_rows(year, item))
    rest = f"{_tell_contents(item)}、{_tell_rating(record)}。"
    detailed = f"{year['label']}は、{_tell_indicator(rows)}、{rest}"
    if len(detailed) <= LONGEST_SENTENCE:
        return detailed
    return f"{year['label']}は、{_count_bands(rows)}、{rest}"


def make_text(year: Facts, item: Facts) -> str:
    """項目の全体を述べる文（800字以内）。記号は言葉にし、長い文は「（以下略）」で切る。"""
    head = [
        f"実施項目{item['number']}「{item['title']}」。担当は{'、'.join(item['departments'])}。",
        item["sentence"],
        *_tell_indicators(year, item),
    ]
    texts = [
        f"{label}：{_cut(item['record'][name], LONGEST_PART)}"
        for name, label in TEXT_PARTS
        if item["record"][name]
    ]
    room = LONGEST_TEXT - len("".join([*head, *texts]))
    return _cut("".join([*head, *_tell_phases(item, room), *texts]), LONGEST_TEXT)


def _chosen_rows(year: Facts, item: Facts) -> Iterator[tuple[Facts, Facts]]:
    for indicator in item["indicators"]:
        for row in indicator["years"]:
            if row["year"] == year["year"]:
                yield indicator, row


def _tell_indicator(rows: list[tuple[Facts, Facts]]) -> str:
    """指標が一つならその値を、二つ以上なら区分ごとの件数を述べる。"""
    if len(rows) != 1:
        return _count_bands(rows)
    indicator, row = rows[0]
    actual, judgement = row["actual"], row["judgement"]
    if actual["status"] != ENTERED:
        return f"「{indicator['name']}」の実績は{actual['status_label']}で"
    target = _tell_goal(indicator, row["target"])
    told = f"「{indicator['name']}」は目標{target}に対して実績{_tell_value(indicator, actual)}"
    return f"{told}（{_tell_judgement(judgement)}{_tell_second(indicator, judgement)}）で"


def _tell_goal(indicator: Facts, target: Facts | None) -> str:
    """比べた目標。別に定まった値があればその値、数でない目標は「」に入れて地の文と分ける。"""
    if target and target["settled_text"]:
        return spoken_text(target["settled_text"], indicator["second_label"])
    told = _tell_value(indicator, target)
    is_wording = target is not None and target.get("kind") in ("text", "share")
    return f"の「{told}」" if is_wording else told


def _tell_judgement(judgement: Facts) -> str:
    if not judgement["is_judged"]:
        return "判定なし"
    rate = f"達成率{spoken_text(judgement['rate_text'])}" if judgement["rate_text"] else ""
    return "、".join(part for part in (rate, spoken_text(judgement["band_label"])) if part)


def _count_bands(rows: list[tuple[Facts, Facts]]) -> str:
    if not rows:
        return "数値の目標はなく"
    parts = [
        part
        for _, row in rows
        for part in (row["judgement"], row["judgement"].get("second"))
        if part is not None
    ]
    labels = Counter(spoken_text(part["band_label"]) if part["is_judged"] else "" for part in parts)
    unjudged = labels.pop("", 0)
    counts = [f"{label}が{count}件" for label, count in labels.items()]
    if unjudged:
        counts.append(f"判定のないものが{unjudged}件")
    values = f"（値{len(parts)}件）" if len(parts) > len(rows) else ""
    return f"数値の目標{len(rows)}件{values}のうち{'、'.join(counts)}で"


def _tell_contents(item: Facts) -> str:
    # 再掲の実施内容は、掲げた項目で数える。
    codes = [content["judgement"] for content in item["contents"] if not content.get("repeats")]
    judged = [judgement for judgement in codes if judgement["code"]]
    late = len([1 for judgement in judged if judgement["is_late"]])
    if not judged:
        return "実施内容の進みは未記入で"
    if late:
        return f"実施内容{len(judged)}件のうち{late}件に遅れがあり"
    return f"実施内容{len(judged)}件に遅れはなく"


def _tell_rating(record: Facts) -> str:
    label = record.get("rating_label") or record["self_rating_label"]
    return f"評価は「{spoken_text(label)}」です" if label else "評価はまだ決まっていません"


def _tell_indicators(year: Facts, item: Facts) -> Iterator[str]:
    if not item["indicators"]:
        yield "数値の目標はありません。"
    for indicator, row in _chosen_rows(year, item):
        baseline = indicator["baseline"]
        before = f"計画前の値は{_tell_value(indicator, baseline)}、" if baseline else ""
        target = _tell_value(indicator, row["target"])
        settled = row["target"]["settled_text"] if row["target"] else ""
        after = f"（別に{spoken_text(settled)}と決定）" if settled else ""
        actual = _tell_value(indicator, row["actual"])
        result = _tell_result(indicator, row["judgement"])
        figures = f"{before}目標は{target}{after}、実績は{actual}{result}。"
        yield f"指標「{indicator['name']}」：{figures}{indicator.get('share_sum', '')}"


def _tell_value(indicator: Facts, figure: Facts | None) -> str:
    if figure is None:
        return "なし"
    if _is_share(indicator) and figure.get("second_number"):
        return f"{indicator['second_label']}{figure['second_number']}のうち{figure['number']}"
    spoken = spoken_text(figure["text"], indicator["second_label"])
    return spoken or str(figure.get("status_label", "なし"))


def _is_share(indicator: Facts) -> bool:
    """目標が割合（総事務事業数の3分の1）の指標か。かっこの中は、内数でなく全体の数になる。"""
    targets = (row["target"] for row in indicator["years"])
    return any(target and target.get("kind") == "share" for target in targets)


def _tell_result(indicator: Facts, judgement: Facts) -> str:
    if not judgement["is_judged"]:
        return ""
    return f"、判定は{_tell_judgement(judgement)}{_tell_second(indicator, judgement)}"


def _tell_second(indicator: Facts, judgement: Facts) -> str:
    second = judgement["second"]
    if not second or not second["is_judged"]:
        return ""
    return f"、{indicator['second_label'] or 'かっこ内の数'}は{_tell_judgement(second)}"


def _tell_phases(item: Facts, room: int) -> Iterator[str]:
    """実施内容ごとの実施時期と進み。room 字に入るだけ述べ、残りは件数を言う。"""
    parts = [_tell_phase(content) for content in item["contents"]]
    for index, part in enumerate(parts):
        left = len(parts) - index
        rest = f"ほかに実施内容が{left}件あります。"
        is_last = left == 1
        if len(part) + (0 if is_last else len(rest)) > room:
            yield rest if len(rest) <= room else ""
            return
        room -= len(part)
        yield part


def _tell_phase(content: Facts) -> str:
    pace = content["progress"]["pace_label"]
    told = f"進みは{pace}。" if pace else ""
    when = f"実施時期は{content['sentence']}。" if content["sentence"] else ""
    return f"実施内容{content['key']}「{content['title']}」：{when}{told}"


def _cut(text: str, longest: int) -> str:
    joined = "".join(text.split("\n"))
    closed = joined if not joined or joined.endswith(("。", "）")) else f"{joined}。"
    return closed if len(closed) <= longest else f"{closed[: longest - len(CUT)]}{CUT}"
