"""CSV の書き出し: UTF-8（BOM付き）、CRLF、RFC 4180 の引用符。"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from plans.workbooks.cells import CellValue, clean_text

# 表計算ソフトが式と読む先頭の文字。全角も、読み込むときに半角とみなすソフトがある。
_FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def guard_text(text: str) -> str:
    """CSV の文字を、開いたときに式として動かない形にする。

    = + - @（全角も）、タブ、改行で始まる文字の前に「'」を置く。それだけでは式にならない、
    数だけの文字（-5）と一字だけの記号（－）は変えない。OWASP の CSV Injection の勧めによる。
    """
    cleaned = clean_text(text)
    if len(cleaned) < 2 or _PLAIN_NUMBER.fullmatch(cleaned):
        return cleaned
    return f"'{cleaned}" if _FORMULA_START.match(cleaned) else cleaned


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """見出しと行から CSV を作る。

    文字は guard_text を通し、数は数のまま（Decimal の指数表記は使わない）、日付は 2021-04-01 の形、
    None は空欄にする。
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _csv_text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guard_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
