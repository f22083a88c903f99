"""計画の見直しの動詞: 案を保存する、取りやめる、施行する。一つの取引で、版と年度を確かめる。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from plans.fiscal_year import wareki_label
from plans.models import Plan, PlanRevision, RevisionDraft
from plans.permissions import can_enforce_revision, can_revise_plan
from plans.revision import (
    Comparison,
    box_rows,
    compare_plan,
    load_plan_now,
    write_revision,
)
from plans.revision.writing import describe_changes
from plans.signing import sign_change
from plans.workbooks import clean_text
from progress.choices import ReviewState
from progress.models import AnnualReview
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plans.actors import Actor
    from plans.models import User

SAVING_REASON = "計画の見直しの案"
SECOND_PERSON = (
    "案を最後に保存した人は施行できません。"
    "総務課の別の人が、変わるところを確かめて施行してください。"
)
DISCARDING_REASON = "計画の見直しの取りやめ"


class RevisionRefusedError(Exception):
    """見直しを断る。理由は画面に出せる日本語。"""


class DraftChangedError(RevisionRefusedError):
    """開いた後に、ほかの人が案を保存したか、施行した。"""


@dataclass(frozen=True, slots=True)
class DraftHead:
    """案の頭書き: 名称、適用開始年度（西暦）、決定日、理由。"""

    name: str
    from_year: int
    decided_on: dt.date | None
    reason: str


def years_to_revise(plan: Plan) -> list[int]:
    """見直しを適用できる年度（西暦）。まだ受付を始めておらず、前の改定の適用開始より前でない年度。"""
    opened = AnnualReview.objects.for_plan(plan).exclude(state=ReviewState.PREPARING)
    last_opened = opened.aggregate(last=Max("fiscal_year"))["last"] or plan.first_year - 1
    newest = plan.revisions.aggregate(last=Max("from_year"))["last"] or plan.first_year
    return [year for year in plan.years if year > last_opened and year >= newest]


@transaction.atomic
def save_head(
    plan: Plan, head: DraftHead, version: int, *, actor: Actor, user: User, at: dt.datetime
) -> RevisionDraft:
    """案の頭書きを保存する。案がなければ始める。version は開いたときの案の版（なければ 0）。

    許されなければ NotAllowedError、適用できない年度なら RevisionRefusedError、
    先に変わっていれば DraftChangedError。
    """
    draft = _hold_draft(plan, version, actor)
    _check_year(plan, head.from_year)
    if draft is None:
        draft = RevisionDraft(plan=plan, version=0)
    draft.name, draft.from_year = head.name, head.from_year
    draft.decided_on, draft.reason = head.decided_on, head.reason
    return _store(draft, user, at)


@transaction.atomic
def save_entries(
    plan: Plan,
    number: int,
    posted: Mapping[str, str],
    version: int,
    *,
    actor: Actor,
    user: User,
    at: dt.datetime,
) -> Comparison:
    """項目 number の入力（posted）を案に入れ、いまの計画との違いを返す。

    いまの計画と違う欄だけを残す。読めない欄があれば何も書かず、errors に理由を入れて返す。
    案か項目がなければ RevisionRefusedError、先に変わっていれば DraftChangedError。
    """
    draft = _require_draft(plan, version, actor)
    now = load_plan_now(plan)
    item = now.item(number)
    if item is None:
        raise RevisionRefusedError("その番号の実施項目はありません。")
    boxes = [box for row in box_rows(now, item, draft.from_year, posted) for box in row.boxes]
    typed = {box.name: clean_text(posted.get(box.name, "").strip()) for box in boxes}
    entries = {box.name: typed[box.name] for box in boxes if typed[box.name] != box.initial}
    comparison = compare_plan(now, entries, draft.from_year, only=number)
    if comparison.errors:
        return comparison
    kept = {name: text for name, text in draft.entries.items() if name not in typed}
    draft.entries = kept | entries
    _store(draft, user, at)
    return comparison


@transaction.atomic
def discard_draft(plan: Plan, version: int, *, actor: Actor, user: User) -> None:
    """案を取りやめる。計画は変わらない。断るわけは save_entries と同じ。"""
    draft = _require_draft(plan, version, actor)
    sign_change(draft, user, DISCARDING_REASON)
    draft.delete()


@transaction.atomic
def enforce_draft(
    plan: Plan, version: int, *, actor: Actor, user: User, at: dt.datetime
) -> PlanRevision:
    """案を施行する: 改定を一つ作り、適用開始年度から計画を改める。作った改定を返す。

    案を最後に保存した人である、決定日か理由がない、変わるところがない、年度を開いた後であるときは
    RevisionRefusedError。
    """
    draft = _require_draft(plan, version, actor)
    if not can_enforce_revision(actor, draft.saved_by_id):
        raise RevisionRefusedError(SECOND_PERSON)
    _check_year(plan, draft.from_year)
    if draft.decided_on is None or not draft.reason:
        raise RevisionRefusedError("施行するには、決定日と理由を入れて保存してください。")
    comparison = compare_plan(load_plan_now(plan), draft.entries, draft.from_year)
    if comparison.errors:
        raise RevisionRefusedError(next(iter(comparison.errors.values())))
    if not comparison.changes:
        raise RevisionRefusedError("変わるところがありません。項目を開いて入力してください。")
    revision = PlanRevision(
        plan=plan,
        number=(plan.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=draft.name,
        from_year=draft.from_year,
        decided_on=draft.decided_on,
        reason=draft.reason,
        lines=describe_changes(comparison.changes),
        prepared_by_id=draft.saved_by_id,
        enforced_at=at,
        enforced_by=user,
    )
    sign_change(revision, user, draft.reason)
    revision.save()
    write_revision(revision, comparison.changes, user)
    sign_change(draft, user, f"{draft.name}の施行")
    draft.delete()
    return revision


def _hold_draft(plan: Plan, version: int, actor: Actor) -> RevisionDraft | None:
    if not can_revise_plan(actor):
        raise NotAllowedError("計画を見直せるのは総務課だけです。")
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    draft: RevisionDraft | None = RevisionDraft.objects.filter(plan=plan).first()
    if (draft.version if draft else 0) != version:
        raise DraftChangedError(
            "開いた後に、ほかの人が見直しの案を変えました。入力した内容はこの画面に残っています。"
            "別のタブで最新の案を確かめてから、もう一度保存してください。"
        )
    return draft


def _require_draft(plan: Plan, version: int, actor: Actor) -> RevisionDraft:
    draft = _hold_draft(plan, version, actor)
    if draft is None:
        raise RevisionRefusedError(
            "見直しの案がありません。先に名称と適用開始年度を入れてください。"
        )
    return draft


def _check_year(plan: Plan, year: int) -> None:
    years = years_to_revise(plan)
    if year in years:
        return
    if not years:
        raise RevisionRefusedError(
            "見直しを適用できる年度がありません（すべての年度を開きました）。"
        )
    labels = "、".join(wareki_label(one) for one in years)
    raise RevisionRefusedError(f"適用開始年度は、まだ開いていない年度（{labels}）にしてください。")


def _store(draft: RevisionDraft, user: User, at: dt.datetime) -> RevisionDraft:
    draft.version += 1
    draft.saved_by, draft.saved_at = user, at
    sign_change(draft, user, SAVING_REASON)
    draft.save()
    return draft
