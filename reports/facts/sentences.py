"""実施項目を言葉で述べる: 紹介の一文と、全体を読み上げられる文。事実だけから作る。

一文は、数値の目標、実施内容の進み、評価の順に述べる。
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from progress.choices import Pace
from reports.words import MINUS, spoken_text

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

LONGEST_SENTENCE = 200
LONGEST_TEXT = 800
LONGEST_PART = 110
LONGEST_NOTE = 60
CUT = "（以下略）"
ENTERED = "entered"
TEXT_PARTS = (("achievement", "成果"), ("issues", "課題"), ("improvement", "改善策・次年度の取組"))
UNREPORTED = {
    "not_opened": "{year}の進行管理は、まだ始まっていません。",
    "unfinalized": "{year}の報告は、まだ確定していません。",
}
COMMON = "共通"
# 注の印（*１ など）は、耳では意味を成さない。
NOTE_MARK = re.compile(r"[（(][*＊※][0-9０-９]*[）)]")
BULLET = re.compile(r"^[・･●○◎■□◆◇※*＊-]\s*")
SENTENCE_ENDS = ("。", "！", "？", "!", "?")
JOINER = "\u200d"
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff]")


def make_sentence(year: Facts, item: Facts) -> str:
    """紹介の一文（200字以内）。year は年度の事実、item は項目の事実。"""
    record = item["record"]
    if record["state"] in UNREPORTED:
        return UNREPORTED[record["state"]].format(year=year["label"])
    rows = list(_chosen_rows(year, item))
    rest = f"{_tell_contents(item)}、{_tell_rating(record)}。"
    # 名や評語が長すぎて収まらないときは、順に短い言い方に替える。
    for told in (_tell_indicator(rows), _count_bands(rows), f"数値の目標は{len(rows)}件で"):
        sentence = f"{year['label']}は、{told}、{rest}"
        if len(sentence) <= LONGEST_SENTENCE:
            return sentence
    return f"{sentence[: LONGEST_SENTENCE - len(CUT)]}{CUT}"


def make_text(year: Facts, item: Facts) -> str:
    """項目の全体を述べる文（800字以内）。記号は言葉にし、長い文は「（以下略）」で切る。"""
    departments = "、".join(item["departments"])
    head = [
        f"実施項目{item['number']}「{item['title']}」。",
        f"担当は{departments}。" if departments else "",
        _close(item["sentence"]),
        *_tell_indicators(year, item),
    ]
    texts = [
        f"{label}：{_cut(_speak_lines(item['record'][name]), LONGEST_PART)}"
        for name, label in TEXT_PARTS
        if item["record"][name].strip()
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
    value = _tell_value(indicator, actual)
    target = row["target"]
    if target is None or (target.get("absence") and not target["settled_text"]):
        absent = spoken_text(target["text"]) if target else ""
        return f"「{indicator['name']}」の実績は{value}（目標は{absent or 'なし'}）で"
    told = f"「{indicator['name']}」は{_tell_goal(indicator, target)}{value}"
    return f"{told}（{_tell_judgement(judgement)}{_tell_second(indicator, judgement)}）で"


def _tell_goal(indicator: Facts, target: Facts) -> str:
    """比べた目標と、実績を続ける言葉。数でない目標は「」に入れて地の文と分ける。"""
    if target["settled_text"]:
        settled = spoken_text(target["settled_text"], indicator["second_label"])
        return f"目標{settled}に対して実績"
    told = _tell_value(indicator, target)
    if target.get("kind") in ("text", "share"):
        return f"目標の「{told}」に対して、実績は"
    return f"目標{told}に対して実績"


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
    if unjudged == len(parts):
        return f"数値の目標{len(rows)}件は判定がなく"
    counts = [f"{label}が{count}件" for label, count in labels.items()]
    if unjudged:
        counts.append(f"判定のないものが{unjudged}件")
    values = f"（値{len(parts)}件）" if len(parts) > len(rows) else ""
    return f"数値の目標{len(rows)}件{values}のうち{'、'.join(counts)}で"


def _tell_contents(item: Facts) -> str:
    """実施内容の数と遅れ。遅れを問えないものは、その数を断る。再掲は、掲げた項目で数える。"""
    contents = [content for content in item["contents"] if not content.get("repeats")]
    reported = [content for content in contents if content["judgement"]["code"]]
    unjudged = [content for content in contents if not content["judgement"]["code"]]
    cancelled = [one for one in reported if one["judgement"]["code"] == Pace.CANCELLED]
    blank = [one for one in unjudged if not one["progress"]["pace_label"]]
    if len(blank) == len(contents):
        return "実施内容の進みは未記入で"
    if len(cancelled) == len(contents):
        return f"実施内容{len(contents)}件は、すべて中止し"
    exceptions = {
        "中止": len(cancelled),
        "未記入": len(blank),
        "判定しないもの": len(unjudged) - len(blank),
    }
    notes = "、".join(f"{word}{count}件" for word, count in exceptions.items() if count)
    total = f"実施内容{len(contents)}件" + (f"（{notes}を含む）" if notes else "")
    late = len([1 for content in reported if content["judgement"]["is_late"]])
    return f"{total}のうち{late}件に遅れがあり" if late else f"{total}に遅れはなく"


def _tell_rating(record: Facts) -> str:
    label = record.get("rating_label") or record["self_rating_label"]
    return f"評価は「{spoken_text(label)}」です" if label else "評価はまだ決まっていません"


def _tell_indicators(year: Facts, item: Facts) -> Iterator[str]:
    if not item["indicators"] and "数値の目標" not in item["sentence"]:
        yield "数値の目標はありません。"
    for indicator, row in _chosen_rows(year, item):
        baseline = indicator["baseline"]
        before = f"計画前の値は{_tell_value(indicator, baseline)}、" if baseline else ""
        target = _tell_value(indicator, row["target"])
        settled = row["target"]["settled_text"] if row["target"] else ""
        after = (
            f"（別に{spoken_text(settled, indicator['second_label'])}と決定）" if settled else ""
        )
        actual = _tell_value(indicator, row["actual"])
        result = _tell_result(indicator, row["judgement"])
        figures = f"{before}目標は{target}{after}、実績は{actual}{result}。"
        yield f"指標「{indicator['name']}」：{figures}{indicator.get('share_sum', '')}"
        if row["actual"]["status"] != ENTERED and row["actual"].get("note", "").strip():
            yield f"わけは、{_cut(_speak_lines(row['actual']['note']), LONGEST_NOTE)}"


def _tell_value(indicator: Facts, figure: Facts | None) -> str:
    if figure is None:
        return "なし"
    if _is_share(indicator) and figure.get("second_number"):
        return f"{indicator['second_label']}{figure['second_number']}のうち{figure['number']}"
    spoken = spoken_text(NOTE_MARK.sub("", figure["text"]), indicator["second_label"])
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
    """実施内容ごとの実施時期と進みを、room 字に入るだけ。

    入りきらなければ、実施時期を略し、遅れたものを先に述べ、残りは件数を言う。
    """
    contents = item["contents"]
    parts = [_tell_phase(content) for content in contents]
    if sum(map(len, parts)) > room:
        ordered = sorted(contents, key=lambda content: not content["judgement"]["is_late"])
        parts = [_tell_phase({**content, "sentence": ""}) for content in ordered]
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
    key = content["key"]
    name = f"事業{key}" if key.startswith(COMMON) else f"実施内容{key}"
    pace, sentence = content["progress"]["pace_label"], content["sentence"]
    # 照合の済んだ実施時期の文は「検討は…」と始まるので、「は」を重ねない。
    when = "実施時期は" if sentence.endswith("）") else "実施時期："
    told = (f"{when}{sentence}。" if sentence else "") + (f"進みは{pace}。" if pace else "")
    return f"{name}「{content['title']}」：{told}" if told else f"{name}「{content['title']}」。"


def _speak_lines(text: str) -> str:
    """人の書いた文を、読み上げられる一続きの文にする。行ごとに文を閉じ、箇条の印は除く。"""
    lines = [BULLET.sub("", line.strip()) for line in text.splitlines()]
    spoken = [
        spoken_text(line) if len(line) == 1 else MINUS.sub("マイナス", line) for line in lines
    ]
    return "".join(_close(line) for line in spoken)


def _close(text: str) -> str:
    """文の終わりに句点を付ける。空の文には付けない。"""
    text = text.strip().rstrip("、，,")
    return text if not text or text.endswith((*SENTENCE_ENDS, CUT)) else f"{text}。"


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = longest - len(CUT)
    # 重ねて一字になる字（濁点、異体字、家族の絵文字）の途中では切らない。
    while end and (_follows(text[end]) or text[end - 1] == JOINER):
        end -= 1
    return f"{text[:end]}{CUT}"


def _follows(letter: str) -> bool:
    """前の字に重なって一字になる字か。"""
    is_joined = letter == JOINER or bool(SELECTORS.match(letter))
    return is_joined or unicodedata.category(letter) in ("Mn", "Mc", "Me")
