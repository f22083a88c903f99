"""道を歩くための場面。どの画面にも、見える行が一つはある。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie

from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from plans.admin.lists import ListImportMixin
from plans.admin_site import site
from plans.models import (
    ActionItem,
    BasicGoal,
    CommonTheme,
    ImportPlan,
    ImportRun,
    Plan,
    PlanRevision,
    RelatedPlan,
    RevisionDraft,
)
from progress.models import AnnualReview, Evidence, ProgressRecord, Reminder
from progress.plan_book.writing import EXAMPLE_NAME, example_rows
from reports.models import CommitteePack, MediaNotice, PublishedReport
from tests.builders import make_content, make_indicator, make_item, make_source_note
from tests.people import Cast, sign_in
from tests.progress.rounds import do, open_year
from tests.reports.packs import make_packs
from tests.reports.publications import add_file, publish_facts
from tests.security.register import Register, make_register
from tests.security.routes import MISSING, Route

# 場面によらない、道の引数の値。
FIXED_VALUES = {
    "revision_number": "1",
    "kind": "pdf",
    "code": "form",
    "version": "1",
    "section": "goals",
    "file_name": "items.csv",
    "picture": "svg",
    "app_label": "plans",
    "content_type_id": "1",
    "url": "nowhere/",
    "name": "ratings",
    "page": "staff",
    "uidb64": "MQ",
    "token": "not-a-token",
}
PEOPLE = (
    "staff",
    "head",
    "other_staff",
    "secretariat",
    "secretariat_head",
    "reader",
    "committee_member",
    "administrator",
    "stranger",
)
"""九人。stranger は未ログイン。表の列はこの順に並ぶ。"""


# 動詞の道は、その動詞がちょうど許される状態の報告で試す。
STATE_OF_VERB = {
    "withdraw": "submitted",
    "approve": "submitted",
    "send_back": "submitted",
    "finalize": "approved",
    "reopen": "finalized",
    "parts": "shared",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """場面。records は状態の名ごとの報告で、どれも主担当は福祉支援課。

    draft は下書き、shared は福祉活動推進課が協力する下書き、ほかは名のとおりの状態。
    packs は配布した委員会資料と、作成中の委員会資料。
    """

    plan: Plan
    cast: Cast
    item: ActionItem
    review: AnnualReview
    records: Mapping[str, ProgressRecord]
    evidence: Evidence
    packs: tuple[CommitteePack, CommitteePack]
    register: Register
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """その人のクライアント。画面の誤りは 500 として受け取る。"""
        client = Client() if person == "stranger" else sign_in(getattr(self.cast, person))
        client.raise_request_exception = False
        return client

    def record_of(self, route: Route) -> ProgressRecord:
        """この道で試す報告。"""
        words = route.path.split("/")
        if words[0] == "deliberation":
            return self.register.record
        states = [state for word, state in STATE_OF_VERB.items() if word in words]
        return self.records[states[0] if states else "draft"]

    def values(self, route: Route) -> dict[str, str]:
        """道の引数の値。見える行を指す。行は試験の間に替わらないので、道ごとに一度だけ調べる。"""
        if route.path not in self.known:
            self.known[route.path] = self._look_up(route)
        return self.known[route.path]

    def _look_up(self, route: Route) -> dict[str, str]:
        looked_up: dict[str, Callable[[], str]] = {
            "number": lambda: str(self.item.number),
            "review_id": lambda: str(self.review.pk),
            "record_id": lambda: str(self.record_of(route).pk),
            "department_id": lambda: str(self.cast.other_staff.memberships.get().department_id),
            "evidence_id": lambda: str(self.evidence.pk),
            "pack_id": lambda: str(self.packs["distribute" in route.path.split("/")].pk),
            "opinion_id": lambda: str(self.register.opinion_for(route).pk),
            "draft_id": lambda: str(self.register.draft.pk),
            "import_id": lambda: str(ImportPlan.objects.get(kind="entry").pk),
            "plan_import_id": lambda: str(ImportPlan.objects.get(kind="plan").pk),
            "list_import_id": lambda: self._list_import_id(route),
            "person_id": lambda: str(self.cast.staff.pk),
            "id": lambda: str(self.cast.staff.pk),
            "plan_key": lambda: str(self.plan.pk),
            "fiscal_year": lambda: str(self.review.fiscal_year),
            "report_id": lambda: self._report_id(route),
            "object_id": lambda: self._object_id(route),
        }
        return {
            name: FIXED_VALUES[name] if name in FIXED_VALUES else looked_up[name]()
            for name in route.arguments
        }

    def missing(self, route: Route) -> dict[str, str]:
        """道の引数の値。番号の引数は、どこにもない行を指す。"""
        return {
            name: MISSING if value.isdigit() and name != "content_type_id" else value
            for name, value in self.values(route).items()
        }

    def posted(self, route: Route) -> dict[str, str]:
        """送る中身。版と理由は正しく、ほかは効いてはならない欄（状態、課、署名、番号）。"""
        staff = self.cast.staff
        return {
            "version": str(self.record_of(route).version),
            "reason": "数値をご確認ください",
            "actual": str(self.evidence.actual_id),
            "title": "事業報告書",
            "link": "https://www.example.jp/",
            "id": "1",
            "pk": "1",
            "state": "finalized",
            "department": str(staff.memberships.get().department_id),
            "review": str(self.review.pk),
            "item": "2",
            "submitted_by": str(staff.pk),
            "approved_by": str(staff.pk),
            "finalized_by": str(staff.pk),
            "finalized_at": "2020-01-01",
            "is_sample": "on",
            "is_superuser": "on",
            "is_migration": "on",
            "session_epoch": "0",
            "schedule_confirmed_by": str(staff.pk),
            **self.register.posted(route),
        }

    def _list_import_id(self, route: Route) -> str:
        """その一覧に送ったファイル。"""
        target = ".".join(route.path.split("/")[1:3])
        kept = ImportPlan.objects.filter(kind="list", target=target).first()
        return str(kept.pk) if kept else ""

    def _report_id(self, route: Route) -> str:
        """取り下げる道では公表中の版、ほかの道では公表を待つ版。"""
        state = "released" if "retract" in route.path else "prepared"
        return str(PublishedReport.objects.get(state=state).pk)

    def _object_id(self, route: Route) -> str:
        parts = route.path.split("/")
        if parts[1] == "r":
            return "1"
        model = apps.get_model(parts[1], parts[2])
        rows = {"user": self.cast.staff, "progressrecord": self.records["draft"]}
        row = rows.get(parts[2]) or model._default_manager.order_by("pk").first()
        assert row is not None, f"場面に {parts[2]} の行がありません。"
        return str(row.pk)


def make_scene(plan: Plan, item: ActionItem, cast: Cast) -> Scene:
    """受付中の年度を作り、報告をそれぞれの状態まで進める。"""
    for number in (2, 3, 4, 5):
        departments = ["福祉支援課", "福祉活動推進課"] if number == 5 else ["福祉支援課"]
        other = make_item(plan, number, departments=departments)
        make_content(other, 1)
        make_indicator(other, baseline="1人", targets={2021: "2人"})
    _make_rows(plan, item, cast)
    review = open_year(plan, cast.secretariat)
    rows = ProgressRecord.objects.order_by("item__number")
    names = ("draft", "submitted", "approved", "finalized", "shared")
    records = dict(zip(names, rows, strict=True))
    for name, record in records.items():
        for verb, person in STEPS[name]:
            do(record, verb, getattr(cast, person))
        record.refresh_from_db()
    evidence = Evidence.objects.create(
        actual=records["draft"].actuals.get(),
        title="事業報告書",
        file=ContentFile(b"%PDF-1.7", "report.pdf"),
        content_type="application/pdf",
        added_by=cast.staff,
        added_at=timezone.now(),
    )
    file = {"kind": "entry", "target": str(review.pk), "file_name": "記入用.xlsx"}
    signed = {"sha256": "0" * 64, "user": cast.staff, "at": timezone.now()}
    ImportPlan.objects.create(**file, **signed, rows={"rows": [], "notices": []})
    ImportRun.objects.create(**file, **signed)
    _keep_plan_book(cast)
    _keep_lists(cast)
    _make_publications(plan, cast, review)
    register = make_register(review, item, cast)
    packs = make_packs(review, cast.secretariat)
    return Scene(plan, cast, item, review, records, evidence, packs, register)


def _make_publications(plan: Plan, cast: Cast, review: AnnualReview) -> None:
    """公表中の第1版と、公表を待つ第2版。"""
    people = (cast.secretariat, cast.secretariat_head)
    publish_facts(plan, people, review.fiscal_year)
    waiting = {"state": "prepared", "released_at": None, "released_by": None}
    prepared = publish_facts(plan, people, review.fiscal_year, version=2, **waiting)
    add_file(prepared, "items.csv", b"items")
    MediaNotice.objects.create(review=review, medium="社協だより", published_on=date(2022, 10, 1))


SAVED = (("save", "staff"),)
SUBMITTED = (*SAVED, ("submit", "staff"))
APPROVED = (*SUBMITTED, ("approve", "head"))
STEPS = {
    "draft": SAVED,
    "submitted": SUBMITTED,
    "approved": APPROVED,
    "finalized": (*APPROVED, ("finalize", "secretariat")),
    "shared": SAVED,
}


def _make_rows(plan: Plan, item: ActionItem, cast: Cast) -> None:
    make_source_note(plan, 1, item=item)
    BasicGoal.objects.create(plan=plan, number=1, title="支えあうまち")
    RelatedPlan.objects.create(plan=plan, number=1, name="地域福祉計画")
    CommonTheme.objects.create(plan=plan, number=1, title="広報の充実")
    _make_revisions(plan, cast)
    Reminder.objects.create(user=cast.staff, on=date(2022, 4, 20), subject="題", body="文")


def _keep_plan_book(cast: Cast) -> None:
    """総務課の職員が読み込んだ、計画のExcel。"""
    ImportPlan.objects.create(
        kind="plan",
        target=EXAMPLE_NAME,
        file_name="計画.xlsx",
        sha256="0" * 64,
        rows={"rows": example_rows()},
        user=cast.secretariat,
        at=timezone.now(),
    )


def _keep_lists(cast: Cast) -> None:
    """総務課の職員が送った、行のない一覧のファイル。"""
    for admin in site._registry.values():
        if isinstance(admin, ListImportMixin):
            names = list(admin.resource_classes[0]._meta.import_id_fields)
            ImportPlan.objects.create(
                kind="list",
                target=admin.model._meta.label_lower,
                file_name="一覧.xlsx",
                sha256="0" * 64,
                rows={"columns": names, "rows": [], "notices": []},
                user=cast.secretariat,
                at=timezone.now(),
            )


def _make_revisions(plan: Plan, cast: Cast) -> None:
    """施行した改定と、その次の見直しの案。"""
    values = {"name": "中間見直し", "from_year": 2022}
    PlanRevision.objects.create(plan=plan, number=1, reason="実績の伸び", **values)
    RevisionDraft.objects.create(
        plan=plan, version=99, saved_by=cast.secretariat, saved_at=timezone.now(), **values
    )


def fresh(client: Client, cookies: SimpleCookie) -> Client:
    """ログアウトなどで消えたクッキーを、初めの形に戻したクライアント。"""
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    return client
