"""パスワードの決まり。長さと、よくあるもの・思い付きやすいものだけを見て、文字の種類は問わない。

よくあるものの一覧（Django 付属）には 12 字以上が少ないので、形で分かるものをここで断る。
"""

import unicodedata

from django.core.exceptions import ValidationError

ROWS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm")
LONGEST_UNIT = 6
SHORTEST_ROW = 5
FEWEST_LETTERS = 4


class PredictablePasswordValidator:
    """同じ並びの繰り返しと、キーや数の順に並べただけのパスワードを断る。"""

    def validate(self, password: str, user: object = None) -> None:
        """思い付きやすければ ValidationError。user は使わない。"""
        plain = unicodedata.normalize("NFKC", password).casefold()
        if len(set(plain)) < FEWEST_LETTERS or is_repetition(plain) or is_row(plain):
            raise ValidationError(self.get_help_text(), code="password_too_predictable")

    def get_help_text(self) -> str:
        """入力欄の下の案内。"""
        return "同じ並びの繰り返しや、数字・キーを順に並べたものは使えません。"


def is_repetition(text: str) -> bool:
    """短い並び（6字まで）の繰り返しだけでできているか。"""
    return any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, LONGEST_UNIT + 1)
    )


def is_row(text: str) -> bool:
    """数・文字・キーの順（逆順も）の並びを除くと、いくらも残らないか。"""
    rest = text
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for size in range(len(text), SHORTEST_ROW - 1, -1):
            for start in range(len(row) - size + 1):
                rest = rest.replace(row[start : start + size], "")
    return len(rest) < FEWEST_LETTERS < len(text) and rest != text
