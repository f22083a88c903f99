"""だれがどの道で何を返されるはずか。手で書いた表で、道を足したらここに一行足す。

一行は九人分の字: 職員・課長・別の課の職員　総務課・総務課長　閲覧者　委員　管理者　未ログイン。
O 見せる（200）　R 進ませる（302）　F 断る（403）　N 見せない（404）　M その方法はない（405）
B 読めない（400）　C 開いた後に変わった（409）　G もうない（410）　L ログインへ（302）
K 書いた文を見せてログインを促す（401）
断る・見せない・進めない行では、どの表も一字も変わらないことを試験が確かめる。
"""

from __future__ import annotations

from dataclasses import dataclass

OPEN = "OOO OO O O O O"
EVERYONE = "OOO OO O O O L"
READERS = "OOO OO O O F L"
OFFICE = "OOO OO O F F L"
OFFICE_AND_MANAGERS = "OOO OO O F O L"
SECRETARIAT = "FFF OO F F F L"
MANAGERS = "FFF OO F F O L"
NOBODY = "FFF FF F F F L"
CLOSED = "NNN NN N F N L"
SENT_ON = "RRR RR R F R L"
NO_SUCH_METHOD = "MMM MM M M M L"
NO_SUCH_METHOD_IN_OFFICE = "MMM MM M F M L"


@dataclass(frozen=True, slots=True)
class Expected:
    """一つの道の期待。get と post の行。"""

    get: str
    post: str


def read_only(row: str) -> Expected:
    """読むだけの道。"""
    return Expected(row, NO_SUCH_METHOD)


def admin_pages(
    model: str, *, read: str, add: str, change: str, delete: str
) -> dict[str, Expected]:
    """管理画面の一つのモデルの道。履歴と、番号だけの道は、どのモデルでも同じ。"""
    app, name = model.split("_", 1)
    return {
        f"admin:{model}_changelist": Expected(read, read),
        f"admin:{model}_add": Expected(add, add),
        f"admin:{model}_change": Expected(read, change),
        f"admin:{model}_delete": Expected(delete, delete),
        f"admin:{model}_history": Expected(CLOSED, CLOSED),
        f"admin/{app}/{name}/<path:object_id>/": Expected(SENT_ON, SENT_ON),
    }


def export_page(model: str, read: str) -> dict[str, Expected]:
    """一覧の書き出しの道。送る中身に形式がないので、見られる人には 400 を返す。"""
    return {f"admin:{model}_export": Expected(read, read.replace("O", "B"))}


def list_pages(model: str, *, read: str, manage: str, own: str) -> dict[str, Expected]:
    """一覧の書き出しと取込の道。own は、場面のファイルを送った本人だけが確かめられる行。"""
    return {
        **export_page(model, read),
        f"admin:{model}_import": Expected(manage, manage.replace("O", "B")),
        f"admin:{model}_import_check": Expected(own, own.replace("O", "C")),
    }


PUBLIC_PAGES = (
    "public_home",
    "public_about",
    "public_accessibility",
    "public_sitemap",
    "public_plan",
    "public_edition",
    "public_edition_page",
    "public_item",
    "public_file",
    "robots",
)
PUBLIC = ("healthz", "login", "start", *PUBLIC_PAGES)
"""ログインせずに入れる道。静的ファイルは道の手前（whitenoise）で返る。"""

PLAN_DATA = (
    "plans_plan",
    "plans_basicgoal",
    "plans_policy",
    "plans_commontheme",
    "plans_actionitem",
    "plans_implementationcontent",
    "plans_indicator",
    "plans_relatedplan",
)

SITE = {
    "healthz": Expected(OPEN, "MMM MM M M M M"),
    "login": Expected("RRR RR R R R O", "RRR RR R R R O"),
    "logout": Expected(NO_SUCH_METHOD, "RRR RR R R R L"),
    "password_change": Expected(EVERYONE, EVERYONE),
    "password_changed": read_only(EVERYONE),
    # 使えないリンクは、だれにも 410 で知らせる。
    "start": Expected("GGG GG G G G G", "GGG GG G G G G"),
    "guides": read_only(EVERYONE),
    "guide": read_only(EVERYONE),
    "dashboard": read_only("OOO OO O O R L"),
    "plan": read_only(READERS),
    "search": read_only(READERS),
    "item": read_only(READERS),
    "item_history": read_only(OFFICE),
    # 場面の項目の報告は審議中の年度で確定している。送る版は正しくない。
    "item_sentence": Expected(SECRETARIAT, "FFF CC F F F K"),
    "sheet_pdf": read_only(READERS),
    "sheets_pdf": read_only(READERS),
    "workbook_xlsx": read_only(READERS),
    "newsletter": read_only(SECRETARIAT),
    "newsletter_figure": read_only(SECRETARIAT),
    # 委員会資料。場面の資料は、配布した第1版と、作成中の第2版（配布の道だけが使う）。
    "packs": read_only(READERS),
    "pack": read_only(READERS),
    "pack_file": read_only(READERS),
    "pack_part": read_only(READERS),
    "pack_make": Expected(SECRETARIAT, SECRETARIAT),
    "pack_distribute": Expected(NO_SUCH_METHOD, "NNN RR N N F L"),
    "pack_replace": Expected(NO_SUCH_METHOD, "FFF OO F F F L"),
    "plan_book": Expected(SECRETARIAT, "FFF BB F F F L"),
    "plan_book_file": read_only(SECRETARIAT),
    "plan_book_template": read_only(SECRETARIAT),
    # 確かめられるのは、読み込んだ本人だけ。
    "plan_book_import": Expected("FFF ON F F F L", "FFF CN F F F L"),
    "next_plan": Expected(SECRETARIAT, SECRETARIAT),
    "discard_plan": Expected(SECRETARIAT, SECRETARIAT),
    "revisions": read_only(READERS),
    "revision": read_only(READERS),
    "revision_pdf": read_only(READERS),
    "revision_xlsx": read_only(READERS),
    # 送るものが足りないときは、頭書きの誤りを見せる（200）か、案のない断りで戻る（302）。
    "revision_draft": Expected(SECRETARIAT, "FFF OO F F F K"),
    "revision_draft_item": Expected("FFF OO F F F L", "FFF CC F F F L"),
    "revision_discard": Expected(NO_SUCH_METHOD, "FFF RR F F F L"),
    "revision_enforce": Expected(NO_SUCH_METHOD, "FFF RR F F F L"),
    "schedule_list": read_only(SECRETARIAT),
    "schedule_item": Expected(SECRETARIAT, "FFF RR F F F L"),
}

OPEN_TO_CITIZENS = {name: Expected(OPEN, "MMM MM M M M M") for name in PUBLIC_PAGES}

ROUND = {
    "my": read_only("OOO OO R R R L"),
    "common": Expected("OOO OO F F F L", "OOO OO F F F L"),
    "entry_excel": Expected("OOO OO F F F L", "BBB BB F F F L"),
    "entry_excel_file": read_only("OOO OO F F F L"),
    # 場面の取込は職員のもの。ほかの人には、ないのと同じ。送る印は正しくない。
    "entry_import": Expected("ONN NN N N N L", "CNN NN N N N L"),
    "half_year": Expected("OOO OO F F F L", "OOO OO F F F L"),
    "half_year_list": read_only("OOO OO O F F L"),
    "approvals": Expected("FOF OO F F F L", "FRF RR F F F L"),
    "finalizations": Expected(SECRETARIAT, "FFF RR F F F L"),
    "overview": read_only(READERS),
    "record_draft": Expected(NO_SUCH_METHOD, "OOF OO F N N K"),
    "record_draft_discard": Expected(NO_SUCH_METHOD, "RRF RR F N N L"),
    "record_evidence": Expected("OOO OO O N N L", "OOF OO F N N L"),
    "evidence_file": read_only("OOO OO O N N L"),
    "evidence_remove": Expected(NO_SUCH_METHOD, "RRF RR F N N L"),
}

# 一つの名の道が動詞ごとに分かれているので、型で書く。報告は、その動詞が許される状態にある。
DEEDS = {
    "records/<int:record_id>/withdraw/": "RRF FF F N N K",
    "records/<int:record_id>/approve/": "FRF FF F N N K",
    "records/<int:record_id>/send_back/": "FRF FF F N N K",
    "records/<int:record_id>/finalize/": "FFF RR F N N K",
    # 確定した報告だけは委員にも見えるので、見えて許されない 403 になる。
    "records/<int:record_id>/reopen/": "FFF RR F F N K",
    "records/<int:record_id>/parts/<int:department_id>/done/": "FFR FF F N N L",
    "records/<int:record_id>/parts/<int:department_id>/undo/": "FFR FF F N N L",
    # 協力課に課長がいない場面なので、意見はだれも添えられない。
    "records/<int:record_id>/parts/<int:department_id>/remark/": "FFF FF F N N L",
}

OPINIONS = {
    "opinions": read_only("OOO OO O O F L"),
    # 送った行の数が読めないので、登録できる人には 400 を返す。
    "take_in": Expected(SECRETARIAT, "FFF BB F F F L"),
    "take_in_book": read_only(SECRETARIAT),
    "opinion": read_only("OOO OO O O N L"),
    "opinion_change": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "opinion_assign": Expected(NO_SUCH_METHOD, "FFF RR F F N L"),
    "opinion_answer": Expected(NO_SUCH_METHOD, "RRF FF F F N K"),
    "opinion_send_back": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "opinion_confirm": Expected(NO_SUCH_METHOD, "FFF RR F F N L"),
    "opinion_follow_up": Expected(NO_SUCH_METHOD, "RRF RR F F N K"),
    "opinion_close": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "opinion_reopen": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "opinion_cancel": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "committee": read_only("FFF FF F O F L"),
    "committee_begin": Expected(NO_SUCH_METHOD, "FFF FF F R F L"),
    # 書きかけは本人だけのもので、総務課にも見えない。
    "committee_opinion": Expected("NNN NN N O N L", "NNN NN N R N K"),
    "committee_opinion_keep": Expected(NO_SUCH_METHOD, "NNN NN N O N K"),
    "deliberation": read_only("OOO OO O F F L"),
    "deliberation_record": read_only("OOO OO O F N L"),
    "deliberation_rating": Expected(NO_SUCH_METHOD, "FFF RR F F N K"),
    "deliberation_improvement": Expected(NO_SUCH_METHOD, "RRF FF F F N K"),
    "summaries": Expected(SECRETARIAT, "FFF RR F F F L"),
}

ADMIN_SITE = {
    "admin:index": Expected(OFFICE_AND_MANAGERS, OFFICE_AND_MANAGERS),
    "admin:app_list": Expected(OFFICE_AND_MANAGERS, OFFICE_AND_MANAGERS),
    "admin:login": Expected("NNN NN N N N N", "NNN NN N N N N"),
    "admin:logout": Expected(NO_SUCH_METHOD_IN_OFFICE, SENT_ON),
    "admin:password_change": Expected(CLOSED, CLOSED),
    "admin:password_change_done": Expected(CLOSED, CLOSED),
    "admin:autocomplete": Expected(NOBODY, NO_SUCH_METHOD_IN_OFFICE),
    "admin:jsi18n": Expected(OFFICE_AND_MANAGERS, NO_SUCH_METHOD_IN_OFFICE),
    "admin:view_on_site": Expected(CLOSED, CLOSED),
    "admin/<url>": Expected(CLOSED, CLOSED),
}

ADMIN_OF_PLANS = (
    {
        name: expected
        for model in PLAN_DATA
        for name, expected in admin_pages(
            model, read=OFFICE, add=SECRETARIAT, change=SECRETARIAT, delete=SECRETARIAT
        ).items()
    }
    | admin_pages(
        "plans_sourcenote",
        read=SECRETARIAT,
        add=SECRETARIAT,
        change=SECRETARIAT,
        delete=SECRETARIAT,
    )
    | {
        # ほかの行が頼らない行には、確認の画面なしで消える送信がある。
        "admin:plans_relatedplan_delete": Expected(SECRETARIAT, "FFF RR F F F L"),
        "admin:plans_sourcenote_delete": Expected(SECRETARIAT, "FFF RR F F F L"),
    }
)

OWN_LIST = "FFF ON F F F L"
"""場面の一覧のファイルは、総務課の職員が送った。"""

READ_ONLY_LISTS = {
    **export_page("plans_actionitem", OFFICE),
    **export_page("plans_implementationcontent", OFFICE),
    **export_page("plans_indicator", OFFICE),
    **export_page("plans_sourcenote", SECRETARIAT),
    **export_page("plans_user", MANAGERS),
    **export_page("progress_progressrecord", OFFICE),
}
IMPORTED_LISTS = {
    "plans_basicgoal": (OFFICE, SECRETARIAT),
    "plans_policy": (OFFICE, SECRETARIAT),
    "plans_commontheme": (OFFICE, SECRETARIAT),
    "plans_relatedplan": (OFFICE, SECRETARIAT),
    "progress_committeemeeting": (OFFICE, SECRETARIAT),
    "progress_committeemember": (SECRETARIAT, SECRETARIAT),
    "reports_medianotice": (OFFICE, SECRETARIAT),
}
LISTS = {
    **READ_ONLY_LISTS,
    **{
        name: expected
        for model, (read, manage) in IMPORTED_LISTS.items()
        for name, expected in list_pages(model, read=read, manage=manage, own=OWN_LIST).items()
    },
    **list_pages("plans_department", read=MANAGERS, manage=MANAGERS, own="FFF ON F F N L"),
}

ADMIN_OF_PEOPLE = {
    **admin_pages("plans_user", read=MANAGERS, add=MANAGERS, change=MANAGERS, delete=NOBODY),
    **admin_pages(
        "plans_department", read=MANAGERS, add=MANAGERS, change=MANAGERS, delete=MANAGERS
    ),
    "admin:auth_user_password_change": Expected(MANAGERS, MANAGERS),
    "admin:end_sessions": Expected(NO_SUCH_METHOD_IN_OFFICE, "NNN RR N F R L"),
    "admin:start_link": Expected(NO_SUCH_METHOD_IN_OFFICE, "NNN OO N F O L"),
}

ADMIN_OF_PROGRESS = {
    **admin_pages(
        "progress_progressrecord", read=OFFICE, add=NOBODY, change="CCF CC F F F K", delete=NOBODY
    ),
    **admin_pages(
        "progress_annualreview",
        read=OFFICE,
        add=SECRETARIAT,
        change="FFF RR F F F L",
        delete=NOBODY,
    ),
    **admin_pages(
        "progress_ratingscale", read=OFFICE, add=SECRETARIAT, change=SECRETARIAT, delete=NOBODY
    ),
    **admin_pages(
        "progress_committee", read=OFFICE, add=SECRETARIAT, change=SECRETARIAT, delete=NOBODY
    ),
    **admin_pages(
        "progress_committeemember",
        read=SECRETARIAT,
        add=SECRETARIAT,
        change=SECRETARIAT,
        delete=SECRETARIAT,
    ),
    "admin:progress_committeemember_delete": Expected(SECRETARIAT, "FFF RR F F F L"),
    **admin_pages(
        "progress_committeemeeting",
        read=OFFICE,
        add=SECRETARIAT,
        change=SECRETARIAT,
        delete=NOBODY,
    ),
    **admin_pages("plans_importrun", read=SECRETARIAT, add=NOBODY, change=NOBODY, delete=NOBODY),
    **admin_pages("progress_reminder", read=SECRETARIAT, add=NOBODY, change=NOBODY, delete=NOBODY),
    "admin:reminder_texts": Expected(SECRETARIAT, NO_SUCH_METHOD_IN_OFFICE),
    "admin:open_review": Expected(NO_SUCH_METHOD_IN_OFFICE, "FFF RR F F N L"),
    "admin:deliberate_review": Expected(NO_SUCH_METHOD_IN_OFFICE, "FFF RR F F N L"),
    "admin:resume_review": Expected(NO_SUCH_METHOD_IN_OFFICE, "FFF CC F F N K"),
}

# 場面の年度は受付中なので、用意と公表は、総務課にも訳を示して断る（409）。
PUBLICATION = {
    "publication": read_only(SECRETARIAT),
    "publication_version": read_only(SECRETARIAT),
    "publication_file": read_only(SECRETARIAT),
    "publication_prepare": Expected(NO_SUCH_METHOD, "FFF CC F F F L"),
    "publication_end": Expected(NO_SUCH_METHOD, "FFF CC F F F L"),
    "publication_publish": Expected(NO_SUCH_METHOD, "FFF CC F F F L"),
    "publication_discard": Expected(NO_SUCH_METHOD, "FFF RR F F F L"),
    "publication_retract": Expected(NO_SUCH_METHOD, "FFF RR F F F K"),
    "admin:amend_review": Expected(NO_SUCH_METHOD_IN_OFFICE, "FFF CC F F N K"),
    **admin_pages(
        "reports_medianotice",
        read=OFFICE,
        add=SECRETARIAT,
        change=SECRETARIAT,
        delete=SECRETARIAT,
    ),
    "admin:reports_medianotice_delete": Expected(SECRETARIAT, "FFF RR F F F L"),
}

EXPECTED = {
    **SITE,
    **PUBLICATION,
    **OPEN_TO_CITIZENS,
    **ROUND,
    **OPINIONS,
    **{path: Expected(NO_SUCH_METHOD, row) for path, row in DEEDS.items()},
    **ADMIN_SITE,
    **ADMIN_OF_PLANS,
    **ADMIN_OF_PEOPLE,
    **LISTS,
    **ADMIN_OF_PROGRESS,
}
