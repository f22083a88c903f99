"""委員会資料の部分。並べた順に、番号の付く部分が「資料1、資料2 …」となる。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackPart:
    """部分: 記号、題、資料番号を付けるか、「重点項目＋総括表」に入れるか。"""

    code: str
    title: str
    is_numbered: bool = True
    is_in_short: bool = False


PARTS = (
    PackPart("cover", "表紙", is_numbered=False, is_in_short=True),
    PackPart("agenda", "次第", is_numbered=False, is_in_short=True),
    PackPart("contents", "目次", is_numbered=False),
    PackPart("members", "委員名簿・出欠欄", is_numbered=False),
    PackPart("opening", "総括", is_numbered=False, is_in_short=True),
    PackPart("answers", "前回の意見はどうなったか"),
    PackPart("summary", "総括表", is_in_short=True),
    PackPart("counts", "集計表"),
    PackPart("focus", "重点項目", is_in_short=True),
    PackPart("sheets", "個票"),
    PackPart("opinions", "意見・対応一覧"),
    PackPart("reference", "評価の基準・用語の説明", is_numbered=False),
    PackPart("form", "意見票", is_numbered=False, is_in_short=True),
)
PART_OF = {part.code: part for part in PARTS}
ALL_PARTS = tuple(part.code for part in PARTS)
SHORT_PARTS = tuple(part.code for part in PARTS if part.is_in_short)
# 差替えの一覧は、選ぶ部分ではなく、差替えの版にだけ付く。
REPLACEMENT_TITLE = "差替えの一覧"
REFERENCE_PREFIX = {"reference": "参考"}


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """並べた部分: 部分と、資料番号（「資料2」「参考」。付かない部分は空）。"""

    part: PackPart
    number: str

    @property
    def heading(self) -> str:
        """見出し: 「資料2　総括表」。"""
        return f"{self.number}　{self.part.title}" if self.number else self.part.title


def place_parts(codes: Iterable[str]) -> list[PlacedPart]:
    """部分を並べる: 記号の並びに、番号の付くものだけ順に資料番号を付ける。知らない記号は飛ばす。"""
    placed: list[PlacedPart] = []
    count = 0
    for code in codes:
        part = PART_OF.get(code)
        if part is None:
            continue
        count += part.is_numbered
        number = f"資料{count}" if part.is_numbered else REFERENCE_PREFIX.get(code, "")
        placed.append(PlacedPart(part, number))
    return placed
