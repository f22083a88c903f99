"""配布した後の変更。違いの一覧と、差し替える部分を見つける。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from reports.differences import Difference, find_differences
from reports.models import CommitteePack
from reports.packs.contents import PackContents
from reports.packs.options import contents_of
from reports.pdf.pack.layout import lay_out_part, numbered_parts

Facts = dict[str, Any]

# 頁の番号が動くだけの目次と、違いの出ない表紙は、差し替えない。
UNREPLACED = frozenset({"cover", "contents"})


@dataclass(frozen=True, slots=True)
class Replacement:
    """差し替えるもの: 違いの並び、変わった部分の記号、個票の変わった項目番号、元の版。"""

    differences: tuple[Difference, ...]
    parts: tuple[str, ...]
    items: tuple[int, ...]
    replaced: int

    def narrow(self, contents: PackContents) -> PackContents:
        """変わった部分だけの中身。"""
        return replace(
            contents,
            parts=self.parts,
            items=self.items,
            replaces=self.replaced,
            changes=tuple(one.as_row() for one in self.differences),
        )


def find_replacement(pack: CommitteePack, facts: Facts, contents: PackContents) -> Replacement:
    """配布した版 pack と、いまの事実 facts・中身 contents をくらべ、差し替えるものを返す。

    部分ごとに、印刷する語が一つでも違えば差し替える。番号の付け方は配布した版に合わせる。
    """
    before = replace(contents_of(pack), parts=contents.numbering, items=None)
    after = replace(contents, parts=contents.numbering)
    parts, items = [], []
    for old, new in zip(numbered_parts(before), numbered_parts(after), strict=True):
        words = (lay_out_part(pack.facts, before, old), lay_out_part(facts, after, new))
        if words[0] == words[1] or new.part.code in UNREPLACED:
            continue
        parts.append(new.part.code)
        if new.part.code == "sheets":
            items = _changed_items(*words)
    differences = tuple(find_differences(pack.facts, facts))
    return Replacement(differences, tuple(parts), tuple(items), pack.number)


def _changed_items(before: Facts, after: Facts) -> list[int]:
    old = {item["number"]: item for item in before["items"]}
    return [item["number"] for item in after["items"] if old.get(item["number"]) != item]
