"""上半期の確認。実施内容ごとの進みと一言を、承認の段階なしに年度の半ばに残す。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from plans.choices import Stage
from plans.models import ImplementationContent, ItemDepartment, PhaseSpan
from plans.succession import load_succession
from progress.models import AnnualReview, HalfYearCheck
from progress.permissions import can_check_half_year
from progress.workflow import NotAllowedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from plans.actors import Actor
    from plans.models import Department, User
    from progress.models import ProgressRecord

    Words = tuple[str, str, str, str]

FIELDS = ("pace", "remark", "reason", "recovery")
BLANK: Words = ("", "", "", "")
CHECK_REASON = "上半期の確認"
NOT_ALLOWED = "上半期の確認は、いま記入できません。"
CHANGED = "開いた後に、ほかの人が記入しました。書かれている内容と見比べてください。"


@dataclass(slots=True)
class HalfYearLine:
    """確認の一行。事業共通は、同じ課の項目をまとめて一行にする。

    contents は一行で書く実施内容、checks は書かれている確認（実施内容の番号から引く）。
    """

    key: str
    department: Department
    contents: list[ImplementationContent]
    is_event: bool = False
    checks: dict[int, HalfYearCheck] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """行の名。"""
        theme = self.contents[0].common_theme
        return str(theme) if theme else str(self.contents[0])

    @property
    def words(self) -> Words:
        """書かれている進み・一言・遅れの理由・取り戻す手立て。なければ空。"""
        filled = Counter(_words_of(check) for check in self.checks.values())
        filled.pop(BLANK, None)
        return filled.most_common(1)[0][0] if filled else BLANK

    @property
    def mark(self) -> str:
        """いまの記入の印。画面に添えておき、開いた後に変わったかを見分ける。"""
        return mark_words(self.words)


def mark_words(words: Words) -> str:
    """記入の印。中身が同じなら同じ印になる。"""
    return sha256("\n".join(map(repr, words)).encode()).hexdigest()[:16]


def _words_of(check: HalfYearCheck) -> Words:
    return (check.pace, check.remark, check.reason, check.recovery)


def load_lines(review: AnnualReview, on: dt.date) -> list[HalfYearLine]:
    """この年度の確認の行を、項目番号と実施内容の順に返す。再掲は除く。問い合わせは六つまで。

    行は、主担当の課の受け持ちを on に持つ課のもの。事業共通の行は、課で最初の項目のところに入る。
    """
    events = _event_ids(review)
    checks = {row.content_id: row for row in HalfYearCheck.objects.filter(review=review)}
    lines: dict[str, HalfYearLine] = {}
    succession = load_succession()
    for content in _asked_contents(review):
        named = list(content.item.item_departments.all())
        if not named:
            continue
        lead, theme = succession.holder(named[0], on), content.common_theme_id
        key = f"theme-{lead.pk}-{theme}" if theme else f"content-{content.pk}"
        line = lines.setdefault(key, HalfYearLine(key, lead, []))
        line.contents.append(content)
        line.is_event = content.pk in events
        if content.pk in checks:
            line.checks[content.pk] = checks[content.pk]
    return list(lines.values())


def _asked_contents(review: AnnualReview) -> Iterable[ImplementationContent]:
    departments = ItemDepartment.objects.with_seats()
    rows: Iterable[ImplementationContent] = (
        ImplementationContent.objects.filter(item__plan=review.plan_id, repeats__isnull=True)
        .in_force_in(review.fiscal_year)
        .select_related("item", "common_theme")
        .prefetch_related(Prefetch("item__item_departments", departments))
        .order_by("item__number", "order")
    )
    return rows


def _event_ids(review: AnnualReview) -> set[int]:
    """予定行事（改選・選定）のある実施内容の番号。"""
    spans = PhaseSpan.objects.filter(content__item__plan=review.plan_id)
    rows = spans.values_list("content_id", "stages")
    return {content_id for content_id, stages in rows if Stage.EVENT in stages}


@dataclass(frozen=True, slots=True)
class HalfYearEntry:
    """一行の記入。mark は画面を開いたときの記入の印。"""

    words: Words
    mark: str


@transaction.atomic
def save_half_year(
    review_id: int,
    department_id: int,
    entries: Mapping[str, HalfYearEntry],
    *,
    actor: Actor,
    user: User,
) -> tuple[int, dict[str, str]]:
    """一つの課の確認を保存し、書いた行の数と、書けなかった行（鍵とわけ）を返す。

    entries は行の鍵から引く。変わった行だけを書く。許されなければ NotAllowedError。
    """
    review = AnnualReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if not can_check_half_year(actor, review, department_id):
        raise NotAllowedError(NOT_ALLOWED)
    refused: dict[str, str] = {}
    changed: list[HalfYearLine] = []
    for line in load_lines(review, actor.on):
        entry = entries.get(line.key)
        if entry is None or line.department.pk != department_id or not _is_change(line, entry):
            continue
        if entry.mark != line.mark:
            refused[line.key] = CHANGED
        else:
            changed.append(line)
    _write(review, changed, entries, user)
    return len(changed), refused


def _is_change(line: HalfYearLine, entry: HalfYearEntry) -> bool:
    """開いたときから書きかえられ、いまの内容とも違うか。まとめた行は、一つでも違えば変更とする。"""
    if mark_words(entry.words) == entry.mark != line.mark:
        return False
    known = [
        _words_of(line.checks[content.pk]) if content.pk in line.checks else BLANK
        for content in line.contents
    ]
    return any(words != entry.words for words in known)


def _write(
    review: AnnualReview,
    lines: Sequence[HalfYearLine],
    entries: Mapping[str, HalfYearEntry],
    user: User,
) -> None:
    created: list[HalfYearCheck] = []
    updated: list[HalfYearCheck] = []
    for line in lines:
        for content in line.contents:
            known = line.checks.get(content.pk)
            check = known or HalfYearCheck(review=review, content=content)
            (updated if known else created).append(check)
            for name, text in zip(FIELDS, entries[line.key].words, strict=True):
                setattr(check, name, text)
    marks = {"default_user": user, "default_change_reason": CHECK_REASON}
    if created:
        bulk_create_with_history(created, HalfYearCheck, **marks)
    if updated:
        bulk_update_with_history(updated, HalfYearCheck, list(FIELDS), **marks)


def checks_of(record: ProgressRecord) -> dict[int, HalfYearCheck]:
    """年度末の様式に見せる、この項目の上半期の確認（実施内容の番号から引く）。

    上半期の確認を行わない年度なら問い合わせず、行う年度なら一つ。進みのない行は除く。
    """
    if not record.review.has_half_year:
        return {}
    rows = HalfYearCheck.objects.filter(review=record.review_id, content__item=record.item_id)
    return {row.content_id: row for row in rows.exclude(pace="")}
