"""一つの意見の画面の材料。いま許されている動詞ごとに、様式を用意する。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plans.models import ActionItem, Department
from progress.models import CommitteeMeeting
from progress.opinion_deeds import CHANGED_FIELDS
from progress.opinion_forms import (
    AnswerForm,
    AssignForm,
    FollowUpForm,
    OpinionChangeForm,
    ReasonForm,
    offer,
)
from progress.opinion_permissions import response_case
from progress.opinion_workflow import OPINION_TRANSITIONS, allowed_opinion_verbs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms
    from django.http import QueryDict

    from plans.actors import Actor
    from progress.models import Opinion, OpinionResponse
    from progress.opinion_permissions import OpinionCase
    from progress.opinion_rows import OpinionRow, ResponseRow

FORMS: Mapping[str, type[forms.Form]] = {
    "change": OpinionChangeForm,
    "assign": AssignForm,
    "answer": AnswerForm,
    "send_back": ReasonForm,
    "confirm": ReasonForm,
    "follow_up": FollowUpForm,
    "close": ReasonForm,
    "reopen": ReasonForm,
    "cancel": ReasonForm,
}
# 画面から送る動詞。まとめる（join）は、登録の画面だけで行う。
PAGE_VERBS = tuple(FORMS)


@dataclass(frozen=True, slots=True)
class DeedBox:
    """画面の一つの動詞。response は回答の動詞の相手。"""

    verb: str
    form: forms.Form
    response: OpinionResponse | None = None

    @property
    def label(self) -> str:
        """動詞の名。"""
        return OPINION_TRANSITIONS[self.verb].label

    @property
    def key(self) -> str:
        """画面の中で、この様式だけの名。"""
        return f"{self.verb}-{self.response.pk}" if self.response else self.verb

    @property
    def needs_reason(self) -> bool:
        """理由が要るか。"""
        return OPINION_TRANSITIONS[self.verb].needs_reason

    def is_allowed(self, actor: Actor, case: OpinionCase) -> bool:
        """いま許されているか。"""
        subject = response_case(self.response) if self.response else None
        return OPINION_TRANSITIONS[self.verb].allows(actor, case, subject)

    @property
    def url_name(self) -> str:
        """送り先の道の名。"""
        return f"opinion_{self.verb}"

    @property
    def button(self) -> str:
        """送るボタンの名。"""
        return f"_{self.verb}"


@dataclass(slots=True)
class ResponseDesk:
    """一つの課の回答と、その動詞。"""

    row: ResponseRow
    deeds: list[DeedBox] = field(default_factory=list)


@dataclass(slots=True)
class OpinionDesk:
    """一つの意見の画面。deeds は意見の動詞（名から引く）。"""

    row: OpinionRow
    responses: list[ResponseDesk]
    deeds: dict[str, DeedBox]


def make_desk(actor: Actor, row: OpinionRow, refused: DeedBox | None = None) -> OpinionDesk:
    """画面を作る。refused は断られた様式で、打った文を残したまま元の場所に置く。"""
    rows = _Rows(actor, row.opinion)
    responses = []
    for one in row.responses:
        verbs = allowed_opinion_verbs(actor, row.case, response_case(one.response))
        boxes = [make_box(rows, verb, response=one.response) for verb in verbs]
        responses.append(ResponseDesk(one, [_keep(box, refused) for box in boxes]))
    verbs = [verb for verb in allowed_opinion_verbs(actor, row.case) if verb in FORMS]
    deeds = {verb: _keep(make_box(rows, verb), refused) for verb in verbs}
    return OpinionDesk(row, responses, deeds)


def _keep(box: DeedBox, refused: DeedBox | None) -> DeedBox:
    return refused if refused and refused.key == box.key else box


class _Rows:
    """選択肢の行。初めて要るときに一度だけ読む。"""

    def __init__(self, actor: Actor, opinion: Opinion) -> None:
        self.actor, self.opinion = actor, opinion
        self._read: dict[str, list[Any]] = {}

    def get(self, name: str) -> list[Any]:
        """item（計画の項目）、meeting（年度の会議）、departments（いまある課）。"""
        if name not in self._read:
            self._read[name] = list(getattr(self, f"_{name}")())
        return self._read[name]

    def _item(self) -> Any:
        return ActionItem.objects.filter(plan=self.opinion.review.plan_id).order_by("number")

    def _meeting(self) -> Any:
        rows = CommitteeMeeting.objects.filter(review=self.opinion.review_id)
        return rows.select_related("review").order_by("number")

    def _departments(self) -> Any:
        rows = Department.objects.all().visible_to(self.actor)
        asked = [row.department for row in self.opinion.responses.all()]
        known = {row.pk: row for row in (*rows.in_force(self.actor.on), *asked)}
        return sorted(known.values(), key=lambda row: (row.order, row.pk))

    def _department(self) -> Any:
        """対応状況を書ける課。頼まれた課のうち、自分の課（総務課ならすべて）。"""
        asked = [row.department for row in self.opinion.responses.all()]
        if self.actor.is_secretariat:
            return asked
        return [row for row in asked if row.pk in self.actor.member_of]


CHOICES = {
    "change": ("item", "meeting"),
    "assign": ("departments",),
    "follow_up": ("department",),
}


def make_box(
    rows: _Rows,
    verb: str,
    posted: QueryDict | None = None,
    response: OpinionResponse | None = None,
) -> DeedBox:
    """動詞の様式。posted を渡せば、送られたままを確かめる。"""
    key = f"{verb}-{response.pk}" if response else verb
    form = FORMS[verb](
        posted,
        auto_id=f"{key}-%s",
        initial=_initial(rows, verb, response),
        use_required_attribute=False,
    )
    for name in CHOICES.get(verb, ()):
        offer(form, name, rows.get(name))
    return DeedBox(verb, form, response)


def open_box(actor: Actor, opinion: Opinion, verb: str, posted: QueryDict) -> DeedBox:
    """送られた動詞の様式。相手の回答は、送られた番号で探す。"""
    asked = posted.get("response", "") if OPINION_TRANSITIONS[verb].may_response else ""
    response = next((row for row in opinion.responses.all() if str(row.pk) == asked), None)
    return make_box(_Rows(actor, opinion), verb, posted, response)


def _initial(rows: _Rows, verb: str, response: OpinionResponse | None) -> dict[str, Any]:
    opinion = rows.opinion
    if verb == "change":
        return {name: getattr(opinion, name) for name in CHANGED_FIELDS}
    if verb == "answer" and response:
        return {name: getattr(response, name) for name in ("stance", "text", "due_on")}
    if verb == "assign":
        asked = list(opinion.responses.all())
        dues = [row.answer_due_on for row in asked if row.answer_due_on]
        return {
            "departments": [row.department_id for row in asked],
            "answer_due_on": max(dues, default=None),
        }
    return {"on": rows.actor.on} if verb == "follow_up" else {}
