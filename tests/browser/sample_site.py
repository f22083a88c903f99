"""ブラウザーの試験の舞台。本物の計画と見本の年度を入れ、画面の決まりを測る。"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from plans.models import User
from progress.sample import load_sample
from reports.publication.sample import publish_sample
from tests.ready_database import fill_test_database

if TYPE_CHECKING:
    import datetime as dt

    from playwright.sync_api import Page

SECRETARIAT = "soumu1"
STAFF = "shien"
HEAD = "shien-kacho"
COMMITTEE_MEMBER = "iin1"

# 画面に出てよい欧文。受け取るファイルの形式と、計画書の本文にある語。
FILE_FORMATS = {"CSV", "Excel", "JPEG", "PDF", "PNG", "SVG", "UTF", "ZIP"}
# データの利用条件と、アクセシビリティの規格の名。
TERMS = {"BY", "CC", "JIS", "AA"}
WORDS_OF_THE_BOOK = {
    "Plan",
    "Do",
    "Check",
    "Action",
    "PR",
    "SDG",
    "SDGs",
    "Sustainable",
    "Development",
    "Goals",
}
# 見本の利用者名。開始用の紙と、利用者の一覧に出る。
SAMPLE_NAMES = {"soumu", "katsudo", "shien", "kacho", "kyokucho", "kanri"}
KNOWN_WORDS = frozenset(FILE_FORMATS | TERMS | WORDS_OF_THE_BOOK | SAMPLE_NAMES)
# お問い合わせ番号（英数字の混じる 12 桁）は語と数えない。
LATIN_WORD = re.compile(r"\b[A-Za-z]{2,}\b", re.ASCII)
LINK = re.compile(r"https?://\S+|\b[\w-]+\.csv\b")
READ_VISIBLE_TEXT = """
() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[alt], [aria-label], [title], [placeholder]")].flatMap(
    (e) => ["alt", "aria-label", "title", "placeholder"].map((name) => e.getAttribute(name) || "")
  ),
  ...[...document.querySelectorAll("input[type=submit], input[type=button]")].map((e) => e.value),
].join("\\n")
"""
FIND_CUT_TABLES = """
() => [...document.querySelectorAll(".table-region")]
  .filter((region) => region.querySelector("table") && region.scrollWidth > region.clientWidth + 1)
  .map((region) => (region.querySelector("caption") || region).innerText)
"""
MEASURE_SMALL_TARGETS = """
() => [...document.querySelectorAll(
    "button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea,"
    + " summary, .site-nav a, .year-tabs a, .chip")]
  .filter((e) => { const box = e.getBoundingClientRect(); return box.width > 1 && box.height < 44 })
  .map((e) => e.outerHTML.slice(0, 120))
"""


BUILT_SITES: dict[dt.date, sqlite3.Connection] = {}


def build_site() -> None:
    """計画と見本を入れる。同じ日の二度目からは、はじめに作ったものを写す。"""
    today = timezone.localdate()
    connection.ensure_connection()
    if built := BUILT_SITES.get(today):
        fill_test_database(built)
        return
    call_command("install_plan", "action_plan_2019", verbosity=0)
    load_sample(today)
    publish_sample(today)
    BUILT_SITES[today] = sqlite3.connect(":memory:")
    connection.connection.backup(BUILT_SITES[today])


def user_named(username: str) -> User:
    """見本の利用者。"""
    return User.objects.get(username=username)


def foreign_words(page: Page) -> list[str]:
    """画面の文字と読み上げの名にある、知らない欧文。"""
    text: str = page.evaluate(READ_VISIBLE_TEXT)
    return sorted(set(LATIN_WORD.findall(LINK.sub("", text))) - KNOWN_WORDS)


def small_targets(page: Page) -> list[str]:
    """高さが 44 画素に足りない、押すもの・入れるもの。"""
    found: list[str] = page.evaluate(MEASURE_SMALL_TARGETS)
    return found


def overflow(page: Page) -> int:
    """画面の外へはみ出した幅（画素）。"""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(width, 0)


def cut_tables(page: Page) -> list[str]:
    """欄の幅が足りず、横に送らないと終わりの列が見えない表の名。"""
    found: list[str] = page.evaluate(FIND_CUT_TABLES)
    return found
