"""見直しの入力欄の名。案（RevisionDraft.entries）も、この名で値を持つ。"""

from __future__ import annotations

from dataclasses import dataclass

NO_PHASE = "-"
CHECKED = "on"


@dataclass(frozen=True, slots=True)
class FieldNames:
    """欄の名の付け方。どれも行の番号（pk）で始めるので、ほかの項目の欄と重ならない。"""

    @staticmethod
    def target(indicator: int, year: int) -> str:
        """指標の、その年度の目標値。"""
        return f"target-{indicator}-{year}"

    @staticmethod
    def drop_indicator(indicator: int) -> str:
        """指標の廃止。"""
        return f"drop-indicator-{indicator}"

    @staticmethod
    def title(content: int) -> str:
        """実施内容の文。"""
        return f"title-{content}"

    @staticmethod
    def phase(content: int, year: int) -> str:
        """実施内容の、その年度の実施時期。"""
        return f"phase-{content}-{year}"

    @staticmethod
    def drop_content(content: int) -> str:
        """実施内容の廃止。"""
        return f"drop-content-{content}"

    @staticmethod
    def new_indicator(item: int, slot: int, part: str) -> str:
        """加える指標。part は name、unit、kind か年度。"""
        return f"new-indicator-{item}-{slot}-{part}"

    @staticmethod
    def new_content(item: int, slot: int, part: str) -> str:
        """加える実施内容。part は title、qualifier か年度。"""
        return f"new-content-{item}-{slot}-{part}"
