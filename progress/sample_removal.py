"""見本データ（架空）の削除。見本の年度と利用者を、その変更履歴・ログインとともに消す。

計画と本番の行には触れない。本番の行が名を引いている利用者（実施時期の確認者など）は、
消すと記録が欠けるので、使えないようにして残す。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q

from plans.models import ImportPlan, ImportRun, Membership, User
from progress.models import (
    Actual,
    AmendedImprovement,
    AnnualReview,
    Caution,
    CommitteeMeeting,
    CommitteeMember,
    CommitteeRating,
    ContentProgress,
    DepartmentPart,
    EntryDraft,
    Evidence,
    FollowUp,
    HalfYearCheck,
    Opinion,
    OpinionDraft,
    OpinionResponse,
    ProgressRecord,
    Reminder,
    SendBack,
    Summary,
)

if TYPE_CHECKING:
    from django.db.models import Model

# 報告と利用者にぶら下がる表。年度の表を足したら、ここにも足す（試験が見張る）。
ACTUAL_PARTS: tuple[type[Model], ...] = (Evidence,)
RECORD_PARTS: tuple[type[Model], ...] = (
    Actual, ContentProgress, SendBack, EntryDraft, Caution, DepartmentPart,
    CommitteeRating, AmendedImprovement,
)  # fmt: skip
OPINION_PARTS: tuple[type[Model], ...] = (OpinionResponse, FollowUp)
# 意見は会議を指すので、会議より先に消す。
REVIEW_PARTS: tuple[type[Model], ...] = (
    HalfYearCheck, Summary, OpinionDraft, Opinion, CommitteeMeeting,
)  # fmt: skip
PERSON_PARTS: tuple[type[Model], ...] = (
    Membership, CommitteeMember, EntryDraft, Reminder, ImportPlan, ImportRun,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Removal:
    """削除の結果。rows は表の名と消した行の数、kept は残して止めた利用者の名。"""

    rows: dict[str, int]
    history_count: int
    session_count: int
    kept: tuple[str, ...]


@transaction.atomic
def remove_sample() -> Removal:
    """見本データの削除。消した数を返す。何度行っても同じ。"""
    sweep = _Sweep({}, 0)
    reviews = _sample_review_ids()
    records = _ids_with_history(ProgressRecord, "review_id", reviews)
    actuals = _ids_with_history(Actual, "record_id", records)
    for part in ACTUAL_PARTS:
        sweep.delete(part, "actual_id", actuals)
    for part in RECORD_PARTS:
        sweep.delete(part, "record_id", records)
    opinions = _ids_with_history(Opinion, "review_id", reviews)
    for part in OPINION_PARTS:
        sweep.delete(part, "opinion_id", opinions)
    for part in find_review_parts():
        sweep.delete(part, "review_id", reviews)
    sweep.delete(ProgressRecord, "review_id", reviews)
    sweep.delete(AnnualReview, "id", reviews)
    people = set(User.objects.filter(is_sample=True).values_list("pk", flat=True))
    for part in PERSON_PARTS:
        sweep.delete(part, "user_id", people)
    session_count = _delete_sessions(people)
    kept = _remove_people(people, sweep)
    return Removal(sweep.rows, sweep.history_count, session_count, kept)


@dataclass(slots=True)
class _Sweep:
    """消した行と変更履歴を数えながら消す。"""

    rows: dict[str, int]
    history_count: int

    def delete(self, model: type[Any], column: str, ids: set[int]) -> None:
        rows = model._default_manager.filter(**{f"{column}__in": ids})
        self.count(model, rows.count())
        rows.delete()
        if not hasattr(model, "history"):
            return
        # 消すこと自体も変更履歴に残るので、行の後に消す。
        self.history_count += model.history.filter(**{f"{column}__in": ids}).delete()[0]

    def count(self, model: type[Model], number: int) -> None:
        label = str(model._meta.verbose_name)
        self.rows[label] = self.rows.get(label, 0) + number


def find_review_parts() -> list[type[Any]]:
    """年度（欄の名は review）にぶら下がる表。読む部屋の表も、その名を知らずに拾う。"""
    relations = AnnualReview._meta.related_objects
    models: list[Any] = [row.related_model for row in relations if row.field.name == "review"]
    apart = (ProgressRecord, *REVIEW_PARTS)
    upper = [model for model in models if model not in apart and hasattr(model, "objects")]
    return [*upper, *REVIEW_PARTS]


def _sample_review_ids() -> set[int]:
    """見本の年度の番号。前に消された見本の年度は、変更履歴から拾う。いま本番の年度は含めない。"""
    live = AnnualReview.objects.filter(is_sample=True).values_list("pk", flat=True)
    past = AnnualReview.history.filter(is_sample=True).values_list("id", flat=True)
    real = AnnualReview.objects.filter(is_sample=False).values_list("pk", flat=True)
    return {*live, *past}.difference(real)


def _ids_with_history(model: type[Any], column: str, ids: set[int]) -> set[int]:
    condition = Q(**{f"{column}__in": ids})
    live = model.objects.filter(condition).values_list("pk", flat=True)
    past = model.history.filter(condition).values_list("id", flat=True)
    return {*live, *past}


def _delete_sessions(people: set[int]) -> int:
    """この人たちのセッションを終える。だれのものかは中を開かないと分からない。"""
    names = {str(pk) for pk in people}
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") in names
    ]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _remove_people(people: set[int], sweep: _Sweep) -> tuple[str, ...]:
    """利用者を消し、本番の行に名が残る人だけは止めて残す。残した人の名を返す。"""
    named = _named_people(people)
    leaving = User.objects.filter(pk__in=people - named)
    sweep.count(User, leaving.count())
    leaving.delete()
    staying = User.objects.filter(pk__in=named)
    staying.filter(is_active=True).update(
        is_active=False, password=make_password(None), session_epoch=F("session_epoch") + 1
    )
    return tuple(str(user) for user in staying.order_by("pk"))


def _named_people(people: set[int]) -> set[int]:
    """残った行のどれかに名が引かれている利用者。操作の記録（LogEntry）は本人とともに消える。"""
    named: set[int] = set()
    for relation in User._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        model: Any = relation.related_model
        if model is LogEntry or model._meta.auto_created:
            continue
        column = relation.field.attname  # type: ignore[union-attr]
        rows = model._base_manager.filter(**{f"{column}__in": people})
        named.update(rows.values_list(column, flat=True).distinct())
    return named
