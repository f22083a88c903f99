"""様式の決まり。狭い画面と紙の様式が、広い画面で確かめた色の組を変えないこと。"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))
# どの面の上でも 4.5 対 1 を保つ字の色。
TEXT_COLOURS = {"var(--ink)", "var(--ink-soft)", "inherit"}
COLOUR = re.compile(r"(?<![\w-])(color|background(?:-color)?|opacity|filter)\s*:\s*([^;]+);")


def narrow_rules(text: str) -> Iterator[str]:
    """幅で切り替える様式（@media の中身）を、一つずつ返す。"""
    for found in re.finditer(r"@media[^{]*width[^{]*\{", text):
        depth, end = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[found.end() : end - 1]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_narrow_screen_changes_no_colour_that_was_checked_on_a_wide_one(sheet: Path) -> None:
    changed = [
        f"{name}: {value}"
        for rules in narrow_rules(sheet.read_text(encoding="utf-8"))
        for name, value in COLOUR.findall(rules)
        if name != "color" or value.strip() not in TEXT_COLOURS
    ]
    assert changed == []


def test_the_rules_for_a_narrow_screen_are_found_whole() -> None:
    text = (
        "a {} @media (max-width: 48rem) { b { color: red; } c { opacity: 0; } } d { color: blue; }"
    )
    (rules,) = narrow_rules(text)
    assert COLOUR.findall(rules) == [("color", "red"), ("opacity", "0")]
