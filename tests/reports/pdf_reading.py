"""試験で PDF を読む道具。行の折り返しと空白は、くらべる前に除く。"""

from __future__ import annotations

import io
from datetime import date
from functools import cache

from pypdf import PdfReader

MADE_ON = date(2022, 5, 31)


@cache
def pages_of(content: bytes) -> tuple[str, ...]:
    """頁ごとの文字。空白・改行・分け目を除く。"""
    return tuple(squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)


def text_of(content: bytes) -> str:
    """全頁の文字をつないだもの。"""
    return "".join(pages_of(content))


def squeeze(text: str) -> str:
    """空白・改行・分け目を除く。"""
    return "".join(text.replace("\u200b", "").split())


def sizes_of(content: bytes) -> set[float]:
    """使われた文字の大きさ（ポイント）。頁の下の帯（footer）は除く。"""
    return {round(size, 1) for _, height, size in _chunks(content) if height > 62}


def line_count_of(content: bytes, character: str) -> int:
    """その字だけの並びが、何行に分かれたか。"""
    return len({round(height) for text, height, _ in _chunks(content) if set(text) == {character}})


def _chunks(content: bytes) -> list[tuple[str, float, float]]:
    chunks: list[tuple[str, float, float]] = []

    def note(text: str, page: list[float], line: list[float], _: object, size: float) -> None:
        shown = text.replace("\u200b", "").strip()
        if shown:
            height = page[1] * line[4] + page[3] * line[5] + page[5]
            chunks.append((shown, height, size * abs(line[3] * page[3])))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=note)
    return chunks
