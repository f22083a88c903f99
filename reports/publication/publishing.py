"""公表の手続き。用意（prepare）、公表（publish）、取りやめ（discard）、取下げ（retract）。

年度を公表済にするのは、ここだけである。用意した人と公表する人は、必ず別の人になる。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.models import User
from plans.signing import sign_change
from progress.choices import RecordState, ReviewState
from progress.models import AnnualReview, Caution, CommitteeMember, ProgressRecord
from progress.review_workflow import mark_published, unmark_published
from progress.workflow import (
    MAX_REASON,
    ChangedMeanwhileError,
    NotAllowedError,
    ReasonNeededError,
    WorkflowError,
)
from reports.choices import PublicationState
from reports.models import PublishedFile, PublishedReport
from reports.permissions import (
    can_discard_publication,
    can_end_amendment,
    can_prepare_publication,
    can_release_publication,
    can_retract_publication,
)
from reports.public.standing import hidden_years
from reports.publication.check import Check, Situation, check_publication
from reports.publication.corrections import is_same, list_corrections
from reports.publication.freezing import FrozenYear, freeze_year, hash_bytes, make_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from plans.actors import Actor

COUNTED_STATES = (PublicationState.RELEASED, PublicationState.RETRACTED)
CHANGED_MESSAGE = "公表版を用意した後に、内容が変わりました。もう一度用意してください。"
GONE_MESSAGE = "元の年度がもうないため、公表できません。"
NOTE_MESSAGE = "前の版からの訂正の説明を入れてください。"


class BlockedError(WorkflowError):
    """公表を止めるものがある。check は確かめの結果。"""

    def __init__(self, check: Check) -> None:
        super().__init__("".join(finding.sentence for finding in check.blocking))
        self.check = check


class UnseenError(WorkflowError):
    """知らせるだけのものが、見たときより多い。"""


@dataclass(frozen=True, slots=True)
class Draft:
    """いま用意すれば固まるもの。

    previous は公表したことのある最も新しい版（なければ None）、hidden はその中で隠している年度。
    """

    frozen: FrozenYear
    version: int
    previous: PublishedReport | None
    hidden: set[int]
    check: Check

    @property
    def differences(self) -> list[dict[str, object]]:
        """前の版との違い（正誤表の行）。前の版がないか、取り下げていれば空。"""
        return list_corrections(self.previous, self.frozen, self.hidden)


def draft_publication(review: AnnualReview, *, made_on: dt.date) -> Draft:
    """いま用意すれば固まるものと、その確かめ。何も保存しない。made_on は作成日。"""
    counted = PublishedReport.objects.filter(plan_key=review.plan_id, state__in=COUNTED_STATES)
    rows = list(counted.without_facts())
    own = [row for row in rows if row.fiscal_year == review.fiscal_year]
    previous = max(own, key=lambda row: row.version, default=None)
    version = previous.version + 1 if previous else 1
    frozen = freeze_year(review, version=version, made_on=made_on)
    check = check_publication(frozen.facts, read_situation(review, frozen, previous, rows))
    hidden = hidden_years(previous, rows) if previous else set()
    return Draft(frozen, version, previous, hidden, check)


def _next_version(review: AnnualReview) -> int:
    rows = PublishedReport.objects.of_year(review.plan_id, review.fiscal_year)
    highest = rows.filter(state__in=COUNTED_STATES).aggregate(Max("version"))["version__max"]
    return (highest or 0) + 1


def read_situation(
    review: AnnualReview,
    frozen: FrozenYear,
    previous: PublishedReport | None,
    rows: list[PublishedReport],
) -> Situation:
    """公表版に載らない事情を読む。rows は、この計画の公表したことのある版。"""
    records = ProgressRecord.objects.filter(review=review).exclude(state=RecordState.FINALIZED)
    earlier = list(
        review.plan.reviews.filter(fiscal_year__lt=review.fiscal_year).exclude(
            state=ReviewState.PREPARING
        )
    )
    released = {row.fiscal_year for row in rows if row.state == PublicationState.RELEASED}
    hidden = _unnamed_members(review)
    return Situation(
        state=review.state,
        unfinalized=tuple(records.order_by("item__number").values_list("item__number", flat=True)),
        unanswered=Caution.objects.filter(record__review=review, answer="").count(),
        unpublished=tuple(
            sorted(row.fiscal_year for row in earlier if row.fiscal_year not in released)
        ),
        amending=tuple(
            sorted(
                row.fiscal_year
                for row in earlier
                if row.fiscal_year in released and row.state != ReviewState.PUBLISHED
            )
        ),
        staff_names=_full_names(User.objects.all()) - hidden,
        member_names=hidden,
        is_sample=review.is_sample,
        has_real_years=AnnualReview.objects.filter(is_sample=False).exists(),
        is_plan_released=review.plan.released_at is not None,
        is_unchanged=_is_unchanged(previous, frozen, rows),
    )


def _is_unchanged(
    previous: PublishedReport | None, frozen: FrozenYear, rows: list[PublishedReport]
) -> bool:
    """公表中の版と同じか。

    取り下げた年度を隠している版は、中身が同じでも、隠したところを戻すために公表し直せる。
    """
    if previous is None or previous.state != PublicationState.RELEASED:
        return False
    return not hidden_years(previous, rows) and is_same(previous, frozen)


def _unnamed_members(review: AnnualReview) -> frozenset[str]:
    """氏名を公表しない委員の姓名。"""
    rows = CommitteeMember.objects.filter(committee__plan=review.plan_id, is_name_public=False)
    return _full_names(row.user for row in rows.select_related("user"))


def _full_names(users: Iterable[User]) -> frozenset[str]:
    """姓名。姓か名だけの人は、ふつうの語と見分けられないので除く。"""
    return frozenset(str(user) for user in users if user.last_name and user.first_name)


def prepare(
    review: AnnualReview, *, actor: Actor, user: User, at: dt.datetime, note: str = ""
) -> PublishedReport:
    """公表版を用意する: 年度を固め、PDF・Excel・CSV を作り、第二の人の公表を待つ。

    前に用意した公表前の版は取りやめる。note は前の版からの訂正の説明で、訂正のときは要る。
    許されなければ NotAllowedError、止めるものがあれば BlockedError、説明がなければ
    ReasonNeededError、PDF を組めなければ PdfError、作る間に変われば ChangedMeanwhileError。
    """
    _require(can_prepare_publication(actor, review), "公表版の用意")
    made_on = timezone.localdate(at)
    draft = draft_publication(review, made_on=made_on)
    if draft.check.blocking:
        raise BlockedError(draft.check)
    text = _read_note(note, needed=draft.previous is not None)
    # ファイルを組む間は、ほかの人の保存を待たせない。
    files = make_files(draft.frozen, made_on=made_on)
    return _keep(review, draft, files, actor=actor, user=user, at=at, note=text)


@transaction.atomic
def _keep(
    review: AnnualReview,
    draft: Draft,
    files: dict[str, bytes],
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
    note: str,
) -> PublishedReport:
    locked = _lock(review.pk)
    _require(can_prepare_publication(actor, locked), "公表版の用意")
    fresh = freeze_year(locked, version=_next_version(locked), made_on=timezone.localdate(at))
    if fresh != draft.frozen:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    rows = PublishedReport.objects.of_year(locked.plan_id, locked.fiscal_year)
    for waiting in rows.filter(state=PublicationState.PREPARED):
        _end(waiting, PublicationState.DISCARDED, user, at, "用意し直した")
    report = PublishedReport(
        plan=locked.plan,
        review=locked,
        plan_key=locked.plan_id,
        plan_name=locked.plan.name,
        fiscal_year=locked.fiscal_year,
        version=draft.version,
        is_sample=locked.is_sample,
        facts_text=draft.frozen.text,
        sha256=draft.frozen.sha256,
        correction_note=note,
        differences=draft.differences,
        prepared_at=at,
        prepared_by=user,
    )
    _save_signed(report, user, at, "公表版の用意")
    PublishedFile.objects.bulk_create(_file_rows(report, files))
    return report


def _file_rows(report: PublishedReport, files: dict[str, bytes]) -> list[PublishedFile]:
    return [
        PublishedFile(
            report=report,
            name=name,
            content=content,
            sha256=hash_bytes(content),
            size=len(content),
        )
        for name, content in files.items()
    ]


@transaction.atomic
def publish(
    report_id: int, *, actor: Actor, user: User, at: dt.datetime, seen_warnings: int = 0
) -> PublishedReport:
    """用意した公表版を公表し、年度を公表済にする。公表した版を返す。

    もう一度確かめ、用意したときから中身が変わっていれば行わない。seen_warnings は、
    見た知らせの件数。許されなければ NotAllowedError、止めるものがあれば BlockedError、
    知らせが見たより多ければ UnseenError、変わっていれば ChangedMeanwhileError。
    """
    report, review = _lock_report(report_id)
    if review is None:
        raise NotAllowedError(GONE_MESSAGE)
    _require(can_release_publication(actor, report), "公表")
    draft = draft_publication(review, made_on=timezone.localdate(report.prepared_at))
    if draft.check.blocking:
        raise BlockedError(draft.check)
    if draft.frozen.text != report.facts_text:
        raise ChangedMeanwhileError(CHANGED_MESSAGE)
    if len(draft.check.warnings) > seen_warnings:
        raise UnseenError(
            f"知らせが{len(draft.check.warnings)}件あります。確かめ、印を付けてから公表してください。"
        )
    report.state = PublicationState.RELEASED
    report.released_at, report.released_by = at, user
    _save_signed(report, user, at, "公表")
    mark_published(review, actor=actor, user=user, at=at, note=f"第{report.version}版")
    return report


@transaction.atomic
def discard(report_id: int, *, actor: Actor, user: User, at: dt.datetime) -> PublishedReport:
    """用意した公表版を取りやめる。取りやめた版を返す。許されなければ NotAllowedError。"""
    report, _ = _lock_report(report_id)
    _require(can_discard_publication(actor, report), "用意の取りやめ")
    _end(report, PublicationState.DISCARDED, user, at, "用意の取りやめ")
    return report


@transaction.atomic
def retract(
    report_id: int, *, actor: Actor, user: User, at: dt.datetime, reason: str
) -> PublishedReport:
    """公表を取り下げる。その年度の公表中の版を、訂正前の版も含めてすべて公開から外す。

    年度は委員会審議中に戻り、直して公表すれば次の版になる。版は消えない。
    許されなければ NotAllowedError、理由がなければ ReasonNeededError。
    """
    report, review = _lock_report(report_id)
    _require(can_retract_publication(actor, report), "公表取下げ")
    why = _read_reason(reason, "公表取下げの理由を入れてください。")
    rows = PublishedReport.objects.public().of_year(report.plan_key, report.fiscal_year)
    for row in rows.select_for_update(of=("self",)):
        _end(row, PublicationState.RETRACTED, user, at, why)
    if review is not None:
        unmark_published(review, actor=actor, user=user, at=at, note=f"公表取下げ：{why}")
    report.refresh_from_db()
    return report


@transaction.atomic
def end_amendment(review_id: int, *, actor: Actor, user: User, at: dt.datetime) -> AnnualReview:
    """公表の訂正をやめ、年度を公表済に戻す。公表中の版と違いがないときだけ。

    違いがあるか、公表中の版がなければ NotAllowedError。
    """
    review = _lock(review_id)
    _require(can_end_amendment(actor, review), "訂正の取りやめ")
    draft = draft_publication(review, made_on=timezone.localdate(at))
    codes = {finding.code for finding in draft.check.blocking}
    if codes != {"unchanged"}:
        raise NotAllowedError("公表中の版と違いがあるため、訂正をやめられません。")
    mark_published(review, actor=actor, user=user, at=at, note="訂正の取りやめ")
    return review


def _lock(review_id: int) -> AnnualReview:
    review: AnnualReview = (
        AnnualReview.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=review_id)
    )
    return review


def _lock_report(report_id: int) -> tuple[PublishedReport, AnnualReview | None]:
    """年度、公表版の順に押さえて返す。元の年度がもうなければ None。"""
    found = PublishedReport.objects.without_facts().get(pk=report_id)
    review = _lock(found.review_id) if found.review_id else None
    report = PublishedReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    return report, review


def _require(may: bool, deed: str) -> None:
    if not may:
        raise NotAllowedError(f"いま「{deed}」はできません。最新の状態を確かめてください。")


def _read_note(note: str, *, needed: bool) -> str:
    return _read_reason(note, NOTE_MESSAGE) if needed else ""


def _read_reason(reason: str, message: str) -> str:
    text = reason.strip()
    if not text:
        raise ReasonNeededError(message)
    if len(text) > MAX_REASON:
        raise ReasonNeededError(f"{MAX_REASON:,}字以内にしてください。")
    return text


def _end(
    report: PublishedReport, state: PublicationState, user: User, at: dt.datetime, reason: str
) -> None:
    report.state = state
    report.ended_at, report.ended_by, report.ending_reason = at, user, reason
    _save_signed(report, user, at, f"{state.label}：{reason}")


def _save_signed(report: PublishedReport, user: User, at: dt.datetime, reason: str) -> None:
    sign_change(report, user, reason)
    report._history_date = at  # type: ignore[attr-defined]
    report.save()
