"""人が見る画面の表のうち、委員会の意見、委員の画面、委員会後の評価、総括。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from playwright.sync_api import expect

from progress.models import Opinion, OpinionDraft, ProgressRecord
from tests.browser.sample_site import COMMITTEE_MEMBER, user_named
from tests.browser.screens import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Page

DELIBERATED_YEAR = 2020
ANSWERER = "soumu2"


def opinion_address(year: int, number: int) -> str:
    """年度と番号の意見の画面。"""
    row = Opinion.objects.get(review__fiscal_year=year, number=number)
    return reverse("opinion", args=(row.pk,))


def deliberated_address() -> str:
    """委員会審議中の年度の、意見のあった項目の画面。"""
    row = ProgressRecord.objects.get(item__number=8, review__fiscal_year=DELIBERATED_YEAR)
    return reverse("deliberation_record", args=(row.pk,))


def draft_address() -> str:
    """委員の書きかけの意見。"""
    rows = OpinionDraft.objects.filter(user=user_named(COMMITTEE_MEMBER))
    rows.update(sent_at=None)
    return reverse("committee_opinion", args=(rows.order_by("pk")[0].pk,))


def answer_with_nothing(page: Page) -> None:
    """何も選ばずに回答しようとし、直す欄を示される。"""
    page.locator("summary", has_text="回答する").click()
    page.get_by_role("button", name="回答する").click()
    expect(page.locator(".errorlist").first).to_be_visible()


def unfold_everything(page: Page) -> None:
    """折りたたまれた様式をみな開く。"""
    for summary in page.locator("details > summary").all():
        summary.click()


def send_no_table(page: Page) -> None:
    """表を選ばずに読み込もうとする。"""
    page.locator("summary", has_text="Excelの表から読み込む").click()
    page.get_by_role("button", name="読み込んで並べる").click()
    expect(page.get_by_text("次のところを直してください")).to_be_visible()


def cancel_the_registration(page: Page) -> None:
    """理由を書いて、登録を取り消す。"""
    page.locator("summary", has_text="登録を取り消す").click()
    page.get_by_label("理由").locator("visible=true").fill("二重に登録したため")
    page.get_by_role("button", name="登録を取り消す").click()
    expect(page.get_by_text("番号は欠番になります").first).to_be_visible()


def send_nothing(page: Page) -> None:
    """何も書かずに意見を送ろうとする。"""
    page.get_by_label("意見", exact=True).fill("")
    page.get_by_role("button", name="意見を送る").click()
    expect(page.get_by_text("意見を書いてから送ってください")).to_be_visible()


COMMITTEE_SCREENS = (
    Screen("register of opinions", lambda: "/opinions/"),
    Screen("register for the committee", lambda: "/opinions/", COMMITTEE_MEMBER),
    Screen("opinion", lambda: opinion_address(2020, 2), step=unfold_everything),
    Screen("opinion for the committee", lambda: opinion_address(2019, 1), COMMITTEE_MEMBER),
    Screen("empty answer", lambda: opinion_address(2020, 4), ANSWERER, answer_with_nothing),
    Screen("opinions to take in", lambda: "/opinions/new/?year=2020", step=unfold_everything),
    Screen("table of opinions refused", lambda: "/opinions/new/?year=2020", step=send_no_table),
    Screen("opinion cancelled", lambda: opinion_address(2020, 1), step=cancel_the_registration),
    Screen("committee page", lambda: "/committee/", COMMITTEE_MEMBER),
    Screen("opinion being written", draft_address, COMMITTEE_MEMBER),
    Screen("opinion sent empty", draft_address, COMMITTEE_MEMBER, send_nothing),
    Screen("ratings after the committee", lambda: "/deliberation/?year=2020"),
    Screen("rating after the committee", deliberated_address),
    Screen("summaries", lambda: "/summaries/?year=2020"),
    Screen("item page with opinions", lambda: "/items/8/?year=2020"),
    Screen("meeting to be added", lambda: "/admin/progress/committeemeeting/add/"),
)
