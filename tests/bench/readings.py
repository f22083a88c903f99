"""測る画面とファイルの一覧。どれも、だれが、どの年度を、どの上限で開くかを持つ。"""

from __future__ import annotations

from dataclasses import dataclass

from plans.models import Plan
from progress.models import AnnualReview, Opinion, ProgressRecord
from reports.models import CommitteePack
from tests.bench.many_plans import STRIDE

YEAR = 2021
DELIBERATED_YEAR = 2020
PUBLISHED_YEAR = 2019
ITEM = 11
STAFF = "katsudo"
OFFICE = "soumu1"
MEMBER = "iin1"
NOBODY = ""


@dataclass(frozen=True)
class Budget:
    """一つの仕事の上限。first_ms は始めの一回、repeat_ms は続く回の中央値。"""

    name: str
    queries: int
    repeat_ms: int
    first_ms: int = 1500

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Reading:
    """読む仕事。username でログインして（空ならせずに）、その道を開く。"""

    budget: Budget
    view: str
    arguments: dict[str, object]
    username: str = OFFICE
    query: tuple[tuple[str, str], ...] = (("year", str(YEAR)),)


def plan_key() -> int:
    """測る計画の番号。写しよりも先に入れたもの。"""
    return Plan.objects.order_by("pk").values_list("pk", flat=True)[0]


def review_id() -> int:
    """測る年度の番号。"""
    reviews = AnnualReview.objects.filter(plan=plan_key(), fiscal_year=YEAR)
    return reviews.values_list("pk", flat=True)[0]


def record_id() -> int:
    """測る報告の番号。"""
    rows = ProgressRecord.objects.filter(review=review_id(), item__number=ITEM)
    return rows.values_list("pk", flat=True)[0]


def opinion_id() -> int:
    """測る意見の番号。"""
    rows = Opinion.objects.filter(review__plan=plan_key()).order_by("pk")
    return rows.values_list("pk", flat=True)[0]


def pack_id() -> int:
    """測る委員会資料の番号。"""
    rows = CommitteePack.objects.filter(pk__lt=STRIDE).order_by("-pk")
    return rows.values_list("pk", flat=True)[0]


def list_of(name: str, model: str, milliseconds: int = 40) -> Reading:
    """管理画面の一覧。"""
    budget = Budget(f"{name}の一覧", 12, milliseconds)
    return Reading(budget, f"admin:{model}_changelist", {}, query=())


PUBLISHED_QUERY = (("year", str(PUBLISHED_YEAR)),)
PUBLISHED: dict[str, object] = {"plan_key": plan_key, "fiscal_year": PUBLISHED_YEAR}
READINGS = [
    Reading(Budget("ダッシュボード", 15, 80), "dashboard", {}),
    *(
        Reading(Budget(f"続き {title}", 15, 80), "overview", {"name": name})
        for name, title in (
            ("attention", "注意の要る項目"),
            ("ratings", "評価の集計"),
            ("years", "年度ごとの一覧"),
            ("common", "事業共通"),
            ("improvements", "改善策のその後"),
        )
    ),
    # 図 14 枚と表 25 枚の頁。設計に数字はなく、上限は自分で決めた。
    Reading(Budget("続き 実施時期", 15, 120), "overview", {"name": "schedule"}),
    Reading(Budget("検索", 15, 80), "search", {}, query=(("q", "会員"),)),
    Reading(Budget("手引", 12, 40), "guides", {}, query=()),
    Reading(Budget("紹介の一文", 15, 80), "item_sentence", {"number": ITEM}),
    Reading(Budget("個票の画面", 21, 80), "item", {"number": ITEM}),
    Reading(Budget("変更履歴", 20, 80), "item_history", {"number": ITEM}),
    Reading(Budget("計画の画面", 15, 80), "plan", {}),
    Reading(Budget("計画の改定の一覧", 12, 40), "revisions", {}, query=()),
    Reading(Budget("計画を見直す", 20, 80), "revision_draft", {}, query=()),
    Reading(Budget("わたしの入力", 12, 80), "my", {}, STAFF),
    Reading(Budget("わたしの入力（総務課）", 12, 80), "my", {}),
    Reading(Budget("課長の確認", 20, 120), "approvals", {}, "katsudo-kacho"),
    list_of("報告", "progress_progressrecord"),
    list_of("項目", "plans_actionitem"),
    list_of("指標", "plans_indicator"),
    list_of("原典注記", "plans_sourcenote"),
    list_of("課", "plans_department"),
    list_of("利用者", "plans_user"),
    list_of("年度", "progress_annualreview"),
    list_of("評価の尺度", "progress_ratingscale"),
    list_of("催促", "progress_reminder"),
    Reading(Budget("実施時期の確認", 12, 40), "schedule_list", {}, query=()),
    Reading(Budget("実施時期の確認の一枚", 12, 80), "schedule_item", {"number": ITEM}, query=()),
    Reading(Budget("まとめて記入", 12, 80), "common", {}, STAFF, ()),
    Reading(Budget("上半期の確認", 12, 40), "half_year", {}, STAFF, ()),
    Reading(Budget("根拠資料", 12, 40), "record_evidence", {"record_id": record_id}, STAFF, ()),
    Reading(Budget("意見の登録簿", 12, 80), "opinions", {}, query=()),
    Reading(Budget("一つの意見", 12, 40), "opinion", {"opinion_id": opinion_id}, query=()),
    Reading(Budget("意見の登録", 12, 80), "take_in", {}, query=()),
    Reading(Budget("意見を書く表", 12, 80), "take_in_book", {}, query=()),
    Reading(Budget("委員の画面", 12, 40), "committee", {}, MEMBER, ()),
    Reading(Budget("委員会後の評価", 12, 80), "deliberation", {}, query=()),
    Reading(Budget("総括", 12, 80), "summaries", {}, query=()),
    Reading(Budget("次期計画を始める", 12, 80), "next_plan", {}, query=()),
    Reading(Budget("計画のExcelの画面", 12, 40), "plan_book", {}, query=()),
    Reading(Budget("計画のExcel", 30, 300), "plan_book_file", {}, query=()),
    Reading(Budget("Excelで書く", 12, 40), "entry_excel", {}, STAFF, ()),
    Reading(Budget("記入用のExcel", 25, 200), "entry_excel_file", {}, STAFF, ()),
    Reading(Budget("項目の書き出し", 12, 80), "admin:plans_actionitem_export", {}, query=()),
    Reading(Budget("Excel", 15, 120), "workbook_xlsx", {}),
    Reading(Budget("PDF 一枚", 20, 1000, 2000), "sheet_pdf", {"number": ITEM}),
    Reading(Budget("PDF 25枚", 20, 1000, 2000), "sheets_pdf", {}),
    Reading(Budget("委員会資料の一覧", 12, 40), "packs", {}, query=()),
    Reading(Budget("委員会資料の作り方", 30, 200), "pack_make", {"review_id": review_id}, query=()),
    Reading(Budget("委員会資料の一つ", 30, 200), "pack", {"pack_id": pack_id}, query=()),
    Reading(Budget("公表の画面", 40, 250), "publication", {}),
    Reading(Budget("社協だよりの記事", 12, 40), "newsletter", {}, query=PUBLISHED_QUERY),
    Reading(
        Budget("社協だよりの図", 12, 120),
        "newsletter_figure",
        {"picture": "png"},
        query=PUBLISHED_QUERY,
    ),
    Reading(Budget("公開 入口", 10, 40), "public_home", {}, NOBODY, ()),
    Reading(Budget("公開 計画", 10, 40), "public_plan", {"plan_key": plan_key}, NOBODY, ()),
    Reading(Budget("公開 まとめ", 10, 40), "public_edition", PUBLISHED, NOBODY, ()),
    Reading(
        Budget("公開 基本目標", 10, 40),
        "public_edition_page",
        PUBLISHED | {"section": "goals"},
        NOBODY,
        (),
    ),
    Reading(Budget("公開 個票", 10, 40), "public_item", PUBLISHED | {"number": ITEM}, NOBODY, ()),
    Reading(
        Budget("公開 データ", 10, 40),
        "public_edition_page",
        PUBLISHED | {"section": "data"},
        NOBODY,
        (),
    ),
    Reading(Budget("公開 この画面について", 10, 40), "public_about", {}, NOBODY, ()),
]
