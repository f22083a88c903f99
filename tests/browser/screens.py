"""人が見る画面の表。だれが、どこを開き、どう進むとその画面になるか。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from plans.models import (
    ActionItem,
    ImportPlan,
    ImportRun,
    Indicator,
    Plan,
)
from plans.start_link import issue_start_path
from progress.models import AnnualReview, ProgressRecord, Reminder
from progress.plan_book.writing import EXAMPLE_NAME, example_rows
from reports.choices import PublicationState
from reports.dashboard import OVERVIEW_PAGES
from reports.models import MediaNotice, PublishedReport
from tests.browser.revision_screens import (
    list_import_address,
    revision_address,
    revision_draft_address,
)
from tests.browser.sample_site import COMMITTEE_MEMBER, HEAD, SECRETARIAT, STAFF, user_named
from tests.builders import make_plan
from tests.reports.packs import make_packs
from tests.reports.publications import add_file, publish_facts, publish_the_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from playwright.sync_api import Page

MANAGER = "kanri"
NOBODY = ""
SECOND_OFFICER = "soumu2"
OPEN_YEAR = 2021


def stay(page: Page) -> None:
    """開いた画面を、そのまま見る。"""


@dataclass(frozen=True, slots=True)
class Screen:
    """画面。username でログインして（空ならログインせずに）address() を開き、step で先へ進む。

    status は address() への応答の番号。
    """

    name: str
    address: Callable[[], str]
    username: str = SECRETARIAT
    step: Callable[[Page], None] = stay
    status: int = 200


def open_record(number: int) -> ProgressRecord:
    """受付中の年度の、項目 number の報告。"""
    return ProgressRecord.objects.get(item__number=number, review__fiscal_year=OPEN_YEAR)


def record_address(number: int) -> str:
    """受付中の年度の、項目 number の入力画面。"""
    return reverse("admin:progress_progressrecord_change", args=(open_record(number).pk,))


def evidence_address(number: int) -> str:
    """受付中の年度の、項目 number の根拠資料の画面。"""
    return reverse("record_evidence", args=(open_record(number).pk,))


def half_year_address(name: str) -> str:
    """受付中の年度に上半期の確認を行うことにして、その画面 name を開く。"""
    AnnualReview.objects.filter(fiscal_year=OPEN_YEAR).update(has_half_year=True)
    return reverse(name)


def person_address() -> str:
    """利用者の画面。"""
    return reverse("admin:plans_user_change", args=(user_named(STAFF).pk,))


def preparing_plan_address() -> str:
    """準備中の計画を取りやめる画面。"""
    years = {"first_year": 2030, "last_year": 2034, "released_at": None}
    plan = make_plan(name="準備中の計画", short_name="準備中", **years)
    return f"{reverse('discard_plan')}?plan={plan.pk}"


def plan_import_address() -> str:
    """読み込んだ計画のExcelの、確かめの画面。"""
    kept = ImportPlan.objects.create(
        kind="plan",
        target=EXAMPLE_NAME,
        file_name="計画",
        sha256="0" * 64,
        rows={"rows": example_rows()},
        user=user_named(SECRETARIAT),
        at=timezone.now(),
    )
    return reverse("plan_book_import", args=(kept.pk,))


def press(page: Page, button: str, heading: str) -> None:
    """ボタンを押し、その見出しの画面に着くまで待つ。"""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def issue_slip(page: Page) -> None:
    """開始用のリンクを発行し、渡す紙を見る。"""
    press(page, "開始用のリンクを発行", "ご利用開始のご案内")


def lose_to_another(page: Page) -> None:
    """開いているうちにほかの人が保存した報告を、保存しようとする。"""
    rows = ProgressRecord.objects.filter(pk=open_record(5).pk)
    rows.update(version=F("version") + 1, achievement="ほかの人の文")
    page.get_by_label("成果", exact=True).fill("わたしの文")
    press(page, "下書きを保存", "ほかの人が先に保存しました")


def outstay_the_login(page: Page) -> None:
    """ログインの期限が切れてから、保存しようとする。"""
    page.get_by_label("成果", exact=True).fill("わたしの文")
    page.context.clear_cookies()
    press(page, "下書きを保存", "ログインの有効期限が切れました")


def write_no_number(page: Page) -> None:
    """数の欄に数でないものを打って保存しようとし、直す欄を示される。"""
    page.locator("input[name=actuals-0-first]").fill("数でない")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.locator(".errorlist").first).to_be_visible()


def mistype_the_password(page: Page) -> None:
    """いまのパスワードを打ち違える。"""
    for box in page.locator("input[type=password]").all():
        box.fill("chigau-aikotoba")
    page.get_by_role("button", name="変更する").click()
    expect(page.get_by_role("alert")).to_be_visible()


def change_address(model: type[Model]) -> str:
    """管理画面の、最初の行の変更画面。"""
    row = model._default_manager.order_by("pk")[0]
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=(row.pk,))


def import_run_address() -> str:
    """取り込んだ結果の控えの画面。"""
    changes = [["成果", "", "つながりが増えた"]]
    row = ImportRun.objects.create(
        kind="entry",
        target="1",
        file_name="記入用のExcel",
        sha256="0" * 64,
        rows=[{"sheet": "まとめ", "name": "1 見本の項目", "changes": changes}],
        user=user_named(STAFF),
        at=timezone.now(),
    )
    return reverse("admin:plans_importrun_change", args=(row.pk,))


def reminder_address() -> str:
    """送った催促の控えの画面。"""
    row = Reminder.objects.create(
        user=user_named(HEAD),
        on=timezone.localdate(),
        subject="期限が近づきました",
        body="送った文",
    )
    return reverse("admin:progress_reminder_change", args=(row.pk,))


def review_address() -> str:
    """受付中の年度の画面。"""
    review = AnnualReview.objects.get(fiscal_year=OPEN_YEAR)
    return reverse("admin:progress_annualreview_change", args=(review.pk,))


def open_review() -> AnnualReview:
    """受付中の年度。"""
    return AnnualReview.objects.select_related("plan").get(fiscal_year=OPEN_YEAR)


def pack_address(place: int) -> str:
    """委員会資料の画面。place は、配布した版なら 0、作成中の版なら 1。配布の後に一か所が変わる。"""
    packs = make_packs(open_review(), user_named(SECRETARIAT))
    rows = ProgressRecord.objects.filter(pk=open_record(5).pk)
    rows.update(achievement="配布の後に書き足した文")
    return reverse("pack", args=(packs[place].pk,))


def pack_list_address() -> str:
    """委員会資料の一覧。配布した版と作成中の版がある。"""
    make_packs(open_review(), user_named(SECRETARIAT))
    return reverse("packs")


def pack_making_address() -> str:
    """委員会資料の作り方の画面。"""
    return reverse("pack_make", args=(open_review().pk,))


def change_the_focus(page: Page) -> None:
    """勧めにない項目を、理由を書かずに加えて作ろうとする。"""
    page.get_by_text("ほかの項目を加える").click()
    page.locator(".focus-choices").last.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="委員会資料を作る").click()
    expect(page.get_by_role("alert")).to_be_visible()


def make_the_form(page: Page) -> None:
    """意見票だけの資料を作り、できたと知らされる。"""
    for box in page.locator("input[name^=use-]").all():
        box.set_checked(box.get_attribute("name") == "use-form")
    press(page, "委員会資料を作る", "委員会資料の作成")
    expect(page.get_by_role("link", name="できた資料を見る")).to_be_visible()


ENTRANCE = (
    Screen("login", lambda: "/login/", NOBODY),
    Screen("start link", lambda: issue_start_path(user_named(STAFF)), NOBODY),
    Screen("start link that is gone", lambda: "/start/MQ/abc-def/", NOBODY, status=410),
    Screen("slip with the start link", person_address, step=issue_slip),
    Screen("password", lambda: "/password/", STAFF),
    Screen("password mistyped", lambda: "/password/", STAFF, mistype_the_password),
    Screen("password changed", lambda: "/password/done/", STAFF),
)
READING = (
    Screen("list of guides", lambda: reverse("guides")),
    Screen("guide for the staff", lambda: reverse("guide", args=("staff",))),
    Screen("guide for the office", lambda: reverse("guide", args=("secretariat",))),
    Screen("dashboard", lambda: "/"),
    Screen("dashboard of a year not opened", lambda: "/?year=2023"),
    Screen("dashboard for the committee", lambda: "/", COMMITTEE_MEMBER),
    *(
        Screen(f"overview of {name}", lambda name=name: f"/overview/{name}/")
        for name in OVERVIEW_PAGES
    ),
    Screen("search", lambda: "/search/"),
    Screen("search with hits", lambda: "/search/?q=会員"),
    Screen("search without hits", lambda: "/search/?q=ないことば"),
    Screen("plan page", lambda: "/plan/"),
    Screen("workbook of the plan", lambda: "/plan-book/"),
    Screen("plan read from its workbook", plan_import_address),
    Screen("plan in preparation to be given up", preparing_plan_address),
    Screen("next plan", lambda: "/next-plan/"),
    Screen("list of revisions", lambda: "/revisions/"),
    Screen("revision being drafted", revision_draft_address),
    Screen("item of the revision", lambda: f"{revision_draft_address()}items/5/"),
    Screen("revision in force", revision_address),
    Screen("item page", lambda: "/items/10/"),
    Screen("item page without indicators", lambda: "/items/20/"),
    Screen("sentence of an item", lambda: "/items/22/sentence/?year=2021"),
    Screen("change history", lambda: "/items/22/history/?year=2021"),
)
ROUND = (
    Screen("my page", lambda: "/my/", STAFF),
    Screen("my page of the secretariat", lambda: "/my/"),
    Screen("entry form", lambda: record_address(5), STAFF),
    Screen("entry refused", lambda: record_address(5), STAFF, write_no_number),
    Screen("entry lost to another", lambda: record_address(5), STAFF, lose_to_another),
    Screen("entry after the login ended", lambda: record_address(5), STAFF, outstay_the_login),
    Screen("submitted entry", lambda: record_address(2), STAFF),
    Screen("common contents", lambda: "/common/", STAFF),
    Screen("writing in Excel", lambda: "/excel/", STAFF),
    Screen("writing in Excel for the secretariat", lambda: "/excel/"),
    Screen("evidence", lambda: evidence_address(5), STAFF),
    Screen("half-year check", lambda: half_year_address("half_year"), STAFF),
    Screen("list of the half-year check", lambda: half_year_address("half_year_list")),
    Screen("approvals", lambda: "/approvals/", HEAD),
    Screen("finalizations", lambda: "/finalizations/"),
)
PACKS = (
    Screen("committee packs", pack_list_address),
    Screen("committee packs for the committee", pack_list_address, COMMITTEE_MEMBER),
    Screen("committee pack to be made", pack_making_address),
    Screen("committee pack refused", pack_making_address, step=change_the_focus),
    Screen("committee pack made", pack_making_address, step=make_the_form),
    Screen("committee pack in work", lambda: pack_address(1)),
    Screen("committee pack handed out", lambda: pack_address(0)),
    Screen("committee pack for the committee", lambda: pack_address(0), COMMITTEE_MEMBER),
)
OFFICE = (
    Screen("admin index", lambda: "/admin/"),
    Screen("admin index of the manager", lambda: "/admin/", MANAGER),
    Screen("admin pages of one room", lambda: "/admin/plans/"),
    Screen("search in a change list", lambda: "/admin/plans/actionitem/?q=事業"),
    Screen("change list of records", lambda: "/admin/progress/progressrecord/"),
    Screen("change form with rows", lambda: change_address(ActionItem)),
    Screen("change form of an indicator", lambda: change_address(Indicator)),
    Screen("change form of the plan", lambda: change_address(Plan)),
    Screen("year being accepted", review_address),
    Screen("list to be written out", lambda: "/admin/plans/actionitem/export/"),
    Screen("list to be taken in", lambda: "/admin/plans/department/import/"),
    Screen("list looked at before it is taken in", list_import_address),
    Screen("year to be added", lambda: "/admin/progress/annualreview/add/"),
    Screen("reminders", lambda: "/admin/progress/reminder/"),
    Screen("reminder", reminder_address),
    Screen("texts of the reminders", lambda: "/admin/progress/reminder/texts/"),
    Screen("imports taken in", lambda: "/admin/plans/importrun/"),
    Screen("import taken in", import_run_address),
    Screen("schedule list", lambda: "/schedule/"),
    Screen("schedule screen", lambda: "/schedule/10/"),
)


def public_address(page: str) -> str:
    """見本の年度を公表して、その公開の画面。page は年度の場所からの続き。"""
    return f"/public/{publish_the_sample().pk}/{page}"


def unpublished_address() -> str:
    """どの年度も公表していない公開の入口。"""
    for report in PublishedReport.objects.filter(state=PublicationState.RELEASED):
        report.state, report.ending_reason = PublicationState.RETRACTED, "見直すため"
        report.ended_at, report.ended_by = timezone.now(), report.released_by
        report.save()
    return "/public/"


def prepared_address() -> str:
    """令和2年度の公表版を、見本の総務課の別の人が用意した、公表の画面。"""
    people = (user_named(SECOND_OFFICER), user_named(SECRETARIAT))
    waiting = {"state": PublicationState.PREPARED, "released_at": None, "released_by": None}
    report = publish_facts(publish_the_sample(), people, 2020, is_sample=True, **waiting)
    add_file(report, "sheets.pdf", b"%PDF-1.7")
    return "/publication/?year=2020"


def version_address() -> str:
    """正誤表のある公表版の画面。"""
    return reverse("publication_version", args=(PublishedReport.objects.released().get().pk,))


PUBLICATION = (
    Screen("publication of a published year", lambda: "/publication/?year=2019"),
    Screen("publication that is stopped", lambda: "/publication/?year=2021"),
    Screen("publication of a year not begun", lambda: "/publication/?year=2023"),
    Screen("publication waiting for the second person", prepared_address),
    Screen("published version with corrections", version_address),
    Screen("notices in the media", lambda: "/admin/reports/medianotice/"),
    Screen("notice in the media", lambda: change_address(MediaNotice)),
)


def withdrawn_address() -> str:
    """取り下げた年度の公開の画面。"""
    address = public_address("2019/")
    unpublished_address()
    return address


CITIZENS = (
    Screen("public year withdrawn", withdrawn_address, NOBODY, status=410),
    Screen("public entrance without a published year", unpublished_address, NOBODY),
    Screen("public entrance", lambda: public_address("") and "/public/", NOBODY),
    Screen("public plan", lambda: public_address(""), NOBODY),
    Screen("public overview", lambda: public_address("2019/"), NOBODY),
    Screen("public basic goals", lambda: public_address("2019/goals/"), NOBODY),
    Screen("public criteria", lambda: public_address("2019/criteria/"), NOBODY),
    Screen("public data", lambda: public_address("2019/data/"), NOBODY),
    Screen("public corrections", lambda: public_address("2019/corrections/"), NOBODY),
    Screen("public item", lambda: public_address("2019/items/10/"), NOBODY),
    Screen("public item without indicators", lambda: public_address("2019/items/20/"), NOBODY),
    Screen("about the public pages", lambda: "/public/about/", NOBODY),
    Screen("accessibility of the public pages", lambda: "/public/accessibility/", NOBODY),
    Screen(
        "articles for the newsletter",
        lambda: public_address("") and "/newsletter/?year=2019",
    ),
    Screen("articles not ready", lambda: "/newsletter/?year=2020"),
)
SCREENS = (*ENTRANCE, *READING, *ROUND, *PACKS, *OFFICE, *PUBLICATION, *CITIZENS)
