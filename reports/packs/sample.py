"""見本データ（架空）の委員会資料。審議中の見本の年度の、次の会議の資料を作って配布する。

本番と同じ手続きを、見本の総務課の人が行う。
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from plans.models import Membership
from progress.choices import ReviewState
from progress.models import AnnualReview, CommitteeMeeting
from progress.people import WORKING_ROLES, load_actor
from progress.sample_steps import moment
from progress.workflow import WorkflowError
from reports.models import CommitteePack
from reports.packs.distribution import distribute_pack
from reports.packs.making import PackOrder, gather_facts, make_pack
from reports.packs.options import PackOptions

if TYPE_CHECKING:
    import datetime as dt

    from plans.models import User

RECIPIENTS = "（例）進行管理委員会の委員、事務局"
HOUR = 9


@transaction.atomic
def distribute_sample_pack(today: dt.date) -> CommitteePack | None:
    """見本の資料を作って配布し、配布した資料を返す。

    見本の審議中の年度か、会議か、総務課の人がなければ、また資料がすでにあれば、何もせず None。
    today は作成日と配布日。作れなければ WorkflowError。
    """
    review = AnnualReview.objects.filter(is_sample=True, state=ReviewState.DELIBERATING).first()
    meeting = CommitteeMeeting.objects.filter(review=review).order_by("number").last()
    officer = _find_officer(today)
    if meeting is None or officer is None or CommitteePack.objects.exists():
        return None
    return _distribute(meeting, officer, today)


def _find_officer(today: dt.date) -> User | None:
    members = Membership.objects.in_force(today).filter(
        department__is_secretariat=True, user__is_sample=True, role__in=WORKING_ROLES
    )
    member = members.select_related("user").order_by("pk").first()
    return member.user if member else None


def _distribute(meeting: CommitteeMeeting, officer: User, today: dt.date) -> CommitteePack:
    actor, at = load_actor(officer, today), moment(today, HOUR)
    review = meeting.review
    options = PackOptions().at_meeting(meeting)
    order = PackOrder(review, gather_facts(review, today), 1, 0, options, today)
    made = list(make_pack(order, actor=actor, user=officer, at=at))[-1]
    if made.pack is None:
        raise WorkflowError(made.failure)
    return distribute_pack(
        made.pack.pk,
        version=made.pack.version,
        recipients=RECIPIENTS,
        actor=actor,
        user=officer,
        at=at,
    )
