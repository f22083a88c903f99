"""テンプレートと様式が、厳しい CSP と一つの配色の決まりを守ること。"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle="),
    "event handler": re.compile(r"<[^>]*\son[a-z]+="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "inline style sheet": re.compile(r"<style"),
    "address elsewhere": re.compile(r"(?:src|href|action)=\"(?:https?:)?//"),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)")
MAXIMUM_LINES = 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_needs_nothing_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_is_short_and_takes_its_colours_from_the_tokens(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAXIMUM_LINES
    assert "@import" not in text
    if path.name not in ("tokens.css", "print.css"):
        assert COLOUR.findall(text) == []
