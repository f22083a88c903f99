"""検索。計画の文と、すべての年度の実績・取組・課題・改善策の中から語を探す。

計画の文は、実施項目、記述、実施内容、指標、備考、関連計画。全角と半角、大文字と小文字、波線と横線の
字の違いを区別しない（NFKC の写しの上で探す）。写しは探すときに作り、列には
持たない（docs/decisions/18）。計画が一つでもいくつでも、決まった数の問い合わせで探す。
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plans.fiscal_year import wareki_label
from plans.models import ActionItem, ImplementationContent, Indicator, Statement
from progress.models import Actual, ContentProgress, ProgressRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from plans.actors import Actor
    from plans.models import Plan

Head = tuple["Plan", int, str]
"""計画、項目の番号、項目の題。"""

LONGEST_QUERY = 100
AROUND = 40
RECORD_FIELDS = {
    "achievement": "成果",
    "issues": "課題",
    "improvement": "改善策・次年度の取組",
    "rating_reason": "自己評価の理由",
    "last_outcome_note": "改善策の結果の説明",
}
COMMITTEE_FIELDS = {
    ("amended_improvement", "text"): "委員会後の改善策",
    ("committee_rating", "reason"): "委員会後の評価の理由",
}
PLAN_YEAR = "計画"
# NFKC でそろわない、波線と横線の字（長音は別の字なので、そろえない）。
LINES = str.maketrans({"〜": "~", **dict.fromkeys("−‐‑‒–—―─", "-")})
# 一つの字。半角の濁点・半濁点は、前の字と合わせて一つの字になる。
LETTER = re.compile("[^ﾞﾟ\u3099\u309a]?[ﾞﾟ\u3099\u309a]?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """探す文の一つ。plan は計画、year は西暦の年度（計画の文なら 0）、field は欄の名。"""

    plan: Plan
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
    """探すための写し。全角・半角、大文字・小文字、波線、横線をそろえ、空白の並びを一つにする。"""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(LINES)


def search(actor: Actor, plans: Collection[Plan], query: str) -> list[Hit]:
    """語を plans の中から探す。空白で区切った語のすべてを含む文を返す。

    並びは、plans の順、項目番号、年度の順。

    この人に見える行だけを探す（委員には確定した報告だけ）。語がなければ空。
    """
    order = {plan.pk: place for place, plan in enumerate(plans)}
    words = normalize(query[:LONGEST_QUERY]).split()
    if not words:
        return []
    found = [
        Hit(passage, mark_words(passage.text, words))
        for passage in _passages(actor, plans)
        if all(word in normalize(passage.text) for word in words)
    ]

    def place_of(hit: Hit) -> tuple[int, int, int]:
        return order[hit.passage.plan.pk], hit.passage.number, hit.passage.year

    return sorted(found, key=place_of)


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


def _passages(actor: Actor, plans: Collection[Plan]) -> Iterator[Passage]:
    known = {plan.pk: plan for plan in plans}
    items = ActionItem.objects.all().visible_to(actor).filter(plan__in=known)
    heads = {item.pk: (known[item.plan_id], item.number, item.title) for item in items}
    for item in items:
        yield Passage(*heads[item.pk], 0, "実施項目", item.title)
        yield Passage(*heads[item.pk], 0, "備考", item.remark)
    # 番号の並びは長くなりうるので、条件には入れ子の問い合わせを置く。
    inside = items.values("pk")
    for row in Statement.objects.filter(item__in=inside):
        yield Passage(*heads[row.item_id], 0, row.get_section_display(), row.text)
    contents = ImplementationContent.objects.filter(item__in=inside)
    for content in contents.select_related("common_theme"):
        theme = content.common_theme.title if content.common_theme else ""
        for title in dict.fromkeys((content.title, theme)):
            yield Passage(*heads[content.item_id], 0, f"実施内容{content.key}", title)
    for indicator in Indicator.objects.filter(item__in=inside):
        yield Passage(*heads[indicator.item_id], 0, "指標", indicator.name)
    links = ActionItem.related_plans.through.objects.filter(actionitem__in=inside)
    for item_id, name in links.values_list("actionitem_id", "relatedplan__name"):
        yield Passage(*heads[item_id], 0, "関連計画", name)
    yield from _record_passages(actor, known, heads)


def _record_passages(
    actor: Actor, plans: Collection[int], heads: dict[int, Head]
) -> Iterator[Passage]:
    records = ProgressRecord.objects.all().visible_to(actor).filter(review__plan__in=plans)
    years = {}
    for record in records.select_related("review", "amended_improvement", "committee_rating"):
        years[record.pk] = (*heads[record.item_id], record.review.fiscal_year)
        for name, label in RECORD_FIELDS.items():
            yield Passage(*years[record.pk], label, getattr(record, name))
        for (part, name), label in COMMITTEE_FIELDS.items():
            if row := getattr(record, part, None):
                yield Passage(*years[record.pk], label, getattr(row, name))
    contents = ContentProgress.objects.filter(record__in=records.values("pk"))
    for row in contents.exclude(activities="").select_related("content"):
        yield Passage(*years[row.record_id], f"実施内容{row.content.key}の取組内容", row.activities)
    actuals = Actual.objects.filter(record__in=records.values("pk"))
    for actual in actuals.select_related("indicator"):
        name = actual.indicator.name
        text = " ".join(part for part in (str(actual.value or ""), actual.note) if part)
        yield Passage(*years[actual.record_id], f"「{name}」の実績", text)
