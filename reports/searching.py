"""検索。実施項目の題と、すべての年度の実績・取組・課題・改善策の中から語を探す。

全角と半角、大文字と小文字を区別しない（NFKC の写しの上で探す）。写しは探すときに作り、列には
持たない（docs/decisions/18）。一つの計画の中を、決まった数の問い合わせで探す。
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plans.fiscal_year import wareki_label
from plans.models import ActionItem, Statement
from progress.models import Actual, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plans.actors import Actor
    from plans.models import Plan

LONGEST_QUERY = 100
AROUND = 40
RECORD_FIELDS = {
    "achievement": "成果",
    "issues": "課題",
    "improvement": "改善策・次年度の取組",
    "rating_reason": "自己評価の理由",
    "last_outcome_note": "改善策の結果の説明",
}
PLAN_YEAR = "計画"
# 一つの字。半角の濁点・半濁点は、前の字と合わせて一つの字になる。
LETTER = re.compile("[^ﾞﾟ\u3099\u309a]?[ﾞﾟ\u3099\u309a]?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """探す文の一つ。year は西暦の年度（計画の文なら 0）、field は欄の名。"""

    number: int
    title: str
    year: int
    field: str
    text: str

    @property
    def year_label(self) -> str:
        """年度の呼び名。計画の文なら「計画」。"""
        return wareki_label(self.year) if self.year else PLAN_YEAR


@dataclass(frozen=True, slots=True)
class Hit:
    """見つかった所。parts は前後の文を（文、語か）の並びに分けたもの。"""

    passage: Passage
    parts: tuple[tuple[str, bool], ...]


def normalize(text: str) -> str:
    """探すための写し。全角・半角と大文字・小文字をそろえ、空白の並びを一つにする。"""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def search(actor: Actor, plan: Plan, query: str) -> list[Hit]:
    """語を探す。空白で区切った語のすべてを含む文を、項目番号・年度の順に返す。

    この人に見える行だけを探す（委員には確定した報告だけ）。語がなければ空。
    """
    words = normalize(query[:LONGEST_QUERY]).split()
    if not words:
        return []
    found = [
        Hit(passage, mark_words(passage.text, words))
        for passage in _passages(actor, plan)
        if all(word in normalize(passage.text) for word in words)
    ]
    return sorted(found, key=lambda hit: (hit.passage.number, hit.passage.year))


def mark_words(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """文を、語の所とほかに分ける。長い文は、初めの語の前後だけを残す。"""
    letters = [(range(*found.span()), _fold(found[0])) for found in LETTER.finditer(text)]
    flat = "".join(letter for _, letter in letters)
    owners = [places for places, letter in letters for _ in letter]
    marked: set[int] = set()
    for word in words:
        start = flat.find(word)
        while start >= 0:
            marked.update(*owners[start : start + len(word)])
            start = flat.find(word, start + len(word))
    first = min(marked, default=0)
    last = max((index for index in marked if index < first + 2 * AROUND), default=first)
    begin, end = max(first - AROUND, 0), min(last + AROUND, len(text))
    parts = list(_group(text[begin:end], {index - begin for index in marked}))
    head = [("…", False)] if begin else []
    tail = [("…", False)] if end < len(text) else []
    return (*head, *parts, *tail)


def _group(text: str, marked: set[int]) -> Iterator[tuple[str, bool]]:
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (index in marked) != (start in marked):
            yield text[start:index], start in marked
            start = index


def _passages(actor: Actor, plan: Plan) -> Iterator[Passage]:
    items = ActionItem.objects.all().visible_to(actor).filter(plan=plan)
    titles = {item.pk: (item.number, item.title) for item in items}
    yield from (Passage(item.number, item.title, 0, "実施項目", item.title) for item in items)
    for row in Statement.objects.filter(item__in=titles):
        yield Passage(*titles[row.item_id], 0, row.get_section_display(), row.text)
    yield from _record_passages(actor, plan, titles)


def _record_passages(
    actor: Actor, plan: Plan, titles: dict[int, tuple[int, str]]
) -> Iterator[Passage]:
    records = ProgressRecord.objects.all().visible_to(actor).for_plan(plan).select_related("review")
    years = {}
    for record in records:
        years[record.pk] = (*titles[record.item_id], record.review.fiscal_year)
        for name, label in RECORD_FIELDS.items():
            yield Passage(*years[record.pk], label, getattr(record, name))
    contents = ContentProgress.objects.filter(record__in=years).select_related("content")
    for row in contents.exclude(activities=""):
        yield Passage(*years[row.record_id], f"実施内容{row.content.key}の取組内容", row.activities)
    actuals = Actual.objects.filter(record__in=years).select_related("indicator")
    for actual in actuals:
        name = actual.indicator.name
        text = " ".join(part for part in (str(actual.value or ""), actual.note) if part)
        yield Passage(*years[actual.record_id], f"「{name}」の実績", text)
