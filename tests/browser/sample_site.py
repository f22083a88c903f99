"""ブラウザーの試験の舞台。本物の計画と見本の年度を入れ、見るべき画面を並べる。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from plans.models import ActionItem, Indicator, Plan, User
from progress.models import AnnualReview, ProgressRecord
from progress.sample import load_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

SECRETARIAT = "soumu1"
STAFF = "shien"
HEAD = "shien-kacho"
COMMITTEE_MEMBER = "iin1"

# 画面に出てよい欧文。受け取るファイルの形式と、計画書の本文にある語。
FILE_FORMATS = {"PDF", "PNG", "JPEG", "Excel"}
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
KNOWN_WORDS = frozenset(FILE_FORMATS | WORDS_OF_THE_BOOK)
# お問い合わせ番号（英数字の混じる 12 桁）は語と数えない。
LATIN_WORD = re.compile(r"\b[A-Za-z]{2,}\b", re.ASCII)
READ_VISIBLE_TEXT = """
() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[alt], [aria-label], [title], [placeholder]")].flatMap(
    (e) => ["alt", "aria-label", "title", "placeholder"].map((name) => e.getAttribute(name) || "")
  ),
  ...[...document.querySelectorAll("input[type=submit], input[type=button]")].map((e) => e.value),
].join("\\n")
"""
MEASURE_SMALL_TARGETS = """
() => [...document.querySelectorAll(
    "button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea,"
    + " summary, .site-nav a, .year-tabs a, .chip")]
  .filter((e) => { const box = e.getBoundingClientRect(); return box.width > 1 && box.height < 44 })
  .map((e) => e.outerHTML.slice(0, 120))
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """画面。username でログインして（空ならログインせずに）address() を開く。"""

    name: str
    address: Callable[[], str]
    username: str = SECRETARIAT


def record_address(number: int) -> str:
    """受付中の年度の、項目 number の入力画面。"""
    record = ProgressRecord.objects.get(item__number=number, review__fiscal_year=2021)
    return reverse("admin:progress_progressrecord_change", args=(record.pk,))


def review_address() -> str:
    """受付中の年度の画面。"""
    review = AnnualReview.objects.get(fiscal_year=2021)
    return reverse("admin:progress_annualreview_change", args=(review.pk,))


def evidence_address(number: int) -> str:
    """受付中の年度の、項目 number の根拠資料の画面。"""
    record = ProgressRecord.objects.get(item__number=number, review__fiscal_year=2021)
    return reverse("record_evidence", args=(record.pk,))


def half_year_address(name: str) -> str:
    """受付中の年度に上半期の確認を行うことにして、その画面 name を開く。"""
    AnnualReview.objects.filter(fiscal_year=2021).update(has_half_year=True)
    return reverse(name)


def change_address(model: type[ActionItem | Indicator | Plan]) -> str:
    """管理画面の変更画面。"""
    row = model._default_manager.all()[0]
    return reverse(f"admin:plans_{model._meta.model_name}_change", args=(row.pk,))


SCREENS = (
    Screen("login", lambda: "/login/", ""),
    Screen("dashboard", lambda: "/"),
    Screen("dashboard of a year not opened", lambda: "/?year=2023"),
    Screen("dashboard for the committee", lambda: "/", COMMITTEE_MEMBER),
    Screen("my page", lambda: "/my/", STAFF),
    Screen("my page of the secretariat", lambda: "/my/"),
    Screen("approvals", lambda: "/approvals/", HEAD),
    Screen("finalizations", lambda: "/finalizations/"),
    Screen("year being accepted", review_address),
    Screen("plan page", lambda: "/plan/"),
    Screen("item page", lambda: "/items/10/"),
    Screen("change history", lambda: "/items/22/history/?year=2021"),
    Screen("item page without indicators", lambda: "/items/20/"),
    Screen("admin index", lambda: "/admin/"),
    Screen("change list of records", lambda: "/admin/progress/progressrecord/"),
    Screen("search in a change list", lambda: "/admin/plans/actionitem/?q=事業"),
    Screen("entry form", lambda: record_address(5), STAFF),
    Screen("submitted entry", lambda: record_address(2), STAFF),
    Screen("common contents", lambda: "/common/", STAFF),
    Screen("evidence", lambda: evidence_address(5), STAFF),
    Screen("half-year check", lambda: half_year_address("half_year"), STAFF),
    Screen("list of the half-year check", lambda: half_year_address("half_year_list")),
    Screen("change form with rows", lambda: change_address(ActionItem)),
    Screen("change form of an indicator", lambda: change_address(Indicator)),
    Screen("change form of the plan", lambda: change_address(Plan)),
    Screen("schedule list", lambda: "/schedule/"),
    Screen("schedule screen", lambda: "/schedule/10/"),
)


def build_site() -> None:
    """計画と見本を入れる。"""
    call_command("install_plan", "action_plan_2019", verbosity=0)
    load_sample(timezone.localdate())


def user_named(username: str) -> User:
    """見本の利用者。"""
    return User.objects.get(username=username)


def foreign_words(page: Page) -> list[str]:
    """画面の文字と読み上げの名にある、知らない欧文。"""
    text: str = page.evaluate(READ_VISIBLE_TEXT)
    return sorted(set(LATIN_WORD.findall(text)) - KNOWN_WORDS)


def small_targets(page: Page) -> list[str]:
    """高さが 44 画素に足りない、押すもの・入れるもの。"""
    found: list[str] = page.evaluate(MEASURE_SMALL_TARGETS)
    return found


def overflow(page: Page) -> int:
    """画面の外へはみ出した幅（画素）。"""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(width, 0)
