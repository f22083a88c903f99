"""年度の事実のうち、委員会の会議、意見と対応、総括。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from plans.fiscal_year import format_date, last_day, wareki_label
from progress.choices import OpinionStage, OpinionState, ResponseState, SummarySubject
from progress.models import (
    CommitteeMeeting,
    CommitteeMember,
    CommitteeRating,
    FollowUp,
    Opinion,
    OpinionResponse,
    Summary,
)
from progress.opinion_stage import stage_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from plans.models import Plan

Facts = dict[str, Any]

WAITING_STAGES = frozenset({OpinionStage.UNASSIGNED, OpinionStage.ASKED, OpinionStage.ANSWERED})


@dataclass(slots=True)
class Register:
    """会議、意見と対応、総括の行。responses と follow_ups は意見の番号（pk）から引く。

    grounds は、委員会後の評価が根拠とした意見の番号（pk）を、報告の番号（pk）から引く。
    """

    meetings: list[CommitteeMeeting] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    responses: dict[int, list[OpinionResponse]] = field(default_factory=dict)
    follow_ups: dict[int, list[FollowUp]] = field(default_factory=dict)
    grounds: dict[int, list[int]] = field(default_factory=dict)
    summaries: list[Summary] = field(default_factory=list)
    members: list[CommitteeMember] = field(default_factory=list)


def load_opinions(plan: Plan, fiscal_year: int, *, in_full: bool) -> dict[str, Any]:
    """その年度までの意見と回答（Register の欄の名から引く）。問い合わせは二つまで。

    in_full なら、対応状況と、委員会後の評価の根拠も読む（四つまで）。
    """
    rows = (
        Opinion.objects.for_plan(plan)
        .standing()
        .filter(review__fiscal_year__lte=fiscal_year)
        .select_related("review", "meeting", "item")
    )
    opinions = list(rows.order_by("review__fiscal_year", "number"))
    if not opinions:
        return {}
    responses = OpinionResponse.objects.for_plan(plan).select_related("department")
    found = {
        "opinions": opinions,
        "responses": _by_opinion(responses.order_by("department__order", "pk")),
    }
    return found | (_load_details(plan) if in_full else {})


def _load_details(plan: Plan) -> dict[str, Any]:
    """対応状況と、委員会後の評価の根拠。"""
    follow_ups = FollowUp.objects.for_plan(plan).select_related("department")
    through = CommitteeRating.opinions.through._default_manager
    grounds: dict[int, list[int]] = {}
    for record, opinion in through.filter(opinion__review__plan=plan).values_list(
        "committeerating__record", "opinion"
    ):
        grounds.setdefault(record, []).append(opinion)
    return {
        "follow_ups": _by_opinion(follow_ups.order_by("on", "pk")),
        "grounds": grounds,
    }


def _by_opinion(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.opinion_id, []).append(row)
    return groups


def load_committee(plan: Plan, fiscal_year: int) -> dict[str, Any]:
    """その年度の会議、総括、氏名を公表する委員（Register の欄の名から引く）。問い合わせは三つ。"""
    meetings = CommitteeMeeting.objects.for_plan(plan).filter(review__fiscal_year=fiscal_year)
    summaries = Summary.objects.for_plan(plan).filter(review__fiscal_year=fiscal_year)
    return {
        "meetings": list(meetings.order_by("number")),
        "summaries": list(summaries.order_by("subject", "number")),
        "members": _load_named_members(plan, fiscal_year),
    }


def _load_named_members(plan: Plan, fiscal_year: int) -> list[CommitteeMember]:
    """その年度に任期のかかる委員のうち、氏名を公表すると決めた人。"""
    first, last = last_day(fiscal_year - 1), last_day(fiscal_year)
    rows = CommitteeMember.objects.filter(committee__plan=plan, is_name_public=True)
    in_term = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=first), starts_on__lte=last)
    return list(in_term.select_related("user").order_by("starts_on", "pk"))


def register_facts(
    register: Register, fiscal_year: int, *, include_drafts: bool, on: dt.date | None
) -> Facts:
    """会議、意見、総括、氏名を公表する委員の事実。

    include_drafts が偽なら、総務課が確認していない回答の中身は出さない。
    on は遅れを数える日（省くと数えない）。
    """
    return {
        "meetings": [_meeting_facts(row) for row in register.meetings],
        "opinions": [
            _opinion_facts(register, row, fiscal_year, include_drafts=include_drafts, on=on)
            for row in register.opinions
        ],
        "summaries": _summary_facts(register.summaries),
        "members": [{"name": str(row.user)} for row in register.members],
    }


def grounds_of(register: Register, record_id: int) -> list[Facts]:
    """委員会後の評価の根拠とした意見（番号と呼び名）。"""
    known = {row.pk: row for row in register.opinions}
    rows = [known[pk] for pk in register.grounds.get(record_id, ()) if pk in known]
    return [{"id": row.pk, "number": row.number, "label": str(row)} for row in rows]


def attach_opinions(items: Iterable[Facts], opinions: Iterable[Facts]) -> None:
    """実施項目の事実に、その項目への意見を添える。"""
    by_number = {item["number"]: item for item in items}
    for opinion in opinions:
        if opinion["item"] in by_number:
            by_number[opinion["item"]]["opinions"].append(opinion)


def _meeting_facts(meeting: CommitteeMeeting) -> Facts:
    """会議の事実。出欠の記録（氏名の控え）は出さない。"""
    return {
        "id": meeting.pk,
        "number": meeting.number,
        "name": f"第{meeting.number}回",
        "held_on": format_date(meeting.held_on),
        "place": meeting.place,
        "agenda": [line for line in meeting.agenda.splitlines() if line.strip()],
        "return_to": meeting.return_to,
        "opinions_due_on": _day(meeting.opinions_due_on),
        "present_count": meeting.present_count,
        "absent_count": meeting.absent_count,
        "minutes": meeting.minutes,
    }


def _opinion_facts(
    register: Register,
    opinion: Opinion,
    fiscal_year: int,
    *,
    include_drafts: bool,
    on: dt.date | None,
) -> Facts:
    responses = register.responses.get(opinion.pk, [])
    stage = stage_of(opinion.state, (row.state for row in responses))
    year, meeting, item = opinion.review.fiscal_year, opinion.meeting, opinion.item
    is_closed = opinion.state == OpinionState.CLOSED
    return {
        "id": opinion.pk,
        "number": opinion.number,
        "label": str(opinion),
        "year": year,
        "year_label": wareki_label(year),
        "item": item.number if item else None,
        "item_title": item.title if item else "計画の全体",
        "meeting": f"第{meeting.number}回" if meeting else "",
        "meeting_on": format_date(meeting.held_on) if meeting else "",
        "kind": opinion.kind,
        "kind_label": opinion.get_kind_display(),
        "text": opinion.text,
        "people": opinion.people,
        "source": opinion.source,
        "source_label": opinion.get_source_display(),
        "stage": str(stage),
        "stage_label": str(stage.label),
        "is_closed": is_closed,
        "is_carried": year < fiscal_year and not is_closed,
        "is_unanswered": stage in WAITING_STAGES,
        "closed_on": _stamp(opinion.closed_at),
        "responses": [
            _response_facts(row, include_drafts=include_drafts, on=on) for row in responses
        ],
        "follow_ups": [_follow_up_facts(row) for row in register.follow_ups.get(opinion.pk, ())],
    }


def _response_facts(
    response: OpinionResponse, *, include_drafts: bool, on: dt.date | None
) -> Facts:
    is_shown = include_drafts or response.state == ResponseState.CONFIRMED
    due = response.answer_due_on
    is_asked = response.state == ResponseState.ASKED
    return {
        "department": response.department.name,
        "state": response.state if is_shown else ResponseState.ASKED.value,
        "state_label": response.get_state_display() if is_shown else ResponseState.ASKED.label,
        "stance": response.stance if is_shown else "",
        "stance_label": response.get_stance_display() if is_shown else "",
        "text": response.text if is_shown else "",
        "due": _day(response.due_on) if is_shown else "",
        "answer_due_on": _day(due),
        "answered_on": _stamp(response.answered_at) if is_shown else "",
        "confirmed_on": _stamp(response.confirmed_at) if is_shown else "",
        "is_late": bool(on and due and is_asked and due < on),
    }


def _follow_up_facts(follow_up: FollowUp) -> Facts:
    return {
        "department": follow_up.department.name,
        "on": format_date(follow_up.on),
        "state": follow_up.state,
        "state_label": follow_up.get_state_display(),
        "text": follow_up.text,
    }


def _summary_facts(summaries: Iterable[Summary]) -> Facts:
    """総括。goals と policies は番号（文字）から引く。書かれていないものは入れない。"""
    written = [row for row in summaries if row.text.strip()]
    texts: dict[str, dict[str, str]] = {subject: {} for subject in SummarySubject.values}
    for row in written:
        texts[row.subject][str(row.number)] = row.text
    return {
        "whole": texts[SummarySubject.WHOLE].get("0", ""),
        "goals": texts[SummarySubject.GOAL],
        "policies": texts[SummarySubject.POLICY],
    }


def _day(day: dt.date | None) -> str:
    return format_date(day) if day else ""


def _stamp(at: dt.datetime | None) -> str:
    return format_date(timezone.localdate(at)) if at else ""
