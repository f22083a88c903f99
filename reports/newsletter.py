"""社協だよりの記事: 年度の事実から、200・400・800 字以内の文を決まった順に組む。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from progress.summaries import is_drafted
from reports.facts.sentences import BULLET
from reports.public.counts import item_rating, policy_rows, rating_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

Facts = dict[str, Any]

LIMITS = (200, 400, 800)
CLOSING = "くわしい内容は、ホームページでご覧になれます。"
NAMED_ITEMS = 6
OPENING, SHUTTING = "「『（(", "」』）)"
# 次の行へ続く行の終わり。
CONTINUED = "、，：:"
CLOSED = re.compile(r"[。！？!?][」』）)]*$")


@dataclass(frozen=True, slots=True)
class Article:
    """記事の文。limit は字数の上限。"""

    limit: int
    text: str

    @property
    def length(self) -> int:
        """字数。改行は数えない。"""
        return len(self.text.replace("\n", ""))


def write_articles(facts: Facts) -> list[Article]:
    """字数の上限ごとの記事。文を大事な順に、上限に収まるところまで入れる。"""
    return [Article(limit, _fill(facts, limit)) for limit in LIMITS]


def _fill(facts: Facts, limit: int) -> str:
    head, *rest = _sentences(facts)
    text, room = head, limit - len(head) - len(CLOSING)
    for sentence in rest:
        if len(sentence) <= room:
            text, room = f"{text}{sentence}", room - len(sentence)
    return f"{text}{CLOSING}"


def _sentences(facts: Facts) -> Iterator[str]:
    """文を大事な順に。初めの一文は、どの長さの記事にも入る。"""
    counts, notices = rating_counts(facts), facts["notices"]
    mark = f"【{notices['sample_text']}】" if facts["year"].get("is_sample") else ""
    name, year = _quote(facts["plan"]["short_name"]), facts["year"]["label"]
    yield f"{mark}{name}の{year}の進み具合をまとめました。"
    if counts["total"]:
        yield f"{counts['total']}の実施項目の評価は、{_counts(counts)}です。"
    indicators = facts["counts"]["indicators"]
    bands = "、".join(f"{row['label']}{row['count']}件" for row in indicators["bands"])
    if indicators["judged"]:
        yield f"数値の目標は、判定した{indicators['judged']}件のうち、{bands}でした。"
    whole = (facts.get("summaries") or {}).get("whole", "")
    # 件数から作った下書きの文は、先に述べた件数の繰り返しなので省く。
    yield "".join(row for row in split_sentences(join_lines(whole)) if not is_drafted(row))
    # 一部の基本方針だけを述べると片寄るので、全部を一つの文にする。
    policies = "、".join(
        f"{_quote(row['policy']['title'])}{row['total']}項目は{_counts(row)}"
        for row in policy_rows(facts)
        if row["total"]
    )
    if policies:
        yield f"基本方針ごとに見ると、{policies}です。"
    yield from _short_items(facts)
    yield from _good_items(facts)


def _counts(counts: Facts) -> str:
    words = [f"{row['label']}{row['count']}項目" for row in counts["ratings"] if row["count"]]
    words += [f"評価なし{counts['unrated']}項目"] if counts["unrated"] else []
    return "、".join(words)


def _short_items(facts: Facts) -> Iterator[str]:
    """一番上の評価に届かなかった項目と改善策を、下の評価から。"""
    order = [row["code"] for row in facts["scale"]["ratings"]]
    short = [pair for pair in _rated(facts) if pair[1]["code"] in order[1:]]
    short.sort(key=lambda pair: (-order.index(pair[1]["code"]), pair[0]["number"]))
    for item, rating in short[:NAMED_ITEMS]:
        remedy = _first_sentence(
            item["record"].get("amended_improvement") or item["record"]["improvement"]
        )
        result = f"{_quote(item['title'])}は{rating['label']}でした。"
        yield f"{result}改善策は{_quote(remedy)}です。" if remedy else result


def _good_items(facts: Facts) -> Iterator[str]:
    """一番上の評価の項目の成果を、番号順に。"""
    best = [row["code"] for row in facts["scale"]["ratings"]][:1]
    for item, rating in _rated(facts):
        achievement = _first_sentence(item["record"]["achievement"])
        if rating["code"] in best and achievement:
            yield f"{_quote(item['title'])}の成果は{_quote(achievement)}です。"


def _rated(facts: Facts) -> list[tuple[Facts, Facts]]:
    return [(item, item_rating(item["record"], facts)) for item in facts["items"]]


def _first_sentence(text: str) -> str:
    """初めの一文。終わりの「。」は除く。"""
    return next(iter(split_sentences(join_lines(text))), "").removesuffix("。")


def join_lines(text: str) -> str:
    """書かれた行を、続けて読める文にする。

    箇条の印を除き、「。」などで終わらない行は「。」で閉じる。「、」や「：」で終わる行は、次の行に続ける。
    """
    joined = ""
    for row in text.splitlines():
        line = BULLET.sub("", row.strip())
        if line and not joined.endswith(tuple(CONTINUED)):
            joined = _close(joined)
        joined += line
    return _close(joined.rstrip(CONTINUED))


def _close(text: str) -> str:
    return text if not text or CLOSED.search(text) else f"{text}。"


def split_sentences(text: str) -> list[str]:
    """文に分ける。かっこの中の「。」では切らない。つなぐと元の文字に戻る。"""
    sentences, depth = [""], 0
    for letter in text:
        depth = max(depth + (letter in OPENING) - (letter in SHUTTING), 0)
        sentences[-1] += letter
        if letter == "。" and not depth:
            sentences.append("")
    return [sentence for sentence in sentences if sentence]


def _quote(text: str) -> str:
    """かぎかっこで囲む。中のかぎかっこは『』に替え、対にならないものは補うか除く。"""
    letters, depth = "", 0
    for letter in "".join(text.splitlines()):
        if letter in "「『":
            letters += "『「"[depth % 2]
            depth += 1
        elif letter not in "」』":
            letters += letter
        elif depth:
            depth -= 1
            letters += "』」"[depth % 2]
    missing = "".join("』」"[level % 2] for level in reversed(range(depth)))
    return f"「{letters}{missing}」"
