"""手引がかぎ括弧で引く名は、どれも画面のどこかに、そのままの形で出る。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from reports.guide import GUIDES

ROOT = Path(settings.BASE_DIR)
QUOTED = re.compile(r"「([^」]+)」")
TAG = re.compile(r"<[^>]+>")
# 名ではなく、書き方の例。
EXAMPLES = {"0", "73（46）"}
# 名の前後は、札や引用符か空白。長い文の一部では、画面にある名と数えない。
EDGES = r"[>\"\s%{{}}]{}[<\"\s{{}}]"


def sources() -> str:
    """画面の文になるもの: 手引のほかのひな形と、部屋の Python。"""
    guides = ROOT / "templates" / "reports" / "guide"
    pages = [
        path for path in (ROOT / "templates").rglob("*.html") if not path.is_relative_to(guides)
    ]
    rooms = [
        path for room in ("plans", "progress", "reports") for path in (ROOT / room).rglob("*.py")
    ]
    kept = [path for path in (*pages, *rooms) if "migrations" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in kept)


SOURCES = sources()


def names_in(guide: str) -> list[str]:
    path = ROOT / "templates" / GUIDES[guide].template
    text = TAG.sub("", path.read_text(encoding="utf-8"))
    return [name for name in QUOTED.findall(text) if name not in EXAMPLES]


def is_shown(name: str) -> bool:
    return re.search(EDGES.format(re.escape(name)), SOURCES) is not None


@pytest.mark.parametrize("guide", GUIDES)
def test_every_name_a_guide_quotes_is_on_a_screen(guide: str) -> None:
    names = names_in(guide)
    assert names
    assert [name for name in names if not is_shown(name)] == []


def test_a_name_of_no_screen_is_noticed() -> None:
    assert not is_shown("開始用の紙")
    assert not is_shown("わたしの入")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_has_a_filled_example(guide: str) -> None:
    text = (ROOT / "templates" / GUIDES[guide].template).read_text(encoding="utf-8")
    assert "記入例" in text or "の例</caption>" in text
